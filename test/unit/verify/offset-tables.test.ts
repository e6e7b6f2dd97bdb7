import { describe, expect, it } from 'vitest'
import type { FrameImage } from '../../../src/pixels/frame-codec.ts'
import { type EncapsulatedSpec, encapsulatedObject } from '../../support/encapsulated-object.ts'
import { placesOf, verifyBytes } from '../../support/verification.ts'

const JPEG_LS = '1.2.840.10008.1.2.4.80'
const image: FrameImage = {
  rows: 4,
  columns: 4,
  samplesPerPixel: 1,
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  pixelRepresentation: 0,
  planarConfiguration: 0,
  photometricInterpretation: 'MONOCHROME2',
}
/** Of 6, 8 and 10 bytes: their items begin at 0, 14 and 30. */
const fragments = [6, 8, 10].map((bytes) => Buffer.alloc(bytes, 0x11))

function object(tables: Partial<EncapsulatedSpec>, numberOfFrames = 3): Buffer {
  return Buffer.from(encapsulatedObject({ transferSyntaxUid: JPEG_LS, image, numberOfFrames, fragments, ...tables }))
}

async function isFound(after: Buffer, before?: Buffer): Promise<boolean> {
  const verified = await verifyBytes(after, before === undefined ? {} : { against: before })
  return placesOf(verified).includes('offset-table-differs (7FE0,0010)')
}

describe('offset tables', () => {
  it.each<[string, Partial<EncapsulatedSpec>, number?]>([
    ['there is none', {}],
    ['the basic one leads to every fragment', { basicOffsets: [0, 14, 30] }],
    ['frames have several fragments', { basicOffsets: [0, 30] }, 2],
    ['the extended one does', { extended: { offsets: [0, 14, 30], lengths: [6, 7, 10] } }],
  ])('are in order where %s', async (_, tables, frames) => {
    expect(await isFound(object(tables, frames))).toBe(false)
  })

  it.each<[string, Partial<EncapsulatedSpec>, number?]>([
    ['leads beside a fragment', { basicOffsets: [0, 12, 30] }],
    ['leads beyond the last', { basicOffsets: [0, 14, 1000] }],
    ['does not begin with the first', { basicOffsets: [14, 30] }, 2],
    ['does not rise', { basicOffsets: [0, 30, 14] }],
    ['has fewer frames than there are', { basicOffsets: [0, 14] }],
    ['is extended and leads beside a fragment', { extended: { offsets: [0, 14, 32], lengths: [6, 8, 10] } }],
    ['is extended and tells other lengths', { extended: { offsets: [0, 14, 30], lengths: [6, 8, 8] } }],
    ['is extended and too short', { extended: { offsets: [0, 14], lengths: [6, 8] } }],
    ['is extended beside a basic one', { basicOffsets: [0], extended: { offsets: [0, 14, 30], lengths: [6, 8, 10] } }],
  ])('are found where one %s', async (_, tables, frames) => {
    expect(await isFound(object(tables, frames))).toBe(true)
  })

  it('that were wrong in the input are no fault of the output', async () => {
    const wrong = object({ basicOffsets: [0, 12, 30] })
    expect(await isFound(wrong, wrong)).toBe(false)
    expect(await isFound(wrong, object({ basicOffsets: [0, 14, 30] }))).toBe(true)
  })
})
