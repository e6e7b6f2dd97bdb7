import { expect, test } from 'vitest'
import { createSelectiveCache } from '../../../src/identity/selective-cache.ts'

const RECENT_KEYS = 64

test('remembers what comes again, and what came a moment ago', () => {
  const cache = createSelectiveCache<number>(1000)
  cache.set('study', 1)
  expect(cache.get('study')).toBe(1)
  for (let number = 0; number < 2 * RECENT_KEYS; number++) cache.set(`once ${number}`, number)
  expect(cache.get('study')).toBeUndefined()
  cache.set('study', 2)
  for (let number = 0; number < 100_000; number++) {
    cache.set(`instance ${number}`, number)
    if (number % 100 === 0) expect(cache.get('study')).toBe(2)
  }
})

test('does not hold for long what comes once', () => {
  const cache = createSelectiveCache<number>(8192)
  for (let number = 0; number < 100_000; number++) cache.set(`instance ${number}`, number)
  // Of those that are, one in thousands has the fingerprint of another.
  expect(cache.size).toBeLessThanOrEqual(RECENT_KEYS + 20)
})

test('holds no more than its capacity and the recent ones, whatever comes', () => {
  const cache = createSelectiveCache<number>(100)
  for (let number = 0; number < 5000; number++) {
    cache.set(`key ${number}`, number)
    cache.set(`key ${number}`, number)
    expect(cache.get(`key ${number}`)).toBe(number)
    expect(cache.size).toBeLessThanOrEqual(100 + RECENT_KEYS)
  }
})
