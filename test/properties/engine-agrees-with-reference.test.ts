/**
 * The engine gives the bytes, the disposition and the refusal of the reference, whatever the object, the plan, the
 * framing and the chunks.
 */

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { compilePlan, keepAllPlan } from '../../src/profile/compile.ts'
import { FRAMINGS, Pair } from '../support/agreement.ts'
import { objectCases } from '../support/arbitraries.ts'
import { arbitraryChunkings } from '../support/arbitrary-chunkings.ts'
import { allChunkings, chunksOf, randomChunks, whole } from '../support/chunkings.ts'
import { listCorpus } from '../support/corpus.ts'
import { truncate } from '../support/dicom-builder.ts'
import { largeObjects } from '../support/large-objects.ts'
import { randomPlan } from '../support/random-plan.ts'
import { syntheticStudy } from '../support/synthetic.ts'

vi.mock('../../src/engine/transforms.ts', async (importOriginal) => {
  const { withProbes } = await import('../support/probe-transforms.ts')
  return withProbes(await importOriginal<typeof import('../../src/engine/transforms.ts')>())
})

const RUNS = Number(process.env.SLUICE_PROPERTY_RUNS ?? 150)

const basic = new Pair(compilePlan({ profile: 'basic' }))
const keepAll = new Pair(keepAllPlan())
const byLot = Array.from({ length: 24 }, (_, seed) => new Pair(randomPlan(seed)))

const framings = fc.constantFrom(...FRAMINGS)

describe.each([
  ['well formed', false],
  ['damaged', true],
])('generated objects, %s', (_, damaged) => {
  it('come out the same under the basic profile', () => {
    const property = fc.property(
      objectCases({ damaged }),
      framings,
      arbitraryChunkings,
      ({ bytes }, framing, chunking) => {
        expect(basic.disagreements(bytes, framing, [whole, chunking])).toEqual([])
      },
    )
    fc.assert(property, { numRuns: RUNS })
  })

  it('come out the same under plans that are drawn by lot', () => {
    const pairs = fc.constantFrom(...byLot.map((pair, seed) => ({ pair, seed, toString: () => `plan ${seed}` })))
    const property = fc.property(
      pairs,
      objectCases({ damaged }),
      framings,
      arbitraryChunkings,
      ({ pair }, { bytes }, framing, chunking) => {
        expect(pair.disagreements(bytes, framing, [whole, chunking])).toEqual([])
      },
    )
    fc.assert(property, { numRuns: RUNS * 3 })
  })
})

describe('generated objects that are shorter than announced', () => {
  it('come out the same', () => {
    const shares = fc.integer({ min: 0, max: 1000 })
    const property = fc.property(
      objectCases({ damaged: false }),
      shares,
      arbitraryChunkings,
      ({ bytes }, share, chunking) => {
        const cut = truncate(bytes, Math.floor((bytes.length * share) / 1000))
        expect(basic.disagreements(cut, 'exact', [whole, chunking], bytes.length)).toEqual([])
      },
    )
    fc.assert(property, { numRuns: RUNS })
  })
})

describe.each(syntheticStudy())('the synthetic study: $name', ({ bytes }) => {
  it.each(FRAMINGS)('comes out the same in any chunks, %s', (framing) => {
    expect(basic.disagreements(bytes, framing, allChunkings(bytes))).toEqual([])
    expect(keepAll.disagreements(bytes, framing, [whole])).toEqual([])
  })
})

describe.each(syntheticStudy().filter(({ name }) => /US|PR/.test(name)))('every prefix of $name', ({ bytes }) => {
  it('comes out the same, be it announced as it is or as the whole', () => {
    for (let countBytes = 0; countBytes < bytes.length; countBytes++) {
      const cut = truncate(bytes, countBytes)
      const where = `${countBytes} of ${bytes.length} bytes`
      expect(basic.disagreements(cut, 'exact', [whole]), where).toEqual([])
      expect(basic.disagreements(cut, 'exact', [whole], bytes.length), where).toEqual([])
    }
  })
})

describe.each(largeObjects)('a large object: $name', ({ build }) => {
  it.each(FRAMINGS)('comes out the same in any chunks, %s', (framing) => {
    expect(basic.disagreements(build(), framing, [whole, chunksOf(65536), randomChunks(3, 3000)])).toEqual([])
  })
})

const corpus = listCorpus()

describe.skipIf(corpus.length === 0)('the corpus', () => {
  it.each(corpus.map(({ path, absolutePath }) => ({ path, absolutePath })))('$path', ({ absolutePath }) => {
    const bytes = new Uint8Array(readFileSync(absolutePath))
    for (const framing of FRAMINGS) {
      expect(basic.disagreements(bytes, framing, [whole, chunksOf(65536), chunksOf(513), randomChunks(1)])).toEqual([])
      expect(keepAll.disagreements(bytes, framing, [whole])).toEqual([])
    }
  })
})
