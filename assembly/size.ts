// The size of the output: what the plan inserts, when the size is committed, how room is made, and the padding that makes up
// for what a committed size has too much (docs/engine.md 4).

import {
  ENCODING_EXPLICIT_BE,
  ENCODING_IMPLICIT_LE,
  FRAMING_STREAM,
  INSERT_ROW_BYTES,
  PLAN_AT,
  PLAN_AT_INSERTS,
  PLAN_AT_INSERTS_COUNT,
  REFUSED_WINDOW_EXCEEDED,
  RESERVE_BYTES,
  RESERVE_SHIFT,
  STATUS_COMMIT,
  STATUS_OUTPUT,
} from '../src/wasm/seam'
import * as input from './input'
import * as nesting from './nesting'
import * as output from './output'
import { GO_END, GO_FILL, refuse } from './answers'

export const HEADER_MAX_BYTES: u32 = 12
const TAG_TRAILING_PADDING: u32 = 0xfffcfffc
const VR_OB: u32 = 0x424f // as little endian bytes
const VR_LT: u32 = 0x544c

let insertIndex: u32 = 0
let pendingInsertBytes: u32 = 0
let fillBytes: u64 = 0

export function resetInserts(): void {
  insertIndex = 0
  pendingInsertBytes = 0
  const inserts = insertsCount()
  for (let i: u32 = 0; i < inserts; i++) pendingInsertBytes += load<u32>(insertRow(i), 8)
}

// @ts-ignore: decorator
@inline
function insertsCount(): u32 {
  return load<u32>(<usize>(PLAN_AT + PLAN_AT_INSERTS_COUNT))
}

// @ts-ignore: decorator
@inline
function insertRow(index: u32): usize {
  const rows = <usize>PLAN_AT + load<u32>(<usize>(PLAN_AT + PLAN_AT_INSERTS))
  return rows + (<u32>input.encoding * insertsCount() + index) * INSERT_ROW_BYTES
}

/** Writes what belongs before `tag` at the root. False where there is no room. */
export function writeInserts(tag: u32): bool {
  const inserts = insertsCount()
  while (insertIndex < inserts) {
    const row = insertRow(insertIndex)
    if (tag <= load<u32>(row)) return true
    const bytes = load<u32>(row, 8)
    if (!output.hasRoom(bytes)) return false
    output.copy(<usize>PLAN_AT + load<u32>(row, 4), bytes)
    pendingInsertBytes -= bytes
    insertIndex++
  }
  return true
}

export function slackBytes(): i64 {
  return output.slackBytes(input.objectBytes - input.offset, pendingInsertBytes)
}

/** Before Pixel Data: nothing after it needs more than it has. */
export function commitExactly(excludedBytes: u64): i32 {
  output.commit(output.outputBytes() + (input.objectBytes - input.offset) + pendingInsertBytes - excludedBytes, excludedBytes)
  return STATUS_COMMIT
}

/** With the header still going on: UIDs and delimiters may grow. */
export function commitWithReserve(): i32 {
  const leftBytes = input.objectBytes - input.offset
  const reserve: u64 = RESERVE_BYTES + ((leftBytes >> RESERVE_SHIFT) & ~(<u64>1))
  output.commit(output.outputBytes() + leftBytes + pendingInsertBytes + reserve, 0)
  return STATUS_COMMIT
}

/** The window is full. What is committed can leave it, unless a length in it is still to be patched. */
export function makeRoom(): i32 {
  if (nesting.isPatching()) return refuse(REFUSED_WINDOW_EXCEEDED)
  return output.committed ? STATUS_OUTPUT : commitWithReserve()
}

/** At the end of the root: what is missing to a committed size becomes data set trailing padding (PS3.10 7.2). */
export function finish(): i32 {
  if (!writeInserts(u32.MAX_VALUE)) return makeRoom()
  if (input.framing == FRAMING_STREAM) {
    return GO_END
  }
  if (!output.committed) {
    output.commit(output.outputBytes(), 0)
    return STATUS_COMMIT
  }
  if (!output.hasRoom(HEADER_MAX_BYTES)) return STATUS_OUTPUT
  const missing = output.missingBytes()
  fillBytes = missing
  const headerBytes: u64 = input.encoding == ENCODING_IMPLICIT_LE ? 8 : 12
  const bigEndian = input.encoding == ENCODING_EXPLICIT_BE
  if (missing >= headerBytes) {
    output.writeTag(TAG_TRAILING_PADDING, bigEndian)
    if (headerBytes == 12) output.writeU32(VR_OB, false)
    output.writeU32(<u32>(missing - headerBytes), bigEndian)
    fillBytes = missing - headerBytes
  } else if (missing >= 8) {
    output.writeTag(TAG_TRAILING_PADDING, bigEndian)
    output.writeU16(VR_LT, false)
    output.writeU16(<u32>(missing - 8), bigEndian)
    output.fill(0x20, <u32>(missing - 8))
    fillBytes = 0
  }
  return GO_FILL
}

export function fill(): i32 {
  while (fillBytes > 0) {
    let bytes = output.roomBytes()
    if (bytes == 0) return STATUS_OUTPUT
    if (<u64>bytes > fillBytes) bytes = <u32>fillBytes
    output.fill(0, bytes)
    fillBytes -= bytes
  }
  return GO_END
}
