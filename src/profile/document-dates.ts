/** How dates move, as a profile document says it: each value for itself. What they come to together shows when a plan is compiled (date-settings.ts). */

import { readDay } from './date-settings.ts'
import {
  type Faults,
  type Field,
  readBoolean,
  readChoice,
  readInteger,
  readItems,
  readMap,
  readText,
} from './document-fields.ts'
import type { DateRequest } from './request.ts'

export const DATE_KEYS = ['shiftDaysRange', 'wholeWeeks', 'crosswalk', 'anchor', 'reference'] as const

/** As far as dates can move (date-settings.ts). */
const MOST_DAYS = 54_750

/** The key `dates` of a profile document. */
export function readDates(field: Field, faults: Faults): DateRequest {
  const fields = readMap(field, DATE_KEYS, faults)
  const range = fields.get('shiftDaysRange')
  const weeks = fields.get('wholeWeeks')
  const crosswalk = fields.get('crosswalk')
  const shiftDaysRange = range && readRange(range, faults)
  const wholeWeeks = weeks && readBoolean(weeks, faults)
  const [anchor, reference] = (['anchor', 'reference'] as const).map((key) => {
    const given = fields.get(key)
    return given && readDayField(given, faults)
  })
  const needed = crosswalk && readChoice(crosswalk, ['required', 'preferred'] as const, faults)
  if (wholeWeeks === true && shiftDaysRange !== undefined && !holdsWeek(shiftDaysRange)) {
    faults.add(range!, 'no multiple of seven but 0 is in the range, and wholeWeeks is asked for')
  }
  return {
    ...(shiftDaysRange !== undefined && { shiftDaysRange }),
    ...(wholeWeeks !== undefined && { wholeWeeks }),
    ...(needed !== undefined && { crosswalk: needed }),
    ...(anchor !== undefined && { anchor }),
    ...(reference !== undefined && { reference }),
  }
}

function readRange(field: Field, faults: Faults): readonly [number, number] | undefined {
  const bounds = readItems(field).map((item) => readInteger(item, faults))
  const [from, to] = bounds
  if (bounds.length !== 2) {
    faults.add(field, 'the range of days has two bounds, as in [-3650, -365]')
    return undefined
  }
  if (from === undefined || to === undefined) return undefined
  if (from > to || Math.max(-from, to) > MOST_DAYS || (from === 0 && to === 0)) {
    faults.add(field, `the range goes from the lesser to the greater, within ${MOST_DAYS} days, and holds more than 0`)
    return undefined
  }
  return [from, to]
}

function holdsWeek([from, to]: readonly [number, number]): boolean {
  const first = Math.ceil(from / 7) * 7
  return first <= to && (first !== 0 || first + 7 <= to)
}

function readDayField(field: Field, faults: Faults): string | undefined {
  const text = readText(field, faults)
  const day = text === undefined ? undefined : readDay(text)
  if (text !== undefined && day === undefined) faults.add(field, 'a day of the calendar belongs here, as 2000-01-31')
  return day
}
