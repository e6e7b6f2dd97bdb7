// The survey: finds SOP Class UID, SOP Instance UID and Patient ID in the head of a data set before anything is decided
// (docs/engine.md 2). It walks the top level in the input window, writes nothing, and stops at whatever it cannot walk:
// faults are the rewriting walk's to name.

import {
  FACTS_AT,
  FACT_ROW_BYTES,
  INPUT_AT,
  INPUT_WINDOW_BYTES,
  MAX_FACTS,
  MAX_SEQUENCE_DEPTH,
  PLAN_AT,
  PLAN_AT_SURVEY_UNTIL,
  REG_FACTS_COMPLETE,
  REG_FACTS_COUNT,
  REG_MODALITY_BYTES,
  REG_MODALITY_PTR,
  REG_PATIENT_ID_BYTES,
  REG_PATIENT_ID_PTR,
  REG_SOP_CLASS_BYTES,
  REG_SOP_CLASS_PTR,
  REG_SOP_INSTANCE_BYTES,
  REG_SOP_INSTANCE_PTR,
  SLOT_AT_FLAGS,
  SLOT_FLAG_FACT,
  STACK_AT,
} from '../src/wasm/seam'
import {
  HEADER_EMPTY_WITHOUT_VR,
  HEADER_SHORT,
  HEADER_VR_INVALID,
  TAG_ITEM,
  TAG_ITEM_DELIMITER,
  TAG_SEQUENCE_DELIMITER,
  headerBytes,
  isUndefined,
  length,
  readHeader,
  tag,
  vrIs,
} from './element'
import { getRegister, setRegister } from './registers'
import { findSlot } from './rules'

const TAG_SOP_CLASS_UID: u32 = 0x00080016
const TAG_SOP_INSTANCE_UID: u32 = 0x00080018
const TAG_MODALITY: u32 = 0x00080060
const TAG_PATIENT_ID: u32 = 0x00100020
const TAG_LAST_CLEANING_FACT: u32 = 0x0040ffff // how far the survey of a plan that cleans text goes
const WINDOW_END: usize = <usize>(INPUT_AT + INPUT_WINDOW_BYTES)

// Kinds of what is open, one byte each on the stack's memory, which nobody else uses yet.
const OPEN_SEQUENCE: u8 = 1
const OPEN_ITEM: u8 = 2
const NOT_IMPLICIT: i32 = -1

let at: usize = INPUT_AT
let objectEnd: u64 = 0 // as an address, were the window unbounded
let open: i32 = 0
let openSequences: i32 = 0
let until: u32 = TAG_PATIENT_ID
let facts: u32 = 0
let implicitFrom: i32 = NOT_IMPLICIT // number of open containers at which a UN began

export function resetSurvey(objectBytes: u64): void {
  at = INPUT_AT
  objectEnd = objectBytes == u64.MAX_VALUE ? objectBytes : objectBytes + INPUT_AT
  open = 0
  openSequences = 0
  implicitFrom = NOT_IMPLICIT
  until = load<u32>(<usize>(PLAN_AT + PLAN_AT_SURVEY_UNTIL))
  facts = 0
  surveyedTo = u64.MAX_VALUE
  setRegister(REG_FACTS_COUNT, 0)
  setRegister(REG_FACTS_COMPLETE, 0)
  setRegister(REG_MODALITY_PTR, 0)
  setRegister(REG_MODALITY_BYTES, 0)
  setRegister(REG_SOP_CLASS_PTR, 0)
  setRegister(REG_SOP_CLASS_BYTES, 0)
  setRegister(REG_SOP_INSTANCE_PTR, 0)
  setRegister(REG_SOP_INSTANCE_BYTES, 0)
  setRegister(REG_PATIENT_ID_PTR, 0)
  setRegister(REG_PATIENT_ID_BYTES, 0)
}

// @ts-ignore: decorator
@inline
function kindAt(index: i32): usize {
  return <usize>(STACK_AT + index)
}

function pop(): void {
  open--
  if (load<u8>(kindAt(open)) == OPEN_SEQUENCE) openSequences--
  if (open == implicitFrom) implicitFrom = NOT_IMPLICIT
}

function note(ptrRegister: i32, bytesRegister: i32, ptr: usize): void {
  if (getRegister(ptrRegister) != 0) return
  setRegister(ptrRegister, <f64>ptr)
  setRegister(bytesRegister, <f64>length)
}

/** Where a complete survey for cleaning ended in the data set; beyond any, where it was not complete or nothing is cleaned. */
export let surveyedTo: u64 = u64.MAX_VALUE

/** Whether an attribute whose value cleaning depends on stands where the survey could not see it any more. */
export function isLateFact(slot: usize, factTag: u32, offset: u64): bool {
  if (offset < surveyedTo || factTag > until || slot == 0) return false
  return (load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_FACT) != 0
}

function completed(): bool {
  if (until == TAG_LAST_CLEANING_FACT) surveyedTo = <u64>(at - INPUT_AT)
  setRegister(REG_FACTS_COMPLETE, 1)
  return true
}

/** Notes the value of an attribute that cleaning looks for. False where there are too many. */
function noteFact(valueAt: usize): bool {
  const slot = findSlot(tag)
  if (slot == 0 || (load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_FACT) == 0 || length == 0) return true
  if (facts == MAX_FACTS) return false
  const row = <usize>FACTS_AT + facts * FACT_ROW_BYTES
  store<u32>(row, tag)
  store<u32>(row, <u32>valueAt, 4)
  store<u32>(row, length, 8)
  facts++
  setRegister(REG_FACTS_COUNT, facts)
  return true
}

/** True when there is no more to find; false when more input could tell. */
export function survey(inputEnd: usize, last: bool, explicit: bool, bigEndian: bool): bool {
  while (true) {
    const implicit = implicitFrom != NOT_IMPLICIT
    const header = readHeader(at, <u32>(inputEnd - at), explicit && !implicit, bigEndian && !implicit)
    if (header == HEADER_SHORT) {
      if (last && open == 0) return completed()
      return last || inputEnd == WINDOW_END
    }
    if (header == HEADER_VR_INVALID) return true
    const valueAt = at + headerBytes
    if (header == HEADER_EMPTY_WITHOUT_VR) {
      if (open == 0 && tag > until) return completed()
      if (load<u64>(at) == 0) return true
      at = valueAt
      continue
    }
    if (tag == TAG_ITEM) {
      if (open == 0 || load<u8>(kindAt(open - 1)) != OPEN_SEQUENCE) return true
      if (isUndefined()) {
        store<u8>(kindAt(open++), OPEN_ITEM)
        at = valueAt
        continue
      }
    } else if (tag == TAG_ITEM_DELIMITER || tag == TAG_SEQUENCE_DELIMITER) {
      if (length != 0) return true
      if (open > 0 && load<u8>(kindAt(open - 1)) == OPEN_ITEM) pop()
      if (tag == TAG_SEQUENCE_DELIMITER && open > 0) pop()
      at = valueAt
      continue
    } else if (tag >> 16 == 0xfffe) {
      return true
    } else {
      if (open == 0 && tag > until) return completed()
      if (open == 0 && load<u64>(at) == 0) return true
      if (open > 0 && load<u8>(kindAt(open - 1)) == OPEN_SEQUENCE) return true
      if (isUndefined()) {
        if (openSequences == MAX_SEQUENCE_DEPTH) return true
        if (vrIs(0x55, 0x4e) && !implicit) implicitFrom = open
        store<u8>(kindAt(open++), OPEN_SEQUENCE)
        openSequences++
        at = valueAt
        continue
      }
    }
    if (<u64>valueAt + <u64>length > objectEnd) return true
    if (<u64>valueAt + <u64>length > <u64>WINDOW_END) return true
    const valueEnd = valueAt + length
    if (valueEnd > inputEnd) return last
    if (open == 0) {
      if (tag == TAG_SOP_CLASS_UID) note(REG_SOP_CLASS_PTR, REG_SOP_CLASS_BYTES, valueAt)
      else if (tag == TAG_SOP_INSTANCE_UID) note(REG_SOP_INSTANCE_PTR, REG_SOP_INSTANCE_BYTES, valueAt)
      else if (tag == TAG_MODALITY) note(REG_MODALITY_PTR, REG_MODALITY_BYTES, valueAt)
      else if (tag == TAG_PATIENT_ID) note(REG_PATIENT_ID_PTR, REG_PATIENT_ID_BYTES, valueAt)
      if (until != TAG_PATIENT_ID && !noteFact(valueAt)) return true
    }
    at = valueEnd
  }
}
