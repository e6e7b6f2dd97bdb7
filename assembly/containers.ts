// Sequences, items and fragment lists: how they open, close, and are stepped over.

import {
  PATCHABLE_SEQUENCE_BYTES,
  REFUSED_DEPTH_EXCEEDED,
  REFUSED_UNDEFINED_LENGTH_INVALID,
  REG_COUNT,
  SLOT_AT_FLAGS,
  SLOT_FLAG_ENCAPSULATED,
  STATUS_SKIP,
  TALLY_DEGRADED,
} from '../src/wasm/seam'
import * as element from './element'
import * as input from './input'
import * as nesting from './nesting'
import * as output from './output'
import { GO_ON, refuse, setPlace, tally } from './answers'
import { TAG_CONCEPT_NAME_CODE_SEQUENCE, closeConcept, openConcept } from './concepts'
import { closeBlocks, openBlocks } from './private-blocks'
import { setRegister } from './registers'
import { nextPathState } from './rules'
import { slackBytes } from './size'

/** What the value of an element of undefined length is. */
export const VALUE_SEQUENCE = 1
export const VALUE_FRAGMENTS = 2

// @ts-ignore: decorator
@inline
export function isExplicitSequence(): bool {
  return element.vrIs(0x53, 0x51)
}

// @ts-ignore: decorator
@inline
export function isUnknownVr(): bool {
  return element.vrIs(0x55, 0x4e)
}

/** Of an element of undefined length: VALUE_SEQUENCE, VALUE_FRAGMENTS, or 0 where its VR allows neither (PS3.5 7.5, A.4). */
export function valueKind(slot: usize): i32 {
  if (isExplicitSequence() || isUnknownVr()) return VALUE_SEQUENCE
  const encapsulated = slot != 0 && (load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_ENCAPSULATED) != 0
  if (!element.hasVr) return encapsulated ? VALUE_FRAGMENTS : VALUE_SEQUENCE
  return encapsulated || element.vrIsOther() ? VALUE_FRAGMENTS : 0
}

export function open(kind: u32, flags: u32, tag: u32, endAt: u64, lengthAt: u32): void {
  nesting.push(kind, flags, tag, endAt, lengthAt)
  input.enterEncoding()
  if ((flags & nesting.FLAG_DROPPING) != 0) return
  if (tag == TAG_CONCEPT_NAME_CODE_SEQUENCE) openConcept()
  if (kind == nesting.KIND_SEQUENCE) nesting.setPathState(nextPathState(nesting.pathState, tag))
  else if (kind == nesting.KIND_ITEM) openBlocks()
}

/** Closes the innermost container; its end in the input has been consumed. */
export function close(): void {
  const flags = nesting.flags
  const lengthAt = nesting.lengthAt
  if ((flags & nesting.FLAG_DELIMITED) != 0) {
    output.writeTag(nesting.kind == nesting.KIND_ITEM ? element.TAG_ITEM_DELIMITER : element.TAG_SEQUENCE_DELIMITER, input.bigEndian)
    output.writeU32(0, input.bigEndian)
    if ((flags & nesting.FLAG_OWED) != 0) output.paidDelimiter()
  }
  const ofConcept = nesting.kind == nesting.KIND_SEQUENCE && nesting.sequenceTag == TAG_CONCEPT_NAME_CODE_SEQUENCE
  if (nesting.kind == nesting.KIND_ITEM && (flags & nesting.FLAG_DROPPING) == 0) closeBlocks()
  nesting.pop()
  input.enterEncoding()
  if (ofConcept && (flags & nesting.FLAG_DROPPING) == 0) closeConcept()
  if ((flags & nesting.FLAG_PATCHED) != 0) output.patchLength(lengthAt, input.bigEndian)
}

/** How a container that is entered will end in the output. */
export function containerForm(undefined_: bool): u32 {
  if (undefined_) return nesting.FLAG_UNDEFINED | nesting.FLAG_DELIMITED
  return element.length <= <u32>PATCHABLE_SEQUENCE_BYTES ? nesting.FLAG_PATCHED : nesting.FLAG_DELIMITED | nesting.FLAG_OWED
}

/** Writes the header of a container that is entered. False where the delimiter that it needs would not fit. */
export function writeContainerHeader(): bool {
  const form = containerForm(element.isUndefined())
  if ((form & nesting.FLAG_OWED) != 0) {
    if (slackBytes() < 8) {
      tally(TALLY_DEGRADED, 1)
      return false
    }
    output.oweDelimiter()
  }
  writeHeader((form & nesting.FLAG_PATCHED) != 0 ? 0 : element.UNDEFINED_LENGTH)
  return true
}

/** The header as it came, with another length. */
export function writeHeader(valueBytes: u32): void {
  output.copy(input.inputAt, element.headerBytes - element.lengthFieldBytes)
  if (element.lengthFieldBytes == 2) output.writeU16(valueBytes, input.bigEndian)
  else output.writeU32(valueBytes, input.bigEndian)
}

/** Walks or steps over an item whose content is not written. */
export function dropContainer(kind: u32, tag: u32): i32 {
  if (!element.isUndefined()) return skipElement()
  const inherited = nesting.flags & nesting.FLAG_IMPLICIT
  input.advance(element.headerBytes)
  open(kind, inherited | nesting.FLAG_DROPPING | nesting.FLAG_UNDEFINED, tag, nesting.endAt, 0)
  return GO_ON
}

/** Consumes the header of an element of undefined length, whose value is then walked and dropped. */
export function openDropped(slot: usize): i32 {
  const kind = valueKind(slot)
  if (kind == 0) return refuse(REFUSED_UNDEFINED_LENGTH_INVALID)
  if (nesting.isFull()) return refuse(REFUSED_DEPTH_EXCEEDED)
  const implicit = isUnknownVr() ? nesting.FLAG_IMPLICIT : nesting.flags & nesting.FLAG_IMPLICIT
  const tag = element.tag
  input.advance(element.headerBytes)
  open(
    kind == VALUE_SEQUENCE ? nesting.KIND_SEQUENCE : nesting.KIND_FRAGMENTS,
    implicit | nesting.FLAG_DROPPING | nesting.FLAG_UNDEFINED,
    tag,
    nesting.endAt,
    0,
  )
  return GO_ON
}

export function skipElement(): i32 {
  const valueBytes = element.length
  const elementOffset = input.offset
  input.advance(element.headerBytes)
  if (valueBytes <= input.available()) {
    input.advance(valueBytes)
    return GO_ON
  }
  setPlace(elementOffset)
  setRegister(REG_COUNT, <f64>valueBytes)
  input.leave(valueBytes)
  return STATUS_SKIP
}
