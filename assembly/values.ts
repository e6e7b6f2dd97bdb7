// Values: kept, emptied, replaced. Each of these functions consumes the element, or returns with nothing consumed.

import {
  ACTION_DUMMY,
  ACTION_EMPTY,
  COMMIT_BYTES,
  EXCHANGE_AT,
  FILTERED_ALL,
  FILTERED_FRAGMENTS,
  FLUSH_BYTES,
  MAX_REPLACED_VALUE_BYTES,
  NO_FRAGMENT,
  PASS_BYTES,
  REFUSED_DEPTH_EXCEEDED,
  REFUSED_TRUNCATED,
  REFUSED_UNDEFINED_LENGTH_INVALID,
  REFUSED_WINDOW_EXCEEDED,
  REG_BULK_DEPTH,
  REG_COUNT,
  REG_FILTERED,
  REG_FRAGMENT,
  REG_REPLACE_DEPTH,
  REG_CHARSET,
  REG_REPLACE_KIND,
  REG_TRANSFORM,
  REG_VR,
  REG_TAG,
  REG_VALUE_BYTES,
  REG_VALUE_PTR,
  SLOT_AT_DUMMY,
  STATUS_BULK,
  STATUS_FILTER,
  STATUS_NEED_INPUT,
  STATUS_OUTPUT,
  STATUS_PASS,
  STATUS_REPLACE,
  STATUS_SKIP,
  TALLY_DEGRADED,
  TALLY_IMPLAUSIBLE,
} from '../src/wasm/seam'
import * as element from './element'
import * as input from './input'
import * as nesting from './nesting'
import * as output from './output'
import { GO_COPY, GO_ON, count, refuse, refusePlaced, setPlace, tally } from './answers'
import { isUnknownVr, openDropped, skipElement, valueKind, writeHeader } from './containers'
import { isNumberByte } from './plausible'
import { getRegister, setRegister } from './registers'
import { dummyBytes, dummyPtr, dummyVr } from './rules'
import { HEADER_MAX_BYTES, commitWithReserve, makeRoom, slackBytes } from './size'

const SHORT_LENGTH_MAX: u32 = 65534
const COPY_QUANTUM_BYTES: u32 = 4096

let copyBytes: u64 = 0 // left of the value being copied
let copyFilter: bool = false // letting only numbers through
let copyTold: bool = false // to a driver that filters it
let bulkTold: bool = false // of the bulk value whose header was read
let replaced: bool = false // the exchange holds what STATUS_REPLACE asked for

export function resetValues(): void {
  replaced = false
  copyTold = false
  bulkTold = false
}

/** Writes the header as it is and lets the value follow, by copy or by passing. */
export function keepValue(filter: bool): i32 {
  const valueBytes = element.length
  const bytes: u64 = <u64>element.headerBytes + valueBytes
  const long = valueBytes > <u32>PASS_BYTES
  if (long && !nesting.isPatching() && !output.committed && <u64>output.heldBytes + bytes > <u64>COMMIT_BYTES) return commitWithReserve(bytes)
  if (long && nesting.isPatching() && <u64>output.roomBytes() < bytes) return refuse(REFUSED_WINDOW_EXCEEDED)
  output.copy(input.inputAt, element.headerBytes)
  const elementOffset = input.offset
  input.advance(element.headerBytes)
  setPlace(elementOffset)
  if (long && !filter && output.committed && !nesting.isPatching()) {
    setRegister(REG_COUNT, <f64>valueBytes)
    input.leave(valueBytes)
    output.passed(valueBytes)
    return STATUS_PASS
  }
  copyBytes = valueBytes
  copyFilter = filter
  copyTold = false
  return GO_COPY
}

/** Whether keepValue() or keepBulk() consumed the header. */
// @ts-ignore: decorator
@inline
export function isTaken(status: i32): bool {
  return status == GO_COPY || status == STATUS_PASS
}

/** As keepValue, for bulk data and fragments: told to a driver that filters them. */
export function keepBulk(tag: u32, fragment: i32, depth: i32): i32 {
  if (!bulkTold && getRegister(REG_FILTERED) >= (fragment == NO_FRAGMENT ? FILTERED_ALL : FILTERED_FRAGMENTS)) {
    bulkTold = true
    setPlace(input.offset)
    setRegister(REG_TAG, <f64>tag)
    setRegister(REG_COUNT, <f64>element.length)
    setRegister(REG_FRAGMENT, fragment)
    setRegister(REG_BULK_DEPTH, depth)
    return STATUS_BULK
  }
  const status = keepValue(false)
  if (isTaken(status)) {
    copyTold = bulkTold
    if (bulkTold) setRegister(REG_TAG, <f64>tag)
    bulkTold = false
  }
  return status
}

/**
 * Copies in quanta that count from the start of the value, so that what has left the window when an object turns out to be cut short
 * does not depend on how its bytes arrived.
 */
export function copyValue(): i32 {
  while (copyBytes > 0) {
    const bytes: u32 = copyBytes < <u64>COPY_QUANTUM_BYTES ? <u32>copyBytes : COPY_QUANTUM_BYTES
    if (input.available() < bytes) return input.last ? refusePlaced(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
    if (!nesting.isPatching() && output.committed && output.heldBytes > <u32>FLUSH_BYTES) return STATUS_OUTPUT
    if (!output.hasRoom(bytes)) return makeRoom()
    const at = output.cursor()
    if (copyFilter) copyNumbers(bytes)
    else output.copy(input.inputAt, bytes)
    input.advance(bytes)
    copyBytes -= bytes
    if (copyTold) {
      setRegister(REG_VALUE_PTR, <f64>at)
      setRegister(REG_VALUE_BYTES, bytes)
      return STATUS_FILTER
    }
  }
  return GO_ON
}

function copyNumbers(bytes: u32): void {
  const from = output.cursor()
  output.copy(input.inputAt, bytes)
  for (let at = from; at < from + bytes; at++) {
    const byte: u32 = load<u8>(at)
    if (byte != 0 && !isNumberByte(byte)) store<u8>(at, 0x20)
  }
}

export function implausible(slot: usize): i32 {
  tally(TALLY_IMPLAUSIBLE, 1)
  return emptyElement(slot)
}

export function emptyElement(slot: usize): i32 {
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

export function dummyElement(slot: usize): i32 {
  let index: u32 = load<u8>(slot, SLOT_AT_DUMMY)
  if (element.vrKnown && !isUnknownVr() && element.vrIndex != dummyVr(index)) index = element.vrIndex
  return writeReplaced(slot, ACTION_DUMMY, dummyPtr(index, input.bigEndian), dummyBytes(index))
}

export function replaceElement(slot: usize, action: i32, transform: u32): i32 {
  if (element.length == 0) return writeReplaced(slot, action, input.inputAt, 0)
  if (element.length > <u32>MAX_REPLACED_VALUE_BYTES) return emptyElement(slot)
  if (input.available() - element.headerBytes < element.length) return input.last ? refuse(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
  if (!replaced) {
    replaced = true
    setRegister(REG_VALUE_PTR, <f64>(input.inputAt + element.headerBytes))
    setRegister(REG_VALUE_BYTES, <f64>element.length)
    setRegister(REG_REPLACE_KIND, action)
    setRegister(REG_TRANSFORM, transform)
    setRegister(REG_CHARSET, nesting.charset)
    setRegister(REG_VR, element.vrKnown ? <f64>element.vrIndex : 0)
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
