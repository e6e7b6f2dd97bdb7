/** What is noted, and what is refused for it, is the same for engine and reference, whatever the object, the plan, the framing and the chunks. */

import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { compilePlan } from '../../src/profile/compile.ts'
import { FRAMINGS, Pair } from '../support/agreement.ts'
import { objectCases } from '../support/arbitraries.ts'
import { arbitraryChunkings } from '../support/arbitrary-chunkings.ts'
import { randomChunks, seededRandom, whole } from '../support/chunkings.ts'
import { largeObjects } from '../support/large-objects.ts'
import { ProbeJudge } from '../support/probe-judge.ts'
import { randomPlan } from '../support/random-plan.ts'
import { FREQUENT_WORDS } from '../support/vocabulary.ts'

vi.mock('../../src/engine/transforms.ts', async (importOriginal) => {
  const { withProbes } = await import('../support/probe-transforms.ts')
  return withProbes(await importOriginal<typeof import('../../src/engine/transforms.ts')>())
})

const RUNS = Number(process.env.SLUICE_PROPERTY_RUNS ?? 100)

/** Asks for some of the frequent attributes, Pixel Data among them now and then. */
function drawnJudge(seed: number): ProbeJudge {
  const random = seededRandom(seed)
  const tags = FREQUENT_WORDS.map(({ tag }) => tag).filter(() => random() < 0.4)
  const noted = new Map(tags.slice(0, 64).map((tag) => [tag, [0, 3, 16, 300][Math.floor(random() * 4)]!]))
  const share = [0, 0.3, 0.7, 1][seed % 4]!
  const onlyTold = new Set([...noted.keys()].filter(() => random() < share))
  return new ProbeJudge(noted, share === 1 ? 0 : 3, onlyTold)
}

const pairs = Array.from(
  { length: 16 },
  (_, seed) => new Pair(randomPlan(seed), undefined, { judge: drawnJudge(seed) }),
)
const basic = new Pair(compilePlan({ profile: 'basic' }), undefined, { judge: drawnJudge(99) })

describe.each([
  ['well formed', false],
  ['damaged', true],
])('notes of generated objects, %s', (_, damaged) => {
  it('and what is refused for them are those of the reference', () => {
    const property = fc.property(
      fc.constantFrom(basic, ...pairs),
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

/** A framing each, by turns: that these objects come out the same in all of them is held by engine-agrees-with-reference. */
const largeInTurn = largeObjects.map((object, at) => ({ ...object, framing: FRAMINGS[at % FRAMINGS.length]! }))

describe.each(largeInTurn)('notes of a large object: $name', ({ build, framing }) => {
  it(`are those of the reference, ${framing}`, () => {
    expect(basic.disagreements(build(), framing, [whole, randomChunks(3, 9000)])).toEqual([])
  })
})
