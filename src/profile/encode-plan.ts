/** Lays a plan out as the block of bytes that the WASM core searches: PLAN_AT_* and SLOT_AT_* of wasm/seam.ts. */

import { latin1Bytes } from '../dicom/value-text.ts'
import { vrTable } from '../dicom/vr.ts'
import {
  CONCEPT_ROW_BYTES,
  CREATOR_ROW_BYTES,
  DUMMY_ROW_BYTES,
  FNV_OFFSET,
  FNV_PRIME,
  HASH_MULTIPLIER,
  INSERT_ROW_BYTES,
  MASK_ROW_BYTES,
  MAX_CREATORS,
  NESTED_ROW_BYTES,
  PLAN_AT_ATTRIBUTES,
  PLAN_AT_ATTRIBUTES_MASK,
  PLAN_AT_COMPOUNDS_COUNT,
  PLAN_AT_CONCEPTS,
  PLAN_AT_CONCEPTS_COUNT,
  PLAN_AT_CONCEPTS_MASK,
  PLAN_AT_CREATORS,
  PLAN_AT_CREATORS_COUNT,
  PLAN_AT_DUMMIES,
  PLAN_AT_INSERTS,
  PLAN_AT_INSERTS_COUNT,
  PLAN_AT_MAGIC,
  PLAN_AT_MASKS,
  PLAN_AT_MASKS_COUNT,
  PLAN_AT_NESTED,
  PLAN_AT_NESTED_MASK,
  PLAN_AT_ORIGINS_COUNT,
  PLAN_AT_PATHS,
  PLAN_AT_PATHS_MASK,
  PLAN_AT_SURVEY_UNTIL,
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
  SLOT_AT_NESTED,
  SLOT_AT_TAG,
  SLOT_AT_TOP,
  SLOT_AT_UNIT_BYTES,
  SLOT_BYTES,
  SLOT_FREE,
} from '../wasm/seam.ts'
import { maskKey, privateKey } from './paths.ts'
import type { Plan, Slot } from './plan.ts'

const PLAN_VERSION = 3

const ALIGNMENT_BYTES = 4
/** A table of one slot would be searched with a shift by 32, which is a shift by 0. */
const MIN_TABLE_SLOTS = 2

/** The plan's bytes: a new array that is no longer than it has to be. Throws RangeError for a plan that does not fit PLAN_BYTES. */
export function encodePlan(plan: Plan): Uint8Array {
  const block = new Block()
  block.reserve(PLAN_HEADER_BYTES)
  block.setUint32(PLAN_AT_MAGIC, PLAN_MAGIC)
  block.setUint32(PLAN_AT_VERSION, PLAN_VERSION)
  block.setUint32(PLAN_AT_SURVEY_UNTIL, plan.surveyUntil)
  block.setUint32(PLAN_AT_ORIGINS_COUNT, plan.origins.length)
  const creators = [...plan.privateSlots.keys()]
  if (creators.length > MAX_CREATORS) throw new RangeError('more private creators than the WASM core can number')
  writeAttributes(block, plan, creators)
  writeMasks(block, plan)
  writePairs(
    block,
    PLAN_AT_NESTED,
    PLAN_AT_NESTED_MASK,
    plan.pathStates.decisions.map(({ state, tag, decision }) => [state, tag, decision]),
  )
  writePairs(
    block,
    PLAN_AT_PATHS,
    PLAN_AT_PATHS_MASK,
    plan.pathStates.transitions.map(({ state, sequenceTag, next }) => [state, sequenceTag, next]),
  )
  writeCreators(block, creators)
  writeConcepts(block, plan)
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

/** Private attributes have keys of their own: group, number of the creator, low byte of the element. */
function writeAttributes(block: Block, plan: Plan, creators: readonly string[]): void {
  const slots = new Map(plan.slots)
  creators.forEach((creator, number) => {
    for (const [tag, slot] of plan.privateSlots.get(creator)!) slots.set(privateKey(tag, number), slot)
  })
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
  block.setUint32(at + SLOT_AT_TOP, slot.top)
  block.setUint32(at + SLOT_AT_NESTED, slot.nested)
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
    writeSlot(block, rowAt + 8, maskKey(index), slot)
  })
}

/** A hash table of rows of three numbers, the first two of which are its key. */
function writePairs(
  block: Block,
  tableField: number,
  maskField: number,
  rows: readonly (readonly [number, number, number])[],
): void {
  const count = tableSlots(rows.length)
  const at = block.reserveTable(count, NESTED_ROW_BYTES)
  block.setUint32(tableField, at)
  block.setUint32(maskField, count - 1)
  for (let index = 0; index < count; index++) block.setUint32(at + index * NESTED_ROW_BYTES, SLOT_FREE)
  for (const [first, second, value] of rows) {
    let index = firstIndex(Math.imul(second ^ Math.imul(first, HASH_MULTIPLIER), HASH_MULTIPLIER), count)
    while (!block.isFree(at + index * NESTED_ROW_BYTES)) index = (index + 1) & (count - 1)
    const rowAt = at + index * NESTED_ROW_BYTES
    block.setUint32(rowAt, first)
    block.setUint32(rowAt + 4, second)
    block.setUint32(rowAt + 8, value)
  }
}

function writeCreators(block: Block, creators: readonly string[]): void {
  const at = block.reserveTable(creators.length, CREATOR_ROW_BYTES)
  block.setUint32(PLAN_AT_CREATORS, at)
  block.setUint32(PLAN_AT_CREATORS_COUNT, creators.length)
  creators.forEach((creator, index) => {
    const bytes = latin1Bytes(creator)
    block.setUint32(at + index * CREATOR_ROW_BYTES, block.append(bytes))
    block.setUint32(at + index * CREATOR_ROW_BYTES + 4, bytes.length)
  })
}

function writeConcepts(block: Block, { concepts, pathStates }: Plan): void {
  const count = tableSlots(concepts.length)
  const at = block.reserveTable(count, CONCEPT_ROW_BYTES)
  block.setUint32(PLAN_AT_CONCEPTS, at)
  block.setUint32(PLAN_AT_CONCEPTS_MASK, count - 1)
  block.setUint32(PLAN_AT_CONCEPTS_COUNT, concepts.length)
  concepts.forEach(({ codeValue, codingScheme }, concept) => {
    let index = conceptHash(codeValue, codingScheme) & (count - 1)
    while (!block.isZero(at + index * CONCEPT_ROW_BYTES)) index = (index + 1) & (count - 1)
    const rowAt = at + index * CONCEPT_ROW_BYTES
    block.setUint32(rowAt, block.append(latin1Bytes(codeValue)))
    block.setUint32(rowAt + 4, codeValue.length)
    block.setUint32(rowAt + 8, block.append(latin1Bytes(codingScheme)))
    block.setUint32(rowAt + 12, codingScheme.length)
    block.setUint32(rowAt + 16, pathStates.conceptStates[concept]!)
  })
}

/** FNV-1a of code value, a backslash, and coding scheme. */
function conceptHash(codeValue: string, codingScheme: string): number {
  let hash = FNV_OFFSET
  for (const character of `${codeValue}\\${codingScheme}`) hash = Math.imul(hash ^ character.charCodeAt(0), FNV_PRIME)
  return hash >>> 0
}

function writeDummies(block: Block, plan: Plan): void {
  const at = block.reserveTable(plan.dummies.length, DUMMY_ROW_BYTES)
  block.setUint32(PLAN_AT_DUMMIES, at)
  plan.dummies.forEach(({ vrIndex, bytes, bigEndianBytes }, index) => {
    const rowAt = at + index * DUMMY_ROW_BYTES
    block.setUint32(rowAt, block.append(Uint8Array.of(...bytes, ...bigEndianBytes)))
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

/** Slots of a hash table that is at most two thirds full: half full would be twice the cache for a quarter fewer probes. */
function tableSlots(entries: number): number {
  let slots = MIN_TABLE_SLOTS
  while (slots * 2 < entries * 3) slots *= 2
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

  isZero(at: number): boolean {
    return this.#view.getUint32(at, true) === 0
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
