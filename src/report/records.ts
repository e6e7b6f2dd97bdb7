/**
 * The lines of a report: what was asked for, one record for each entry, one summary at the end (schema/report.schema.json). A record is built field by field from numbers,
 * codes and registered UIDs, so that no value, name or path of the input can come along.
 *
 * Durations and dates are left out: the same input, plan and key give the same report, byte for byte.
 */

import type { Disposition, ObjectCounts } from '../engine/contract.ts'
import type { Code } from '../errors.ts'
import { formatTag } from '../errors.ts'
import type { PixelInspection, PixelTreatment } from '../pixels/treatment.ts'
import type { ObjectRisk } from '../profile/triage-words.ts'

/** What a report needs to know of an entry: the fields of the archive's own record that it passes on. */
export interface EntryFacts {
  readonly ordinal: number
  readonly disposition: Disposition
  readonly code?: Code | undefined
  readonly offsetBytes?: number | undefined
  readonly tag?: number | undefined
  readonly transferSyntaxUid?: string | undefined
  readonly sopClassUid?: string | undefined
  readonly inputBytes: number
  readonly outputBytes: number
  readonly inputDigest?: string | undefined
  readonly outputDigest?: string | undefined
  readonly counts?: ObjectCounts | undefined
  readonly risk?: ObjectRisk | undefined
  readonly pixels?: PixelTreatment | undefined
}

/** One entry. Fields that do not apply are absent. */
export interface EntryRecord {
  readonly record: 'entry'
  readonly entry: number
  readonly disposition: Disposition
  readonly code?: Code
  readonly offset?: number
  readonly tag?: string
  readonly transferSyntax?: string
  readonly sopClass?: string
  readonly bytesIn: number
  readonly bytesOut: number
  /** SHA-256 of the bytes, in hexadecimal, where they were asked for. */
  readonly digestIn?: string
  readonly digestOut?: string
  /** What the headers tell of text in pixels and of faces (docs/burned-in-risk.md). */
  readonly risk?: ObjectRisk
  /** What became of its pixels, where rules of the profile are about them (docs/pixels.md). */
  readonly pixels?: PixelTreatment
  readonly elements?: number
  readonly actions?: Readonly<Record<string, number>>
  readonly categories?: Readonly<Record<string, number>>
  readonly origins?: Readonly<Record<string, number>>
  readonly tallies?: Readonly<Record<string, number>>
}

/** The record of one entry. A UID that is not made of digits and dots, as registered ones are, is left out. */
export function entryRecord(facts: EntryFacts): EntryRecord {
  const { counts } = facts
  return {
    record: 'entry',
    entry: facts.ordinal,
    disposition: facts.disposition,
    ...(facts.code !== undefined && { code: facts.code }),
    ...(facts.offsetBytes !== undefined && { offset: facts.offsetBytes }),
    ...(facts.tag !== undefined && { tag: formatTag(facts.tag) }),
    ...(isRegistered(facts.transferSyntaxUid) && { transferSyntax: facts.transferSyntaxUid }),
    ...(isRegistered(facts.sopClassUid) && { sopClass: facts.sopClassUid }),
    bytesIn: facts.inputBytes,
    bytesOut: facts.outputBytes,
    ...(facts.inputDigest !== undefined && { digestIn: facts.inputDigest }),
    ...(facts.outputDigest !== undefined && { digestOut: facts.outputDigest }),
    ...(facts.risk !== undefined && { risk: facts.risk }),
    ...(facts.pixels !== undefined && { pixels: treatmentRecord(facts.pixels) }),
    ...(counts !== undefined && {
      elements: counts.elements,
      actions: withoutZeros(counts.actions),
      categories: withoutZeros(counts.categories),
      origins: withoutZeros(counts.origins),
      tallies: withoutZeros(counts.tallies),
    }),
  }
}

function treatmentRecord({ outcome, rules, rectangles, method, inspection }: PixelTreatment): PixelTreatment {
  return {
    outcome,
    rules: [...rules],
    rectangles,
    ...(method !== undefined && { method }),
    ...(inspection !== undefined && { inspection: inspectionRecord(inspection) }),
  }
}

function inspectionRecord({ frames, inspectedFrames, found, leastSure }: PixelInspection): PixelInspection {
  return { frames, inspectedFrames, found, ...(leastSure !== undefined && { leastSure }) }
}

/** Instances never have a UID under the standard's own root, so this is the second lock on the same door. */
function isRegistered(uid: string | undefined): uid is string {
  return uid !== undefined && /^1\.2\.840\.10008\.[0-9.]{1,48}$/.test(uid)
}

function withoutZeros(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
}
