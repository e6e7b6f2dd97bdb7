import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Code } from '../../../src/errors.ts'
import { SluiceError } from '../../../src/errors.ts'
import { createKeyedHash, nodeDeflateCodec, randomKey } from '../../../src/streams/node-platform.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('createKeyedHash', () => {
  // Computed with OpenSSL's command and with Python; all but the first message are longer than a block of the hash.
  test.each([
    ['abc', 'b89a1b878289c739595104da55b6f7a8afec3e0757fc166080dc267c09c46841'],
    ['1'.repeat(200), '75ce80e67be7ee63f36adab2f073132c74a3022b1816a690ba9c5a66c96a7329'],
    ['1'.repeat(1024), '5b1afb920f94004364d307d29558a638e19149a23c6d9ee87ab550cb9d4269d9'],
    ['1'.repeat(1025), '860a8e345779543849b1dc1a79d4c43e998e0747ea518b02acfe701098a894c8'],
    ['1'.repeat(5000), '7e411cedff1fd19ebf4617277f56fe3aebad0b259819603f3b2ecb28cf262f8c'],
  ])('is HMAC-SHA-256 of %s', (message, expected) => {
    expect(hex(createKeyedHash(new Uint8Array(32).fill(0xaa))(ascii(message)))).toBe(expected)
  })

  test('does not mix messages of different lengths', () => {
    const keyedHash = createKeyedHash(new Uint8Array(32).fill(0xaa))
    keyedHash(ascii('1'.repeat(900)))
    expect(hex(keyedHash(ascii('abc'))).slice(0, 8)).toBe('b89a1b87')
  })

  test('does not follow a key that is overwritten afterwards', () => {
    const key = new Uint8Array(32).fill(0xaa)
    const keyedHash = createKeyedHash(key)
    key.fill(0)
    expect(hex(keyedHash(ascii('abc'))).slice(0, 8)).toBe('b89a1b87')
  })

  test('refuses a key of another size', () => {
    for (const size of [0, 31, 33]) expect(refusalOf(() => createKeyedHash(new Uint8Array(size)))).toBe('KEY_INVALID')
  })
})

test('makes a key of 32 bytes, another one each time', () => {
  expect(randomKey()).toHaveLength(32)
  expect(hex(randomKey())).not.toBe(hex(randomKey()))
})

describe('nodeDeflateCodec', () => {
  // zlib.compressobj(9, zlib.DEFLATED, -15) of Python over b'sluice ' * 20.
  const DEFLATED = Uint8Array.from(Buffer.from('2bce29cd4c4e55281e0c1400', 'hex'))
  const INFLATED = ascii('sluice '.repeat(20))

  test('inflates a raw stream and tells where it ended', () => {
    const followed = Uint8Array.from([...DEFLATED, 0, 0x53, 0x4d])
    const inflated = nodeDeflateCodec.inflateRaw(followed, 1000)
    expect(hex(inflated.bytes)).toBe(hex(INFLATED))
    expect(inflated.usedBytes).toBe(DEFLATED.length)
  })

  test('inflates up to the bound and refuses one byte more', () => {
    expect(nodeDeflateCodec.inflateRaw(DEFLATED, INFLATED.length).bytes).toHaveLength(INFLATED.length)
    expect(refusalOf(() => nodeDeflateCodec.inflateRaw(DEFLATED, INFLATED.length - 1))).toBe('DEFLATE_TOO_LARGE')
  })

  test('holds the bound where the output is larger than a buffer of zlib', () => {
    const mebibyte = nodeDeflateCodec.deflateRaw(new Uint8Array(1024 * 1024))
    expect(nodeDeflateCodec.inflateRaw(mebibyte, 1024 * 1024).bytes).toHaveLength(1024 * 1024)
    expect(refusalOf(() => nodeDeflateCodec.inflateRaw(mebibyte, 1024 * 1024 - 1))).toBe('DEFLATE_TOO_LARGE')
  })

  test('refuses every prefix of a stream', () => {
    for (let bytes = 0; bytes < DEFLATED.length; bytes++) {
      expect(refusalOf(() => nodeDeflateCodec.inflateRaw(DEFLATED.subarray(0, bytes), 1000))).toBe('DEFLATE_INVALID')
    }
  })

  test('refuses what is no deflate stream, and says no more than that', () => {
    try {
      nodeDeflateCodec.inflateRaw(ascii('Doe^Jane'), 1000)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(SluiceError)
      expect((error as SluiceError).code).toBe('DEFLATE_INVALID')
      expect((error as SluiceError).cause).toBeUndefined()
    }
  })

  test('inflates what it deflated', () => {
    for (const bytes of [new Uint8Array(0), INFLATED, Uint8Array.from(randomBytes(100_000))]) {
      const deflated = nodeDeflateCodec.deflateRaw(bytes)
      const inflated = nodeDeflateCodec.inflateRaw(deflated, 200_000)
      expect(hex(inflated.bytes)).toBe(hex(bytes))
      expect(inflated.usedBytes).toBe(deflated.length)
    }
  })
})

function refusalOf(action: () => unknown): Code | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof SluiceError) return error.code
    throw error
  }
  return undefined
}
