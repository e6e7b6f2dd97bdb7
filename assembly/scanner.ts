// START HERE. One step() walks a data set and rewrites it: docs/engine.md is the contract, rule by rule.
//
//   state             awaits                                   leaves to
//   SURVEY            the head of the data set                 ELEMENT
//   ELEMENT           a header, of element, item or delimiter  ELEMENT, COPY, ZEROS, FINISH
//   COPY              the rest of a kept value                 ELEMENT
//   ZEROS             nothing but zeros after the last element FINISH
//   FINISH            what is due at the end, and room for it  FILL, END
//   FILL              room for the padding                     END
//   END, REFUSED      nothing
//
// A header is consumed only together with the decision on it: whatever makes step() return in between (input, room, a
// replacement, the commit) finds the same header again on the next call. So an answer can't depend on chunking.

import {
  COMMIT_BYTES,
  FLUSH_BYTES,
  REFUSED_DELIMITER_UNEXPECTED,
  REFUSED_LENGTH_OVERRUN,
  REFUSED_TRUNCATED,
  REFUSED_VR_INVALID,
  REG_INPUT_PTR,
  REG_JUDGED,
  STATUS_END,
  STATUS_NEED_INPUT,
  STATUS_OUTPUT,
  STATUS_PASS,
  STATUS_REFUSED,
  STATUS_SURVEYED,
  STATUS_ZEROS,
  TALLY_TRAILING_BYTES,
} from '../src/wasm/seam'
import * as element from './element'
import * as input from './input'
import * as nesting from './nesting'
import * as output from './output'
import { GO_COPY, GO_FILL, GO_FINISH, GO_ON, GO_ZEROS, refuse, resetCounts, tally } from './answers'
import { close } from './containers'
import { resetCharsets } from './charsets'
import { decide, removeElement } from './decisions'
import { resetBlocks } from './private-blocks'
import { getRegister, setRegister } from './registers'
import { HEADER_MAX_BYTES, commitWithReserve, fill, finish, makeRoom, resetInserts, roomToClosePatched, writeInserts } from './size'
import { resetSurvey, survey } from './survey'
import { copyValue, resetValues } from './values'
import { delimiterOrItem } from './items'
import * as notes from './notes'

const STATE_SURVEY = 0
const STATE_ELEMENT = 1
const STATE_COPY = 2
const STATE_ZEROS = 3
const STATE_FINISH = 4
const STATE_FILL = 5
const STATE_END = 6
const STATE_REFUSED = 7

let state: i32 = STATE_END
let drained: bool = false // the driver was told to empty the output window

/** Starts a data set of `objectBytes` bytes, negative where that is not known. */
export function begin(encoding: i32, framing: i32, objectBytes: f64): void {
  const knownBytes: u64 = objectBytes < 0 ? nesting.NO_END : <u64>objectBytes
  state = STATE_SURVEY
  drained = false
  resetCounts()
  nesting.reset(knownBytes)
  output.reset(framing, getRegister(REG_JUDGED) != 0)
  input.reset(encoding, framing, knownBytes)
  resetInserts()
  resetBlocks()
  resetCharsets()
  resetValues()
  resetSurvey(knownBytes)
  notes.resetNotes()
}

/**
 * Goes on with the input at `inputAt` up to `inputEnd`, addresses in the input window; `isLast` when the object has no more.
 * Answers a STATUS_*; REG_INPUT_PTR is then the next byte that is not consumed.
 */
export function step(inputAt: usize, inputEnd: usize, isLast: bool): i32 {
  input.offer(inputAt, inputEnd, isLast)
  if (drained) output.emptied()
  const status = run()
  setRegister(REG_INPUT_PTR, <f64>input.inputAt)
  output.publish()
  drained = status == STATUS_OUTPUT || status == STATUS_PASS || status == STATUS_ZEROS
  return status
}

function run(): i32 {
  while (true) {
    const answer = goOn()
    if (answer > GO_ON) {
      if (answer == STATUS_REFUSED) state = STATE_REFUSED
      return answer
    }
    if (answer == GO_ON) state = STATE_ELEMENT
    else if (answer == GO_COPY) state = STATE_COPY
    else if (answer == GO_ZEROS) state = STATE_ZEROS
    else if (answer == GO_FINISH) state = STATE_FINISH
    else if (answer == GO_FILL) state = STATE_FILL
    else state = STATE_END
  }
}

function goOn(): i32 {
  if (state == STATE_ELEMENT) return nextHeaders()
  if (state == STATE_COPY) return copyValue()
  if (state == STATE_SURVEY) {
    if (!survey(input.inputEnd, input.last, input.explicit, input.bigEndian)) return STATUS_NEED_INPUT
    state = STATE_ELEMENT
    return STATUS_SURVEYED
  }
  if (state == STATE_ZEROS) return dropZeros()
  if (state == STATE_FINISH) return notes.areDue() ? notes.tellAtEnd() : finish()
  if (state == STATE_FILL) return fill()
  return state == STATE_END ? STATUS_END : STATUS_REFUSED
}

function nextHeaders(): i32 {
  let answer: i32
  do answer = nextHeader()
  while (answer == GO_ON)
  return answer
}

function nextHeader(): i32 {
  while (nesting.kind != nesting.KIND_ROOT && !nesting.has(nesting.FLAG_UNDEFINED) && input.offset == nesting.endAt) {
    if (!output.hasRoom(nesting.isPatching() ? roomToClosePatched() : HEADER_MAX_BYTES)) return makeRoom()
    close()
  }
  if (nesting.kind == nesting.KIND_ROOT && input.atObjectEnd()) {
    return GO_FINISH
  }
  if (!nesting.isPatching()) {
    if (!output.committed && output.heldBytes > <u32>COMMIT_BYTES) return commitWithReserve()
    if (output.committed && output.heldBytes > <u32>FLUSH_BYTES) return STATUS_OUTPUT
  }
  const leftBytes = nesting.endAt - input.offset // of the innermost container that has an end
  let offered = input.available()
  if (leftBytes < offered) offered = <u32>leftBytes
  const header = element.readHeader(input.inputAt, offered, input.explicit, input.bigEndian)
  if (header == element.HEADER_SHORT) return headerIsShort(offered, leftBytes)
  if (nesting.kind == nesting.KIND_ROOT && load<u64>(input.inputAt) == 0) {
    return GO_ZEROS
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
  if (nesting.kind == nesting.KIND_ROOT) {
    if (notes.wanted && !notes.isInGap(element.tag)) {
      const status = notes.note(nesting.endAt)
      if (status != GO_ON) return status
    }
    if (!writeInserts(element.tag)) return makeRoom()
  }
  return decide()
}

function headerIsShort(offered: u32, leftBytes: u64): i32 {
  const ended = leftBytes == offered || (input.last && input.available() == offered)
  if (!ended) return STATUS_NEED_INPUT
  if (nesting.kind == nesting.KIND_ROOT && offered < 8) {
    if (leftBytes != offered && input.objectBytes != nesting.NO_END) return refuse(REFUSED_TRUNCATED)
    tally(TALLY_TRAILING_BYTES, offered)
    input.advance(offered)
    return GO_FINISH
  }
  if (leftBytes != offered) return refuse(REFUSED_TRUNCATED)
  if (offered == 0 && nesting.endAt == input.objectBytes) return refuse(REFUSED_TRUNCATED)
  return refuse(REFUSED_LENGTH_OVERRUN)
}

function dropZeros(): i32 {
  const from = input.offset
  while (input.inputAt < input.inputEnd && load<u8>(input.inputAt) == 0) input.advance(1)
  tally(TALLY_TRAILING_BYTES, <u32>(input.offset - from))
  if (input.inputAt < input.inputEnd) return refuse(REFUSED_VR_INVALID)
  if (input.atObjectEnd()) return GO_FINISH
  return input.last ? refuse(REFUSED_TRUNCATED) : STATUS_NEED_INPUT
}
