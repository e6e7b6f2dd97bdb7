// The stack of what is open: sequences, items, fragment lists, and the root. Fixed depth, one frame of FRAME_BYTES each.
// Knows ends and encodings; writes nothing.

import { CHARSET_DEFAULT, FRAME_BYTES, MAX_SEQUENCE_DEPTH, STACK_AT } from '../src/wasm/seam'

export const KIND_ROOT: u32 = 0
export const KIND_SEQUENCE: u32 = 1
export const KIND_ITEM: u32 = 2
export const KIND_FRAGMENTS: u32 = 3

export const FLAG_IMPLICIT: u32 = 1 // implicit VR little endian inside (PS3.5 6.2.2), whatever is outside
export const FLAG_DROPPING: u32 = 2 // nothing of it is written
export const FLAG_DUMMY: u32 = 4 // what would be kept becomes a dummy
export const FLAG_UNDEFINED: u32 = 8 // ends with a delimiter in the input
export const FLAG_PATCHED: u32 = 16 // its length is written when it closes
export const FLAG_DELIMITED: u32 = 32 // a delimiter is written when it closes
export const FLAG_OWED: u32 = 64 // that delimiter was not in the input
export const FLAG_ITEM_SEEN: u32 = 128 // a dummy sequence that has its one item
export const FLAG_PAST_NAME: u32 = 256 // what comes is behind the place of the concept name

export const NO_END: u64 = u64.MAX_VALUE

// The innermost frame, in variables because every element asks for it.
export let kind: u32 = KIND_ROOT
export let flags: u32 = 0
export let sequenceTag: u32 = 0 // of the sequence itself, or of the one that the item is in
export let endAt: u64 = NO_END // where the innermost container of known length ends
export let lengthAt: u32 = 0 // where in the output window the length field is, for FLAG_PATCHED
export let pathState: u32 = 0 // which rules' paths end here (rules.ts)
export let charset: u32 = CHARSET_DEFAULT // index of the Specific Character Set in force
export let blocksFrom: u32 = 0 // the private blocks of this item begin here (private-blocks.ts)

let depth: i32 = 0
let sequenceDepth: i32 = 0
let patchedDepth: i32 = 0

// @ts-ignore: decorator
@inline
function frameAt(index: i32): usize {
  return <usize>(STACK_AT + index * FRAME_BYTES)
}

export function reset(objectEndAt: u64): void {
  kind = KIND_ROOT
  flags = 0
  sequenceTag = 0
  endAt = objectEndAt
  lengthAt = 0
  pathState = 0
  charset = CHARSET_DEFAULT
  blocksFrom = 0
  depth = 0
  sequenceDepth = 0
  patchedDepth = 0
}

// @ts-ignore: decorator
@inline
export function has(flag: u32): bool {
  return (flags & flag) != 0
}

// @ts-ignore: decorator
@inline
export function isPatching(): bool {
  return patchedDepth > 0
}

// @ts-ignore: decorator
@inline
export function openSequences(): i32 {
  return sequenceDepth
}

// @ts-ignore: decorator
@inline
export function isFull(): bool {
  return sequenceDepth == MAX_SEQUENCE_DEPTH
}

export function push(newKind: u32, newFlags: u32, newTag: u32, newEndAt: u64, newLengthAt: u32): void {
  const frame = frameAt(depth)
  store<u32>(frame, kind)
  store<u32>(frame, flags, 4)
  store<u32>(frame, sequenceTag, 8)
  store<u32>(frame, lengthAt, 12)
  store<u64>(frame, endAt, 16)
  store<u32>(frame, pathState, 24)
  store<u32>(frame, charset, 28)
  store<u32>(frame, blocksFrom, 32)
  depth++
  kind = newKind
  flags = newFlags
  sequenceTag = newTag
  endAt = newEndAt
  lengthAt = newLengthAt
  if (newKind == KIND_SEQUENCE || newKind == KIND_FRAGMENTS) sequenceDepth++
  if ((newFlags & FLAG_PATCHED) != 0) patchedDepth++
}

export function pop(): void {
  if (kind == KIND_SEQUENCE || kind == KIND_FRAGMENTS) sequenceDepth--
  if ((flags & FLAG_PATCHED) != 0) patchedDepth--
  depth--
  const frame = frameAt(depth)
  kind = load<u32>(frame)
  flags = load<u32>(frame, 4)
  sequenceTag = load<u32>(frame, 8)
  lengthAt = load<u32>(frame, 12)
  endAt = load<u64>(frame, 16)
  pathState = load<u32>(frame, 24)
  charset = load<u32>(frame, 28)
  blocksFrom = load<u32>(frame, 32)
}

// The three below hold for the innermost container and, but for blocks, for those that open in it.

export function setPathState(state: u32): void {
  pathState = state
}

export function setCharset(index: u32): void {
  charset = index
}

export function setBlocksFrom(index: u32): void {
  blocksFrom = index
}

/** The path state of the sequence that the innermost item is in; 0 at the root. */
export function parentPathState(): u32 {
  return depth == 0 ? 0 : load<u32>(frameAt(depth - 1), 24)
}

/** Of the frame below the innermost one. */
export function parentHas(flag: u32): bool {
  return (load<u32>(frameAt(depth - 1), 4) & flag) != 0
}

/** Adds a flag to the innermost frame. */
export function mark(flag: u32): void {
  flags |= flag
}

/** Adds a flag to the frame below the innermost one. */
export function markParent(flag: u32): void {
  const frame = frameAt(depth - 1)
  store<u32>(frame, load<u32>(frame, 4) | flag, 4)
}
