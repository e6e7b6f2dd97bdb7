// One element header: bytes to tag, VR and length. Knows nothing of nesting, of the plan or of output.
//
// Explicit VR (PS3.5 7.1.2): the VRs with a 16-bit length are a closed list; any other pair of capital letters has two
// reserved bytes and a 32-bit length. Anything else is no VR, and the length cannot be known.

import { PLAN_AT, PLAN_AT_VR_TABLE, VR_INDEX_MASK, VR_KNOWN, VR_SHORT } from '../src/wasm/seam'

export const UNDEFINED_LENGTH: u32 = 0xffffffff

export const TAG_ITEM: u32 = 0xfffee000
export const TAG_ITEM_DELIMITER: u32 = 0xfffee00d
export const TAG_SEQUENCE_DELIMITER: u32 = 0xfffee0dd
const GROUP_DELIMITERS: u32 = 0xfffe

export const HEADER_OK = 0
export const HEADER_SHORT = 1 // fewer bytes than the header has
export const HEADER_VR_INVALID = 2
export const HEADER_EMPTY_WITHOUT_VR = 3 // no VR, but zero length however it is read

// What the last readHeader() found.
export let hasTag: bool = false // there were bytes enough for one
export let tag: u32 = 0
export let length: u32 = 0
export let headerBytes: u32 = 0
export let lengthFieldBytes: u32 = 0
export let hasVr: bool = false
export let vrKnown: bool = false
export let vrIndex: u32 = 0
let vrLetters: u32 = 0

// @ts-ignore: decorator
@inline
function letters(first: u32, second: u32): u32 {
  return first | (second << 8)
}

// @ts-ignore: decorator
@inline
export function isUndefined(): bool {
  return length == UNDEFINED_LENGTH
}

// @ts-ignore: decorator
@inline
export function vrIs(first: u32, second: u32): bool {
  return hasVr && vrLetters == letters(first, second)
}

/** OB OD OF OL OV OW: the VRs whose undefined length means fragments. */
export function vrIsOther(): bool {
  if (!hasVr || (vrLetters & 0xff) != 0x4f) return false
  const second = vrLetters >> 8
  return second == 0x42 || second == 0x44 || second == 0x46 || second == 0x4c || second == 0x56 || second == 0x57
}

/** A known VR whose values are characters: not AT, F*, O*, SL SQ SS SV, U* but UC UI UR UT. */
export function vrIsText(): bool {
  if (!vrKnown) return false
  const first = vrLetters & 0xff
  const second = vrLetters >> 8
  if (first == 0x4f || first == 0x46) return false
  if (first == 0x41) return second != 0x54
  if (first == 0x53) return second == 0x48 || second == 0x54
  if (first == 0x55) return second == 0x43 || second == 0x49 || second == 0x52 || second == 0x54
  return true
}

/** What the plan's table has of two bytes as a VR: VR_KNOWN, VR_SHORT and the index; 0 where they are not two capital letters. */
// @ts-ignore: decorator
@inline
export function plannedVr(first: u32, second: u32): u32 {
  if (first - 65 > 25 || second - 65 > 25) return 0
  const table = <usize>PLAN_AT + load<u32>(<usize>(PLAN_AT + PLAN_AT_VR_TABLE))
  return load<u8>(table + (first - 65) * 26 + (second - 65))
}

export function readHeader(ptr: usize, available: u32, explicit: bool, bigEndian: bool): i32 {
  hasTag = available >= 8
  if (!hasTag) return HEADER_SHORT
  let group: u32 = load<u16>(ptr)
  let element: u32 = load<u16>(ptr, 2)
  if (bigEndian) {
    group = bswap<u16>(<u16>group)
    element = bswap<u16>(<u16>element)
  }
  tag = (group << 16) | element
  hasVr = explicit && group != GROUP_DELIMITERS
  if (!hasVr) {
    vrKnown = false
    vrIndex = 0
    vrLetters = 0
    headerBytes = 8
    lengthFieldBytes = 4
    const raw = load<u32>(ptr, 4)
    length = bigEndian ? bswap<u32>(raw) : raw
    return HEADER_OK
  }
  const first: u32 = load<u8>(ptr, 4)
  const second: u32 = load<u8>(ptr, 5)
  vrLetters = letters(first, second)
  if (first - 65 > 25 || second - 65 > 25) {
    vrKnown = false
    vrIndex = 0
    headerBytes = 8
    lengthFieldBytes = 2
    length = 0
    return load<u32>(ptr, 4) == 0 ? HEADER_EMPTY_WITHOUT_VR : HEADER_VR_INVALID
  }
  const entry = plannedVr(first, second)
  vrKnown = (entry & VR_KNOWN) != 0
  vrIndex = entry & VR_INDEX_MASK
  if ((entry & VR_SHORT) != 0) {
    headerBytes = 8
    lengthFieldBytes = 2
    const raw = load<u16>(ptr, 6)
    length = bigEndian ? bswap<u16>(raw) : raw
    return HEADER_OK
  }
  headerBytes = 12
  lengthFieldBytes = 4
  if (available < 12) return HEADER_SHORT
  const raw = load<u32>(ptr, 8)
  length = bigEndian ? bswap<u32>(raw) : raw
  return HEADER_OK
}
