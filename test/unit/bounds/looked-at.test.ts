/** What limits.ts bounds of what is noted of an object and looked at in an output. At the bound and one beyond it. */

import { describe, expect, it } from 'vitest'
import type { ObjectJudge } from '../../../src/engine/contract.ts'
import { ObjectDeidentifier } from '../../../src/engine/object-deidentifier.ts'
import { limits } from '../../../src/limits.ts'
import { keepAllPlan } from '../../../src/profile/compile.ts'
import { imageOf } from '../../../src/profile/plan-image.ts'
import { nodeDeflateCodec } from '../../../src/streams/node-platform.ts'
import { InputReader } from '../../../src/verify/input-object.ts'
import { testIdentity } from '../../support/agreement.ts'
import { buildObject, type ElementSpec, element, sequence } from '../../support/dicom-builder.ts'
import { archive, member } from '../../support/tar-builder.ts'
import { verifyBytes } from '../../support/verification.ts'

const CT = '1.2.840.10008.5.1.4.1.1.2'

describe('what is noted of an object', () => {
  it('is limits.notedBytes of values; one byte more withholds it', () => {
    const reasonOf = (bytes: number): string | undefined => {
      const judge: ObjectJudge = { noted: [{ tag: 0x00204000, maxBytes: 16_384 }], judge: () => undefined }
      const engine = new ObjectDeidentifier({
        plan: imageOf(keepAllPlan()),
        identity: testIdentity(),
        codec: nodeDeflateCodec,
        judges: [judge],
      })
      const elements: ElementSpec[] = [element('0008,0016', 'UI', CT)]
      for (let left = bytes; left > 0; left -= 8192)
        elements.push(element('0020,4000', 'LT', 'x'.repeat(Math.min(left, 8192))))
      const object = buildObject({ encoding: 'explicit-le', elements })
      engine.begin({ committed: () => {}, write: () => {} }, object.length)
      engine.push(object)
      return engine.end().code
    }
    expect(reasonOf(limits.notedBytes)).toBeUndefined()
    expect(reasonOf(limits.notedBytes + 2)).toBe('WINDOW_EXCEEDED')
  })
})

/** An object of an output with this behind its head of two elements. Implicit VR, which has room for values of any length. */
function objectOf(more: readonly ElementSpec[]): Buffer {
  const head = [element('0008,0016', 'UI', CT), element('0008,0018', 'UI', '2.25.1')]
  const meta = { start: 'preamble', sopClassUid: CT, sopInstanceUid: '2.25.1' } as const
  return Buffer.from(buildObject({ encoding: 'implicit-le', meta, elements: [...head, ...more] }))
}

async function kindsOf(more: readonly ElementSpec[]): Promise<string[]> {
  const { findings } = await verifyBytes(archive(member('1.dcm', objectOf(more))))
  return findings.map(({ kind }) => kind)
}

describe('what verification looks at', () => {
  it('is a value of limits.verifiedValueBytes whole; of a longer one it says that it was not', async () => {
    const thickness = (bytes: number): ElementSpec[] => [element('0018,0050', 'DS', '1'.repeat(bytes))]
    expect(await kindsOf(thickness(limits.verifiedValueBytes))).not.toContain('not-inspected')
    expect(await kindsOf(thickness(limits.verifiedValueBytes + 2))).toContain('not-inspected')
  })

  it('is items of undefined length up to limits.verifiedScanBytes for the second reader, each counted as often as it is nested', async () => {
    const tags = ['0050', '0060', '0088', '0090', '0094', '1100', '1110', '1111', '1120'].map((word) => `0018,${word}`)
    const DEPTH = 4
    /** An element's header, an item's, and what ends the item. */
    const LEVEL_BYTES = 24
    const nested = (scanBytes: number): ElementSpec => {
      const innermostBytes = scanBytes / DEPTH - 8 - (LEVEL_BYTES * (DEPTH - 1)) / 2
      let leftBytes = innermostBytes - 8 * tags.length
      const values = tags.map((tag) => {
        const bytes = Math.min(leftBytes, limits.verifiedValueBytes)
        leftBytes -= bytes
        return element(tag, 'DS', '1'.repeat(bytes))
      })
      let inner = values
      for (let level = 0; level < DEPTH; level++) inner = [sequence('0040,0275', [inner], { undefinedItems: true })]
      return inner[0]!
    }
    expect(await kindsOf([nested(limits.verifiedScanBytes)])).not.toContain('not-inspected')
    expect(await kindsOf([nested(limits.verifiedScanBytes + 2 * DEPTH)])).toContain('not-inspected')
  })

  it('is limits.verifiedElements of an object of the input; of one with more it is known that not all was held', () => {
    const read = (count: number) => {
      const reader = new InputReader(() => undefined)
      reader.push(objectOf(Array.from({ length: count - 2 }, () => element('0028,0010', 'US', Uint8Array.of(1, 0)))))
      const { elements, isWhole } = reader.end()
      return [elements.length, isWhole]
    }
    expect(read(limits.verifiedElements)).toEqual([limits.verifiedElements, true])
    expect(read(limits.verifiedElements + 1)).toEqual([limits.verifiedElements, false])
  })
})
