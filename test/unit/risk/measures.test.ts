import { describe, expect, it } from 'vitest'
import { expectedRisk, Measurement } from '../../../src/risk/measures.ts'

function measure(classes: readonly Readonly<Record<string, number>>[], l = 2): Measurement {
  const measurement = new Measurement()
  for (const one of classes) {
    const sensitive = new Map(Object.entries(one))
    measurement.add({ patients: [...sensitive.values()].reduce((sum, count) => sum + count, 0), sensitive }, l)
  }
  return measurement
}

describe('measures of risk', () => {
  it('are those of a set that was counted by hand', () => {
    // Ten patients in four classes: 1, 2, 2 and 5.
    const found = measure([{ '': 1 }, { '': 2 }, { '': 2 }, { '': 5 }]).measures(3, 4)
    expect(found).toMatchObject({ patients: 10, classes: 4, smallest: 1, classesBelow: 3, patientsBelow: 5 })
    expect(found.prosecutor).toEqual({ maximum: 1, average: 0.4 })
    expect(found.journalist).toMatchObject({ maximum: 0.25, average: 0.1 })
    expect(found.sizes).toEqual([
      { size: 1, classes: 1 },
      { size: 2, classes: 2 },
      { size: 5, classes: 1 },
    ])
  })

  it('are zeros where there is nobody', () => {
    const found = measure([]).measures(5, 1)
    expect(found).toMatchObject({ patients: 0, classes: 0, smallest: 0, prosecutor: { maximum: 0, average: 0 } })
    expect(measure([]).diversity()).toMatchObject({ distinct: 0, entropy: 0 })
  })

  // ln(10)/9, (1 - that)/9; ln 2, 1 - ln 2; 2 ln 1.5, 2 (1 - that).
  it.each([
    [1, 10, 0.255842788],
    [2, 10, 0.082684135],
    [1, 2, Math.LN2],
    [2, 2, 0.306852819],
    [1, 1.5, 0.810930216],
    [2, 1.5, 0.378139568],
    [7, 1, 1 / 7],
  ])('expect the reciprocal of the class of %i in a population of %f times the set', (size, factor, expected) => {
    expect(expectedRisk(size, factor)).toBeCloseTo(expected, 8)
  })

  it.each([1.001, 1.5, 2, 3, 100])(
    'expect less of a larger class, and never less than of a fixed share, times %f',
    (factor) => {
      let before = Number.POSITIVE_INFINITY
      for (const size of [1, 2, 3, 10, 50, 199, 500, 999, 1000, 1001, 20_000]) {
        const risk = expectedRisk(size, factor)
        expect(risk).toBeLessThan(before)
        expect(risk).toBeGreaterThanOrEqual(1 / (size * factor) - 1e-15)
        expect(risk).toBeLessThan(1.7 / (size * Math.sqrt(factor)))
        before = risk
      }
    },
  )
})

describe('diversity', () => {
  it('counts sets of values in each class, and by how uncertain they are', () => {
    // Values 1 and 2 half and half; three sets at 1/2, 1/4, 1/4: entropy 1.5 bits, 2.83 values.
    const found = measure([
      { '1': 2, '2': 2 },
      { '1': 2, '2': 1, '3': 1 },
    ]).diversity()
    expect(found).toMatchObject({ distinct: 2, classesBelow: 0, patientsDisclosed: 0 })
    expect(found.entropy).toBeCloseTo(2, 9)
    expect(measure([{ '1': 2, '2': 1, '3': 1 }]).diversity().entropy).toBeCloseTo(2.828427125, 8)
  })

  it('tells patients of whom a value is known though their sets differ', () => {
    expect(measure([{ '1': 3, '1,2': 1 }]).diversity()).toMatchObject({ distinct: 2, patientsDisclosed: 4 })
    expect(measure([{ '11': 3, '1,2': 1 }]).diversity()).toMatchObject({ distinct: 2, patientsDisclosed: 0 })
    expect(measure([{ '': 3, '1': 1 }]).diversity()).toMatchObject({ patientsDisclosed: 0 })
    expect(measure([{ '': 4 }]).diversity()).toMatchObject({ distinct: 1, classesBelow: 1, patientsDisclosed: 0 })
  })
})
