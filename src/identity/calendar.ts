/**
 * Days of the proleptic Gregorian calendar, years 1 to 9999, as whole numbers: 1 is the first of January of the year 1. Integers alone, because what the
 * language offers for dates knows time zones and reads years below 100 as something else.
 */

/** A day. Month and day count from 1. */
export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Number of the 31st of December 9999. */
export const LAST_DAY_NUMBER = 3_652_059

const LAST_YEAR = 9999
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const FEBRUARY = 2
/** 400 years have 146,097 days, always. */
const AVERAGE_DAYS_OF_YEAR = 365.2425

/** Whether there is such a day. */
export function isCalendarDay({ year, month, day }: CalendarDay): boolean {
  if (year < 1 || year > LAST_YEAR || month < 1 || month > DAYS_OF_MONTH.length) return false
  return day >= 1 && day <= daysOfMonth(year, month)
}

/** The number of a day that there is. */
export function dayNumberOf({ year, month, day }: CalendarDay): number {
  let number = daysBeforeYear(year) + day
  for (let earlier = 1; earlier < month; earlier++) number += daysOfMonth(year, earlier)
  return number
}

/** The inverse of {@link dayNumberOf}, for 1 to {@link LAST_DAY_NUMBER}. */
export function calendarDayOf(number: number): CalendarDay {
  // The average never gives a year too late, nor one that is too early by more than one.
  let year = Math.floor((number - 1) / AVERAGE_DAYS_OF_YEAR) + 1
  if (daysBeforeYear(year + 1) < number) year++
  let day = number - daysBeforeYear(year)
  let month = 1
  while (day > daysOfMonth(year, month)) {
    day -= daysOfMonth(year, month)
    month++
  }
  return { year, month, day }
}

function daysBeforeYear(year: number): number {
  const years = year - 1
  return 365 * years + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
}

function daysOfMonth(year: number, month: number): number {
  return DAYS_OF_MONTH[month - 1]! + (month === FEBRUARY && isLeapYear(year) ? 1 : 0)
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
