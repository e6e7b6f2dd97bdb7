import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guessEncoding } from '../../../src/dicom/guess-encoding.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE, ENCODING_IMPLICIT_LE } from '../../../src/wasm/seam.ts'

const MEBIBYTE = 1024 * 1024

describe('guessEncoding', () => {
  test.each([
    ['group 0008 with a VR, little endian', '08000500 4353 0a00', ENCODING_EXPLICIT_LE],
    ['group 0008 with a VR, big endian', '00080005 4353 000a', ENCODING_EXPLICIT_BE],
    ['group 0008 without a VR', '08000500 0a000000', ENCODING_IMPLICIT_LE],
    ['the highest plausible group', 'fe000500 4353 0a00', ENCODING_EXPLICIT_LE],
    ['group 0010 as the first', '10001000 504e 0a00', ENCODING_EXPLICIT_LE],
    ['undefined length without a VR', '08001011 ffffffff', ENCODING_IMPLICIT_LE],
    ['a VR with a 32-bit length', '08000500 5554 0000', ENCODING_EXPLICIT_LE],
  ])('takes %s for what it is', (_what, bytes, encoding) => {
    expect(guessEncoding(fromHex(bytes), 0, 1000)).toBe(encoding)
    expect(guessEncoding(fromHex(bytes))).toBe(encoding)
  })

  test.each([
    ['group 0002', '02001000 5549 1400'],
    ['group 0006', '06001000 5549 1400'],
    ['an odd group', '09001000 4c4f 1400'],
    ['a group above 00FE', '00011000 4c4f 1400'],
    ['group 0010 in both orders', '10101000 4c4f 1400'],
    ['zeros', '00000000 00000000'],
    ['big endian without a VR', '00080005 0000000a'],
  ])('does not guess from %s', (_what, bytes) => {
    expect(guessEncoding(fromHex(bytes), 0, 1000)).toBeUndefined()
  })

  test('believes an implicit length that ends with the data set, and not one byte more', () => {
    const ten = fromHex('08000500 0a000000')
    expect(guessEncoding(ten, 0, 18)).toBe(ENCODING_IMPLICIT_LE)
    expect(guessEncoding(ten, 0, 17)).toBeUndefined()
  })

  test('believes an implicit length below 1 MiB where the size is not known', () => {
    expect(guessEncoding(fromHex('08000500 ffff0f00'))).toBe(ENCODING_IMPLICIT_LE)
    expect(guessEncoding(fromHex('08000500 00001000'))).toBeUndefined()
    expect(guessEncoding(fromHex('08000500 00001000'), 0, 8 + MEBIBYTE)).toBe(ENCODING_IMPLICIT_LE)
  })

  test('does not take a length with its highest bit set for a negative one', () => {
    expect(guessEncoding(fromHex('08000500 00000080'))).toBeUndefined()
    expect(guessEncoding(fromHex('08000500 feffffff'), 0, 1000)).toBeUndefined()
  })

  test('does not guess from fewer than 8 bytes', () => {
    const bytes = fromHex('08000500 43530a00')
    for (let size = 0; size < 8; size++) expect(guessEncoding(bytes.subarray(0, size))).toBeUndefined()
    expect(guessEncoding(bytes, 0, 7)).toBeUndefined()
    expect(guessEncoding(bytes, 1)).toBeUndefined()
  })

  test('reads at the offset that it is given and depends on 8 bytes alone', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.nat({ max: 9 }), (eight, before) => {
        const within = Uint8Array.from([...Array(before).fill(0x43), ...eight, 0xff, 0xff])
        expect(guessEncoding(within, before, 500)).toBe(guessEncoding(eight, 0, 500))
      }),
    )
  })

  test('does not take a pair of letters that is no VR for one', () => {
    expect(guessEncoding(fromHex('08000500 5a5a 0a00'))).not.toBe(ENCODING_EXPLICIT_LE)
    expect(guessEncoding(fromHex('00080005 5a5a 000a'))).toBeUndefined()
  })
})

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
}
