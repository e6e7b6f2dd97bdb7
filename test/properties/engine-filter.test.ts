/** What a filter sees and changes of bulk values is the same for engine and reference, whatever the object, the plan, the framing and the chunks. */

import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { compilePlan, keepAllPlan } from '../../src/profile/compile.ts'
import { FRAMINGS, Pair } from '../support/agreement.ts'
import { objectCases } from '../support/arbitraries.ts'
import { arbitraryChunkings } from '../support/arbitrary-chunkings.ts'
import { chunksOf, randomChunks, whole } from '../support/chunkings.ts'
import { largeObjects } from '../support/large-objects.ts'
import { ProbeFilter, type ProbeFilterOptions } from '../support/probe-filter.ts'
import { randomPlan } from '../support/random-plan.ts'
import { syntheticStudy } from '../support/synthetic.ts'

vi.mock('../../src/engine/transforms.ts', async (importOriginal) => {
  const { withProbes } = await import('../support/probe-transforms.ts')
  return withProbes(await importOriginal<typeof import('../../src/engine/transforms.ts')>())
})

const RUNS = Number(process.env.SLUICE_PROPERTY_RUNS ?? 100)

const OPTIONS: readonly ProbeFilterOptions[] = [
  { everyBytes: 1, changedBytes: 1 },
  { everyBytes: 16, changedBytes: 3, sees: 'fragments' },
  { everyBytes: 50_000, changedBytes: 20_000 },
  { everyBytes: 4, changedBytes: 1, faultAt: { value: 0, when: 'begun' } },
  { everyBytes: 4, changedBytes: 1, faultAt: { value: 0, when: 'whole' } },
  { everyBytes: 3, changedBytes: 0, faultAt: { value: 2, when: 'begun' } },
  { everyBytes: 3, changedBytes: 2, faultAt: { value: 1, when: 'whole' } },
]

const plans = [
  compilePlan({ profile: 'basic' }),
  keepAllPlan(),
  ...Array.from({ length: 14 }, (_, seed) => randomPlan(seed)),
]
const pairs = plans.map((plan, at) => {
  return new Pair(plan, undefined, { filter: () => new ProbeFilter(OPTIONS[at % OPTIONS.length]!) })
})

describe.each([
  ['well formed', false],
  ['damaged', true],
])('bulk values of generated objects, %s', (_, damaged) => {
  it('are changed as in the reference', () => {
    const property = fc.property(
      fc.constantFrom(...pairs),
      objectCases({ damaged }),
      fc.constantFrom(...FRAMINGS),
      arbitraryChunkings,
      (pair, { bytes }, framing, chunking) => {
        expect(pair.disagreements(bytes, framing, [whole, chunking])).toEqual([])
      },
    )
    fc.assert(property, { numRuns: RUNS * 3 })
  })
})

describe.each(syntheticStudy())('bulk values of the synthetic study: $name', ({ bytes }) => {
  it.each(FRAMINGS)('are changed as in the reference, %s', (framing) => {
    for (const pair of pairs.slice(0, 3)) {
      expect(pair.disagreements(bytes, framing, [whole, chunksOf(13)])).toEqual([])
    }
  })
})

/** A framing each, by turns: that these objects come out the same in all of them is held by engine-agrees-with-reference. */
const largeInTurn = largeObjects.map((object, at) => ({ ...object, framing: FRAMINGS[at % FRAMINGS.length]! }))

describe.each(largeInTurn)('bulk values of a large object: $name', ({ build, framing }) => {
  it(`are changed as in the reference, ${framing}`, () => {
    expect(pairs[1]!.disagreements(build(), framing, [whole, randomChunks(3, 9000)])).toEqual([])
  })
})
