/** By how many days the dates of a patient move: a choice that a keyed hash makes (docs/dates.md). */

import { SluiceError } from '../errors.ts'
import { LAST_DAY_NUMBER } from './calendar.ts'

/** Which offsets there are to choose from. */
export interface OffsetBounds {
  /** The least and the greatest offset in days, both included; 0 is never chosen. */
  readonly shiftDaysRange: readonly [number, number]
  /** Only multiples of seven, so that weekdays stay. */
  readonly wholeWeeks: boolean
}

const DAYS_OF_WEEK = 7

/** How many offsets there are within `bounds`. Fails with OPTION_INVALID where there is none, or where a bound is no number of days. */
export function countOffsets(bounds: OffsetBounds): number {
  const { first, last } = stepsOf(bounds)
  const steps = last - first + 1
  return first <= 0 && last >= 0 ? steps - 1 : steps
}

/**
 * The offset in days that `hash` chooses: its first 128 bits, most significant byte first, modulo the number of offsets, counted from the least. No offset is
 * likelier than another by more than one part in 2^100. Fails as {@link countOffsets}.
 */
export function offsetDaysFromHash(hash: Uint8Array, bounds: OffsetBounds): number {
  if (hash.length < 16) throw new RangeError('an offset is chosen by at least 16 bytes')
  const view = new DataView(hash.buffer, hash.byteOffset, 16)
  const bits = (view.getBigUint64(0) << 64n) | view.getBigUint64(8)
  const { first, last, stepDays } = stepsOf(bounds)
  const step = first + Number(bits % BigInt(countOffsets(bounds)))
  const skipsZero = first <= 0 && last >= 0 && step >= 0
  return (skipsZero ? step + 1 : step) * stepDays
}

/** The first and the last multiple of a step within the bounds. */
function stepsOf({ shiftDaysRange: [least, greatest], wholeWeeks }: OffsetBounds) {
  if (!isDays(least) || !isDays(greatest)) throw invalid('a bound of the date offset is no whole number of days')
  const stepDays = wholeWeeks ? DAYS_OF_WEEK : 1
  const first = Math.ceil(least / stepDays)
  const last = Math.floor(greatest / stepDays)
  if (first > last || (first === 0 && last === 0)) throw invalid('the bounds of the date offset leave no offset but 0')
  return { first, last, stepDays }
}

/** Whether dates can move by so many days at all. */
export function isDays(days: number): boolean {
  return Number.isInteger(days) && Math.abs(days) < LAST_DAY_NUMBER
}

function invalid(detail: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, detail)
}
