/** Notes as the core keeps them, in the words of judges. */

import { VR_NAMES, type Vr } from '../dicom/vr.ts'
import type { CoreNote } from '../wasm/core.ts'
import type { Note } from './contract.ts'

const UNDEFINED_LENGTH = 0xffffffff

export function noteOf({ tag, value, lengthField, vrIndex }: CoreNote): Note {
  return {
    tag,
    vr: vrIndex === 0 ? undefined : (VR_NAMES[vrIndex] as Vr),
    valueBytes: definedLength(lengthField),
    value,
  }
}

/** Undefined for an undefined length. */
export function definedLength(lengthField: number): number | undefined {
  return lengthField === UNDEFINED_LENGTH ? undefined : lengthField
}
