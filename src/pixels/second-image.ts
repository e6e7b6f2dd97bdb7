/** A second code stream behind the first in one frame: some readers show it, and no decoder here would have looked at it. */

import { SluiceError } from '../errors.ts'

const BYTE_FF = 0xff
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const RST_FIRST = 0xd0
/** SOC, and SIZ behind it: JPEG 2000. */
const SOC = 0x4f

/** `from`: behind the end of the first. Throws PIXELS_CONTRADICTORY where one begins there or further on. */
export function checkNoSecondImage(bytes: Uint8Array, from: number): void {
  for (let at = bytes.indexOf(BYTE_FF, from); at >= 0; at = bytes.indexOf(BYTE_FF, at + 1)) {
    const isStart = bytes[at + 1] === SOI || bytes[at + 1] === SOC
    if (isStart && bytes[at + 2] === BYTE_FF) throw new SluiceError('PIXELS_CONTRADICTORY')
  }
}

/** Of JPEG with Huffman coding, from marker to marker to its end. Throws as above, and CODESTREAM_INVALID where it cannot be followed. */
export function checkOneJpeg(bytes: Uint8Array): void {
  let at = 2
  for (;;) {
    if (bytes[at] !== BYTE_FF) throw new SluiceError('CODESTREAM_INVALID')
    while (bytes[at] === BYTE_FF) at++
    const marker = bytes[at]
    if (marker === EOI) break
    const segmentBytes = bytes[at + 1]! * 256 + bytes[at + 2]!
    if (marker === undefined || !(segmentBytes >= 2)) throw new SluiceError('CODESTREAM_INVALID')
    at += 1 + segmentBytes
    if (marker === SOS) at = endOfScan(bytes, at)
  }
  checkNoSecondImage(bytes, at + 1)
}

/** Where the next marker is: within a scan 0 follows FFH, or the number of a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(BYTE_FF, from); at >= 0; at = bytes.indexOf(BYTE_FF, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0 && next !== BYTE_FF && !(next >= RST_FIRST && next < SOI)) return at
  }
  throw new SluiceError('CODESTREAM_INVALID')
}
