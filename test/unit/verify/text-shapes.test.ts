import { describe, expect, it } from 'vitest'
import { isDummyText, isRealDate, shapesOf } from '../../../src/verify/text-shapes.ts'

describe('the shapes of a text', () => {
  it.each<[string, string[]]>([
    ['Knee, left, 3 mm', []],
    ['T2w FSE 2.5mm x 0.9', []],
    ['DOE^JANE', ['text-name']],
    ['for Dr. Miller', ['text-name']],
    ['jane.doe@example.org', ['text-email']],
    ['see https://example.org/x', ['text-url']],
    ['C:\\Users\\doe', ['text-url']],
    ['call +49 30 901820', ['text-phone']],
    ['555-123-4567', ['text-phone']],
    ['on 20240131', ['text-date']],
    ['on 31.01.2024', ['text-date']],
    ['31 Jan 2024', ['text-date']],
    ['20240131 for 12345678', ['text-date', 'text-identifier']],
    ['MRN 4711', ['text-identifier']],
    ['A1234567', ['text-identifier']],
  ])('of %j are %j', (text, shapes) => {
    expect(shapesOf(text).sort()).toEqual(shapes)
  })

  it('do not take long on long texts', () => {
    for (const unit of ['1', 'a.', '1 ', 'A^', '@', '+1 ', '\\\\a'])
      expect(shapesOf(unit.repeat(60_000)).length).toBeLessThan(7)
  })
})

describe('a dummy', () => {
  it.each(['', '0', '000000', 'ANONYMIZED', 'Anonymous^Patient', 'REMOVED', '--', 'xxxx', 'anon 1'])(
    'is %j',
    (text) => {
      expect(isDummyText(text)).toBe(true)
    },
  )
  it.each(['DOE^JANE', 'Anonymous^Jane', 'ANON12345', '1', 'Zz', 'A'])('is not %j', (text) => {
    expect(isDummyText(text)).toBe(false)
  })
})

describe('a date', () => {
  it.each([
    ['20240131', true],
    ['2024.01.31', true],
    ['20240131101112.5+0100', true],
    ['19000101', false],
    ['00000000', false],
    ['', false],
    ['20241399', false],
  ])('%j looks real: %j', (text, isReal) => {
    expect(isRealDate(text)).toBe(isReal)
  })
})
