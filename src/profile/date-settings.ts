/** How dates move, checked: bounds of a derived offset, an anchor, a reference date. docs/dates.md says what they mean. */

import { SluiceError } from '../errors.ts'
import { DEFAULT_SETTINGS } from './plan.ts'
import type { DateRequest, TransformSettings } from './request.ts'

/** A century and a half: further, and four digits of a year would not always do. */
const MAX_SHIFT_DAYS = 54_750
const DAYS_OF_WEEK = 7
const MILLISECONDS_OF_DAY = 86_400_000

/** What dates are moved by. Throws OPTION_INVALID for bounds between which there is no offset, and for an anchor that nothing can move to. */
export function dateSettingsOf(dates: DateRequest): TransformSettings['dates'] {
  const { shiftDaysRange, wholeWeeks, crosswalk } = { ...DEFAULT_SETTINGS.dates, ...dates }
  const [low, high] = shiftDaysRange
  if (![low, high].every((days) => Number.isSafeInteger(days) && Math.abs(days) <= MAX_SHIFT_DAYS) || low > high) {
    const bounds = `two whole numbers of at most ${MAX_SHIFT_DAYS} days, the lower one first`
    throw invalid(`the range of the offset of dates is not ${bounds}`)
  }
  if (!hasOffset(low, high, wholeWeeks ? DAYS_OF_WEEK : 1)) {
    throw invalid('the range of the offset of dates holds no offset but 0')
  }
  return { shiftDaysRange: [low, high], wholeWeeks, crosswalk, ...anchored(dates) }
}

/** The same day as YYYYMMDD, from that or from YYYY-MM-DD; undefined where it is no day of the calendar. */
export function readDay(text: string): string | undefined {
  const match = /^(\d{4})(-?)(\d{2})\2(\d{2})$/.exec(text)
  if (match === null) return undefined
  const [, year, , month, day] = match
  const time = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  const isDay = !Number.isNaN(time) && year !== '0000' && new Date(time).getUTCDate() === Number(day)
  return isDay ? `${year}${month}${day}` : undefined
}

/** By how many days `reference` moves to become `anchor`, both YYYYMMDD. */
export function daysBetween(reference: string, anchor: string): number {
  return (timeOf(anchor) - timeOf(reference)) / MILLISECONDS_OF_DAY
}

function timeOf(day: string): number {
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`)
}

function anchored({
  anchor,
  reference,
  crosswalk,
}: DateRequest): Pick<TransformSettings['dates'], 'anchor' | 'fixedDays'> {
  if (anchor === undefined) {
    if (reference !== undefined) throw invalid('dates.reference needs dates.anchor, the day that it becomes')
    return {}
  }
  if (reference === undefined) {
    if (crosswalk !== undefined) return { anchor }
    throw invalid('dates.anchor needs dates.reference, or dates.crosswalk with a table that has reference dates')
  }
  const fixedDays = daysBetween(reference, anchor)
  if (fixedDays === 0 || Math.abs(fixedDays) > MAX_SHIFT_DAYS) {
    throw invalid(`dates.anchor is another day than dates.reference, and at most ${MAX_SHIFT_DAYS} days from it`)
  }
  return { anchor, fixedDays }
}

function hasOffset(low: number, high: number, step: number): boolean {
  const lowest = Math.ceil(low / step)
  const highest = Math.floor(high / step)
  return lowest <= highest && (lowest !== 0 || highest !== 0)
}

function invalid(detail: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, detail)
}
