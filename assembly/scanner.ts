// START HERE. One step() walks a data set and rewrites it: docs/engine.md is the contract, rule by rule.
//
//   state             awaits                                   leaves to
//   SURVEY            the head of the data set                 ELEMENT
//   ELEMENT           a header, of element, item or delimiter  ELEMENT, COPY, ZEROS, FINISH
//   COPY              the rest of a kept value                 ELEMENT
//   ZEROS             nothing but zeros after the last element FINISH
//   FINISH            room for what is owed at the end         FILL, END
//   FILL              room for the padding                     END
//   END, REFUSED      nothing
//
// A header is consumed only together with the decision on it: whatever makes step() return in between (input, room, a
// replacement, the commit) finds the same header again on the next call. So an answer can't depend on chunking.

import {
  ACTION_COUNT,
  ACTION_DUMMY,
  ACTION_EMPTY,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  ACTION_UID,
  CATEGORY_COUNT,
  CHECK_BINARY,
  CHECK_NUMBER,
  CHECK_SEQUENCE,
  COMMIT_BYTES,
  COUNTS_AT,
  COUNTS_BYTES,
  ENCODING_EXPLICIT_BE,
  ENCODING_IMPLICIT_LE,
  EXCHANGE_AT,
  FLUSH_BYTES,
  FRAMING_STREAM,
  INPUT_AT,
  INSERT_ROW_BYTES,
  MAX_CHECKED_VALUE_BYTES,
  MAX_REPLACED_VALUE_BYTES,
  PASS_BYTES,
  PATCHABLE_SEQUENCE_BYTES,
  PLAN_AT,
  PLAN_AT_INSERTS,
  PLAN_AT_INSERTS_COUNT,
  REFUSED_DELIMITER_UNEXPECTED,
  REFUSED_DEPTH_EXCEEDED,
  REFUSED_LENGTH_OVERRUN,
  REFUSED_TRUNCATED,
  REFUSED_UNDEFINED_LENGTH_INVALID,
  REFUSED_VR_INVALID,
  REFUSED_WINDOW_EXCEEDED,
  REG_COUNT,
  REG_INPUT_PTR,
  REG_OFFSET,
  REG_REFUSAL,
  REG_REMAINING_BYTES,
  REG_REPLACE_DEPTH,
  REG_REPLACE_KIND,
  REG_TAG,
  REG_VALUE_BYTES,
  REG_VALUE_PTR,
  RESERVE_BYTES,
  RESERVE_SHIFT,
  SLOT_AT_CATEGORY,
  SLOT_AT_CHECK,
  SLOT_AT_DUMMY,
  SLOT_AT_FLAGS,
  SLOT_FLAG_BULK,
  SLOT_FLAG_ENCAPSULATED,
  SLOT_FLAG_KEEP_IN_DUMMY,
  STATUS_COMMIT,
  STATUS_END,
  STATUS_NEED_INPUT,
  STATUS_OUTPUT,
  STATUS_PASS,
  STATUS_REFUSED,
  STATUS_REPLACE,
  STATUS_SKIP,
  STATUS_SURVEYED,
  TALLY_DEGRADED,
  TALLY_ELEMENTS,
  TALLY_IMPLAUSIBLE,
  TALLY_PRIVATE,
  TALLY_TRAILING_BYTES,
  TALLY_UNKNOWN,
} from '../src/wasm/seam'
import * as element from './element'
import * as nesting from './nesting'
import * as output from './output'
import { isLengthPlausible, isNumberByte, isTextPlausible } from './plausible'
import { getRegister, setRegister } from './registers'
import { dummyBytes, dummyPtr, dummyVr, findSlot, nestedAction, topAction } from './rules'
import { resetSurvey, survey } from './survey'

const STATE_SURVEY = 0
const STATE_ELEMENT = 1
const STATE_COPY = 2
const STATE_ZEROS = 3
const STATE_FINISH = 4
const STATE_FILL = 5
const STATE_END = 6
const STATE_REFUSED = 7

/** What a decision answers when the walk can go on without the driver. */
const GO_ON = 0

const VALUE_SEQUENCE = 1
const VALUE_FRAGMENTS = 2

const HEADER_MAX_BYTES: u32 = 12
const SHORT_LENGTH_MAX: u32 = 65534
const TAG_TRAILING_PADDING: u32 = 0xfffcfffc

let state: i32 = STATE_END
let encoding: i32 = ENCODING_IMPLICIT_LE
let framing: i32 = FRAMING_STREAM
let objectBytes: u64 = nesting.NO_END

let inputAt: usize = INPUT_AT // next byte in the window
let inputEnd: usize = INPUT_AT
let last: bool = false // no input will come after inputEnd
let offset: u64 = 0 // of inputAt in the data set

let explicit: bool = false // inside the innermost container
let bigEndian: bool = false

let copyBytes: u64 = 0 // left of the value being copied
let copyFilter: bool = false // letting only numbers through
let replaced: bool = false // the exchange holds what STATUS_REPLACE asked for
let drained: bool = false // the driver was told to empty the output window
let insertIndex: u32 = 0
let pendingInsertBytes: u32 = 0
let fillBytes: u64 = 0

export function begin(newEncoding: i32, newFraming: i32, newObjectBytes: f64): void {
  encoding = newEncoding
  framing = newFraming
  objectBytes = newObjectBytes < 0 ? nesting.NO_END : <u64>newObjectBytes
  state = STATE_SURVEY
  offset = 0
  replaced = false
  drained = false
  insertIndex = 0
  pendingInsertBytes = 0
  const inserts = insertsCount()
  for (let i: u32 = 0; i < inserts; i++) pendingInsertBytes += load<u32>(insertRow(i), 8)
  memory.fill(COUNTS_AT, 0, COUNTS_BYTES)
  nesting.reset(objectBytes)
  output.reset(framing)
  enterEncoding()
  resetSurvey(objectBytes)
}

/**
 * Goes on with the input at `newInputAt` up to `newInputEnd`, addresses in the input window; `isLast` when the object has no
 * more. Answers a STATUS_*; REG_INPUT_PTR is then the next byte not consumed.
 */
export function step(newInputAt: usize, newInputEnd: usize, isLast: bool): i32 {
  inputAt = newInputAt
  inputEnd = newInputEnd
  last = isLast
  if (drained) {
    output.emptied()
    drained = false
  }
  const status = run()
  setRegister(REG_INPUT_PTR, <f64>inputAt)
  output.publish()
  drained = status == STATUS_OUTPUT || status == STATUS_PASS
  return status
}

function run(): i32 {
  while (true) {
    let status = GO_ON
    if (state == STATE_ELEMENT) status = nextHeader()
    else if (state == STATE_COPY) status = copyValue()
    else if (state == STATE_SURVEY) {
      if (!survey(inputEnd, last, explicit, bigEndian)) return STATUS_NEED_INPUT
      state = STATE_ELEMENT
      return STATUS_SURVEYED
    } else if (state == STATE_ZEROS) status = dropZeros()
    else if (state == STATE_FINISH) status = finish()
    else if (state == STATE_FILL) status = fill()
    else if (state == STATE_END) return STATUS_END
    else return STATUS_REFUSED
    if (status != GO_ON) return status
  }
}

// ---- containers ------------------------------------------------------------------------------------------------------

function enterEncoding(): void {
  const implicit = encoding == ENCODING_IMPLICIT_LE || nesting.has(nesting.FLAG_IMPLICIT)
  explicit = !implicit
  bigEndian = encoding == ENCODING_EXPLICIT_BE && !implicit
}

function open(kind: u32, flags: u32, tag: u32, endAt: u64, lengthAt: u32): void {
  nesting.push(kind, flags, tag, endAt, lengthAt)
  enterEncoding()
}

/** Closes the innermost container; its end in the input has been consumed. */
function close(): void {
  const flags = nesting.flags
  const lengthAt = nesting.lengthAt
  if ((flags & nesting.FLAG_DELIMITED) != 0) {
    output.writeTag(nesting.kind == nesting.KIND_ITEM ? element.TAG_ITEM_DELIMITER : element.TAG_SEQUENCE_DELIMITER, bigEndian)
    output.writeU32(0, bigEndian)
    if ((flags & nesting.FLAG_OWED) != 0) output.paidDelimiter()
  }
  nesting.pop()
  enterEncoding()
  if ((flags & nesting.FLAG_PATCHED) != 0) output.patchLength(lengthAt, bigEndian)
}

// @ts-ignore: decorator
@inline
function advance(bytes: u32): void {
  inputAt += bytes
  offset += bytes
}

// @ts-ignore: decorator
@inline
function available(): u32 {
  return <u32>(inputEnd - inputAt)
}

// ---- headers ---------------------------------------------------------------------------------------------------------

function nextHeader(): i32 {
  while (nesting.kind != nesting.KIND_ROOT && !nesting.has(nesting.FLAG_UNDEFINED) && offset == nesting.endAt) {
    if (!output.hasRoom(HEADER_MAX_BYTES)) return makeRoom()
    close()
  }
  if (nesting.kind == nesting.KIND_ROOT && atObjectEnd()) {
    state = STATE_FINISH
    return GO_ON
  }
  if (!nesting.isPatching()) {
    if (!output.committed && output.heldBytes > <u32>COMMIT_BYTES) return commitWithReserve()
    if (output.committed && output.heldBytes > <u32>FLUSH_BYTES) return STATUS_OUTPUT
  }
  const leftBytes = nesting.endAt - offset // of the innermost container that has an end
  let offered = available()
  if (leftBytes < offered) offered = <u32>leftBytes
  const header = element.readHeader(inputAt, offered, explicit, bigEndian)
  if (header == element.HEADER_SHORT) return headerIsShort(offered, leftBytes)
  if (nesting.kind == nesting.KIND_ROOT && load<u64>(inputAt) == 0) {
    state = STATE_ZEROS
    return GO_ON
  }
  if (header == element.HEADER_VR_INVALID) return refuse(REFUSED_VR_INVALID)
  if (!element.isUndefined() && <u64>element.length > leftBytes - element.headerBytes) return refuse(REFUSED_LENGTH_OVERRUN)
  if (header == element.HEADER_EMPTY_WITHOUT_VR) {
    if (nesting.kind == nesting.KIND_SEQUENCE || nesting.kind == nesting.KIND_FRAGMENTS) return refuse(REFUSED_DELIMITER_UNEXPECTED)
    if (nesting.kind == nesting.KIND_ROOT && !writeInserts(element.tag)) return makeRoom()
    return removeElement(0)
  }
  if (!output.hasRoom(HEADER_MAX_BYTES * 2)) return makeRoom()
  if (element.tag >> 16 == 0xfffe) return delimiterOrItem()
  if (nesting.kind == nesting.KIND_SEQUENCE || nesting.kind == nesting.KIND_FRAGMENTS) return refuse(REFUSED_DELIMITER_UNEXPECTED)
  if (nesting.kind == nesting.KIND_ROOT && !writeInserts(element.tag)) return makeRoom()
  return decide()
}

function atObjectEnd(): bool {
  if (objectBytes != nesting.NO_END) return offset == objectBytes
  return last && inputAt == inputEnd
}

function headerIsShort(offered: u32, leftBytes: u64): i32 {
  const ended = leftBytes == offered || (last && available() == offered)
  if (!ended) return STATUS_NEED_INPUT
  if (nesting.kind == nesting.KIND_ROOT && offered < 8) {
    if (leftBytes != offered && objectBytes != nesting.NO_END) return refuse(REFUSED_TRUNCATED)
    tally(TALLY_TRAILING_BYTES, offered)
    advance(offered)
    state = STATE_FINISH
    return GO_ON
  }
  if (leftBytes != offered) return refuse(REFUSED_TRUNCATED)
  if (offered == 0 && nesting.endAt == objectBytes) return refuse(REFUSED_TRUNCATED)
  return refuse(REFUSED_LENGTH_OVERRUN)
}

function delimiterOrItem(): i32 {
  if (element.tag == element.TAG_ITEM) {
    if (nesting.kind == nesting.KIND_SEQUENCE) return openItem()
    if (nesting.kind == nesting.KIND_FRAGMENTS) return fragment()
    return refuse(REFUSED_DELIMITER_UNEXPECTED)
  }
  if (element.length != 0) return refuse(REFUSED_DELIMITER_UNEXPECTED)
  if (element.tag == element.TAG_ITEM_DELIMITER) {
    if (nesting.kind == nesting.KIND_FRAGMENTS) return refuse(REFUSED_DELIMITER_UNEXPECTED)
    advance(8)
    if (nesting.kind == nesting.KIND_ITEM && nesting.has(nesting.FLAG_UNDEFINED)) close()
    return GO_ON
  }
  if (element.tag != element.TAG_SEQUENCE_DELIMITER) return refuse(REFUSED_DELIMITER_UNEXPECTED)
  if (nesting.kind == nesting.KIND_ITEM && nesting.has(nesting.FLAG_UNDEFINED)) {
    // The item's own delimiter is missing: what is written for it has to come from somewhere.
    if (nesting.has(nesting.FLAG_DELIMITED) && slackBytes() < 8) return refuse(REFUSED_DELIMITER_UNEXPECTED)
    close()
  }
  advance(8)
  const isList = nesting.kind == nesting.KIND_SEQUENCE || nesting.kind == nesting.KIND_FRAGMENTS
  if (isList && nesting.has(nesting.FLAG_UNDEFINED)) close()
  return GO_ON
}

function openItem(): i32 {
  const inherited = nesting.flags & (nesting.FLAG_IMPLICIT | nesting.FLAG_DROPPING | nesting.FLAG_DUMMY)
  const undefined_ = element.isUndefined()
  const extra = nesting.has(nesting.FLAG_DUMMY) && nesting.has(nesting.FLAG_ITEM_SEEN)
  if (nesting.has(nesting.FLAG_DROPPING) || extra) return dropContainer(nesting.KIND_ITEM, nesting.sequenceTag)
  if (!writeContainerHeader()) return dropContainer(nesting.KIND_ITEM, nesting.sequenceTag)
  const form = containerForm(undefined_)
  const endAt = undefined_ ? nesting.endAt : offset + 8 + element.length
  const tag = nesting.sequenceTag
  const lengthAt = output.heldBytes - 4
  advance(8)
  open(nesting.KIND_ITEM, inherited | form, tag, endAt, lengthAt)
  if (nesting.has(nesting.FLAG_DUMMY)) nesting.markParent(nesting.FLAG_ITEM_SEEN)
  return GO_ON
}

/** How a container that is entered will end in the output. */
function containerForm(undefined_: bool): u32 {
  if (undefined_) return nesting.FLAG_UNDEFINED | nesting.FLAG_DELIMITED
  return element.length <= <u32>PATCHABLE_SEQUENCE_BYTES ? nesting.FLAG_PATCHED : nesting.FLAG_DELIMITED | nesting.FLAG_OWED
}

/** Writes the header of a container that is entered. False where the delimiter that it needs would not fit. */
function writeContainerHeader(): bool {
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

/** Walks or steps over an item whose content is not written. */
function dropContainer(kind: u32, tag: u32): i32 {
  if (!element.isUndefined()) return skipElement()
  const inherited = nesting.flags & nesting.FLAG_IMPLICIT
  advance(element.headerBytes)
  open(kind, inherited | nesting.FLAG_DROPPING | nesting.FLAG_UNDEFINED, tag, nesting.endAt, 0)
  return GO_ON
}

function fragment(): i32 {
  if (nesting.has(nesting.FLAG_DROPPING)) return dropContainer(nesting.KIND_ITEM, nesting.sequenceTag)
  if (element.isUndefined()) return refuse(REFUSED_UNDEFINED_LENGTH_INVALID)
  return keepValue(false)
}

// ---- decisions -------------------------------------------------------------------------------------------------------

function decide(): i32 {
  const slot = findSlot(element.tag)
  if (nesting.has(nesting.FLAG_DROPPING)) return removeElement(slot)
  const atRoot = nesting.kind == nesting.KIND_ROOT
  let action = atRoot ? topAction(slot) : nestedAction(slot, element.tag, nesting.sequenceTag)
  if (action == ACTION_REMOVE) return removeElement(slot)
  const check: i32 = load<u8>(slot, SLOT_AT_CHECK)
  const slotFlags: i32 = load<u8>(slot, SLOT_AT_FLAGS)
  let dummyMode = false
  if (nesting.has(nesting.FLAG_DUMMY) && action == ACTION_KEEP && (check == CHECK_SEQUENCE || (slotFlags & SLOT_FLAG_KEEP_IN_DUMMY) == 0)) {
    action = ACTION_DUMMY
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
  return replaceElement(slot, action)
}

// @ts-ignore: decorator
@inline
function isExplicitSequence(): bool {
  return element.vrIs(0x53, 0x51)
}

// @ts-ignore: decorator
@inline
function isUnknownVr(): bool {
  return element.vrIs(0x55, 0x4e)
}

/** Of an element of undefined length: VALUE_SEQUENCE, VALUE_FRAGMENTS, or 0 where its VR allows neither (PS3.5 7.5, A.4). */
function valueKind(slot: usize): i32 {
  if (isExplicitSequence() || isUnknownVr()) return VALUE_SEQUENCE
  const encapsulated = slot != 0 && (load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_ENCAPSULATED) != 0
  if (!element.hasVr) return encapsulated ? VALUE_FRAGMENTS : VALUE_SEQUENCE
  return encapsulated || element.vrIsOther() ? VALUE_FRAGMENTS : 0
}

function removeElement(slot: usize): i32 {
  if (!nesting.has(nesting.FLAG_DROPPING)) countRemoved(slot)
  return element.isUndefined() ? openDropped(slot) : skipElement()
}

function countRemoved(slot: usize): void {
  if (slot != 0) count(slot, ACTION_REMOVE)
  else tally((element.tag & 0x10000) != 0 ? TALLY_PRIVATE : TALLY_UNKNOWN, 1)
}

/** Consumes the header of an element of undefined length, whose value is then walked and dropped. */
function openDropped(slot: usize): i32 {
  const kind = valueKind(slot)
  if (kind == 0) return refuse(REFUSED_UNDEFINED_LENGTH_INVALID)
  if (nesting.isFull()) return refuse(REFUSED_DEPTH_EXCEEDED)
  const implicit = isUnknownVr() ? nesting.FLAG_IMPLICIT : nesting.flags & nesting.FLAG_IMPLICIT
  const tag = element.tag
  advance(element.headerBytes)
  open(
    kind == VALUE_SEQUENCE ? nesting.KIND_SEQUENCE : nesting.KIND_FRAGMENTS,
    implicit | nesting.FLAG_DROPPING | nesting.FLAG_UNDEFINED,
    tag,
    nesting.endAt,
    0,
  )
  return GO_ON
}

function skipElement(): i32 {
  const valueBytes = element.length
  const elementOffset = offset
  advance(element.headerBytes)
  if (valueBytes <= available()) {
    advance(valueBytes)
    return GO_ON
  }
  setPlace(elementOffset)
  setRegister(REG_COUNT, <f64>valueBytes)
  offset += valueBytes
  return STATUS_SKIP
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
  const endAt = undefined_ ? nesting.endAt : offset + element.headerBytes + element.length
  const lengthAt = output.heldBytes - 4
  count(slot, dummyMode ? ACTION_DUMMY : ACTION_KEEP)
  advance(element.headerBytes)
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
  if (nesting.kind == nesting.KIND_ROOT && !output.committed) return commitExactly(0)
  writeHeader(element.UNDEFINED_LENGTH)
  count(slot, ACTION_KEEP)
  const tag = element.tag
  const flags = nesting.FLAG_UNDEFINED | nesting.FLAG_DELIMITED | (nesting.flags & nesting.FLAG_IMPLICIT)
  advance(element.headerBytes)
  open(nesting.KIND_FRAGMENTS, flags, tag, nesting.endAt, 0)
  return GO_ON
}

function keepPlausible(slot: usize, check: i32): i32 {
  if (isExplicitSequence() || !isLengthPlausible(slot, element.length)) return implausible(slot)
  if (check == CHECK_BINARY) {
    const atRoot = nesting.kind == nesting.KIND_ROOT
    if (atRoot && !output.committed && (load<u8>(slot, SLOT_AT_FLAGS) & SLOT_FLAG_BULK) != 0) {
      const tailBytes = objectBytes - offset - element.headerBytes - element.length
      return commitExactly(tailBytes < 8 ? tailBytes : 0)
    }
    const status = keepValue(false)
    if (isTaken(status)) count(slot, ACTION_KEEP)
    return status
  }
  if (element.length > <u32>MAX_CHECKED_VALUE_BYTES) {
    if (check != CHECK_NUMBER) return implausible(slot)
    const status = keepValue(true)
    if (isTaken(status)) count(slot, ACTION_KEEP)
    return status
  }
  if (available() - element.headerBytes < element.length) return last ? refuse(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
  if (!isTextPlausible(slot, inputAt + element.headerBytes, element.length)) return implausible(slot)
  const bytes = element.headerBytes + element.length
  if (!output.hasRoom(bytes)) return makeRoom()
  output.copy(inputAt, bytes)
  count(slot, ACTION_KEEP)
  advance(bytes)
  return GO_ON
}

function implausible(slot: usize): i32 {
  tally(TALLY_IMPLAUSIBLE, 1)
  return emptyElement(slot)
}

/** Whether keepValue() consumed the header. */
// @ts-ignore: decorator
@inline
function isTaken(status: i32): bool {
  return status == GO_ON || status == STATUS_PASS
}

/** Writes the header as it is and lets the value follow, by copy or by passing. */
function keepValue(filter: bool): i32 {
  const valueBytes = element.length
  const bytes: u64 = <u64>element.headerBytes + valueBytes
  const long = valueBytes > <u32>PASS_BYTES
  if (long && !nesting.isPatching() && !output.committed && <u64>output.heldBytes + bytes > <u64>COMMIT_BYTES) return commitWithReserve()
  if (long && nesting.isPatching() && <u64>output.roomBytes() < bytes) return refuse(REFUSED_WINDOW_EXCEEDED)
  output.copy(inputAt, element.headerBytes)
  const elementOffset = offset
  advance(element.headerBytes)
  setPlace(elementOffset)
  if (long && !filter && output.committed && !nesting.isPatching()) {
    setRegister(REG_COUNT, <f64>valueBytes)
    offset += valueBytes
    output.passed(valueBytes)
    return STATUS_PASS
  }
  copyBytes = valueBytes
  copyFilter = filter
  state = STATE_COPY
  return GO_ON
}

function copyValue(): i32 {
  while (copyBytes > 0) {
    let bytes = available()
    if (bytes == 0) return last ? refusePlaced(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
    if (<u64>bytes > copyBytes) bytes = <u32>copyBytes
    if (!nesting.isPatching() && output.committed && output.heldBytes > <u32>FLUSH_BYTES) return STATUS_OUTPUT
    if (bytes > output.roomBytes()) bytes = output.roomBytes()
    if (bytes == 0) return makeRoom()
    if (copyFilter) copyNumbers(bytes)
    else output.copy(inputAt, bytes)
    advance(bytes)
    copyBytes -= bytes
  }
  state = STATE_ELEMENT
  return GO_ON
}

function copyNumbers(bytes: u32): void {
  const from = output.cursor()
  output.copy(inputAt, bytes)
  for (let at = from; at < from + bytes; at++) {
    const byte: u32 = load<u8>(at)
    if (byte != 0 && !isNumberByte(byte)) store<u8>(at, 0x20)
  }
}

function emptyElement(slot: usize): i32 {
  if (element.isUndefined()) {
    if (valueKind(slot) == 0) return refuse(REFUSED_UNDEFINED_LENGTH_INVALID)
    if (nesting.isFull()) return refuse(REFUSED_DEPTH_EXCEEDED)
    writeHeader(0)
    count(slot, ACTION_EMPTY)
    return openDropped(slot)
  }
  writeHeader(0)
  count(slot, ACTION_EMPTY)
  return skipElement()
}

function dummyElement(slot: usize): i32 {
  let index: u32 = load<u8>(slot, SLOT_AT_DUMMY)
  if (element.vrKnown && !isUnknownVr() && element.vrIndex != dummyVr(index)) index = element.vrIndex
  return writeReplaced(slot, ACTION_DUMMY, dummyPtr(index), dummyBytes(index))
}

function replaceElement(slot: usize, action: i32): i32 {
  if (element.length == 0) return writeReplaced(slot, action, inputAt, 0)
  if (element.length > <u32>MAX_REPLACED_VALUE_BYTES) return emptyElement(slot)
  if (available() - element.headerBytes < element.length) return last ? refuse(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
  if (!replaced) {
    replaced = true
    setRegister(REG_VALUE_PTR, <f64>(inputAt + element.headerBytes))
    setRegister(REG_VALUE_BYTES, <f64>element.length)
    setRegister(REG_REPLACE_KIND, action)
    setRegister(REG_REPLACE_DEPTH, nesting.openSequences())
    setRegister(REG_TAG, <f64>element.tag)
    return STATUS_REPLACE
  }
  const valueBytes = <u32>getRegister(REG_VALUE_BYTES)
  if (element.lengthFieldBytes == 2 && valueBytes > SHORT_LENGTH_MAX) {
    replaced = false
    return emptyElement(slot)
  }
  const status = writeReplaced(slot, action, EXCHANGE_AT, valueBytes)
  if (status == GO_ON || status == STATUS_SKIP) replaced = false
  return status
}

function writeReplaced(slot: usize, action: i32, valuePtr: usize, valueBytes: u32): i32 {
  if (!output.hasRoom(HEADER_MAX_BYTES + valueBytes)) return makeRoom()
  if (valueBytes > element.length && slackBytes() < <i64>(valueBytes - element.length)) {
    tally(TALLY_DEGRADED, 1)
    return emptyElement(slot)
  }
  writeHeader(valueBytes)
  output.copy(valuePtr, valueBytes)
  count(slot, action)
  return skipElement()
}

/** The header as it came, with another length. */
function writeHeader(valueBytes: u32): void {
  output.copy(inputAt, element.headerBytes - element.lengthFieldBytes)
  if (element.lengthFieldBytes == 2) output.writeU16(valueBytes, bigEndian)
  else output.writeU32(valueBytes, bigEndian)
}

// ---- inserts ---------------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function insertsCount(): u32 {
  return load<u32>(<usize>(PLAN_AT + PLAN_AT_INSERTS_COUNT))
}

// @ts-ignore: decorator
@inline
function insertRow(index: u32): usize {
  const rows = <usize>PLAN_AT + load<u32>(<usize>(PLAN_AT + PLAN_AT_INSERTS))
  return rows + (<u32>encoding * insertsCount() + index) * INSERT_ROW_BYTES
}

/** Writes what belongs before `tag` at the root. False where there is no room. */
function writeInserts(tag: u32): bool {
  const inserts = insertsCount()
  while (insertIndex < inserts) {
    const row = insertRow(insertIndex)
    if (tag <= load<u32>(row)) return true
    const bytes = load<u32>(row, 8)
    if (!output.hasRoom(bytes)) return false
    output.copy(<usize>PLAN_AT + load<u32>(row, 4), bytes)
    pendingInsertBytes -= bytes
    insertIndex++
  }
  return true
}

// ---- size ------------------------------------------------------------------------------------------------------------

function slackBytes(): i64 {
  return output.slackBytes(objectBytes - offset, pendingInsertBytes)
}

/** Before Pixel Data: nothing after it needs more than it has. */
function commitExactly(excludedBytes: u64): i32 {
  output.commit(output.outputBytes() + (objectBytes - offset) + pendingInsertBytes - excludedBytes, excludedBytes)
  return STATUS_COMMIT
}

/** With the header still going on: UIDs and delimiters may grow. */
function commitWithReserve(): i32 {
  const leftBytes = objectBytes - offset
  const reserve: u64 = RESERVE_BYTES + ((leftBytes >> RESERVE_SHIFT) & ~(<u64>1))
  output.commit(output.outputBytes() + leftBytes + pendingInsertBytes + reserve, 0)
  return STATUS_COMMIT
}

/** The window is full. What is committed can leave it, unless a length in it is still to be patched. */
function makeRoom(): i32 {
  if (nesting.isPatching()) return refuse(REFUSED_WINDOW_EXCEEDED)
  return output.committed ? STATUS_OUTPUT : commitWithReserve()
}

function finish(): i32 {
  if (!writeInserts(u32.MAX_VALUE)) return makeRoom()
  if (framing == FRAMING_STREAM) {
    state = STATE_END
    return GO_ON
  }
  if (!output.committed) {
    output.commit(output.outputBytes(), 0)
    return STATUS_COMMIT
  }
  if (!output.hasRoom(HEADER_MAX_BYTES)) return STATUS_OUTPUT
  const missing = output.missingBytes()
  fillBytes = missing
  const headerBytes: u64 = encoding == ENCODING_IMPLICIT_LE ? 8 : 12
  const bigEndian = encoding == ENCODING_EXPLICIT_BE
  if (missing >= headerBytes) {
    output.writeTag(TAG_TRAILING_PADDING, bigEndian)
    if (headerBytes == 12) output.writeU32(0x0000424f, false)
    output.writeU32(<u32>(missing - headerBytes), bigEndian)
    fillBytes = missing - headerBytes
  } else if (missing >= 8) {
    output.writeTag(TAG_TRAILING_PADDING, bigEndian)
    output.writeU16(0x544c, false)
    output.writeU16(<u32>(missing - 8), bigEndian)
    output.fill(0x20, <u32>(missing - 8))
    fillBytes = 0
  }
  state = STATE_FILL
  return GO_ON
}

function fill(): i32 {
  while (fillBytes > 0) {
    let bytes = output.roomBytes()
    if (bytes == 0) return STATUS_OUTPUT
    if (<u64>bytes > fillBytes) bytes = <u32>fillBytes
    output.fill(0, bytes)
    fillBytes -= bytes
  }
  state = STATE_END
  return GO_ON
}

function dropZeros(): i32 {
  const from = offset
  while (inputAt < inputEnd && load<u8>(inputAt) == 0) advance(1)
  tally(TALLY_TRAILING_BYTES, <u32>(offset - from))
  if (inputAt < inputEnd) return refuse(REFUSED_VR_INVALID)
  if (atObjectEnd()) {
    state = STATE_FINISH
    return GO_ON
  }
  return last ? refuse(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
}

// ---- faults and counts -----------------------------------------------------------------------------------------------

function setPlace(elementOffset: u64): void {
  setRegister(REG_OFFSET, <f64>elementOffset)
  setRegister(REG_TAG, <f64>element.tag)
}

function refuse(refusal: i32): i32 {
  setPlace(offset)
  return refusePlaced(refusal)
}

function refusePlaced(refusal: i32): i32 {
  setRegister(REG_REFUSAL, refusal)
  setRegister(REG_REMAINING_BYTES, output.committed && framing != FRAMING_STREAM ? <f64>output.missingBytes() : 0)
  state = STATE_REFUSED
  return STATUS_REFUSED
}

function count(slot: usize, action: i32): void {
  const category: i32 = load<u8>(slot, SLOT_AT_CATEGORY)
  const at = <usize>(COUNTS_AT + (category * ACTION_COUNT + action) * 4)
  store<u32>(at, load<u32>(at) + 1)
  tally(TALLY_ELEMENTS, 1)
}

function tally(index: i32, amount: u32): void {
  const at = <usize>(COUNTS_AT + (CATEGORY_COUNT * ACTION_COUNT + index) * 4)
  store<u32>(at, load<u32>(at) + amount)
}
