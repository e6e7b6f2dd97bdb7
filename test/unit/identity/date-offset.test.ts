import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Code } from '../../../src/errors.ts'
import { SluiceError } from '../../../src/errors.ts'
import { countOffsets, type OffsetBounds, offsetDaysFromHash } from '../../../src/identity/date-offset.ts'
import { createIdentity } from '../../../src/identity/identity.ts'
import { bytesOf } from './bytes.ts'

const identityOf = (key: Uint8Array) => createIdentity((message) => createHmac('sha256', key).update(message).digest())
const identity = identityOf(Uint8Array.from(Array(32).keys()))
const otherIdentity = identityOf(new Uint8Array(32).fill(0xaa))

const bounds = (least: number, greatest: number, wholeWeeks = false): OffsetBounds => ({
  shiftDaysRange: [least, greatest],
  wholeWeeks,
})
const YEARS = bounds(-3650, -365)
const YEARS_OF_WEEKS = bounds(-3650, -365, true)
const AROUND_ZERO = bounds(-10, 10)
const WEEKS_AROUND_ZERO = bounds(-30, 30, true)
const ONE_DAY = bounds(-1, 1)

describe('the offset of a patient', () => {
  // Computed with Python's hmac and a list of all offsets that there are.
  test.each([
    ['MRN 0042', [-2740, -2737, 5, 21, -1]],
    ['1.2.3', [-2567, -1414, 4, 14, 1]],
    ['A', [-3433, -2716, -1, -21, 1]],
    ['\xe9', [-3413, -2086, 10, -7, 1]],
  ])('%s is that of the worked example', (patientId, offsets) => {
    const all = [YEARS, YEARS_OF_WEEKS, AROUND_ZERO, WEEKS_AROUND_ZERO, ONE_DAY]
    expect(all.map((given) => identity.dateOffsetDays(bytesOf(patientId), given))).toEqual(offsets)
  })

  test.each([
    ['MRN 0042', [-1949, -3220, 2, 28, 1]],
    ['1.2.3', [-983, -819, 4, 14, 1]],
  ])('%s is another one under another key', (patientId, offsets) => {
    const all = [YEARS, YEARS_OF_WEEKS, AROUND_ZERO, WEEKS_AROUND_ZERO, ONE_DAY]
    expect(all.map((given) => otherIdentity.dateOffsetDays(bytesOf(patientId), given))).toEqual(offsets)
  })

  test('does not depend on how the ID is padded', () => {
    for (const padded of ['MRN 0042 ', ' MRN 0042\0', 'MRN 0042\0\0']) {
      expect(identity.dateOffsetDays(bytesOf(padded), YEARS)).toBe(-2740)
    }
  })

  test.each(['', ' ', '\0\0'])('is not known where there is no ID', (blank) => {
    expect(identity.dateOffsetDays(bytesOf(blank), YEARS)).toBeUndefined()
  })

  test('is the one that there is', () => {
    for (const only of [bounds(5, 5), bounds(0, 1), bounds(-1, 0), bounds(1, 13, true), bounds(-13, -1, true)]) {
      const offset = identity.dateOffsetDays(bytesOf('A'), only)
      expect([5, 1, -1, 7, -7]).toContain(offset)
      expect(countOffsets(only)).toBe(1)
    }
  })
})

describe('offsets of ten thousand patients', () => {
  // The critical value of chi-square for a probability of one in a thousand, from tables, for the degrees of freedom given.
  test.each([
    ['days', AROUND_ZERO, 20, 43.82],
    ['weeks', WEEKS_AROUND_ZERO, 8, 24.32],
    ['years', bounds(-3650, -365), 3286, 3545],
  ])('are spread evenly over %s, and none is 0', (_, given, count, critical) => {
    expect(countOffsets(given)).toBe(count)
    const found = new Map<number, number>()
    const patients = 10_000
    for (let patient = 0; patient < patients; patient++) {
      const offset = identity.dateOffsetDays(bytesOf(`patient ${patient}`), given)!
      const [least, greatest] = given.shiftDaysRange
      expect(offset >= least && offset <= greatest && offset !== 0 && (!given.wholeWeeks || offset % 7 === 0)).toBe(
        true,
      )
      found.set(offset, (found.get(offset) ?? 0) + 1)
    }
    const expected = patients / count
    let chiSquare = (count - found.size) * expected
    for (const times of found.values()) chiSquare += (times - expected) ** 2 / expected
    expect(chiSquare).toBeLessThan(critical)
  })
})

test('reaches the first and the last offset', () => {
  const hashOf = (last: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index === 15 ? last : 0))
  expect(offsetDaysFromHash(hashOf(0), YEARS)).toBe(-3650)
  expect(offsetDaysFromHash(hashOf(0), AROUND_ZERO)).toBe(-10)
  expect(offsetDaysFromHash(hashOf(9), AROUND_ZERO)).toBe(-1)
  expect(offsetDaysFromHash(hashOf(10), AROUND_ZERO)).toBe(1)
  expect(offsetDaysFromHash(hashOf(19), AROUND_ZERO)).toBe(10)
  expect(offsetDaysFromHash(hashOf(20), AROUND_ZERO)).toBe(-10)
  // 2^128 - 1 leaves 15 of 20
  expect(offsetDaysFromHash(new Uint8Array(32).fill(0xff), AROUND_ZERO)).toBe(6)
})

test.each([
  ['nothing but 0', bounds(0, 0)],
  ['no week', bounds(-6, 6, true)],
  ['no day', bounds(1, -1)],
  ['no whole number', bounds(-1.5, 3)],
  ['no number', bounds(Number.NaN, 3)],
  ['more than the calendar', bounds(-3_652_059, -1)],
])('refuses bounds that leave %s', (_, given) => {
  expect(codeOf(() => countOffsets(given))).toBe('OPTION_INVALID')
})

function codeOf(action: () => unknown): Code | undefined {
  try {
    action()
  } catch (fault) {
    if (fault instanceof SluiceError) return fault.code
    throw fault
  }
  return undefined
}
