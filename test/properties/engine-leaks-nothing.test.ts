/** What the plan does not keep is in no output, in no form, from whatever depth, encoding or kind of damage. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../src/profile/compile.ts'
import { FRAMINGS, testIdentity } from '../support/agreement.ts'
import { objectCases } from '../support/arbitraries.ts'
import { Canaries } from '../support/canaries.ts'
import { buildElements, buildObject, bytesOf, type ElementSpec, element, sequence } from '../support/dicom-builder.ts'
import { EngineRunner } from '../support/engine-runner.ts'
import { findPlanted, plantObject } from '../support/planting.ts'
import { randomPlan } from '../support/random-plan.ts'
import { syntheticStudy } from '../support/synthetic.ts'

const basicPlan = compilePlan({ profile: 'basic' })
const basic = new EngineRunner(basicPlan, testIdentity())

describe('canaries in generated objects', () => {
  // Lengths that lie turn one element's value into another's, which the plan may keep: such damage is not for canaries.
  it('are in no output under the basic profile', () => {
    const property = fc.property(objectCases({ damaged: false }), (objectCase) => {
      const { bytes, canaries } = plantObject(basicPlan, objectCase.spec)
      expect(findPlanted(basic, bytes, canaries)).toEqual([])
    })
    fc.assert(property, { numRuns: 150 })
  })

  it('are in no output under plans that are drawn by lot', () => {
    const plans = Array.from({ length: 12 }, (_, seed) => randomPlan(500 + seed))
    const runners = plans.map((plan) => ({ plan, runner: new EngineRunner(plan, testIdentity()) }))
    const property = fc.property(fc.nat(11), objectCases({ damaged: false }), (seed, objectCase) => {
      const { plan, runner } = runners[seed]!
      const { bytes, canaries } = plantObject(plan, objectCase.spec)
      expect(findPlanted(runner, bytes, canaries)).toEqual([])
    })
    fc.assert(property, { numRuns: 150 })
  })
})

describe.each(syntheticStudy())('the synthetic study: $name', ({ bytes, canaries, pixels }) => {
  it('has canaries in it', () => {
    expect(canaries.length).toBeGreaterThan(20)
  })

  it('comes out without a canary, its pixels as they were', () => {
    expect(findPlanted(basic, bytes, canaries)).toEqual([])
    for (const framing of FRAMINGS) {
      const { result, bytes: output } = basic.run(bytes, framing)
      expect(result.disposition).toBe('deidentified')
      expect(Buffer.from(output).includes(Buffer.from(pixels))).toBe(true)
    }
  })
})

describe('canaries where the plan keeps', () => {
  const canaries = new Canaries(3)
  const name = canaries.plant('name')
  const hidden: readonly [string, ElementSpec][] = [
    ['a name for a code', element('0028,0301', 'CS', `${name} AND MORE`)],
    ['a name for a number', element('0018,0050', 'DS', name)],
    ['a name for a date', element('0018,9074', 'DT', name)],
    ['a name for a class', element('0008,0016', 'UI', name)],
    ['a name behind control characters', element('0018,0015', 'CS', `A\x02${name}`)],
    ['a name for an integer', element('0028,0010', 'US', bytesOf(`${name}x`))],
    ['elements for a code', { tag: 0x00280301, vr: 'CS', value: buildElements([element('0010,0010', 'PN', name)], 1) }],
    ['a sequence for a code', { ...sequence('0028,0301', [[element('0010,0010', 'PN', name)]]), vr: 'SQ' }],
    [
      'a sequence of undefined length for a code',
      sequence('0028,0301', [[element('0010,0010', 'PN', name)]], { undefinedLength: true, asUnknown: true }),
    ],
    ['a name for a table', element('0028,1201', 'OW', bytesOf(`${name} AND MORE `))],
    ['a name for floating point numbers', element('0066,0016', 'OF', bytesOf(`${name}..`))],
    ['fragments for a table', { tag: 0x00281201, vr: 'OW', fragments: [bytesOf(name)] }],
    ['a value for a sequence', element('0008,1140', 'OB', bytesOf(name))],
  ]
  it.each(hidden)('are in no output: %s', (_, spec) => {
    for (const encoding of ['implicit-le', 'explicit-le', 'explicit-be', 'deflated'] as const) {
      for (const nested of [false, true]) {
        const elements = [element('0008,0060', 'CS', 'CT'), nested ? sequence('0008,1140', [[spec]]) : spec]
        const bytes = buildObject({ encoding, elements, meta: { start: 'preamble' } })
        expect(findPlanted(basic, bytes, canaries.planted)).toEqual([])
      }
    }
  })
})
