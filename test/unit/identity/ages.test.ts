import { expect, test } from 'vitest'
import { capAges } from '../../../src/identity/ages.ts'
import { bytesOf, textOf } from './bytes.ts'

const cap = (value: string): string => textOf(capAges(bytesOf(value)))

test.each(['089Y', '000Y', '018M', '999M', '999W', '999D', '001D', '045Y\\002W '])('leaves %s', (age) => {
  expect(cap(age)).toBe(age)
})

test.each(['090Y', '091Y', '117Y', '999Y', '95Y', '0095Y', '1080M', '1100M', '4700W', '32873D', '091Y ', '091Y\0'])(
  'makes 090Y of %s',
  (age) => {
    expect(cap(age)).toBe('090Y')
  },
)

test.each(['45Y', '0045Y', '1079M', '045', '045y', '045 Y', 'Y', '-45Y', '04.5Y', 'DOE^JANE', '045Y x', '090Y\n'])(
  'leaves nothing of %s',
  (malformed) => {
    expect(cap(malformed)).toBe('')
  },
)

test('keeps the number of values', () => {
  expect(cap('045Y\\x\\\\093Y')).toBe('045Y\\\\\\090Y ')
})
