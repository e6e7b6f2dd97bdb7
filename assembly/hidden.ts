// What hides in a kept binary value (docs/engine.md 3.10): a text, or elements that its length covers.

import { plannedVr } from './element'
import { findSlot } from './rules'
import { VR_KNOWN, VR_SHORT } from '../src/wasm/seam'

const SHORTEST_BYTES: u32 = 8
const SHORTEST_TEXT_BYTES: u32 = 8
/** Floating point numbers look like text more often. */
const SHORTEST_TEXT_OF_NUMBERS_BYTES: u32 = 12
const LETTERS_IN_A_ROW: u32 = 4
const LOWEST_GROUP: u32 = 0x0008
const GROUP_DELIMITERS: u32 = 0xfffe

export function hidesSomething(ptr: usize, valueBytes: u32, unitBytes: u32, explicit: bool, bigEndian: bool): bool {
  if (valueBytes < SHORTEST_BYTES) return false
  const end = ptr + valueBytes
  return isText(ptr, end, unitBytes >= 4 ? SHORTEST_TEXT_OF_NUMBERS_BYTES : SHORTEST_TEXT_BYTES) || endsWithElement(ptr, end, explicit, bigEndian)
}

/** Nothing but printable characters, and a word among them. */
function isText(ptr: usize, end: usize, shortestBytes: u32): bool {
  while (end > ptr && (load<u8>(end - 1) == 0 || load<u8>(end - 1) == 0x20)) end--
  if (end - ptr < shortestBytes) return false
  let lettersInARow: u32 = 0
  let hasWord = false
  for (let at = ptr; at < end; at++) {
    const byte: u32 = load<u8>(at)
    const isLineEnd = byte == 0x09 || byte == 0x0a || byte == 0x0c || byte == 0x0d
    if ((byte < 0x20 && !isLineEnd) || byte > 0x7e) return false
    lettersInARow = (byte | 0x20) - 0x61 < 26 ? lettersInARow + 1 : 0
    if (lettersInARow == LETTERS_IN_A_ROW) hasWord = true
  }
  return hasWord
}

/** The last of the elements that a length covers ends where the value does. */
function endsWithElement(ptr: usize, end: usize, explicit: bool, bigEndian: bool): bool {
  for (let at = ptr; at + 8 < end; at += 2) {
    const group = read16(at, bigEndian)
    if (group < LOWEST_GROUP || group == GROUP_DELIMITERS) continue
    let headerBytes: u32 = 8
    let length: u32
    if (explicit) {
      const vr = plannedVr(load<u8>(at, 4), load<u8>(at, 5))
      if ((vr & VR_KNOWN) == 0) continue
      if ((vr & VR_SHORT) != 0) length = read16(at + 6, bigEndian)
      else {
        headerBytes = 12
        if (at + 12 >= end) continue
        length = read32(at + 8, bigEndian)
      }
    } else length = load<u32>(at, 4)
    if (length == 0 || <u64>length != <u64>(end - at) - headerBytes) continue
    // without a VR a number might be taken for a header: the attribute has to be one that there is
    if (explicit || ((group & 1) == 0 && findSlot((group << 16) | load<u16>(at, 2)) != 0)) return true
  }
  return false
}

// @ts-ignore: decorator
@inline
function read16(at: usize, bigEndian: bool): u32 {
  const raw = load<u16>(at)
  return bigEndian ? bswap<u16>(raw) : raw
}

// @ts-ignore: decorator
@inline
function read32(at: usize, bigEndian: bool): u32 {
  const raw = load<u32>(at)
  return bigEndian ? bswap<u32>(raw) : raw
}
