import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBoundedCache } from '../../../src/identity/bounded-cache.ts'

test('gives back what was set last', () => {
  const cache = createBoundedCache<number>(4)
  cache.set('a', 1)
  cache.set('a', 2)
  expect(cache.get('a')).toBe(2)
  expect(cache.get('b')).toBeUndefined()
})

test('never holds more than its capacity, and never a value of another key', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 12 })), { maxLength: 200 })
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), steps, (capacity, actions) => {
      const cache = createBoundedCache<string>(capacity)
      const model = new Map<string, string>()
      actions.forEach(([sets, number], index) => {
        const key = `key ${number}`
        if (sets) {
          cache.set(key, `value ${index}`)
          model.set(key, `value ${index}`)
        } else {
          const found = cache.get(key)
          if (found !== undefined) expect(found).toBe(model.get(key))
        }
        expect(cache.size).toBeLessThanOrEqual(capacity)
      })
    }),
  )
})

test('remembers at least half its capacity of what was used last', () => {
  const cache = createBoundedCache<number>(8)
  for (let number = 0; number < 100; number++) {
    cache.set(`key ${number}`, number)
    for (let back = 0; back < 4 && back <= number; back++) expect(cache.get(`key ${number - back}`)).toBe(number - back)
  }
})

test('keeps what is asked for between others that come and go', () => {
  const cache = createBoundedCache<number>(8)
  cache.set('study', 7)
  for (let number = 0; number < 1000; number++) {
    cache.set(`instance ${number}`, number)
    if (number % 3 === 0) expect(cache.get('study')).toBe(7)
  }
})

test('forgets what was not asked for', () => {
  const cache = createBoundedCache<number>(8)
  cache.set('first', 1)
  for (let number = 0; number < 8; number++) cache.set(`key ${number}`, number)
  expect(cache.get('first')).toBeUndefined()
})

test('refuses a capacity that holds nothing', () => {
  expect(() => createBoundedCache(1)).toThrow(RangeError)
  expect(() => createBoundedCache(Number.NaN)).toThrow(RangeError)
})
