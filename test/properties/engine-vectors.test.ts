/** The vectors that the reference is held to, through the engine, in chunks of every size. */

import { describe, expect, it, vi } from 'vitest'
import type { Plan } from '../../src/profile/plan.ts'
import { chunksOf } from '../support/chunkings.ts'
import { EngineRunner } from '../support/engine-runner.ts'
import { envelopeBytes, objectOf, parse, planOf, type Vector, vectorIdentity } from '../unit/support/vector.ts'
import { VECTORS } from '../unit/support/vectors.ts'

vi.mock('../../src/engine/transforms.ts', async (importOriginal) => {
  const { withProbes } = await import('../support/probe-transforms.ts')
  return withProbes(await importOriginal<typeof import('../../src/engine/transforms.ts')>())
})

const runners = new Map<Plan, EngineRunner>()

function runnerOf(plan: Plan): EngineRunner {
  const runner = runners.get(plan) ?? new EngineRunner(plan, vectorIdentity)
  runners.set(plan, runner)
  return runner
}

function run(vector: Vector, chunkBytes: number) {
  const object = objectOf(vector)
  const runner = runnerOf(planOf(vector))
  const { result, bytes } = runner.run(object, vector.framing ?? 'exact', chunksOf(chunkBytes))
  return { ...result, dataSet: Buffer.from(bytes.subarray(envelopeBytes(bytes))).toString('hex') }
}

describe.each(VECTORS)('the engine, %s', (_, vectors) => {
  it.each(vectors)('$name', (vector) => {
    const object = objectOf(vector)
    // a stream that is refused before its window was ever emptied has let nothing out: the reference has no window
    const isHeld = vector.framing === 'stream' && vector.broken !== undefined
    const disposition = vector.withheld || isHeld ? 'withheld' : vector.broken ? 'broken' : 'deidentified'
    const expected = isHeld ? '' : Buffer.from(parse(vector.output ?? '')).toString('hex')
    for (let chunkBytes = object.length; chunkBytes >= 1; chunkBytes--) {
      const result = run(vector, chunkBytes)
      const inChunks = `in chunks of ${chunkBytes}`
      expect([result.code, result.disposition], inChunks).toEqual([vector.withheld ?? vector.broken, disposition])
      expect(result.dataSet, inChunks).toBe(expected)
      if (vector.offsetBytes !== undefined) {
        expect(result.offsetBytes, inChunks).toBe(envelopeBytes(object) + vector.offsetBytes)
      }
    }
  })
})
