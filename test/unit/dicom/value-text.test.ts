import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { latin1Bytes, latin1Text, RecentText, trimmedText, trimText } from '../../../src/dicom/value-text.ts'

const buffer = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))

test('text of bytes is lossless for every byte and any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 0, max: 300 }), (bytes, times) => {
      const long = Uint8Array.from(
        Array(times)
          .fill([...bytes])
          .flat(),
      )
      expect(latin1Text(long)).toBe(Buffer.from(long).toString('latin1'))
      expect(latin1Bytes(latin1Text(long))).toEqual(long)
    }),
  )
})

test('text of a part of bytes is that part', () => {
  expect(latin1Text(buffer('1.2.3.4'), 2, 5)).toBe('2.3')
})

test('bytes of text are padded to even length only where asked', () => {
  expect(latin1Bytes('abc', 0x20)).toEqual(buffer('abc '))
  expect(latin1Bytes('ab', 0x20)).toEqual(buffer('ab'))
  expect(latin1Bytes('abc')).toEqual(buffer('abc'))
})

test('trims NULs and spaces at both ends and nothing within', () => {
  for (const [padded, trimmed] of [
    ['1.2\0', '1.2'],
    ['\0 1.2 \0 ', '1.2'],
    ['1 \0 2', '1 \0 2'],
    ['\0\0 ', ''],
    ['', ''],
    ['\t1.2\n', '\t1.2\n'],
  ] as const) {
    expect(trimmedText(buffer(padded))).toBe(trimmed)
    expect(trimText(padded)).toBe(trimmed)
  }
})

describe('RecentText', () => {
  test('gives the text of the bytes at hand, whatever the bytes before were', () => {
    const recent = new RecentText()
    const value = fc.string({ unit: fc.constantFrom('1', '2', '\0', ' '), maxLength: 70 })
    fc.assert(
      fc.property(fc.array(value, { maxLength: 20 }), fc.nat(3), (values, before) => {
        for (const text of values) {
          const bytes = Buffer.from(`${'9'.repeat(before)}${text}8`, 'latin1')
          const expected = text.replace(/^[\0 ]+|[\0 ]+$/g, '')
          expect(recent.textOf(bytes, before, bytes.length - 1)).toBe(expected)
        }
      }),
    )
  })
})
