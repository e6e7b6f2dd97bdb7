// Where the walk is in its input: addresses in the input window, the offset in the data set, and how the bytes there are
// encoded. Kept by the scanner; everybody else asks and advances.

import { ENCODING_EXPLICIT_BE, ENCODING_IMPLICIT_LE, FRAMING_STREAM, INPUT_AT } from '../src/wasm/seam'
import * as nesting from './nesting'

export let encoding: i32 = ENCODING_IMPLICIT_LE
export let framing: i32 = FRAMING_STREAM
export let objectBytes: u64 = nesting.NO_END // of the data set

export let inputAt: usize = INPUT_AT // next byte in the window
export let inputEnd: usize = INPUT_AT
export let last: bool = false // no input will come after inputEnd
export let offset: u64 = 0 // of inputAt in the data set

export let explicit: bool = false // inside the innermost container
export let bigEndian: bool = false

export function reset(newEncoding: i32, newFraming: i32, newObjectBytes: u64): void {
  encoding = newEncoding
  framing = newFraming
  objectBytes = newObjectBytes
  offset = 0
  enterEncoding()
}

export function offer(newInputAt: usize, newInputEnd: usize, isLast: bool): void {
  inputAt = newInputAt
  inputEnd = newInputEnd
  last = isLast
}

/** To be called when another container has become the innermost one. */
export function enterEncoding(): void {
  const implicit = encoding == ENCODING_IMPLICIT_LE || nesting.has(nesting.FLAG_IMPLICIT)
  explicit = !implicit
  bigEndian = encoding == ENCODING_EXPLICIT_BE && !implicit
}

// @ts-ignore: decorator
@inline
export function advance(bytes: u32): void {
  inputAt += bytes
  offset += bytes
}

/** Past bytes that the driver takes care of. */
// @ts-ignore: decorator
@inline
export function leave(bytes: u32): void {
  offset += bytes
}

// @ts-ignore: decorator
@inline
export function available(): u32 {
  return <u32>(inputEnd - inputAt)
}

export function atObjectEnd(): bool {
  if (objectBytes != nesting.NO_END) return offset == objectBytes
  return last && inputAt == inputEnd
}
