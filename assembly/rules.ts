// What the plan says of an attribute: search in the tables that profile/encode-plan.ts laid out (seam.ts, PLAN_AT_*).

import {
  ACTION_REMOVE,
  COMPOUNDS_AT,
  COMPOUND_NONE,
  CONCEPT_ROW_BYTES,
  CREATOR_ROW_BYTES,
  DUMMY_ROW_BYTES,
  FNV_OFFSET,
  FNV_PRIME,
  HASH_MULTIPLIER,
  MASK_ROW_BYTES,
  MAX_CREATORS,
  NESTED_ROW_BYTES,
  PLAN_AT,
  PLAN_AT_ATTRIBUTES,
  PLAN_AT_ATTRIBUTES_MASK,
  PLAN_AT_CONCEPTS,
  PLAN_AT_CONCEPTS_COUNT,
  PLAN_AT_CONCEPTS_MASK,
  PLAN_AT_CREATORS,
  PLAN_AT_CREATORS_COUNT,
  PLAN_AT_DUMMIES,
  PLAN_AT_MASKS,
  PLAN_AT_MASKS_COUNT,
  PLAN_AT_NESTED,
  PLAN_AT_NESTED_MASK,
  PLAN_AT_ORIGINS_COUNT,
  PLAN_AT_PATHS,
  PLAN_AT_PATHS_MASK,
  SLOT_AT_COMPOUND,
  SLOT_AT_FLAGS,
  SLOT_AT_NESTED,
  SLOT_AT_TAG,
  SLOT_AT_TOP,
  SLOT_BYTES,
  SLOT_FLAG_NESTED_EXCEPTION,
  SLOT_FREE,
} from '../src/wasm/seam'

// @ts-ignore: decorator
@inline
function planField(at: i32): u32 {
  return load<u32>(<usize>(PLAN_AT + at))
}

/** The address of the attribute's slot, 0 where the plan does not know it. */
export function findSlot(tag: u32): usize {
  const mask = planField(PLAN_AT_ATTRIBUTES_MASK)
  const table = <usize>PLAN_AT + planField(PLAN_AT_ATTRIBUTES)
  let index = (tag * <u32>HASH_MULTIPLIER) >> clz<u32>(mask)
  while (true) {
    const slot = table + index * SLOT_BYTES
    const slotTag = load<u32>(slot, SLOT_AT_TAG)
    if (slotTag == <u32>SLOT_FREE) break
    if (slotTag == tag) return slot
    index = (index + 1) & mask
  }
  // Repeating groups are even: private elements, of which an object may have more than others, are spared the search.
  if ((tag & 0x10000) != 0) return 0
  const rows = planField(PLAN_AT_MASKS_COUNT)
  let row = <usize>PLAN_AT + planField(PLAN_AT_MASKS)
  for (let i: u32 = 0; i < rows; i++, row += MASK_ROW_BYTES) {
    if ((tag & load<u32>(row)) == load<u32>(row, 4)) return row + 8
  }
  return 0
}

/**
 * The decision at the root: that of the concept whose state is `pathState`, where it has one; else that of the object's SOP class and modality, for an attribute
 * with a compound index.
 */
export function topDecision(slot: usize, pathState: u32): u32 {
  if (slot == 0) return ACTION_REMOVE
  if (pathState != 0) {
    const row = exceptionRow(slot, pathState)
    if (row != 0) return load<u32>(row, 8)
  }
  const compound: i32 = load<u8>(slot, SLOT_AT_COMPOUND)
  return compound == COMPOUND_NONE ? load<u32>(slot, SLOT_AT_TOP) : load<u32>(<usize>(COMPOUNDS_AT + compound * 4))
}

/** The decision in an item at the end of a path of sequences, `pathState`. */
export function nestedDecision(slot: usize, pathState: u32): u32 {
  if (slot == 0) return ACTION_REMOVE
  const row = exceptionRow(slot, pathState)
  return row != 0 ? load<u32>(row, 8) : load<u32>(slot, SLOT_AT_NESTED)
}

/** What the plan has for the slot in this state, 0 where there is nothing. */
// @ts-ignore: decorator
@inline
function exceptionRow(slot: usize, pathState: u32): usize {
  if ((load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_NESTED_EXCEPTION) == 0) return 0
  return findPair(PLAN_AT_NESTED, PLAN_AT_NESTED_MASK, pathState, load<u32>(slot, SLOT_AT_TAG))
}

/**
 * The state of a path that goes on with the sequence `sequenceTag`: the longest tail of it that some rule names. 0 is that of a path no
 * rule names.
 */
export function nextPathState(pathState: u32, sequenceTag: u32): u32 {
  let row = findPair(PLAN_AT_PATHS, PLAN_AT_PATHS_MASK, pathState, sequenceTag)
  if (row == 0 && pathState != 0) row = findPair(PLAN_AT_PATHS, PLAN_AT_PATHS_MASK, 0, sequenceTag)
  return row == 0 ? 0 : load<u32>(row, 8)
}

/** The row of a hash table with two keys, 0 where there is none. */
function findPair(tableField: i32, maskField: i32, first: u32, second: u32): usize {
  const mask = planField(maskField)
  const table = <usize>PLAN_AT + planField(tableField)
  let index = ((second ^ (first * <u32>HASH_MULTIPLIER)) * <u32>HASH_MULTIPLIER) >> clz<u32>(mask)
  while (true) {
    const row = table + index * NESTED_ROW_BYTES
    const rowFirst = load<u32>(row)
    if (rowFirst == <u32>SLOT_FREE) return 0
    if (rowFirst == first && load<u32>(row, 4) == second) return row
    index = (index + 1) & mask
  }
}

/** The number of the private creator of `bytes` bytes at `ptr`, trailing padding left out; MAX_CREATORS where it is not known. */
export function findCreator(ptr: usize, bytes: u32): u32 {
  while (bytes > 0 && (load<u8>(ptr + bytes - 1) == 0x20 || load<u8>(ptr + bytes - 1) == 0)) bytes--
  const creators = planField(PLAN_AT_CREATORS_COUNT)
  let row = <usize>PLAN_AT + planField(PLAN_AT_CREATORS)
  for (let i: u32 = 0; i < creators; i++, row += CREATOR_ROW_BYTES) {
    if (load<u32>(row, 4) == bytes && memory.compare(<usize>PLAN_AT + load<u32>(row), ptr, bytes) == 0) return i
  }
  return MAX_CREATORS
}

/** Decisions name origins below this number. */
export function originsCount(): u32 {
  return planField(PLAN_AT_ORIGINS_COUNT)
}

export function knowsCreators(): bool {
  return planField(PLAN_AT_CREATORS_COUNT) != 0
}

export function knowsConcepts(): bool {
  return planField(PLAN_AT_CONCEPTS_COUNT) != 0
}

/** The path state of the items of a concept, 0 where the plan does not name it. Code value and scheme without padding. */
export function conceptState(codePtr: usize, codeBytes: u32, schemePtr: usize, schemeBytes: u32): u32 {
  const mask = planField(PLAN_AT_CONCEPTS_MASK)
  const table = <usize>PLAN_AT + planField(PLAN_AT_CONCEPTS)
  let hash = fnv(<u32>FNV_OFFSET, codePtr, codeBytes)
  hash = fnv((hash ^ BACKSLASH) * <u32>FNV_PRIME, schemePtr, schemeBytes)
  let index = hash & mask
  while (true) {
    const row = table + index * CONCEPT_ROW_BYTES
    if (load<u32>(row) == 0) return 0
    if (equals(row, codePtr, codeBytes) && equals(row + 8, schemePtr, schemeBytes)) return load<u32>(row, 16)
    index = (index + 1) & mask
  }
}

const BACKSLASH: u32 = 0x5c

function fnv(hash: u32, ptr: usize, bytes: u32): u32 {
  for (const end = ptr + bytes; ptr < end; ptr++) hash = (hash ^ load<u8>(ptr)) * <u32>FNV_PRIME
  return hash
}

/** Whether the plan's bytes that `row` tells of, { at, bytes }, are those at `ptr`. */
function equals(row: usize, ptr: usize, bytes: u32): bool {
  return load<u32>(row, 4) == bytes && memory.compare(<usize>PLAN_AT + load<u32>(row), ptr, bytes) == 0
}

// @ts-ignore: decorator
@inline
function dummyRow(index: u32): usize {
  return <usize>PLAN_AT + planField(PLAN_AT_DUMMIES) + index * DUMMY_ROW_BYTES
}

/** Where the dummy stands in the byte order. */
export function dummyPtr(index: u32, bigEndian: bool): usize {
  const at = <usize>PLAN_AT + load<u32>(dummyRow(index))
  return bigEndian ? at + dummyBytes(index) : at
}

export function dummyBytes(index: u32): u32 {
  return load<u32>(dummyRow(index), 4)
}

/** The VR that the dummy is made for, as an index into VR_NAMES. */
export function dummyVr(index: u32): u32 {
  return load<u32>(dummyRow(index), 8)
}
