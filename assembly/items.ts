// Items, fragments and delimiters: the elements of group FFFE (PS3.5 7.5), also where they should not be.

import { REFUSED_DELIMITER_UNEXPECTED, REFUSED_UNDEFINED_LENGTH_INVALID } from '../src/wasm/seam'
import * as element from './element'
import * as input from './input'
import * as nesting from './nesting'
import * as output from './output'
import { GO_ON, refuse } from './answers'
import { close, containerForm, dropContainer, open, writeContainerHeader } from './containers'
import { slackBytes } from './size'
import { isTaken, keepBulk } from './values'

let fragments: u32 = 0 // of the element that is open: there is no other inside of it

/** A list of fragments begins. */
export function beginFragments(): void {
  fragments = 0
}

export function delimiterOrItem(): i32 {
  if (element.tag == element.TAG_ITEM) {
    if (nesting.kind == nesting.KIND_SEQUENCE) return openItem()
    if (nesting.kind == nesting.KIND_FRAGMENTS) return fragment()
    return refuse(REFUSED_DELIMITER_UNEXPECTED)
  }
  if (element.length != 0) return refuse(REFUSED_DELIMITER_UNEXPECTED)
  if (element.tag == element.TAG_ITEM_DELIMITER) {
    if (nesting.kind == nesting.KIND_FRAGMENTS) return refuse(REFUSED_DELIMITER_UNEXPECTED)
    input.advance(8)
    if (nesting.kind == nesting.KIND_ITEM && nesting.has(nesting.FLAG_UNDEFINED)) close()
    return GO_ON
  }
  if (element.tag != element.TAG_SEQUENCE_DELIMITER) return refuse(REFUSED_DELIMITER_UNEXPECTED)
  if (nesting.kind == nesting.KIND_ITEM && nesting.has(nesting.FLAG_UNDEFINED)) {
    // The item's own delimiter is missing: what is written for it has to come from somewhere, be it from a delimiter that is dropped.
    const isOwed = nesting.has(nesting.FLAG_DELIMITED) && nesting.parentHas(nesting.FLAG_UNDEFINED)
    if (isOwed && slackBytes() < 8) return refuse(REFUSED_DELIMITER_UNEXPECTED)
    close()
  }
  input.advance(8)
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
  const endAt = undefined_ ? nesting.endAt : input.offset + 8 + element.length
  const tag = nesting.sequenceTag
  const lengthAt = output.heldBytes - 4
  input.advance(8)
  open(nesting.KIND_ITEM, inherited | form, tag, endAt, lengthAt)
  if (nesting.has(nesting.FLAG_DUMMY)) nesting.markParent(nesting.FLAG_ITEM_SEEN)
  return GO_ON
}

function fragment(): i32 {
  if (nesting.has(nesting.FLAG_DROPPING)) return dropContainer(nesting.KIND_ITEM, nesting.sequenceTag)
  if (element.isUndefined()) return refuse(REFUSED_UNDEFINED_LENGTH_INVALID)
  const status = keepBulk(nesting.sequenceTag, <i32>fragments, nesting.openSequences() - 1)
  if (isTaken(status)) fragments++
  return status
}
