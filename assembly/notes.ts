// Notes: what stands in the root elements that the driver asked for, told once before the bulk data (docs/engine.md 5).

import {
  MAX_NOTES,
  MAX_ONLY_TOLD,
  NOTED_AT,
  NOTED_ONLY_TOLD,
  NOTED_ROW_BYTES,
  NOTES_AT,
  NOTES_VALUES_AT,
  NOTES_VALUES_BYTES,
  NOTE_ROW_BYTES,
  NO_TAG,
  ONLY_TOLD_BYTES,
  REFUSED_ORDER_INVALID,
  REFUSED_TRUNCATED,
  REFUSED_WINDOW_EXCEEDED,
  REG_COUNT,
  REG_JUDGED,
  REG_NOTED_COUNT,
  REG_NOTES_COUNT,
  REG_TAG,
  STATUS_NEED_INPUT,
  STATUS_NOTES,
} from '../src/wasm/seam'
import * as element from './element'
import * as input from './input'
import { GO_ON, refuse, setPlace } from './answers'
import { getRegister, setRegister } from './registers'

const NOT_TOLD: u64 = u64.MAX_VALUE

/** Whether the driver wants to be told, be it of nothing. */
export let wanted: bool = false
let noted: u32 = 0 // tags that it asked for
let notes: u32 = 0
let usedBytes: u32 = 0
let onlyTold: u32 = 0 // of notes, those by which nobody decides
let onlyToldBytes: u32 = 0
let notedTo: u64 = 0 // elements before are noted: a header may be read more than once
let toldAt: u64 = NOT_TOLD
export let gapFrom: u32 = u32.MAX_VALUE // no tag from here
export let gapTo: u32 = 0 // to here was asked for

export function resetNotes(): void {
  wanted = getRegister(REG_JUDGED) != 0
  noted = <u32>getRegister(REG_NOTED_COUNT)
  notes = 0
  usedBytes = 0
  onlyTold = 0
  onlyToldBytes = 0
  notedTo = 0
  toldAt = NOT_TOLD
  gapFrom = u32.MAX_VALUE
  gapTo = 0
}

/** Whether the tag is known not to be asked for. Tags ascend: one search answers for all up to the next that is. */
// @ts-ignore: decorator
@inline
export function isInGap(tag: u32): bool {
  return tag >= gapFrom && tag <= gapTo
}

// @ts-ignore: decorator
@inline
export function areDue(): bool {
  return wanted && toldAt == NOT_TOLD
}

/** Notes the root element whose header was read, if it is one of those asked for. GO_ON, or why it cannot be yet, or ever. */
export function note(endAt: u64): i32 {
  if (toldAt == input.offset || input.offset < notedTo) return GO_ON
  const row = findNoted()
  if (row == 0) return GO_ON
  const isOnlyTold = (load<u32>(row, 4) & <u32>NOTED_ONLY_TOLD) != 0
  if (toldAt != NOT_TOLD) return isOnlyTold ? GO_ON : refuse(REFUSED_ORDER_INVALID)
  const bound = load<u32>(row, 4) & ~(<u32>NOTED_ONLY_TOLD)
  const ends = endAt != u64.MAX_VALUE || !element.isUndefined()
  let bytes: u64 = element.isUndefined() ? endAt - input.offset - element.headerBytes : <u64>element.length
  if (bytes > bound) bytes = bound
  const present = <u64>(input.available() - element.headerBytes)
  if (present < bytes) {
    if (!input.last) return STATUS_NEED_INPUT
    if (ends) return refuse(REFUSED_TRUNCATED)
    bytes = present
  }
  if (!hasRoom(isOnlyTold, <u32>bytes)) return isOnlyTold ? GO_ON : refuse(REFUSED_WINDOW_EXCEEDED)
  if (isOnlyTold) {
    onlyTold++
    onlyToldBytes += <u32>bytes
  }
  const noteRow = <usize>NOTES_AT + notes * NOTE_ROW_BYTES
  const at = <u32>NOTES_VALUES_AT + usedBytes
  store<u32>(noteRow, element.tag)
  store<u32>(noteRow, at, 4)
  store<u32>(noteRow, <u32>bytes, 8)
  store<u32>(noteRow, element.length, 12)
  store<u32>(noteRow, element.vrKnown ? element.vrIndex : 0, 16)
  memory.copy(at, input.inputAt + element.headerBytes, <usize>bytes)
  notes++
  usedBytes += <u32>bytes
  notedTo = input.offset + 1
  return GO_ON
}

/** Each kind has room of its own, so that what is only told can take none away from what is decided by. */
function hasRoom(isOnlyTold: bool, bytes: u32): bool {
  if (isOnlyTold) return onlyTold < <u32>MAX_ONLY_TOLD && onlyToldBytes + bytes <= <u32>ONLY_TOLD_BYTES
  return (
    notes - onlyTold < <u32>(MAX_NOTES - MAX_ONLY_TOLD) &&
    usedBytes - onlyToldBytes + bytes <= <u32>(NOTES_VALUES_BYTES - ONLY_TOLD_BYTES)
  )
}

/** Tells them before the bulk element whose header was read. */
export function tellBeforeBulk(): i32 {
  setRegister(REG_COUNT, <f64>element.length)
  return tell()
}

/** Tells them where there was no bulk element. */
export function tellAtEnd(): i32 {
  const status = tell()
  setRegister(REG_TAG, NO_TAG)
  return status
}

function tell(): i32 {
  toldAt = input.offset
  setPlace(input.offset)
  setRegister(REG_NOTES_COUNT, <f64>notes)
  return STATUS_NOTES
}

/** The row of the tag that was read; 0 where it was not asked for. Rows are in tag order. */
function findNoted(): usize {
  let low: u32 = 0
  let high = noted
  while (low < high) {
    const middle = (low + high) >> 1
    const row = <usize>NOTED_AT + middle * NOTED_ROW_BYTES
    const tag = load<u32>(row)
    if (tag == element.tag) return row
    if (tag < element.tag) low = middle + 1
    else high = middle
  }
  gapFrom = low == 0 ? 0 : load<u32>(<usize>NOTED_AT + (low - 1) * NOTED_ROW_BYTES) + 1
  gapTo = low == noted ? u32.MAX_VALUE : load<u32>(<usize>NOTED_AT + low * NOTED_ROW_BYTES) - 1
  return 0
}
