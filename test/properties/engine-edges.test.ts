/** Where something is counted, engine and reference agree on the last one that counts. */

import { describe, expect, it, vi } from 'vitest'
import type { Plan } from '../../src/profile/plan.ts'
import { FRAMINGS, Pair } from '../support/agreement.ts'
import { chunksOf, randomChunks, whole } from '../support/chunkings.ts'
import { edgeObjects } from '../support/edge-objects.ts'
import { edgeSizes } from '../support/edge-sizes.ts'

vi.mock('../../src/engine/transforms.ts', async (importOriginal) => {
  const { withProbes } = await import('../support/probe-transforms.ts')
  return withProbes(await importOriginal<typeof import('../../src/engine/transforms.ts')>())
})

const pairs = new Map<Plan, Pair>()

function pairOf(plan: Plan): Pair {
  const pair = pairs.get(plan) ?? new Pair(plan)
  pairs.set(plan, pair)
  return pair
}

describe.each([...edgeObjects, ...edgeSizes])('$name', ({ plan, build }) => {
  it.each(FRAMINGS)('comes out the same in any chunks, %s', (framing) => {
    expect(pairOf(plan).disagreements(build(), framing, [whole, chunksOf(65536), randomChunks(3, 3000)])).toEqual([])
  })
})
