import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { capAges } from '../../src/identity/ages.ts'
import { reduceToYears, shiftDates } from '../../src/identity/dates.ts'

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
const text = (value: Uint8Array): string => String.fromCharCode(...value)

/** Days since 1970 by the clock of the language, which the code under test does not use. */
const DAY_MILLISECONDS = 86_400_000
const dayOf = (digits: string): number => {
  const date = new Date(0)
  date.setUTCFullYear(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)) - 1, Number(digits.slice(6, 8)))
  return date.getTime() / DAY_MILLISECONDS
}
const digitsOf = (day: number): string => {
  const date = new Date(day * DAY_MILLISECONDS)
  const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')
  return padded(date.getUTCFullYear(), 4) + padded(date.getUTCMonth() + 1, 2) + padded(date.getUTCDate(), 2)
}

/** Far enough from both ends of the calendar for any of the offsets. */
const anyDay = fc.integer({ min: dayOf('00200101'), max: dayOf('99801231') })
const anyOffset = fc.integer({ min: -3650, max: 3650 })
const twoDigits = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'))
const anyFraction = fc.integer({ min: 0, max: 999_999 }).map((number) => `.${String(number).padStart(6, '0')}`)
const anyTime = fc.oneof(
  fc.constant(''),
  twoDigits(23),
  fc.tuple(twoDigits(23), twoDigits(59)).map((parts) => parts.join('')),
  fc
    .tuple(twoDigits(23), twoDigits(59), twoDigits(59), fc.option(anyFraction, { nil: '' }))
    .map((parts) => parts.join('')),
)
const anyZone = fc.constantFrom('', '+0000', '+0100', '-0500', '+1400', '-1200', '+0545')
const rest = fc.tuple(anyTime, anyZone).map((parts) => parts.join(''))
const dotted = (digits: string): string => `${digits.slice(0, 4)}.${digits.slice(4, 6)}.${digits.slice(6)}`

/** All the dates in a shifted value, in order. */
const daysIn = (value: string): number[] =>
  [...value.matchAll(/(?<![\d.])(\d{4})\.?(\d\d)\.?(\d\d)/g)].map(([, year, month, day]) =>
    dayOf(`${year}${month}${day}`),
  )

const anyPlace = fc.constantFrom(
  (digits: string) => ({ value: digits, form: 'DA' as const }),
  (digits: string) => ({ value: dotted(digits), form: 'DA' as const }),
  (digits: string) => ({ value: `${digits}-`, form: 'DA' as const }),
  (digits: string) => ({ value: `-${digits}`, form: 'DA' as const }),
  (digits: string) => ({ value: ` ${digits}\0`, form: 'either' as const }),
  (digits: string) => ({ value: `\\${digits}\\`, form: 'DA' as const }),
  (digits: string) => ({ value: `${digits}112233.5-0500`, form: 'DT' as const }),
  (digits: string) => ({ value: `${digits}1122+1400`, form: 'either' as const }),
)

describe('shifted dates', () => {
  test('are as far apart as they were, wherever and however they stand', () => {
    fc.assert(
      fc.property(anyDay, anyDay, anyOffset, anyPlace, anyPlace, (one, other, offset, here, there) => {
        const [first, second] = [here(digitsOf(one)), there(digitsOf(other))].map(({ value, form }) =>
          daysIn(text(shiftDates(bytes(value), form, offset))),
        )
        expect(first).toHaveLength(1)
        expect(second).toHaveLength(1)
        expect(second![0]! - first![0]!).toBe(other - one)
        expect(first![0]).toBe(one + offset)
      }),
      { numRuns: 500 },
    )
  })

  test('of a range keep its length', () => {
    fc.assert(
      fc.property(anyDay, fc.nat(400), anyOffset, rest, rest, (from, days, offset, fromRest, toRest) => {
        const range = `${digitsOf(from)}${fromRest}-${digitsOf(from + days)}${toRest}`
        const shifted = `${digitsOf(from + offset)}${fromRest}-${digitsOf(from + days + offset)}${toRest}`
        expect(text(shiftDates(bytes(range), 'DT', offset)).trimEnd()).toBe(shifted)
      }),
    )
  })

  test('keep time and zone', () => {
    fc.assert(
      fc.property(anyDay, anyOffset, rest, (day, offset, kept) => {
        const shifted = text(shiftDates(bytes(digitsOf(day) + kept), 'DT', offset))
        expect(shifted.trimEnd()).toBe(digitsOf(day + offset) + kept)
        expect(shifted.length % 2).toBe(0)
      }),
    )
  })

  test('come back by the opposite offset', () => {
    fc.assert(
      fc.property(anyDay, anyOffset, anyPlace, (day, offset, place) => {
        const { value, form } = place(digitsOf(day))
        const there = shiftDates(bytes(value), form, offset)
        expect(daysIn(text(shiftDates(there, form, -offset)))).toEqual([day])
      }),
    )
  })
})

const VALID_POINT = String.raw`\d{8}(?:\d\d){0,3}(?:\.\d{1,6})?(?:[+-]\d{4})?|\d{4}\.\d\d\.\d\d`
const VALID = new RegExp(
  String.raw`^(?:(?:${VALID_POINT})?-?(?:${VALID_POINT})?\\)*(?:(?:${VALID_POINT})?-?(?:${VALID_POINT})?) ?$`,
)

describe('whatever the value is', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...'0123456789.-+\\ \0'), maxLength: 60 }).map(bytes),
    // what is almost a date
    fc.tuple(anyDay, fc.nat(9), fc.constantFrom(...'0123456789.-+\\ xD')).map(([day, at, character]) => {
      const digits = digitsOf(day)
      return bytes(digits.slice(0, at) + character + digits.slice(at))
    }),
  )
  const anyForm = fc.constantFrom('DA', 'DT', 'either')

  test('nothing but dates comes out, one for each value and of even length', () => {
    fc.assert(
      fc.property(anyBytes, anyForm, anyOffset, (value, form, offset) => {
        for (const changed of [shiftDates(value, form, offset), reduceToYears(value, form)]) {
          expect(changed.length % 2).toBe(0)
          expect(text(changed)).toMatch(VALID)
          expect(text(changed).split('\\')).toHaveLength(text(value).split('\\').length)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('no component stays as it was', () => {
    fc.assert(
      fc.property(
        anyBytes,
        anyForm,
        anyOffset.filter((offset) => offset !== 0),
        (value, form, offset) => {
          const shifted = text(shiftDates(value, form, offset)).split('\\')
          text(value)
            .split('\\')
            .forEach((component, index) => {
              if (shifted[index]!.trim() !== '') expect(shifted[index]!.trim()).not.toBe(component.trim())
            })
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('no month or day of a year that is all that stays', () => {
    fc.assert(
      fc.property(anyBytes, anyForm, (value, form) => {
        for (const [, , month, day] of text(reduceToYears(value, form)).matchAll(/(\d{4})\.?(\d\d)\.?(\d\d)/g)) {
          expect([month, day]).toEqual(['01', '01'])
        }
      }),
    )
  })

  test('nothing but ages below 90 years, and 90 years, comes out as an age', () => {
    const anyAge = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.tuple(fc.nat(12_000), fc.constantFrom('D', 'W', 'M', 'Y')).map(([number, unit]) => bytes(`${number}${unit}`)),
      fc
        .tuple(fc.nat(999), fc.constantFrom('D', 'W', 'M', 'Y'))
        .map(([number, unit]) => bytes(String(number).padStart(3, '0') + unit)),
    )
    fc.assert(
      fc.property(anyAge, (value) => {
        expect(text(capAges(value))).toMatch(/^(?:(?:0[0-8]\dY|090Y|\d{3}[DWM])?\\)*(?:0[0-8]\dY|090Y|\d{3}[DWM])? ?$/)
      }),
    )
  })
})
