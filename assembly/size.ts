// The size of the output: what the plan inserts, when the size is committed, how room is made, and the padding that makes up
// for what a committed size has too much (docs/engine.md 4).

import {
  ENCODING_EXPLICIT_BE,
  ENCODING_IMPLICIT_LE,
  FRAMING_SAME_SIZE,
  FRAMING_STREAM,
  INSERT_ROW_BYTES,
  MAX_SEQUENCE_DEPTH,
  OUTPUT_AT,
  PLAN_AT,
  PLAN_AT_INSERTS,
  PLAN_AT_INSERTS_COUNT,
  PASS_BYTES,
  REFUSED_SIZE_EXCEEDED,
  REFUSED_WINDOW_EXCEEDED,
  REG_COUNT,
  REG_FIXED_BYTES,
  RESERVE_BYTES,
  RESERVE_GROWTH_BYTES,
  RESERVE_SHIFT,
  STATUS_COMMIT,
  STATUS_OUTPUT,
  STATUS_ZEROS,
} from '../src/wasm/seam'
import * as input from './input'
import * as nesting from './nesting'
import * as output from './output'
import { GO_END, GO_FILL, GO_ON, refuse } from './answers'
import { getRegister, setRegister } from './registers'

export const HEADER_MAX_BYTES: u32 = 12
const TAG_TRAILING_PADDING: u32 = 0xfffcfffc
const VR_OB: u32 = 0x424f // as little endian bytes
const VR_LT: u32 = 0x544c

let insertIndex: u32 = 0
let pendingInsertBytes: u32 = 0
let fillBytes: u64 = 0 // zeros due in the padding element that is open

const RESERVE_FACTOR: f64 = 1.125
/** A padding element of its greatest length leaves room for another one. */
const PADDING_MAX_BYTES: u64 = 0x7ffffff0
const TAG_METHOD: u32 = 0x00120063
const STRETCH_MAX_BYTES: u32 = 12
const CLOSING_MAX_BYTES: u32 = HEADER_MAX_BYTES + STRETCH_MAX_BYTES + 2 * 8 * MAX_SEQUENCE_DEPTH
const NO_TEXT: u32 = u32.MAX_VALUE
let textAt: u32 = NO_TEXT // where in the window the method's text element is

export function resetInserts(): void {
  insertIndex = 0
  pendingInsertBytes = 0
  fillBytes = 0
  textAt = NO_TEXT
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
    if (load<u32>(row) == TAG_METHOD) textAt = output.heldBytes
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
  if (input.framing == FRAMING_STREAM) return release()
  if (input.framing == FRAMING_SAME_SIZE) return commitFixed(true)
  output.commit(output.outputBytes() + (input.objectBytes - input.offset) + pendingInsertBytes - excludedBytes, excludedBytes)
  return STATUS_COMMIT
}

/**
 * With the header still going on. What is left after the `comingBytes` of a value that stays is taken to grow as what was seen did, and an
 * eighth more: UIDs and delimiters may be longer than what they replace.
 */
export function commitWithReserve(comingBytes: u64 = 0): i32 {
  if (input.framing == FRAMING_STREAM) return release()
  if (input.framing == FRAMING_SAME_SIZE) return commitFixed(false)
  const leftBytes = input.objectBytes - input.offset
  const outputBytes = output.outputBytes()
  let reserve: u64 = RESERVE_BYTES + (leftBytes >> RESERVE_SHIFT)
  if (outputBytes > input.offset) {
    const growth = <f64>(outputBytes - input.offset) / <f64>input.offset
    const growingBytes = min(leftBytes - comingBytes, <u64>RESERVE_GROWTH_BYTES)
    reserve += <u64>(<f64>growingBytes * growth * RESERVE_FACTOR)
  }
  output.commit(outputBytes + leftBytes + pendingInsertBytes + (reserve & ~(<u64>1)), 0)
  return STATUS_COMMIT
}

/** There is no size to commit to: what was held back for the notes may leave. */
function release(): i32 {
  output.release()
  return GO_ON
}

/** The size that was set. `isLast`: nothing will change any more, so that what is too little for padding has to go elsewhere now. */
function commitFixed(isLast: bool): i32 {
  const fixedBytes = getRegister(REG_FIXED_BYTES)
  const dueBytes = output.outputBytes() + (input.objectBytes - input.offset) + pendingInsertBytes
  if (fixedBytes < <f64>dueBytes) return refuse(REFUSED_SIZE_EXCEEDED)
  const spareBytes = <u64>fixedBytes - dueBytes
  if (isLast && spareBytes > 0 && spareBytes < paddingHeaderBytes()) stretchText(<u32>spareBytes)
  output.commit(<u64>fixedBytes, 0)
  return STATUS_COMMIT
}

/** Spaces at the end of the method's text, which is in the window still and has room for them (profile/attestation.ts). */
function stretchText(bytes: u32): void {
  if (textAt == NO_TEXT || bytes > STRETCH_MAX_BYTES || !output.hasRoom(bytes)) return
  const implicit = input.encoding == ENCODING_IMPLICIT_LE
  const element = <usize>OUTPUT_AT + textAt
  const bigEndian = input.encoding == ENCODING_EXPLICIT_BE
  let valueBytes: u32
  if (implicit) {
    valueBytes = load<u32>(element, 4)
    store<u32>(element, valueBytes + bytes, 4)
  } else {
    const raw = load<u16>(element, 6)
    valueBytes = bigEndian ? bswap<u16>(raw) : raw
    const stretched = <u16>(valueBytes + bytes)
    store<u16>(element, bigEndian ? bswap<u16>(stretched) : stretched, 6)
  }
  output.insertSpaces(textAt + 8 + valueBytes, bytes)
}

// @ts-ignore: decorator
@inline
function paddingHeaderBytes(): u64 {
  return input.encoding == ENCODING_IMPLICIT_LE ? 8 : 12
}

/**
 * What must fit once a container that is patched is closed: nothing can leave the window or be committed before the next header, and by then there may come
 * the delimiters of all containers around it, or the inserts and spaces at the end of the object.
 */
export function roomToClosePatched(): u32 {
  return CLOSING_MAX_BYTES + pendingInsertBytes
}

/** The window is full. What is committed can leave it, unless a length in it is still to be patched. */
export function makeRoom(): i32 {
  if (nesting.isPatching()) return refuse(REFUSED_WINDOW_EXCEEDED)
  if (input.framing == FRAMING_STREAM) output.release()
  return output.committed ? STATUS_OUTPUT : commitWithReserve()
}

/** At the end of the root: what is missing to a committed size becomes data set trailing padding (PS3.10 7.2). */
export function finish(): i32 {
  if (!writeInserts(u32.MAX_VALUE)) return makeRoom()
  if (input.framing == FRAMING_STREAM) return GO_END
  if (!output.committed) {
    if (input.framing == FRAMING_SAME_SIZE) return commitFixed(true)
    output.commit(output.outputBytes(), 0)
    return STATUS_COMMIT
  }
  return GO_FILL
}

export function fill(): i32 {
  while (true) {
    if (fillBytes == 0) {
      if (output.missingBytes() == 0) return GO_END
      if (!output.hasRoom(HEADER_MAX_BYTES * 2)) return STATUS_OUTPUT
      openPadding(output.missingBytes())
      continue
    }
    if (fillBytes > <u64>PASS_BYTES) return passZeros()
    if (!output.hasRoom(<u32>fillBytes)) return STATUS_OUTPUT
    output.fill(0, <u32>fillBytes)
    fillBytes = 0
  }
}

/** As much as this is written by the driver, from memory that is nothing but zeros. */
function passZeros(): i32 {
  setRegister(REG_COUNT, <f64>fillBytes)
  output.passed(fillBytes)
  fillBytes = 0
  return STATUS_ZEROS
}

/** The header of a padding element for `missing` bytes in all, or bytes that are too few for one. */
function openPadding(missing: u64): void {
  const headerBytes = paddingHeaderBytes()
  const bigEndian = input.encoding == ENCODING_EXPLICIT_BE
  if (missing >= headerBytes) {
    fillBytes = min(missing - headerBytes, PADDING_MAX_BYTES)
    output.writeTag(TAG_TRAILING_PADDING, bigEndian)
    if (headerBytes == 12) output.writeU32(VR_OB, false)
    output.writeU32(<u32>fillBytes, bigEndian)
  } else if (missing >= 8) {
    output.writeTag(TAG_TRAILING_PADDING, bigEndian)
    output.writeU16(VR_LT, false)
    output.writeU16(<u32>(missing - 8), bigEndian)
    output.fill(0x20, <u32>(missing - 8))
  } else output.fill(0, <u32>missing)
}
