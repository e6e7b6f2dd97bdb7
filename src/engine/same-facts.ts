/** Whether what was noted of one object is what was noted of another, or of the same one by somebody else: all that is made of it is then the same. */

import type { Note, ObjectFacts } from './contract.ts'

export function sameFacts(one: ObjectFacts, other: ObjectFacts): boolean {
  return (
    one.transferSyntaxUid === other.transferSyntaxUid &&
    one.encoding === other.encoding &&
    one.sopClassUid === other.sopClassUid &&
    one.modality === other.modality &&
    one.bulk?.tag === other.bulk?.tag &&
    one.bulk?.valueBytes === other.bulk?.valueBytes &&
    one.notes.length === other.notes.length &&
    one.notes.every((note, index) => sameNote(note, other.notes[index]!))
  )
}

function sameNote(one: Note, other: Note): boolean {
  if (one.tag !== other.tag || one.vr !== other.vr || one.valueBytes !== other.valueBytes) return false
  const { value } = one
  if (value.length !== other.value.length) return false
  for (let at = 0; at < value.length; at++) if (value[at] !== other.value[at]) return false
  return true
}
