/**
 * Dates and dates with times, PS3.5 6.2: moved by whole days, or reduced to their years (docs/dates.md). What is not a whole date of the calendar is
 * identifying and can be neither moved nor reduced: its component becomes empty.
 */

import { type CalendarDay, calendarDayOf, dayNumberOf, isCalendarDay, LAST_DAY_NUMBER } from './calendar.ts'
import { changeComponents } from './components.ts'

/** How a value is written. `either`: where its VR is not known. */
export type DateForm = 'DA' | 'DT' | 'either'

/** How one point in time may be written: whole patterns without groups that capture. */
interface Grammar {
  readonly point: RegExp
  readonly range: RegExp
}

const DAY = String.raw`\d{8}`
/** As the standard before 1993 had it. */
const DOTTED_DAY = String.raw`\d{4}\.\d\d\.\d\d`
const TIME = String.raw`(?:[01]\d|2[0-3])(?:[0-5]\d(?:(?:[0-5]\d|60)(?:\.\d{1,6})?)?)?`
/** From -1200 to +1400, so that a hyphen before four digits is either this or a range. */
const ZONE = String.raw`(?:\+(?:0\d|1[0-4])|-(?:0\d|1[0-2]))[0-5]\d`
const DAY_AND_TIME = `${DAY}(?:${TIME})?(?:${ZONE})?`
const YEAR_OR_MONTH = String.raw`\d{4}(?:\d\d)?(?:${ZONE})?`

const MOVABLE: Readonly<Record<DateForm, Grammar>> = {
  DA: grammarOf(DAY, DOTTED_DAY),
  DT: grammarOf(DAY_AND_TIME),
  either: grammarOf(DAY_AND_TIME, DOTTED_DAY),
}
/** A date with time that stops at the year or the month still has its year. */
const REDUCIBLE: Readonly<Record<DateForm, Grammar>> = {
  DA: MOVABLE.DA,
  DT: grammarOf(DAY_AND_TIME, YEAR_OR_MONTH),
  either: MOVABLE.either,
}

const YEAR_CHARACTERS = 4
const DAY_CHARACTERS = 8
const DOTTED_DAY_CHARACTERS = 10
const DOT = '.'

/**
 * `value` with every date moved by `offsetDays`; time and zone stay. In a range both ends move. A component with a malformed or partial date, or one that would
 * leave the years 1 to 9999, becomes empty; the number of components stays. Of even length, padded with a space.
 */
export function shiftDates(value: Uint8Array, form: DateForm, offsetDays: number): Uint8Array {
  return changeComponents(value, (component) =>
    changeEnds(component, MOVABLE[form], (point) => shift(point, offsetDays)),
  )
}

/**
 * `value` with every date reduced to the first of January of its year, written as it was, and every time gone. Malformed dates as in {@link shiftDates};
 * those of a DT that have but a year, or a year and a month, are whole enough.
 */
export function reduceToYears(value: Uint8Array, form: DateForm): Uint8Array {
  return changeComponents(value, (component) => changeEnds(component, REDUCIBLE[form], reduce))
}

/** A point, or both ends of a range, as `change` makes them; nothing where one of them is malformed or `change` gives nothing. */
function changeEnds(component: string, grammar: Grammar, change: (point: string) => string): string {
  if (grammar.point.test(component)) return change(component)
  const range = grammar.range.exec(component)
  if (range === null) return ''
  const ends = range.slice(1).map((end) => (end === undefined ? undefined : change(end)))
  return ends.includes('') ? '' : ends.map((end) => end ?? '').join('-')
}

function shift(point: string, offsetDays: number): string {
  const day = readDay(point)
  if (!isCalendarDay(day)) return ''
  const number = dayNumberOf(day) + offsetDays
  return number >= 1 && number <= LAST_DAY_NUMBER ? writeDay(point, calendarDayOf(number)) + restOf(point) : ''
}

function reduce(point: string): string {
  const day = readDay(point)
  return isCalendarDay(day) ? writeDay(point, { year: day.year, month: 1, day: 1 }) : ''
}

/** Month and day are 1 where the point has none. */
function readDay(point: string): CalendarDay {
  const dotted = isDotted(point)
  // What follows a partial date is its zone.
  const digits = dotted ? point.replaceAll(DOT, '') : point.split(/[+-]/, 1)[0]!
  return {
    year: Number(digits.slice(0, YEAR_CHARACTERS)),
    month: digits.length > 4 ? Number(digits.slice(4, 6)) : 1,
    day: digits.length > 6 ? Number(digits.slice(6, 8)) : 1,
  }
}

function writeDay(point: string, { year, month, day }: CalendarDay): string {
  const parts = [String(year).padStart(YEAR_CHARACTERS, '0'), twoDigits(month), twoDigits(day)]
  return parts.join(isDotted(point) ? DOT : '')
}

/** Time and zone. */
function restOf(point: string): string {
  return point.slice(isDotted(point) ? DOTTED_DAY_CHARACTERS : DAY_CHARACTERS)
}

function isDotted(point: string): boolean {
  return point[YEAR_CHARACTERS] === DOT
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

function grammarOf(...points: readonly string[]): Grammar {
  const point = points.map((pattern) => `(?:${pattern})`).join('|')
  // A hyphen alone is no range.
  return { point: new RegExp(`^(?:${point})$`), range: new RegExp(`^(?!-$)(${point})?-(${point})?$`) }
}
