/** What is told of an entry when it is over. */

import type { Disposition, ObjectCounts, ObjectResult } from '../engine/contract.ts'
import type { Code } from '../errors.ts'
import type { PixelTreatment } from '../pixels/treatment.ts'
import type { ObjectRisk } from '../profile/triage-words.ts'

/** What became of one entry. Fields that do not apply are absent; those after `outputBytes` are of objects only. */
export interface ArchiveEntryRecord {
  readonly ordinal: number
  readonly disposition: Disposition
  /** Set where the disposition is neither `deidentified` nor `kept`. */
  readonly code?: Code
  /** Bytes of the entry's body in the input and in the output, the zeros included that keep the place of one that did not pass. */
  readonly inputBytes: number
  readonly outputBytes: number
  /** Offset in the object. */
  readonly offsetBytes?: number
  readonly tag?: number
  readonly transferSyntaxUid?: string
  readonly sopClassUid?: string
  readonly counts?: ObjectCounts
  /** SHA-256, in hexadecimal, where they were asked for; of the output only where bytes of the entry passed. */
  readonly inputDigest?: string
  readonly outputDigest?: string
  /** What the headers tell of text in pixels and of faces, where that was asked for. */
  readonly risk?: ObjectRisk
  /** What became of its pixels, where rules of the profile are about them. */
  readonly pixels?: PixelTreatment
}

/** Where in the object, if it was refused. */
export function placeOf({ offsetBytes, tag }: ObjectResult): { offsetBytes?: number; tag?: number } {
  return { ...(offsetBytes !== undefined && { offsetBytes }), ...(tag !== undefined && { tag }) }
}

/** The record of an entry that the object processor took. */
export function recordOf(ordinal: number, result: ObjectResult, outputBytes: number): ArchiveEntryRecord {
  const { disposition, code, transferSyntaxUid, sopClassUid, inputBytes, counts, risk, pixels } = result
  // As most are, in one piece.
  if (code === undefined && risk === undefined && pixels === undefined) {
    const isNamed = transferSyntaxUid !== undefined && sopClassUid !== undefined
    if (isNamed) return { ordinal, disposition, inputBytes, outputBytes, transferSyntaxUid, sopClassUid, counts }
  }
  return {
    ordinal,
    disposition,
    ...(code !== undefined && { code }),
    inputBytes,
    outputBytes,
    ...placeOf(result),
    ...(transferSyntaxUid !== undefined && { transferSyntaxUid }),
    ...(sopClassUid !== undefined && { sopClassUid }),
    counts,
    ...(risk !== undefined && { risk }),
    ...(pixels !== undefined && { pixels }),
  }
}
