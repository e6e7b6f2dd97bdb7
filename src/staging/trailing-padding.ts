/** Data Set Trailing Padding (FFFC,FFFC), PS3.10 7.2: what brings a rewritten object to the size that the one had that it takes the place of. */

import type { Encoding } from '../dicom/guess-encoding.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_IMPLICIT_LE } from '../wasm/seam.ts'

const TAG_HALF = 0xfffc
const SHORT_HEADER_BYTES = 8
const LONG_HEADER_BYTES = 12
const SPACE = 0x20

/** `bytes` of it, for a data set of this encoding. Too few for an element: zeros, which the engine drops. */
export function trailingPadding(bytes: number, encoding: Encoding): Uint8Array {
  const padding = new Uint8Array(bytes)
  if (bytes < SHORT_HEADER_BYTES) return padding
  const view = new DataView(padding.buffer)
  const little = encoding !== ENCODING_EXPLICIT_BE
  view.setUint16(0, TAG_HALF, little)
  view.setUint16(2, TAG_HALF, little)
  if (encoding === ENCODING_IMPLICIT_LE) {
    view.setUint32(4, bytes - SHORT_HEADER_BYTES, little)
  } else if (bytes < LONG_HEADER_BYTES) {
    padding.set([0x4c, 0x54], 4) // LT
    view.setUint16(6, bytes - SHORT_HEADER_BYTES, little)
    padding.fill(SPACE, SHORT_HEADER_BYTES)
  } else {
    padding.set([0x4f, 0x42], 4) // OB
    view.setUint32(8, bytes - LONG_HEADER_BYTES, little)
  }
  return padding
}
