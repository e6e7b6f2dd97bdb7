/** The key: 32 bytes, written as 64 hexadecimal digits. Whoever has it can link pseudonyms to guessed originals. */

import { hexadecimal } from '../dicom/hexadecimal.ts'
import { SluiceError } from '../errors.ts'

export const KEY_BYTES = 32

const KEY_TEXT = /^\s*([0-9a-fA-F]{64})\s*$/

/** The key in `text`; white space around it is allowed. Fails with KEY_INVALID, which never tells what the text was. */
export function parseKey(text: string): Uint8Array {
  const digits = KEY_TEXT.exec(text)?.[1]
  if (digits === undefined) throw new SluiceError('KEY_INVALID')
  const key = new Uint8Array(KEY_BYTES)
  for (let index = 0; index < KEY_BYTES; index++) {
    key[index] = Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16)
  }
  return key
}

/** 64 lower-case hexadecimal digits. Fails with KEY_INVALID where `key` is not 32 bytes. */
export function formatKey(key: Uint8Array): string {
  if (key.length !== KEY_BYTES) throw new SluiceError('KEY_INVALID')
  return hexadecimal(key)
}
