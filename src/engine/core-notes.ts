/** Notes as the core keeps them, in the words of judges. */

import { VR_NAMES, type Vr } from '../dicom/vr.ts'
import type { Core } from '../wasm/core.ts'
import type { Note } from './contract.ts'

const UNDEFINED_LENGTH = 0xffffffff

/** What STATUS_NOTES tells of, in the order of the data set. */
export function readNotes(core: Core): Note[] {
  const count = core.notesCount
  const notes: Note[] = []
  for (let index = 0; index < count; index++) {
    const vrIndex = core.noteVrIndex(index)
    notes.push({
      tag: core.noteTag(index),
      vr: vrIndex === 0 ? undefined : (VR_NAMES[vrIndex] as Vr),
      valueBytes: definedLength(core.noteLengthField(index)),
      value: core.noteValue(index),
    })
  }
  return notes
}

/** Undefined for an undefined length. */
export function definedLength(lengthField: number): number | undefined {
  return lengthField === UNDEFINED_LENGTH ? undefined : lengthField
}
