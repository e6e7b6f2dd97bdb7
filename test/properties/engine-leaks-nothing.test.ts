/** What the plan does not keep is in no output, in no form, from whatever depth, encoding or kind of damage. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPrivateTag } from '../../src/dicom/tag.ts'
import { trimText } from '../../src/dicom/uid.ts'
import { compilePlan } from '../../src/profile/compile.ts'
import { actionOf } from '../../src/profile/decisions.ts'
import type { Place, Plan } from '../../src/profile/plan.ts'
import { ACTION_KEEP, CHECK_SEQUENCE, COMPOUND_NONE } from '../../src/wasm/seam.ts'
import { FRAMINGS, testIdentity } from '../support/agreement.ts'
import { type ObjectCase, objectCases } from '../support/arbitraries.ts'
import { Canaries, type CanaryKind, findEscapes } from '../support/canaries.ts'
import { chunksOf, randomChunks, whole } from '../support/chunkings.ts'
import { buildElements, buildObject, bytesOf, type ElementSpec, element, sequence } from '../support/dicom-builder.ts'
import { EngineRunner } from '../support/engine-runner.ts'
import { randomPlan } from '../support/random-plan.ts'
import { syntheticStudy } from '../support/synthetic.ts'

const basicPlan = compilePlan({ profile: 'basic' })
const basic = new EngineRunner(basicPlan, testIdentity())

/** How a canary has to look to be a value of this VR. */
const KINDS: Readonly<Record<string, CanaryKind>> = {
  PN: 'name',
  UI: 'uid',
  DS: 'number',
  IS: 'number',
  CS: 'code',
  AE: 'code',
  SH: 'code',
}

/** In doubt: a canary is planted only where nothing says that the value stays. */
function isKept(plan: Plan, tag: number, place: Place): boolean {
  // the SOP class goes into the file meta information, whatever the plan
  if (tag === 0x00080016) return true
  const decided = plan.lookup(tag, place)
  if (decided === undefined) return false
  // what compound codes come to is asked of the plan elsewhere: here no canary is planted there
  return (
    decided.slot.compound !== COMPOUND_NONE ||
    actionOf(decided.decision) === ACTION_KEEP ||
    decided.slot.check === CHECK_SEQUENCE
  )
}

/** The same elements, with a canary for the value of each that the plan does not keep. */
function plant(
  plan: Plan,
  elements: readonly ElementSpec[],
  canaries: Canaries,
  path: readonly number[] = [],
): ElementSpec[] {
  const creators = new Map<number, string>()
  return elements.map((spec) => {
    const { tag } = spec
    if (spec.items) {
      const items = spec.items.map((item) => ({
        ...item,
        elements: plant(plan, item.elements, canaries, [...path, tag]),
      }))
      return { ...spec, items }
    }
    if (isPrivateTag(tag) && (tag & 0xff00) === 0) {
      creators.set((tag >>> 16) * 0x100 + (tag & 0xff), trimText(String(spec.value ?? '')))
      return spec
    }
    const privateCreator = creators.get((tag >>> 16) * 0x100 + ((tag >>> 8) & 0xff)) ?? 'nobody'
    // any sequence may be that of a content item, inside which paths begin anew
    const tails = path.length === 0 ? [path] : path.map((_, from) => path.slice(from))
    const places = tails.flatMap((tail) => [
      { path: tail, privateCreator },
      ...plan.concepts.map((concept) => ({ path: tail, concept, privateCreator })),
    ])
    if (spec.raw || places.some((place) => isKept(plan, tag, place))) return spec
    const canary = canaries.plant(KINDS[spec.vr] ?? 'text')
    return spec.fragments ? { ...spec, fragments: [bytesOf(canary)] } : { ...spec, value: canary }
  })
}

function planted(plan: Plan, { spec }: ObjectCase): { bytes: Uint8Array; canaries: string[] } {
  const canaries = new Canaries(7)
  const object = { ...spec, elements: plant(plan, spec.elements, canaries) }
  return { bytes: buildObject(object), canaries: canaries.planted }
}

function escapes(runner: EngineRunner, bytes: Uint8Array, canaries: readonly string[]): string[] {
  const found = new Set<string>()
  for (const framing of FRAMINGS) {
    for (const chunking of [whole, chunksOf(7), randomChunks(5)]) {
      const { bytes: output, result } = runner.run(bytes, framing, chunking)
      for (const { canary, form } of findEscapes(output, canaries)) found.add(`${canary} ${form}, ${framing}`)
      for (const { canary } of findEscapes(bytesOf(JSON.stringify(result)), canaries))
        found.add(`${canary} in the result`)
    }
  }
  return [...found]
}

describe('canaries in generated objects', () => {
  // Lengths that lie turn one element's value into another's, which the plan may keep: such damage is not for canaries.
  it('are in no output under the basic profile', () => {
    const property = fc.property(objectCases({ damaged: false }), (objectCase) => {
      const { bytes, canaries } = planted(basicPlan, objectCase)
      expect(escapes(basic, bytes, canaries)).toEqual([])
    })
    fc.assert(property, { numRuns: 150 })
  })

  it('are in no output under plans that are drawn by lot', () => {
    const plans = Array.from({ length: 12 }, (_, seed) => randomPlan(500 + seed))
    const runners = plans.map((plan) => ({ plan, runner: new EngineRunner(plan, testIdentity()) }))
    const property = fc.property(fc.nat(11), objectCases({ damaged: false }), (seed, objectCase) => {
      const { plan, runner } = runners[seed]!
      const { bytes, canaries } = planted(plan, objectCase)
      expect(escapes(runner, bytes, canaries)).toEqual([])
    })
    fc.assert(property, { numRuns: 150 })
  })
})

describe.each(syntheticStudy())('the synthetic study: $name', ({ bytes, canaries, pixels }) => {
  it('has canaries in it', () => {
    expect(canaries.length).toBeGreaterThan(20)
  })

  it('comes out without a canary, its pixels as they were', () => {
    expect(escapes(basic, bytes, canaries)).toEqual([])
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
    ['fragments for a table', { tag: 0x00281201, vr: 'OW', fragments: [bytesOf(name)] }],
    ['a value for a sequence', element('0008,1140', 'OB', bytesOf(name))],
  ]
  it.each(hidden)('are in no output: %s', (_, spec) => {
    for (const encoding of ['implicit-le', 'explicit-le', 'explicit-be', 'deflated'] as const) {
      for (const nested of [false, true]) {
        const elements = [element('0008,0060', 'CS', 'CT'), nested ? sequence('0008,1140', [[spec]]) : spec]
        const bytes = buildObject({ encoding, elements, meta: { start: 'preamble' } })
        expect(escapes(basic, bytes, canaries.planted)).toEqual([])
      }
    }
  })
})
