/** Pairs of an original and what it became, for whoever writes a mapping. They are identities: nothing else of the engine sees them. */

import { trimmedText, trimText } from '../dicom/value-text.ts'

/** What a pair is of. */
export type ReplacedKind = 'uid' | 'patient-id'

/** Told of a pair each time that it is made; one character of text is one byte. */
export type OnReplaced = (kind: ReplacedKind, original: string, replacement: string) => void

const BACKSLASH = '\\'

/** Tells of each UID of a value that became another one. */
export function tellReplacedUids(value: Uint8Array, replaced: Uint8Array, onReplaced: OnReplaced): void {
  const replacements = trimmedText(replaced).split(BACKSLASH)
  trimmedText(value)
    .split(BACKSLASH)
    .forEach((part, index) => {
      tell('uid', part, replacements[index] ?? '', onReplaced)
    })
}

/** Tells of a Patient ID that became another one. */
export function tellReplacedPatientId(value: Uint8Array, replaced: Uint8Array, onReplaced: OnReplaced): void {
  tell('patient-id', trimmedText(value), trimmedText(replaced), onReplaced)
}

function tell(kind: ReplacedKind, part: string, replacement: string, onReplaced: OnReplaced): void {
  const original = trimText(part)
  if (original !== '' && replacement !== '' && original !== replacement) onReplaced(kind, original, replacement)
}
