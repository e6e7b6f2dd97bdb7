/** RLE Lossless, 1.2.840.10008.1.2.5 (PS3.5 Annex G): runs are rewritten where an area touches them, all others stay. Work is linear in the bytes. */

import { blankedSpans, type Rectangle } from './blanked-areas.ts'
import { ByteSink } from './byte-sink.ts'
import { cleanedBytesOf } from './cleaned-bytes.ts'
import type { FrameCodec, FrameImage } from './frame-codec.ts'
import { blankRuns, cleanRuns, expandRuns } from './rle-runs.ts'
import { RLE_HEADER_BYTES, rleBlackOf, rleSegmentsOf } from './rle-segments.ts'

export const rleCodec: FrameCodec = { method: 'rle', blank, clean, decode }

function blank(codestream: Uint8Array, image: FrameImage, rectangles: readonly Rectangle[]): Uint8Array {
  const segments = rleSegmentsOf(codestream, image)
  const spansByRow = blankedSpans(rectangles, { ...image, cellPixels: 1 })
  if (spansByRow.every((spans) => spans.length === 0)) return codestream
  const black = rleBlackOf(image)
  const cleaned = cleanedBytesOf(image)
  const bytesEach = image.bitsAllocated / 8
  const sink = new ByteSink(codestream.length + (codestream.length >> 3))
  sink.append(new Uint8Array(RLE_HEADER_BYTES))
  const offsets = segments.map((segment, index) => {
    const offset = sink.length
    const table = cleaned?.[bytesEach - 1 - (index % bytesEach)]
    const runs = table === undefined ? segment : cleanRuns(segment, image.rows * image.columns, table)
    blankRuns(runs, sink, image.columns, spansByRow, table?.[black[index]!] ?? black[index]!)
    if (sink.length % 2 !== 0) sink.byte(0)
    return offset
  })
  const blanked = sink.bytes
  const view = new DataView(blanked.buffer, blanked.byteOffset, RLE_HEADER_BYTES)
  for (const [index, value] of [segments.length, ...offsets].entries()) view.setUint32(4 * index, value, true)
  return blanked
}

/** The runs stay, of other bytes. */
function clean(codestream: Uint8Array, image: FrameImage): Uint8Array {
  const clean = Uint8Array.from(codestream)
  const cleaned = cleanedBytesOf(image)
  const bytesEach = image.bitsAllocated / 8
  for (const [index, segment] of rleSegmentsOf(clean, image).entries()) {
    const table = cleaned?.[bytesEach - 1 - (index % bytesEach)]
    if (table !== undefined) segment.set(cleanRuns(segment, image.rows * image.columns, table))
  }
  return clean
}

function decode(codestream: Uint8Array, image: FrameImage): Uint8Array {
  const segments = rleSegmentsOf(codestream, image)
  const planeBytes = image.rows * image.columns
  const samples = new Uint8Array(planeBytes * segments.length)
  const bytesEach = image.bitsAllocated / 8
  for (const [index, segment] of segments.entries()) {
    const sample = Math.floor(index / bytesEach)
    const byte = bytesEach - 1 - (index % bytesEach)
    expandRuns(segment, planeBytes, samples, sample * bytesEach + byte, segments.length)
  }
  return samples
}
