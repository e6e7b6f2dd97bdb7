/** Where the byte planes of a frame lie in its RLE code stream (PS3.5 G.3, G.5). */

import { SluiceError } from '../errors.ts'
import { blackOf, type FrameImage } from './frame-codec.ts'

/** Of the number of segments and of 15 offsets, each in 4 bytes. */
export const RLE_HEADER_BYTES = 64
/** Two bytes stand for 128 at most. */
const EXPANSION = 64
/** There is no RLE of pixels that share their colour: a segment has one byte of every pixel. */
const SUBSAMPLED = /_422$/

/**
 * The segments, one for each byte of a pixel: sample after sample, of each the highest byte first. Throws PIXELS_CONTRADICTORY where they are of
 * another image, CODESTREAM_INVALID where offsets are not in order or a segment is too short for its plane.
 */
export function rleSegmentsOf(codestream: Uint8Array, image: FrameImage): readonly Uint8Array[] {
  if (SUBSAMPLED.test(image.photometricInterpretation)) throw new SluiceError('PIXELS_CONTRADICTORY')
  if (codestream.length < RLE_HEADER_BYTES) throw new SluiceError('CODESTREAM_INVALID')
  const view = new DataView(codestream.buffer, codestream.byteOffset, RLE_HEADER_BYTES)
  const count = image.samplesPerPixel * (image.bitsAllocated / 8)
  if (view.getUint32(0, true) !== count) throw new SluiceError('PIXELS_CONTRADICTORY')
  const offsets = Array.from({ length: count }, (_, index) => view.getUint32(4 + 4 * index, true))
  offsets.push(codestream.length)
  if (offsets[0] !== RLE_HEADER_BYTES) throw new SluiceError('CODESTREAM_INVALID')
  return offsets.slice(0, -1).map((from, index) => {
    const to = offsets[index + 1]!
    const isLongEnough = (to - from) * EXPANSION >= image.rows * image.columns
    if (to > codestream.length || !isLongEnough) throw new SluiceError('CODESTREAM_INVALID')
    return codestream.subarray(from, to)
  })
}

/** The byte of black in each segment. */
export function rleBlackOf(image: FrameImage): readonly number[] {
  const bytesEach = image.bitsAllocated / 8
  return blackOf(image).flatMap((value) =>
    Array.from({ length: bytesEach }, (_, index) => (value >> (8 * (bytesEach - 1 - index))) & 0xff),
  )
}
