import { expect, test } from 'vitest'
import { truncatePostalCodes } from '../../../src/identity/postal-code.ts'
import { bytesOf, textOf } from './bytes.ts'

const truncate = (value: string): string => textOf(truncatePostalCodes(bytesOf(value)))

test.each([
  ['02139', '02100 '],
  ['02139-4307', '02100 '],
  ['021394307', '02100 '],
  [' 02139\0', '02100 '],
  ['02139\\94110', '02100\\94100 '],
])('leaves the first three digits of %s', (code, truncated) => {
  expect(truncate(code)).toBe(truncated)
})

// The seventeen beginnings of the guidance on de-identification of the Department of Health and Human Services.
test.each([
  '036',
  '059',
  '063',
  '102',
  '203',
  '556',
  '692',
  '790',
  '821',
  '823',
  '830',
  '831',
  '878',
  '879',
  '884',
  '890',
  '893',
])('leaves nothing of a code that begins with %s', (beginning) => {
  expect(truncate(`${beginning}12`)).toBe('00000 ')
  expect(truncate(`${beginning}12-3456`)).toBe('00000 ')
})

test.each(['0213', '021390', '02139-43', 'SW1A 1AA', 'K1A 0B1', '02139 Cambridge', '0213x', '02139\n'])(
  'leaves nothing of %s',
  (other) => {
    expect(truncate(other)).toBe('')
  },
)
