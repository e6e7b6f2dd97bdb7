// The concept name of a content item (PS3.3 10.2), which decides what becomes of the value that follows it. Code value and
// coding scheme are noted while the item of Concept Name Code Sequence is walked.

import { CONCEPT_AT, MAX_CONCEPT_PART_BYTES } from '../src/wasm/seam'
import * as nesting from './nesting'
import { conceptState, knowsConcepts } from './rules'

export const TAG_CONCEPT_NAME_CODE_SEQUENCE: u32 = 0x0040a043
const TAG_CODE_VALUE: u32 = 0x00080100
const TAG_CODING_SCHEME_DESIGNATOR: u32 = 0x00080102

let codeBytes: u32 = 0
let schemeBytes: u32 = 0

/** A code that is too long to be one of the plan's. */
const TOO_LONG: u32 = u32.MAX_VALUE

/** Concept Name Code Sequence, or an item of it, has been opened: the last item says what the concept is. */
export function openConcept(): void {
  codeBytes = 0
  schemeBytes = 0
}

/** An element that was kept, of an item of Concept Name Code Sequence. */
export function noteConceptPart(tag: u32, ptr: usize, bytes: u32): void {
  if (tag == TAG_CODE_VALUE) codeBytes = note(<usize>CONCEPT_AT, ptr, bytes)
  else if (tag == TAG_CODING_SCHEME_DESIGNATOR) schemeBytes = note(<usize>(CONCEPT_AT + MAX_CONCEPT_PART_BYTES), ptr, bytes)
}

function note(at: usize, ptr: usize, bytes: u32): u32 {
  while (bytes > 0 && (load<u8>(ptr + bytes - 1) == 0x20 || load<u8>(ptr + bytes - 1) == 0)) bytes--
  if (bytes > <u32>MAX_CONCEPT_PART_BYTES) return TOO_LONG
  memory.copy(at, ptr, bytes)
  return bytes
}

/** The sequence has been closed: the content item that it is in is now one of that concept, or of none that the plan names. */
export function closeConcept(): void {
  if (!knowsConcepts()) return
  const isWhole = codeBytes != 0 && codeBytes != TOO_LONG && schemeBytes != 0 && schemeBytes != TOO_LONG
  const state = isWhole
    ? conceptState(<usize>CONCEPT_AT, codeBytes, <usize>(CONCEPT_AT + MAX_CONCEPT_PART_BYTES), schemeBytes)
    : 0
  nesting.setPathState(state != 0 ? state : nesting.parentPathState())
}
