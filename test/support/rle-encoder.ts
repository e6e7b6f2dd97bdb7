/** RLE code streams (PS3.5 Annex G), made by a plain encoder, or laid out by hand. */

import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { pixelBytesOf } from './frame-images.ts'

export interface RleOptions {
  /** Bytes that are encoded together: a row, unless something else is asked for. Runs do not cross their end. */
  readonly lineBytes?: number
  /** Runs of no bytes between the others. */
  readonly nothingBetween?: boolean
}

/** Of native samples, pixel by pixel, little endian. */
export function encodeRle(samples: Uint8Array, image: FrameImage, options: RleOptions = {}): Uint8Array {
  const pixelBytes = pixelBytesOf(image)
  const sampleBytes = image.bitsAllocated / 8
  const segments = Array.from({ length: pixelBytes }, (_, segment) => {
    const sample = Math.floor(segment / sampleBytes)
    const byte = sample * sampleBytes + sampleBytes - 1 - (segment % sampleBytes)
    const plane = Array.from({ length: image.rows * image.columns }, (_, pixel) => samples[pixel * pixelBytes + byte]!)
    return encodePlane(plane, options.lineBytes ?? image.columns, options.nothingBetween ?? false)
  })
  return layOutRle(segments)
}

/** Segments are padded to even lengths. */
export function layOutRle(segments: readonly (readonly number[])[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(64))
  header.setUint32(0, segments.length, true)
  const bytes: number[] = []
  for (const [index, segment] of segments.entries()) {
    header.setUint32(4 + 4 * index, 64 + bytes.length, true)
    bytes.push(...segment)
    if (bytes.length % 2 !== 0) bytes.push(0)
  }
  return Uint8Array.from([...new Uint8Array(header.buffer), ...bytes])
}

function encodePlane(plane: readonly number[], lineBytes: number, nothingBetween: boolean): number[] {
  const encoded: number[] = []
  for (let from = 0; from < plane.length; from += lineBytes) {
    const line = plane.slice(from, from + lineBytes)
    for (let at = 0; at < line.length; ) {
      let same = 1
      while (same < 128 && line[at + same] === line[at] && at + same < line.length) same++
      let other = 1
      while (other < 128 && at + other < line.length && line[at + other] !== line[at + other + 1]) other++
      if (same > 1) encoded.push(257 - same, line[at]!)
      else encoded.push(other - 1, ...line.slice(at, at + other))
      if (nothingBetween) encoded.push(0x80)
      at += same > 1 ? same : other
    }
  }
  return encoded
}
