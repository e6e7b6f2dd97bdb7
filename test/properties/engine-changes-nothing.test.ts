/** A plan that keeps everything, and attests nothing, gives a well-formed data set back bit for bit. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepAllPlan } from '../../src/profile/compile.ts'
import { Pair } from '../support/agreement.ts'
import { objectCases } from '../support/arbitraries.ts'
import { randomChunks } from '../support/chunkings.ts'
import { buildObject, type ElementSpec } from '../support/dicom-builder.ts'
import type { Framing } from '../support/reference.ts'
import { syntheticStudy } from '../support/synthetic.ts'
import { FREQUENT_WORDS } from '../support/vocabulary.ts'

/** In same-size framing the file meta information, which is written anew, has to be made up for. */
const FRAMINGS: readonly Framing[] = ['exact', 'stream']

const plan = keepAllPlan()
const pair = new Pair(plan)
const registered = FREQUENT_WORDS.filter(({ tag }) => plan.lookup(tag, { path: [] }) !== undefined)

const cases = objectCases({
  damaged: false,
  encodings: ['implicit-le', 'explicit-le', 'explicit-be'],
  words: {
    values: fc.constantFrom(...registered.filter(({ vr }) => vr !== 'SQ')),
    sequences: fc.constantFrom(...registered.filter(({ vr }) => vr === 'SQ')),
  },
})

function depthOf(spec: ElementSpec): number {
  const depths = (spec.items ?? []).flatMap((item) => item.elements.map(depthOf))
  return spec.items ? 1 + Math.max(0, ...depths) : 0
}

/** As the engine has no reason to touch it: not too deep, nothing private. */
function isUntouched(spec: ElementSpec): boolean {
  return depthOf(spec) <= 64 && plan.lookup(spec.tag, { path: [] }) !== undefined
}

function withoutEnvelope(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(Buffer.from(bytes).indexOf('DICOM_SLUICE_0_1') + 16)).toString('hex')
}

describe('a plan that keeps everything', () => {
  it('changes nothing of a data set alone', () => {
    const property = fc.property(cases, fc.nat(999), ({ spec }, seed) => {
      const elements = [{ tag: 0x00080005, vr: 'CS', value: 'ISO_IR 100' }, ...spec.elements.filter(isUntouched)]
      const bytes = buildObject({ encoding: spec.encoding, elements })
      for (const framing of FRAMINGS) {
        expect(Buffer.compare(pair.expected(bytes, framing).bytes, bytes)).toBe(0)
        expect(Buffer.compare(pair.engine.run(bytes, framing, randomChunks(seed)).bytes, bytes)).toBe(0)
      }
    })
    fc.assert(property, { numRuns: 300 })
  })

  it.each(syntheticStudy().filter(({ name }) => /MR|SR/.test(name)))('changes nothing of $name', ({ bytes }) => {
    const dataSetAt = Buffer.from(bytes).indexOf(Buffer.from([0x08, 0x00, 0x05, 0x00]))
    for (const framing of ['exact', 'stream'] as const) {
      const output = pair.engine.run(bytes, framing).bytes
      expect(withoutEnvelope(output)).toBe(Buffer.from(bytes.subarray(dataSetAt)).toString('hex'))
    }
  })
})
