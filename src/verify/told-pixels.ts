/** What the report of a run says of the pixels of each object, and what the object says of them. */

import { PIXEL_OUTCOMES, type PixelTreatment, supportsClaim } from '../pixels/treatment.ts'
import type { Kind } from './findings.ts'
import { BASIC_PROFILE, CLEAN_PIXEL_DATA, type Statement } from './stated-profile.ts'

/** Of an object that went out. */
export interface ToldObject {
  readonly bytes: number
  /** It went out as a whole. */
  readonly isWhole: boolean
  /** By its record, its pixels were treated so that it may say so. */
  readonly isCleaned: boolean
  /** By its record, areas of its pixels became black, whether it may say so or not. */
  readonly isBlanked: boolean
}

const BLANKED: PixelTreatment['outcome'] = 'blanked'
const METHOD_CODES = '(0012,0064)'
const BURNED_IN_ANNOTATION = '(0028,0301)'

/** Undefined for an entry that is no object, or of which nothing went out. */
export function toldObject(record: Readonly<Record<string, unknown>>): ToldObject | undefined {
  const { disposition, pixels } = record
  if (disposition !== 'deidentified' && disposition !== 'broken') return undefined
  return {
    bytes: toldBytes(record),
    isWhole: disposition === 'deidentified',
    isCleaned: isObject(pixels) && isCleaned(pixels),
    isBlanked: isObject(pixels) && pixels.outcome === BLANKED,
  }
}

/** Of what went out; NaN where the record does not say. */
export function toldBytes({ bytesOut }: Readonly<Record<string, unknown>>): number {
  return typeof bytesOut === 'number' ? bytesOut : Number.NaN
}

/** A record that is not as the program writes it supports nothing. */
function isCleaned({ outcome, inspection }: Readonly<Record<string, unknown>>): boolean {
  const known = PIXEL_OUTCOMES.find((name) => name === outcome)
  if (known === undefined) return false
  if (inspection === undefined) return known === BLANKED && supportsClaim({ outcome: known })
  if (!isObject(inspection)) return false
  const { frames, inspectedFrames } = inspection
  if (!isCount(frames) || !isCount(inspectedFrames)) return false
  return supportsClaim({ outcome: known, inspection: { frames, inspectedFrames, found: 0 } })
}

/** `told`: undefined where the report has no such object. `bytes`: of the object in the output. */
export function judgeToldPixels(
  { codes, burnedInAnnotation }: Statement,
  told: ToldObject | undefined,
  bytes: number,
  report: (kind: Kind, path: string) => void,
): void {
  const isTold = told !== undefined && told.bytes === bytes
  const isClaimed = codes.has(CLEAN_PIXEL_DATA)
  // Of what broke off, the record says nothing.
  if (told?.isWhole === false) return
  if (isClaimed && !(isTold && told.isCleaned)) report('claim-unsupported', METHOD_CODES)
  if (!isTold || !told.isCleaned || !(isClaimed || codes.has(BASIC_PROFILE))) return
  if (!isClaimed) report('claim-missing', METHOD_CODES)
  if (burnedInAnnotation !== 'NO') report('claim-missing', BURNED_IN_ANNOTATION)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}
