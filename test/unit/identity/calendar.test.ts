import { expect, test } from 'vitest'
import { calendarDayOf, dayNumberOf, isCalendarDay, LAST_DAY_NUMBER } from '../../../src/identity/calendar.ts'

// Numbers are those of Python's date.toordinal().
test.each([
  [1, 1, 1, 1],
  [1, 3, 1, 60],
  [100, 3, 1, 36_219],
  [400, 2, 29, 145_791],
  [1582, 10, 15, 577_736],
  [1900, 3, 1, 693_655],
  [1970, 1, 1, 719_163],
  [2000, 2, 29, 730_179],
  [2024, 2, 29, 738_945],
  [9999, 12, 31, 3_652_059],
])('numbers %i-%i-%i', (year, month, day, number) => {
  expect(dayNumberOf({ year, month, day })).toBe(number)
  expect(calendarDayOf(number)).toEqual({ year, month, day })
})

test('counts every day of the calendar, none twice', () => {
  let expected = { year: 1, month: 1, day: 1 }
  for (let number = 1; number <= LAST_DAY_NUMBER; number++) {
    const { year, month, day } = calendarDayOf(number)
    if (year !== expected.year || month !== expected.month || day !== expected.day) {
      expect.fail(`${number} is ${year}-${month}-${day}`)
    }
    expected = { year, month, day: day + 1 }
    if (isCalendarDay(expected)) continue
    expected = month < 12 ? { year, month: month + 1, day: 1 } : { year: year + 1, month: 1, day: 1 }
  }
  expect(expected).toEqual({ year: 10_000, month: 1, day: 1 })
})

test.each([
  [2024, 2, 29],
  [2000, 2, 29],
  [1582, 10, 10],
  [9999, 12, 31],
])('knows %i-%i-%i', (year, month, day) => {
  expect(isCalendarDay({ year, month, day })).toBe(true)
})

test.each([
  [2023, 2, 29],
  [1900, 2, 29],
  [2023, 4, 31],
  [2023, 13, 1],
  [2023, 0, 1],
  [2023, 1, 0],
  [2023, 1, 32],
  [0, 1, 1],
  [10_000, 1, 1],
])('knows no %i-%i-%i', (year, month, day) => {
  expect(isCalendarDay({ year, month, day })).toBe(false)
})
