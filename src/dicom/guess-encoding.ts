/**
 * The encoding of a data set, guessed from its first bytes: for objects that do not declare one, and against those that
 * declare a wrong one. It answers only where one reading is possible; docs/engine.md 1.5 is the rule.
 */

import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE, ENCODING_IMPLICIT_LE } from '../wasm/seam.ts'
import { isKnownVr, isVrPair } from './vr.ts'

/** One of the ENCODING_* of wasm/seam.ts. */
export type Encoding = typeof ENCODING_IMPLICIT_LE | typeof ENCODING_EXPLICIT_LE | typeof ENCODING_EXPLICIT_BE

/** How much of the data set is looked at. With less there is no guess. */
export const GUESS_BYTES = 8

const UNDEFINED_LENGTH = 0xffffffff
/** An implicit first length that is believed where the size of the object is not known. */
const CREDIBLE_LENGTH_BYTES = 1024 * 1024

/**
 * The encoding of the data set that begins at `at`, or undefined where there is no telling. `dataSetBytes` is the size
 * of the whole data set where it is known; no more than {@link GUESS_BYTES} are looked at.
 */
export function guessEncoding(bytes: Uint8Array, at = 0, dataSetBytes?: number): Encoding | undefined {
  if (bytes.length - at < GUESS_BYTES || (dataSetBytes !== undefined && dataSetBytes < GUESS_BYTES)) return undefined
  const plausibleLittle = isPlausibleGroup(groupLittle(bytes, at))
  const plausibleBig = isPlausibleGroup(groupBig(bytes, at))
  if (isKnownVr(bytes[at + 4]!, bytes[at + 5]!)) {
    if (plausibleLittle && !plausibleBig) return ENCODING_EXPLICIT_LE
    if (plausibleBig && !plausibleLittle) return ENCODING_EXPLICIT_BE
    return undefined
  }
  return plausibleLittle && isCredibleLength(bytes, at, dataSetBytes) ? ENCODING_IMPLICIT_LE : undefined
}

/** Whether an element that begins at `at` can be implicit VR little endian and can't be explicit, whatever its tag. */
export function isImplicitElement(bytes: Uint8Array, at: number, dataSetBytes: number | undefined): boolean {
  if (bytes.length - at < GUESS_BYTES || isVrPair(bytes[at + 4]!, bytes[at + 5]!)) return false
  return isCredibleLength(bytes, at, dataSetBytes)
}

/** Number of the first group, read in the byte order of `encoding`. At least two bytes are there. */
export function firstGroup(bytes: Uint8Array, at: number, encoding: Encoding): number {
  return encoding === ENCODING_EXPLICIT_BE ? groupBig(bytes, at) : groupLittle(bytes, at)
}

function groupLittle(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8)
}

function groupBig(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

/** A data set begins with a low and standard group; the same two bytes in the other order are never one. */
function isPlausibleGroup(group: number): boolean {
  return group >= 0x0008 && group <= 0x00fe && (group & 1) === 0
}

function isCredibleLength(bytes: Uint8Array, at: number, dataSetBytes: number | undefined): boolean {
  const valueBytes = (bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24)) >>> 0
  if (valueBytes === UNDEFINED_LENGTH) return true
  return dataSetBytes === undefined ? valueBytes < CREDIBLE_LENGTH_BYTES : GUESS_BYTES + valueBytes <= dataSetBytes
}
