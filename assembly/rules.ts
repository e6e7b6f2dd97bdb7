// What the plan says of an attribute: search in the tables that profile/encode-plan.ts laid out (seam.ts, PLAN_AT_*).

import {
  ACTION_REMOVE,
  COMPOUNDS_AT,
  COMPOUND_NONE,
  DUMMY_ROW_BYTES,
  HASH_MULTIPLIER,
  MASK_ROW_BYTES,
  NESTED_ROW_BYTES,
  PLAN_AT,
  PLAN_AT_ATTRIBUTES,
  PLAN_AT_ATTRIBUTES_MASK,
  PLAN_AT_DUMMIES,
  PLAN_AT_MASKS,
  PLAN_AT_MASKS_COUNT,
  PLAN_AT_NESTED,
  PLAN_AT_NESTED_MASK,
  SLOT_AT_COMPOUND,
  SLOT_AT_FLAGS,
  SLOT_AT_NESTED_ACTION,
  SLOT_AT_TAG,
  SLOT_AT_TOP_ACTION,
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
  const rows = planField(PLAN_AT_MASKS_COUNT)
  let row = <usize>PLAN_AT + planField(PLAN_AT_MASKS)
  for (let i: u32 = 0; i < rows; i++, row += MASK_ROW_BYTES) {
    if ((tag & load<u32>(row)) == load<u32>(row, 4)) return row + 8
  }
  return 0
}

/** The action at the root; a compound code has the action of the object's SOP class. */
export function topAction(slot: usize): i32 {
  if (slot == 0) return ACTION_REMOVE
  const compound: i32 = load<u8>(slot, SLOT_AT_COMPOUND)
  return compound == COMPOUND_NONE ? load<u8>(slot, SLOT_AT_TOP_ACTION) : load<u8>(<usize>(COMPOUNDS_AT + compound))
}

/** The action in an item of the sequence `sequenceTag`. */
export function nestedAction(slot: usize, tag: u32, sequenceTag: u32): i32 {
  if (slot == 0) return ACTION_REMOVE
  if ((load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_NESTED_EXCEPTION) != 0) {
    const mask = planField(PLAN_AT_NESTED_MASK)
    const table = <usize>PLAN_AT + planField(PLAN_AT_NESTED)
    let index = ((tag ^ (sequenceTag * <u32>HASH_MULTIPLIER)) * <u32>HASH_MULTIPLIER) >> clz<u32>(mask)
    while (true) {
      const row = table + index * NESTED_ROW_BYTES
      const rowSequence = load<u32>(row)
      if (rowSequence == <u32>SLOT_FREE) break
      if (rowSequence == sequenceTag && load<u32>(row, 4) == tag) return load<i32>(row, 8)
      index = (index + 1) & mask
    }
  }
  return load<u8>(slot, SLOT_AT_NESTED_ACTION)
}

// @ts-ignore: decorator
@inline
function dummyRow(index: u32): usize {
  return <usize>PLAN_AT + planField(PLAN_AT_DUMMIES) + index * DUMMY_ROW_BYTES
}

export function dummyPtr(index: u32): usize {
  return <usize>PLAN_AT + load<u32>(dummyRow(index))
}

export function dummyBytes(index: u32): u32 {
  return load<u32>(dummyRow(index), 4)
}

/** The VR that the dummy is made for, as an index into VR_NAMES. */
export function dummyVr(index: u32): u32 {
  return load<u32>(dummyRow(index), 8)
}
