// Whether a kept value can be what its registered VR says (docs/engine.md 3.10). What cannot is treated as identifying.

import {
  CHECK_BINARY,
  CHECK_LINE,
  CHECK_NUMBER,
  CHECK_TEXT,
  CHECK_TIME,
  CHECK_UID,
  SLOT_AT_CHECK,
  SLOT_AT_MAX_BYTES,
  SLOT_AT_UNIT_BYTES,
} from '../src/wasm/seam'

const NUL: u32 = 0x00
const TAB: u32 = 0x09
const LF: u32 = 0x0a
const FF: u32 = 0x0c
const CR: u32 = 0x0d
const ESC: u32 = 0x1b
const SPACE: u32 = 0x20
const BACKSLASH: u32 = 0x5c
const DEL: u32 = 0x7f

// @ts-ignore: decorator
@inline
function isDigit(byte: u32): bool {
  return byte - 0x30 < 10
}

/** `0-9 + - . E e \` and space. */
export function isNumberByte(byte: u32): bool {
  return isDigit(byte) || byte == 0x2b || byte == 0x2d || byte == 0x2e || byte == 0x45 || byte == 0x65 || byte == BACKSLASH || byte == SPACE
}

function isTimeByte(byte: u32): bool {
  return (
    isDigit(byte) || byte == 0x2b || byte == 0x2d || byte == 0x2e || byte == 0x3a || byte == BACKSLASH || byte == SPACE ||
    byte == 0x44 || byte == 0x57 || byte == 0x4d || byte == 0x59
  )
}

/** Without the NULs and spaces at its end. */
function strippedEnd(ptr: usize, end: usize): usize {
  while (end > ptr) {
    const byte: u32 = load<u8>(end - 1)
    if (byte != NUL && byte != SPACE) break
    end--
  }
  return end
}

/** Length rules that need no look at the value. */
export function isLengthPlausible(slot: usize, valueBytes: u32): bool {
  const maxBytes = load<u32>(slot, SLOT_AT_MAX_BYTES)
  if (maxBytes != 0 && valueBytes > maxBytes) return false
  if (load<u8>(slot, SLOT_AT_CHECK) == CHECK_BINARY) {
    const unitBytes: u32 = load<u8>(slot, SLOT_AT_UNIT_BYTES)
    return unitBytes < 2 || valueBytes % unitBytes == 0
  }
  return true
}

export function isTextPlausible(slot: usize, ptr: usize, valueBytes: u32): bool {
  const check: i32 = load<u8>(slot, SLOT_AT_CHECK)
  const end = strippedEnd(ptr, ptr + valueBytes)
  let partBytes: u32 = load<u8>(slot, SLOT_AT_UNIT_BYTES)
  if (check == CHECK_NUMBER) {
    for (let at = ptr; at < end; at++) if (!isNumberByte(load<u8>(at))) return false
  } else if (check == CHECK_TIME) {
    for (let at = ptr; at < end; at++) if (!isTimeByte(load<u8>(at))) return false
  } else if (check == CHECK_UID) {
    if (!areUidBytes(ptr, end)) return false
  } else if (check == CHECK_LINE || check == CHECK_TEXT) {
    let plain = true
    for (let at = ptr; at < end; at++) {
      const byte: u32 = load<u8>(at)
      if (byte < SPACE) {
        if (byte == ESC) plain = false
        else if (check == CHECK_LINE || (byte != TAB && byte != LF && byte != FF && byte != CR)) return false
      } else if (byte >= DEL) {
        if (byte == DEL) return false
        plain = false
      }
    }
    if (check == CHECK_TEXT) return true
    if (!plain) partBytes *= 4
  }
  return partBytes == 0 || arePartsWithin(ptr, end, partBytes)
}

function areUidBytes(ptr: usize, end: usize): bool {
  let padded = false
  for (let at = ptr; at < end; at++) {
    const byte: u32 = load<u8>(at)
    if (byte == BACKSLASH) padded = false
    else if (byte == NUL || byte == SPACE) padded = true
    else if (padded || (!isDigit(byte) && byte != 0x2e)) return false
  }
  return true
}

function arePartsWithin(ptr: usize, end: usize, partBytes: u32): bool {
  let start = ptr
  for (let at = ptr; at < end; at++) {
    if (load<u8>(at) == BACKSLASH) {
      if (at - start > partBytes) return false
      start = at + 1
    }
  }
  return end - start <= partBytes
}
