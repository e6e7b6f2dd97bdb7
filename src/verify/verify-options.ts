/** What verification is asked, and what it answers. */

import type { PlanRequest } from '../profile/request.ts'
import type { Finding, Kind, Severity } from './findings.ts'

export interface VerifyOptions {
  /** The input that the output was made from: a path. The output is held against it, entry by entry. */
  readonly against?: string
  /** The report of the run that made it: a path. It says which entry came from which, and by which profile. */
  readonly report?: string
  /** By which profile every object is judged, whatever it states of itself. Default: by what the report says, or else each states. */
  readonly plan?: PlanRequest
  /** Beginnings of UIDs that replaced ones may have, besides `2.25.`. */
  readonly uidRoots?: readonly string[]
  /** Told of all bytes of files that were read so far, as often as each is read, and of the entries of the output that are done. */
  readonly onProgress?: (readBytes: number, entries: number) => void
  /** Whether findings hold the value that was found: they then hold identities. Default false. */
  readonly showValues?: boolean
}

/** What a verification came to. Whole only when the iteration is over. */
export interface VerifySummary {
  readonly entries: number
  /** Entries that are DICOM objects. */
  readonly objects: number
  readonly findings: number
  readonly severities: Readonly<Record<Severity, number>>
  /** Kinds of which there is a finding, in the order of their names. */
  readonly kinds: Readonly<Partial<Record<Kind, number>>>
}

/** To be iterated once. Fails with IO, INPUT_EMPTY, INPUT_UNKNOWN and OPTION_INVALID. */
export interface Verification extends AsyncIterable<Finding> {
  readonly summary: VerifySummary
}
