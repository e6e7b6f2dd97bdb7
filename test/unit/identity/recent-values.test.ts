import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecentValues } from '../../../src/identity/recent-values.ts'
import { bytesOf as bytes } from './bytes.ts'

test('never finds what was remembered for other bytes', () => {
  const value = fc.uint8Array({ maxLength: 66 }).map((array) => Uint8Array.from(array, (byte) => byte % 3))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 400 }), (values) => {
      const recent = new RecentValues<string>()
      for (const one of values) {
        const found = recent.find(one)
        if (found !== undefined) expect(found).toBe(String(one))
        recent.remember(one, String(one))
      }
    }),
    { numRuns: 50 },
  )
})

test('finds the same bytes again, of up to 64, and no longer ones', () => {
  const recent = new RecentValues<number>()
  recent.remember(bytes('1'.repeat(64)), 1)
  recent.remember(bytes('2'.repeat(65)), 2)
  expect(recent.find(bytes('1'.repeat(64)))).toBe(1)
  expect(recent.find(bytes('1'.repeat(63)))).toBeUndefined()
  expect(recent.find(bytes('2'.repeat(65)))).toBeUndefined()
})

test('keeps a value of its own: the memory that it was given may change', () => {
  const recent = new RecentValues<number>()
  const value = bytes('1.2.3')
  recent.remember(value, 1)
  value[4] = 0x34
  expect(recent.find(value)).toBeUndefined()
  expect(recent.find(bytes('1.2.3'))).toBe(1)
})
