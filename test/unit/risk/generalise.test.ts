import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuasiIdentifier, type QuasiIdentifier } from '../../../src/profile/quasi-identifiers.ts'
import { searchGeneralisations } from '../../../src/risk/generalise.ts'

const QUASI = ['age:10', 'sex', 'month'].map((name) => parseQuasiIdentifier(name) as QuasiIdentifier)
const VALUES = [
  ['', '0', '10', '20', '30', '90', '~?'],
  ['', 'F', 'M'],
  ['', '202001', '202002', '202101'],
]

interface Class {
  readonly combinations: readonly (readonly number[])[]
  readonly patients: number
}

/** The smallest class at a point, by plain counting over texts. */
function smallestAt(classes: readonly Class[], levels: readonly number[]): number {
  const sizes = new Map<string, number>()
  for (const { combinations, patients } of classes) {
    const coarse = combinations.map((values) =>
      values.map((value, at) => QUASI[at]!.levels[levels[at]!]?.generalise(VALUES[at]![value]!) ?? '*').join('|'),
    )
    const signature = [...new Set(coarse)].sort().join(' & ')
    sizes.set(signature, (sizes.get(signature) ?? 0) + patients)
  }
  return Math.min(...sizes.values())
}

const arbitraryClasses = fc.array(
  fc.record({
    combinations: fc.uniqueArray(fc.tuple(fc.nat(6), fc.nat(2), fc.nat(3)), {
      minLength: 1,
      maxLength: 3,
      selector: String,
    }),
    patients: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 1, maxLength: 12 },
)

describe('the search for a coarser way', () => {
  it('finds the one that loses least, and no coarser one beside it', () => {
    fc.assert(
      fc.property(arbitraryClasses, fc.integer({ min: 2, max: 6 }), (classes, k) => {
        const points = [0, 1, 2, 3].flatMap((age) =>
          [0, 1].flatMap((sex) => [0, 1, 2].map((month) => [age, sex, month])),
        )
        const lossOf = (levels: readonly number[]) => (levels[0]! / 3 + levels[1]! + levels[2]! / 2) / 3
        const enough = points.filter((levels) => smallestAt(classes, levels) >= k)
        const { found, isComplete } = searchGeneralisations(classes, QUASI, VALUES, k)
        expect(isComplete).toBe(true)
        if (enough.length === 0) {
          expect(found).toEqual([])
          return
        }
        expect(found[0]!.loss).toBeCloseTo(Math.min(...enough.map(lossOf)), 8)
        for (const { levels, smallest } of found) {
          expect(smallest).toBe(smallestAt(classes, levels))
          expect(smallest).toBeGreaterThanOrEqual(k)
          const finer = enough.filter((other) => other.every((level, at) => level <= levels[at]!))
          expect(finer).toEqual([levels])
        }
      }),
      { numRuns: 150 },
    )
  })
})
