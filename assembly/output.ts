// The output window: the only stores into it, and the arithmetic of the size that was promised.

import {
  FIRST_PAGES,
  FRAMING_STREAM,
  MEMORY_PAGES,
  OUTPUT_AT,
  OUTPUT_WINDOW_BYTES,
  REG_COMMITTED,
  REG_COMMITTED_BYTES,
  REG_OUTPUT_BYTES,
} from '../src/wasm/seam'
import { setRegister } from './registers'

/** Slack of an output whose size nobody announced. */
const UNBOUNDED: i64 = i64.MAX_VALUE
/** What is shorter is copied without memory.copy. */
const SHORT_COPY_BYTES: u32 = 64
const PAGE_BYTES: u32 = 65536
/** Before the memory has grown: what hasRoom() gives out of the window. A header may follow for which nobody asked, and has the last page. */
const FIRST_ROOM_BYTES: u32 = (FIRST_PAGES - 1) * PAGE_BYTES - OUTPUT_AT

let framing: i32 = FRAMING_STREAM
export let heldBytes: u32 = 0 // in the window
let presentBytes: u32 = FIRST_ROOM_BYTES // of the window: room for which the memory need not grow
let sentBytes: u64 = 0 // left the window, passed values included
export let committed: bool = false
let committedBytes: u64 = 0
let owedBytes: u64 = 0 // delimiters that open containers will need and the input does not have
let excludedBytes: u64 = 0 // input bytes at the end of the object that the committed size leaves out

/** `holdsBack`: nothing leaves before the commit, even where no size is announced. */
export function reset(newFraming: i32, holdsBack: bool): void {
  framing = newFraming
  heldBytes = 0
  sentBytes = 0
  committed = newFraming == FRAMING_STREAM && !holdsBack
  committedBytes = 0
  owedBytes = 0
  excludedBytes = 0
  publish()
}

/** Tells the driver how much there is. */
export function publish(): void {
  setRegister(REG_OUTPUT_BYTES, <f64>heldBytes)
  setRegister(REG_COMMITTED, committed && framing != FRAMING_STREAM ? 1 : 0)
  setRegister(REG_COMMITTED_BYTES, <f64>committedBytes)
}

/** The driver has taken what was in the window. */
export function emptied(): void {
  sentBytes += heldBytes
  heldBytes = 0
}

/** Input bytes that reach the output without coming through the window. */
export function passed(bytes: u64): void {
  sentBytes += bytes
}

// @ts-ignore: decorator
@inline
export function outputBytes(): u64 {
  return sentBytes + heldBytes
}

// @ts-ignore: decorator
@inline
export function hasRoom(bytes: u32): bool {
  return <u64>heldBytes + bytes <= presentBytes || hasRoomGrown(bytes)
}

/** The memory grows to all that it may have, once: a header that is as long is rare, and what lies beside its heap V8 takes for a reason to collect garbage. */
function hasRoomGrown(bytes: u32): bool {
  if (bytes > roomBytes()) return false
  if (presentBytes < <u32>OUTPUT_WINDOW_BYTES) {
    if (memory.grow(MEMORY_PAGES - FIRST_PAGES) < 0) unreachable()
    presentBytes = OUTPUT_WINDOW_BYTES
  }
  return true
}

// @ts-ignore: decorator
@inline
export function roomBytes(): u32 {
  return <u32>OUTPUT_WINDOW_BYTES - heldBytes
}

// @ts-ignore: decorator
@inline
export function cursor(): usize {
  return <usize>OUTPUT_AT + heldBytes
}

/** `from` is not in the window. */
export function copy(from: usize, bytes: u32): void {
  if (bytes <= SHORT_COPY_BYTES) copyShort(cursor(), from, bytes)
  else memory.copy(cursor(), from, bytes)
  heldBytes += bytes
}

/** In words, the last of which may overlap the one before: memory.copy leaves the module, which takes as long as forty bytes so. */
function copyShort(to: usize, from: usize, bytes: u32): void {
  if (bytes < 8) {
    for (let i: u32 = 0; i < bytes; i++) store<u8>(to + i, load<u8>(from + i))
    return
  }
  const lastAt = bytes - 8
  for (let i: u32 = 0; i < lastAt; i += 8) store<u64>(to + i, load<u64>(from + i))
  store<u64>(to + lastAt, load<u64>(from + lastAt))
}

export function fill(byte: u8, bytes: u32): void {
  memory.fill(cursor(), byte, bytes)
  heldBytes += bytes
}

/** Moves what is in the window from `at` on, and puts spaces there. */
export function insertSpaces(at: u32, bytes: u32): void {
  const from = <usize>OUTPUT_AT + at
  memory.copy(from + bytes, from, heldBytes - at)
  memory.fill(from, 0x20, bytes)
  heldBytes += bytes
}

export function writeU16(value: u32, bigEndian: bool): void {
  store<u16>(cursor(), bigEndian ? bswap<u16>(<u16>value) : <u16>value)
  heldBytes += 2
}

export function writeU32(value: u32, bigEndian: bool): void {
  store<u32>(cursor(), bigEndian ? bswap<u32>(value) : value)
  heldBytes += 4
}

export function writeTag(tag: u32, bigEndian: bool): void {
  writeU16(tag >> 16, bigEndian)
  writeU16(tag & 0xffff, bigEndian)
}

/** Puts the number of bytes written since into the length field at `lengthAt` of the window. */
export function patchLength(lengthAt: u32, bigEndian: bool): void {
  const contentBytes = heldBytes - lengthAt - 4
  store<u32>(<usize>OUTPUT_AT + lengthAt, bigEndian ? bswap<u32>(contentBytes) : contentBytes)
}

/** From here on output may leave. */
export function release(): void {
  committed = true
}

export function commit(bytes: u64, newExcludedBytes: u64): void {
  committed = true
  committedBytes = bytes
  excludedBytes = newExcludedBytes
}

/**
 * What the committed size has to spare if all the rest of the input, `leftBytes`, were kept and the pending inserts
 * written.
 */
export function slackBytes(leftBytes: u64, pendingInsertBytes: u32): i64 {
  if (framing == FRAMING_STREAM || !committed) return UNBOUNDED
  return <i64>committedBytes - <i64>outputBytes() - <i64>(leftBytes - excludedBytes) - <i64>pendingInsertBytes - <i64>owedBytes
}

/** What the committed size still lacks. */
export function missingBytes(): u64 {
  return committedBytes - outputBytes()
}

export function oweDelimiter(): void {
  owedBytes += 8
}

export function paidDelimiter(): void {
  owedBytes -= 8
}
