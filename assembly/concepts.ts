// The concept name of a content item (PS3.3 10.2), which decides what becomes of the value that follows it. Code value and
// coding scheme are noted while the item of Concept Name Code Sequence is walked, by the depth at which that sequence is open: a code may have
// concept names of its own inside.

import { CONCEPT_AT, CONCEPT_PARTS_BYTES, MAX_CONCEPT_PART_BYTES } from '../src/wasm/seam'
import * as nesting from './nesting'
import { conceptState, knowsConcepts } from './rules'

export const TAG_CONCEPT_NAME_CODE_SEQUENCE: u32 = 0x0040a043
const TAG_CODE_VALUE: u32 = 0x00080100
const TAG_CODING_SCHEME_DESIGNATOR: u32 = 0x00080102
const TAG_LONG_CODE_VALUE: u32 = 0x00080119
const TAG_URN_CODE_VALUE: u32 = 0x00080120

/** Instead of the size of a part: it is too long, or there is more than one. */
const UNREADABLE: u32 = u32.MAX_VALUE
const PARTS_FROM = 8

// @ts-ignore: decorator
@inline
function partsAt(depth: i32): usize {
  return <usize>(CONCEPT_AT + depth * CONCEPT_PARTS_BYTES)
}

/** Concept Name Code Sequence, or an item of it, has been opened: the last item says what the concept is. */
export function openConcept(): void {
  store<u64>(partsAt(nesting.openSequences()), 0)
}

/** An element that was kept, of an item of Concept Name Code Sequence. */
export function noteConceptPart(tag: u32, ptr: usize, bytes: u32): void {
  const parts = partsAt(nesting.openSequences())
  if (tag == TAG_CODE_VALUE || tag == TAG_LONG_CODE_VALUE) {
    if (load<u32>(parts) == 0) note(parts, parts + PARTS_FROM, ptr, bytes)
    else store<u32>(parts, UNREADABLE)
  } else if (tag == TAG_URN_CODE_VALUE) store<u32>(parts, UNREADABLE)
  else if (tag == TAG_CODING_SCHEME_DESIGNATOR) note(parts + 4, parts + PARTS_FROM + MAX_CONCEPT_PART_BYTES, ptr, bytes)
}

/** Without the spaces and NULs around it, which do not count in SH (PS3.5 6.2). */
function note(bytesAt: usize, at: usize, ptr: usize, bytes: u32): void {
  while (bytes > 0 && isPadding(ptr + bytes - 1)) bytes--
  while (bytes > 0 && isPadding(ptr)) {
    ptr++
    bytes--
  }
  const isTooLong = bytes > <u32>MAX_CONCEPT_PART_BYTES
  store<u32>(bytesAt, isTooLong ? UNREADABLE : bytes)
  if (!isTooLong) memory.copy(at, ptr, bytes)
}

function isPadding(ptr: usize): bool {
  const byte: u32 = load<u8>(ptr)
  return byte == 0x20 || byte == 0
}

/** The sequence has been closed: the content item that it is in is now one of that concept, or of none that the plan names. */
export function closeConcept(): void {
  if (!knowsConcepts()) return
  const parts = partsAt(nesting.openSequences() + 1)
  const codeBytes = load<u32>(parts)
  const schemeBytes = load<u32>(parts, 4)
  const isReadable = codeBytes != 0 && codeBytes != UNREADABLE && schemeBytes != 0 && schemeBytes != UNREADABLE
  const state = isReadable
    ? conceptState(parts + PARTS_FROM, codeBytes, parts + PARTS_FROM + MAX_CONCEPT_PART_BYTES, schemeBytes)
    : conceptState(0, 0, 0, 0)
  nesting.setPathState(state != 0 ? state : nesting.parentPathState())
  nesting.mark(nesting.FLAG_PAST_NAME)
}

/** Notes where an element of a content item stands. False for a concept name behind what it should have decided. */
export function isBeforeValues(tag: u32): bool {
  if (tag < TAG_CONCEPT_NAME_CODE_SEQUENCE || !knowsConcepts()) return true
  if (tag == TAG_CONCEPT_NAME_CODE_SEQUENCE) return !nesting.has(nesting.FLAG_PAST_NAME)
  nesting.mark(nesting.FLAG_PAST_NAME)
  return true
}
