import { expect, test } from 'vitest'
import { SluiceError } from '../../../src/errors.ts'
import { formatKey, parseKey } from '../../../src/identity/key.ts'

const DIGITS = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1efF'
const BYTES = Uint8Array.from([...Array(31).keys(), 0xff])

test('reads 64 hexadecimal digits of either case as 32 bytes', () => {
  expect(parseKey(DIGITS)).toEqual(BYTES)
})

test('allows white space around a key, as a text file has it', () => {
  expect(parseKey(` \t${DIGITS}\r\n`)).toEqual(BYTES)
})

test.each([
  ['nothing', ''],
  ['white space', ' \n'],
  ['63 digits', DIGITS.slice(1)],
  ['65 digits', `${DIGITS}0`],
  ['a letter that is no digit', `g${DIGITS.slice(1)}`],
  ['white space inside', `${DIGITS.slice(0, 32)} ${DIGITS.slice(32)}`],
  ['two keys', `${DIGITS}\n${DIGITS}`],
  ['a prefix', `0x${DIGITS}`],
])('refuses %s as a key without telling it', (_what, text) => {
  const refused = thrownBy(() => parseKey(text))
  expect(refused.code).toBe('KEY_INVALID')
  expect(refused.message).not.toMatch(/[0-9a-f]{8}/i)
  expect(refused.cause).toBeUndefined()
})

test('writes 64 lower-case digits', () => {
  expect(formatKey(BYTES)).toBe(DIGITS.toLowerCase())
})

test('refuses to write a key of another size', () => {
  expect(thrownBy(() => formatKey(new Uint8Array(31))).code).toBe('KEY_INVALID')
})

function thrownBy(action: () => unknown): SluiceError {
  try {
    action()
  } catch (error) {
    if (error instanceof SluiceError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
