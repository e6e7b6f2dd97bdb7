/** The head of the data set, looked through before anything is decided: docs/engine.md section 2. Part of the reference. */

import { INPUT_WINDOW_BYTES, MAX_FACTS } from '../../src/wasm/seam.ts'
import { dropValue } from './reference-drop.ts'
import { isDelimiterGroup, Refusal, readHeader, TAG_ITEM } from './reference-elements.ts'
import type { ReferencePlan } from './reference-plan.ts'

const FIELDS: ReadonlyMap<number, 'sopClassUid' | 'sopInstanceUid' | 'modality' | 'patientId'> = new Map([
  [0x00080016, 'sopClassUid'],
  [0x00080018, 'sopInstanceUid'],
  [0x00080060, 'modality'],
  [0x00100020, 'patientId'],
])

/** Values of the first occurrences, as they stand in the data set, and of all that cleaning looks for. */
export interface Facts {
  sopClassUid?: Uint8Array
  sopInstanceUid?: Uint8Array
  modality?: Uint8Array
  patientId?: Uint8Array
  readonly facts: { tag: number; value: Uint8Array }[]
  /** The survey saw all of the head. */
  complete: boolean
  /** Where a complete survey of facts ended: a fact that stands behind it comes too late. */
  endedAt?: number
}

export function survey(
  bytes: Uint8Array,
  announcedBytes: number | undefined,
  encoding: number,
  plan: ReferencePlan,
): Facts {
  const facts: Facts = { facts: [], complete: false }
  const window = { bytes: bytes.subarray(0, INPUT_WINDOW_BYTES), announcedBytes }
  const endAt = announcedBytes ?? bytes.length
  const limitAt = announcedBytes ?? Number.POSITIVE_INFINITY
  const isEncapsulated = (tag: number): boolean => plan.isEncapsulated(tag)
  let isOneTooMany = false
  let at = 0
  try {
    for (;;) {
      // 3.3: that is where the root ends
      if (endAt - at < 8 && endAt < INPUT_WINDOW_BYTES && bytes.length >= endAt) {
        facts.complete = !isOneTooMany
        if (plan.cleansText && facts.complete) facts.endedAt = at
        return facts
      }
      // a tag above says that the survey is over, whatever the length behind it
      const header = readHeader(window, at, { encoding, limitAt: Number.POSITIVE_INFINITY })
      // 3.3: zeros are no element, and whether they are all of the rest is not looked at here
      if (isZeros(bytes.subarray(at, at + 8))) return facts
      if (isDelimiterGroup(header.tag)) {
        // what the walk drops the survey steps over; what the walk refuses ends it
        if (header.tag === TAG_ITEM || header.valueBytes !== 0) return facts
        at = header.valueAt
        continue
      }
      if (header.tag > plan.surveyUntil) {
        facts.complete = !isOneTooMany
        if (plan.cleansText && facts.complete) facts.endedAt = at
        return facts
      }
      readHeader(window, at, { encoding, limitAt })
      const nextAt = dropValue({ dataSet: window, isEncapsulated }, header, limitAt, 0)
      if (header.valueBytes !== undefined) {
        const value = bytes.slice(header.valueAt, nextAt)
        const field = FIELDS.get(header.tag)
        if (field !== undefined) facts[field] ??= value
        if (value.length > 0 && plan.needsFacts && plan.isFact(header.tag)) {
          if (facts.facts.length < MAX_FACTS) facts.facts.push({ tag: header.tag, value })
          else isOneTooMany = true
        }
      }
      at = nextAt
    }
  } catch (error) {
    if (error instanceof Refusal) return facts
    throw error
  }
}

function isZeros(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}
