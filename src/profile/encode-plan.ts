/** Lays a plan out as the block of bytes that the WASM core searches: PLAN_AT_* and SLOT_AT_* of wasm/seam.ts. */

import { vrTable } from '../dicom/vr.ts'
import {
  DUMMY_ROW_BYTES,
  HASH_MULTIPLIER,
  INSERT_ROW_BYTES,
  MASK_ROW_BYTES,
  NESTED_ROW_BYTES,
  PLAN_AT_ATTRIBUTES,
  PLAN_AT_ATTRIBUTES_MASK,
  PLAN_AT_COMPOUNDS_COUNT,
  PLAN_AT_DUMMIES,
  PLAN_AT_INSERTS,
  PLAN_AT_INSERTS_COUNT,
  PLAN_AT_MAGIC,
  PLAN_AT_MASKS,
  PLAN_AT_MASKS_COUNT,
  PLAN_AT_NESTED,
  PLAN_AT_NESTED_MASK,
  PLAN_AT_VERSION,
  PLAN_AT_VR_TABLE,
  PLAN_BYTES,
  PLAN_HEADER_BYTES,
  PLAN_MAGIC,
  SLOT_AT_CATEGORY,
  SLOT_AT_CHECK,
  SLOT_AT_COMPOUND,
  SLOT_AT_DUMMY,
  SLOT_AT_FLAGS,
  SLOT_AT_MAX_BYTES,
  SLOT_AT_NESTED_ACTION,
  SLOT_AT_TAG,
  SLOT_AT_TOP_ACTION,
  SLOT_AT_UNIT_BYTES,
  SLOT_BYTES,
  SLOT_FREE,
} from '../wasm/seam.ts'
import type { NestedException, Plan, Slot } from './plan.ts'

export const PLAN_VERSION = 1

const ALIGNMENT_BYTES = 4
/** A table of one slot would be searched with a shift by 32, which is a shift by 0. */
const MIN_TABLE_SLOTS = 2

/** The plan's bytes: a new array that is no longer than it has to be. Throws RangeError for a plan that does not fit PLAN_BYTES. */
export function encodePlan(plan: Plan): Uint8Array {
  const block = new Block()
  block.reserve(PLAN_HEADER_BYTES)
  block.setUint32(PLAN_AT_MAGIC, PLAN_MAGIC)
  block.setUint32(PLAN_AT_VERSION, PLAN_VERSION)
  writeAttributes(block, plan.slots)
  writeMasks(block, plan)
  writeNested(block, plan.nestedExceptions)
  writeDummies(block, plan)
  block.setUint32(PLAN_AT_VR_TABLE, block.append(vrTable()))
  writeInserts(block, plan)
  block.setUint32(PLAN_AT_COMPOUNDS_COUNT, plan.compounds.length)
  return block.finish()
}

/** Where the search for a hash begins in a table of `slots`, a power of two: its uppermost bits (Knuth's multiplicative hashing). */
function firstIndex(product: number, slots: number): number {
  return product >>> (Math.clz32(slots) + 1)
}

function writeAttributes(block: Block, slots: ReadonlyMap<number, Slot>): void {
  const count = tableSlots(slots.size)
  const at = block.reserveTable(count, SLOT_BYTES)
  block.setUint32(PLAN_AT_ATTRIBUTES, at)
  block.setUint32(PLAN_AT_ATTRIBUTES_MASK, count - 1)
  for (let index = 0; index < count; index++) block.setUint32(at + index * SLOT_BYTES + SLOT_AT_TAG, SLOT_FREE)
  for (const [tag, slot] of slots) {
    let index = firstIndex(Math.imul(tag, HASH_MULTIPLIER), count)
    while (!block.isFree(at + index * SLOT_BYTES + SLOT_AT_TAG)) index = (index + 1) & (count - 1)
    writeSlot(block, at + index * SLOT_BYTES, tag, slot)
  }
}

function writeSlot(block: Block, at: number, tag: number, slot: Slot): void {
  block.setUint32(at + SLOT_AT_TAG, tag)
  block.setUint8(at + SLOT_AT_TOP_ACTION, slot.topAction)
  block.setUint8(at + SLOT_AT_NESTED_ACTION, slot.nestedAction)
  block.setUint8(at + SLOT_AT_CHECK, slot.check)
  block.setUint8(at + SLOT_AT_DUMMY, slot.dummy)
  block.setUint32(at + SLOT_AT_MAX_BYTES, slot.maxBytes)
  block.setUint8(at + SLOT_AT_CATEGORY, slot.category)
  block.setUint8(at + SLOT_AT_COMPOUND, slot.compound)
  block.setUint8(at + SLOT_AT_FLAGS, slot.flags)
  block.setUint8(at + SLOT_AT_UNIT_BYTES, slot.unitBytes)
}

function writeMasks(block: Block, plan: Plan): void {
  const at = block.reserveTable(plan.masks.length, MASK_ROW_BYTES)
  block.setUint32(PLAN_AT_MASKS, at)
  block.setUint32(PLAN_AT_MASKS_COUNT, plan.masks.length)
  plan.masks.forEach(({ mask, match, slot }, index) => {
    const rowAt = at + index * MASK_ROW_BYTES
    block.setUint32(rowAt, mask)
    block.setUint32(rowAt + 4, match)
    writeSlot(block, rowAt + 8, match, slot)
  })
}

function writeNested(block: Block, exceptions: readonly NestedException[]): void {
  const count = tableSlots(exceptions.length)
  const at = block.reserveTable(count, NESTED_ROW_BYTES)
  block.setUint32(PLAN_AT_NESTED, at)
  block.setUint32(PLAN_AT_NESTED_MASK, count - 1)
  for (let index = 0; index < count; index++) {
    block.setUint32(at + index * NESTED_ROW_BYTES, SLOT_FREE)
    block.setUint32(at + index * NESTED_ROW_BYTES + 4, SLOT_FREE)
  }
  for (const { sequenceTag, tag, action } of exceptions) {
    let index = firstIndex(Math.imul(tag ^ Math.imul(sequenceTag, HASH_MULTIPLIER), HASH_MULTIPLIER), count)
    while (!block.isFree(at + index * NESTED_ROW_BYTES)) index = (index + 1) & (count - 1)
    const rowAt = at + index * NESTED_ROW_BYTES
    block.setUint32(rowAt, sequenceTag)
    block.setUint32(rowAt + 4, tag)
    block.setUint32(rowAt + 8, action)
  }
}

function writeDummies(block: Block, plan: Plan): void {
  const at = block.reserveTable(plan.dummies.length, DUMMY_ROW_BYTES)
  block.setUint32(PLAN_AT_DUMMIES, at)
  plan.dummies.forEach(({ vrIndex, bytes }, index) => {
    const rowAt = at + index * DUMMY_ROW_BYTES
    block.setUint32(rowAt, block.append(bytes))
    block.setUint32(rowAt + 4, bytes.length)
    block.setUint32(rowAt + 8, vrIndex)
  })
}

/** Three arrays one behind the other, by ENCODING_*. */
function writeInserts(block: Block, plan: Plan): void {
  const count = plan.inserts.length
  const at = block.reserveTable(count * 3, INSERT_ROW_BYTES)
  block.setUint32(PLAN_AT_INSERTS, at)
  block.setUint32(PLAN_AT_INSERTS_COUNT, count)
  plan.inserts.forEach(({ tag, bytesByEncoding }, index) => {
    bytesByEncoding.forEach((bytes, encoding) => {
      const rowAt = at + (encoding * count + index) * INSERT_ROW_BYTES
      block.setUint32(rowAt, tag)
      block.setUint32(rowAt + 4, block.append(bytes))
      block.setUint32(rowAt + 8, bytes.length)
    })
  })
}

/** Slots of a hash table that is at most half full. */
function tableSlots(entries: number): number {
  let slots = MIN_TABLE_SLOTS
  while (slots < entries * 2) slots *= 2
  return slots
}

/** Bytes that are handed out from front to back, little endian. */
class Block {
  readonly #bytes = new Uint8Array(PLAN_BYTES)
  readonly #view = new DataView(this.#bytes.buffer)
  #usedBytes = 0

  /** Offset of the next `bytes` bytes, which are zero. */
  reserve(bytes: number): number {
    const at = this.#usedBytes
    if (at + bytes > PLAN_BYTES) throw new RangeError('the plan is larger than its place in memory')
    this.#usedBytes = at + Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
    return at
  }

  reserveTable(rows: number, rowBytes: number): number {
    return this.reserve(rows * rowBytes)
  }

  append(bytes: Uint8Array): number {
    const at = this.reserve(bytes.length)
    this.#bytes.set(bytes, at)
    return at
  }

  isFree(at: number): boolean {
    return this.#view.getInt32(at, true) === SLOT_FREE
  }

  setUint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true)
  }

  setUint8(at: number, value: number): void {
    if (value > 0xff) throw new RangeError('a field of a slot has more than one byte')
    this.#view.setUint8(at, value)
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#usedBytes)
  }
}
