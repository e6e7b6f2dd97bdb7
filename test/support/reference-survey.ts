/** The head of the data set, looked through before anything is decided: docs/engine.md section 2. Part of the reference. */

import { INPUT_WINDOW_BYTES } from '../../src/wasm/seam.ts'
import { dropValue } from './reference-drop.ts'
import { isDelimiterGroup, Refusal, readHeader, TAG_ITEM } from './reference-elements.ts'
import type { ReferencePlan } from './reference-plan.ts'

const SOP_CLASS_UID = 0x00080016
const SOP_INSTANCE_UID = 0x00080018
const PATIENT_ID = 0x00100020

/** Values of the first occurrences, as they stand in the data set. */
export interface Facts {
  sopClassUid?: Uint8Array
  sopInstanceUid?: Uint8Array
  patientId?: Uint8Array
}

export function survey(
  bytes: Uint8Array,
  announcedBytes: number | undefined,
  encoding: number,
  plan: ReferencePlan,
): Facts {
  const facts: Facts = {}
  const window = { bytes: bytes.subarray(0, INPUT_WINDOW_BYTES), announcedBytes }
  const limitAt = announcedBytes ?? Number.POSITIVE_INFINITY
  const isEncapsulated = (tag: number): boolean => plan.isEncapsulated(tag)
  let at = 0
  try {
    for (;;) {
      const header = readHeader(window, at, { encoding, limitAt })
      if (isDelimiterGroup(header.tag)) {
        // what the walk drops the survey steps over; what the walk refuses ends it
        if (header.tag === TAG_ITEM || header.valueBytes !== 0) return facts
        at = header.valueAt
        continue
      }
      if (header.tag > PATIENT_ID) return facts
      const endAt = dropValue({ dataSet: window, isEncapsulated }, header, limitAt, 0)
      if (header.valueBytes !== undefined) note(facts, header.tag, bytes.slice(header.valueAt, endAt))
      at = endAt
    }
  } catch (error) {
    if (error instanceof Refusal) return facts
    throw error
  }
}

function note(facts: Facts, tag: number, value: Uint8Array): void {
  if (tag === SOP_CLASS_UID) facts.sopClassUid ??= value
  if (tag === SOP_INSTANCE_UID) facts.sopInstanceUid ??= value
  if (tag === PATIENT_ID) facts.patientId ??= value
}
