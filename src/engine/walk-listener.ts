/** What the walk of a data set tells, and asks, of whoever drives it. */

import type { Judgement, ObjectFacts } from './contract.ts'

/** What the survey found at the top level; undefined where it found nothing. */
export interface Facts {
  readonly sopClassUid: string | undefined
  /** The bytes of its value, valid only until the call returns; undefined for one of nothing but padding. */
  readonly sopInstanceValue: Uint8Array | undefined
  readonly modality: string | undefined
  /** Whether SOP Instance UID stays as it is. */
  readonly keepsSopInstanceUid: boolean
  /** What a rule puts in the place of SOP Instance UID; undefined where none does. */
  readonly sopInstanceUidText: string | undefined
}

/** Hears what becomes of the data set. */
export interface WalkListener {
  /** Once, before all else. Answers the size in bytes that the output must have, where one is set. */
  surveyed(facts: Facts): number | undefined
  /** Once, before the first write, where the size of the data set was announced: the size of what will be written. */
  committed(dataSetBytes: number): void
  /** Once, before the bulk data and before anything is written where that is possible, if that was asked for. */
  noted(facts: Pick<ObjectFacts, 'notes' | 'bulk'>): Pick<Judgement, 'code' | 'filter'>
  /** As ObjectOutput.write. */
  write(bytes: Uint8Array, ephemeral: boolean): void
}
