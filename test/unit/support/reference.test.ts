/** The reference itself, against bytes that were written by hand: one vector at least for each rule of docs/engine.md. */

import { describe, expect, it, vi } from 'vitest'
import { nodeDeflateCodec } from '../../../src/streams/node-platform.ts'
import { transformsOf } from '../../support/agreement.ts'
import { referenceDeidentify } from '../../support/reference.ts'
import { referencePlan } from '../../support/reference-plan.ts'
import { envelopeBytes, objectOf, parse, planOf, type Vector, vectorIdentity } from './vector.ts'
import { VECTORS } from './vectors.ts'

vi.mock('../../../src/engine/transforms.ts', async (importOriginal) => {
  const { withProbes } = await import('../../support/probe-transforms.ts')
  return withProbes(await importOriginal<typeof import('../../../src/engine/transforms.ts')>())
})

function run(vector: Vector) {
  const object = objectOf(vector)
  const result = referenceDeidentify(object, {
    plan: referencePlan(planOf(vector)),
    identity: vectorIdentity,
    transforms: transformsOf(planOf(vector), vectorIdentity),
    framing: vector.framing ?? 'exact',
    codec: nodeDeflateCodec,
  })
  const offsetBytes = result.offsetBytes === undefined ? undefined : result.offsetBytes - envelopeBytes(object)
  return { ...result, offsetBytes, dataSet: digits(result.bytes.subarray(envelopeBytes(result.bytes))) }
}

function digits(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

describe.each(VECTORS)('the reference, %s', (_, vectors) => {
  it.each(vectors)('$name', (vector) => {
    const result = run(vector)
    expect(result.code).toBe(vector.withheld ?? vector.broken)
    expect(result.disposition).toBe(vector.withheld ? 'withheld' : vector.broken ? 'broken' : 'deidentified')
    expect(result.dataSet).toBe(digits(parse(vector.output ?? '')))
    if (vector.offsetBytes !== undefined) expect(result.offsetBytes).toBe(vector.offsetBytes)
  })
})
