// What becomes of an element: the action of the plan, bent by where the element stands and by what it looks like.

import {
  ACTION_DUMMY,
  ACTION_EMPTY,
  ACTION_KEEP,
  ACTION_REMOVE,
  CHECK_BINARY,
  CHECK_NUMBER,
  CHECK_SEQUENCE,
  DECISION_ACTION_MASK,
  DECISION_ORIGIN_MASK,
  DECISION_ORIGIN_SHIFT,
  DECISION_TRANSFORM_SHIFT,
  MAX_CREATORS,
  MAX_CHECKED_BINARY_BYTES,
  MAX_CHECKED_VALUE_BYTES,
  NO_FRAGMENT,
  ORIGIN_DUMMY_SEQUENCE,
  REFUSED_DEPTH_EXCEEDED,
  REFUSED_ORDER_INVALID,
  REFUSED_TRUNCATED,
  REFUSED_UNDEFINED_LENGTH_INVALID,
  SLOT_AT_CHECK,
  SLOT_AT_FLAGS,
  SLOT_AT_UNIT_BYTES,
  SLOT_FLAG_BINARY,
  SLOT_FLAG_BULK,
  SLOT_FLAG_ENCAPSULATED,
  SLOT_FLAG_KEEP_IN_DUMMY,
  STATUS_NEED_INPUT,
  TALLY_ELEMENTS,
  TALLY_IMPLAUSIBLE,
  TALLY_PRIVATE,
  TALLY_UNKNOWN,
} from '../src/wasm/seam'
import * as element from './element'
import * as input from './input'
import * as nesting from './nesting'
import * as output from './output'
import { charsetIndex } from './charsets'
import { TAG_CONCEPT_NAME_CODE_SEQUENCE, isBeforeValues, noteConceptPart } from './concepts'
import { GO_ON, count, refuse, setOrigin, tally } from './answers'
import {
  VALUE_FRAGMENTS,
  containerForm,
  isExplicitSequence,
  isUnknownVr,
  open,
  openDropped,
  skipElement,
  valueKind,
  writeContainerHeader,
  writeHeader,
} from './containers'
import { beginFragments } from './items'
import { hidesSomething } from './hidden'
import { areDue as areNotesDue, tellBeforeBulk } from './notes'
import { isLengthPlausible, isTextPlausible } from './plausible'
import { findPrivateSlot, forgetBlock, isCreator, isPrivate, noteBlock } from './private-blocks'
import { removeRun } from './private-runs'
import { findCreator, findSlot, knowsCreators, nestedDecision, topDecision } from './rules'
import { commitExactly, makeRoom } from './size'
import { isLateFact } from './survey'
import { dummyElement, emptyElement, implausible, isTaken, keepBulk, keepValue, replaceElement } from './values'

const TAG_SPECIFIC_CHARACTER_SET: u32 = 0x00080005
/** LO: 64 characters. A longer creator is none of the plan's. */
const MAX_CREATOR_BYTES: u32 = 64

export function decide(): i32 {
  if (nesting.has(nesting.FLAG_DROPPING)) return removeElement(findSlot(element.tag))
  if (!isBeforeValues(element.tag)) return refuse(REFUSED_ORDER_INVALID)
  let slot: usize
  if (isPrivate(element.tag)) {
    if (isCreator(element.tag)) return decideCreator()
    slot = findPrivateSlot(element.tag)
    if (slot == 0) return removeRun()
  } else slot = findSlot(element.tag)
  const atRoot = nesting.kind == nesting.KIND_ROOT
  if (atRoot && isLateFact(slot, element.tag, input.offset)) return refuse(REFUSED_ORDER_INVALID)
  const decision = atRoot ? topDecision(slot, nesting.pathState) : nestedDecision(slot, nesting.pathState)
  let action: i32 = decision & DECISION_ACTION_MASK
  setOrigin((decision >> DECISION_ORIGIN_SHIFT) & DECISION_ORIGIN_MASK)
  if (action == ACTION_REMOVE) return removeElement(slot)
  const check: i32 = load<u8>(slot, SLOT_AT_CHECK)
  const slotFlags: i32 = load<u8>(slot, SLOT_AT_FLAGS)
  let dummyMode = false
  if (nesting.has(nesting.FLAG_DUMMY) && action == ACTION_KEEP && (check == CHECK_SEQUENCE || (slotFlags & SLOT_FLAG_KEEP_IN_DUMMY) == 0)) {
    action = ACTION_DUMMY
    setOrigin(ORIGIN_DUMMY_SEQUENCE)
  }
  if (action == ACTION_DUMMY && check == CHECK_SEQUENCE) {
    action = ACTION_KEEP
    dummyMode = true
  }
  if (action == ACTION_KEEP) {
    if (check == CHECK_SEQUENCE) return keepSequence(slot, dummyMode)
    if (element.isUndefined()) return keepFragments(slot)
    return keepPlausible(slot, check)
  }
  if (action == ACTION_EMPTY || element.isUndefined() || isExplicitSequence()) return emptyElement(slot)
  if (action == ACTION_DUMMY) return dummyElement(slot)
  return replaceElement(slot, action, decision >> DECISION_TRANSFORM_SHIFT)
}

/** A private creator stays where the plan knows it: the string is then one of the plan's own. */
function decideCreator(): i32 {
  if (!knowsCreators()) return removeElement(0)
  if (element.isUndefined() || element.length > MAX_CREATOR_BYTES || isExplicitSequence()) return removeCreator()
  const bytes = element.headerBytes + element.length
  if (input.available() < bytes) return input.last ? refuse(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
  if (!output.hasRoom(bytes)) return makeRoom()
  const creator = findCreator(input.inputAt + element.headerBytes, element.length)
  if (creator == MAX_CREATORS || !noteBlock(element.tag, creator)) return removeCreator()
  output.copy(input.inputAt, bytes)
  tally(TALLY_ELEMENTS, 1)
  input.advance(bytes)
  return GO_ON
}

function removeCreator(): i32 {
  forgetBlock(element.tag)
  return removeElement(0)
}

export function removeElement(slot: usize): i32 {
  if (!nesting.has(nesting.FLAG_DROPPING)) countRemoved(slot)
  return element.isUndefined() ? openDropped(slot) : skipElement()
}

function countRemoved(slot: usize): void {
  if (slot != 0) count(slot, ACTION_REMOVE)
  else tally((element.tag & 0x10000) != 0 ? TALLY_PRIVATE : TALLY_UNKNOWN, 1)
}

function keepSequence(slot: usize, dummyMode: bool): i32 {
  const unknownVr = isUnknownVr()
  if (element.hasVr && !unknownVr && !isExplicitSequence()) {
    if (!dummyMode) tally(TALLY_IMPLAUSIBLE, 1)
    return emptyElement(slot)
  }
  if (nesting.isFull()) return refuse(REFUSED_DEPTH_EXCEEDED)
  if (!writeContainerHeader()) return removeElement(slot)
  const undefined_ = element.isUndefined()
  let flags = containerForm(undefined_) | (nesting.flags & nesting.FLAG_IMPLICIT)
  if (unknownVr) flags |= nesting.FLAG_IMPLICIT
  if (dummyMode) flags |= nesting.FLAG_DUMMY
  const tag = element.tag
  const endAt = undefined_ ? nesting.endAt : input.offset + element.headerBytes + element.length
  const lengthAt = output.heldBytes - 4
  count(slot, dummyMode ? ACTION_DUMMY : ACTION_KEEP)
  input.advance(element.headerBytes)
  open(nesting.KIND_SEQUENCE, flags, tag, endAt, lengthAt)
  return GO_ON
}

/** An element of undefined length that is no sequence by its attribute: fragments of Pixel Data, or implausible. */
function keepFragments(slot: usize): i32 {
  const encapsulated = (load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_ENCAPSULATED) != 0
  if (!encapsulated || valueKind(slot) != VALUE_FRAGMENTS) {
    if (valueKind(slot) == 0) return refuse(REFUSED_UNDEFINED_LENGTH_INVALID)
    tally(TALLY_IMPLAUSIBLE, 1)
    return emptyElement(slot)
  }
  if (nesting.isFull()) return refuse(REFUSED_DEPTH_EXCEEDED)
  if (nesting.kind == nesting.KIND_ROOT) {
    if (areNotesDue()) return tellBeforeBulk()
    if (!output.committed) return commitExactly(0)
  }
  writeHeader(element.UNDEFINED_LENGTH)
  count(slot, ACTION_KEEP)
  const tag = element.tag
  const flags = nesting.FLAG_UNDEFINED | nesting.FLAG_DELIMITED | (nesting.flags & nesting.FLAG_IMPLICIT)
  input.advance(element.headerBytes)
  open(nesting.KIND_FRAGMENTS, flags, tag, nesting.endAt, 0)
  beginFragments()
  return GO_ON
}

function keepPlausible(slot: usize, check: i32): i32 {
  if (isExplicitSequence() || !isLengthPlausible(slot, element.length)) return implausible(slot)
  if ((load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_BINARY) != 0 && element.vrIsText()) return implausible(slot)
  if (check == CHECK_BINARY) {
    const isBulk = (load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_BULK) != 0
    if (isBulk && nesting.kind == nesting.KIND_ROOT) {
      if (areNotesDue()) return tellBeforeBulk()
      if (!output.committed) {
        const tailBytes = input.objectBytes - input.offset - element.headerBytes - element.length
        return commitExactly(tailBytes < 8 ? tailBytes : 0)
      }
    }
    const isSearched = !isBulk && (load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_BINARY) != 0
    if (isSearched && element.length <= <u32>MAX_CHECKED_BINARY_BYTES) {
      if (input.available() - element.headerBytes < element.length) return input.last ? refuse(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
      const unitBytes: u32 = load<u8>(slot, SLOT_AT_UNIT_BYTES)
      const value = input.inputAt + element.headerBytes
      if (hidesSomething(value, element.length, unitBytes, input.explicit, input.bigEndian)) return implausible(slot)
    }
    const status = isBulk ? keepBulk(element.tag, NO_FRAGMENT, nesting.openSequences()) : keepValue(false)
    if (isTaken(status)) count(slot, ACTION_KEEP)
    return status
  }
  if (element.length > <u32>MAX_CHECKED_VALUE_BYTES) {
    if (check != CHECK_NUMBER) return implausible(slot)
    const status = keepValue(true)
    if (isTaken(status)) count(slot, ACTION_KEEP)
    return status
  }
  if (input.available() - element.headerBytes < element.length) return input.last ? refuse(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
  if (!isTextPlausible(slot, input.inputAt + element.headerBytes, element.length)) return implausible(slot)
  const bytes = element.headerBytes + element.length
  if (!output.hasRoom(bytes)) return makeRoom()
  noteKept(input.inputAt + element.headerBytes)
  output.copy(input.inputAt, bytes)
  count(slot, ACTION_KEEP)
  input.advance(bytes)
  return GO_ON
}

/** What later decisions of this container depend on. */
function noteKept(valuePtr: usize): void {
  if (element.tag == TAG_SPECIFIC_CHARACTER_SET) nesting.setCharset(charsetIndex(valuePtr, element.length))
  else if (nesting.sequenceTag == TAG_CONCEPT_NAME_CODE_SEQUENCE) noteConceptPart(element.tag, valuePtr, element.length)
}
