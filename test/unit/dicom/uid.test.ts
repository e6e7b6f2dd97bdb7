import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isUid, isWellKnownUid, uidFromHash, uidRootFault } from '../../../src/dicom/uid.ts'

describe('isWellKnownUid', () => {
  test.each(['1.2.840.10008.1.2', '1.2.840.10008.5.1.4.1.1.481.1', '1.2.840.10008.6.1.1462', '1.2.840.10008.1.0.9999'])(
    'knows %s for the standard’s',
    (uid) => expect(isWellKnownUid(uid)).toBe(true),
  )

  test.each([
    '',
    '1.2.840.10008',
    '1.2.840.100081.2',
    '1.2.840.113619.2.55',
    '1.2.840.10008.1.2 ',
    '1.2.840.10008.1.2\0',
    '1.2.840.10008.1.2\\1.2.3',
    '1.2.840.10008.Doe^Jane',
    '1.2.840.10008.1.2\n1',
    '1.2.840.10008.1.2\n',
    ` 1.2.840.10008.1.2`,
    '1.2.840.10008.5.1.4.1.1.2.19470613',
    '1.2.840.10008.97531',
    '1.2.840.10008.1.07',
    '1.2.840.10008.1..2',
    '1.2.840.10008.1.',
    `1.2.840.10008${'.1'.repeat(11)}`,
  ])('does not take %j for the standard’s', (uid) => expect(isWellKnownUid(uid)).toBe(false))
})

test('a UID is 1 to 64 digits and dots', () => {
  expect(['1', '1.2.3', '9'.repeat(64)].every(isUid)).toBe(true)
  expect(['', '1.2 ', '1,2', '1.2\n', '١', '9'.repeat(65)].some(isUid)).toBe(false)
})

describe('uidFromHash', () => {
  test('gives the number that the language itself gives for the same 128 bits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 32 }), (hash) => {
        const number = BigInt(`0x${Buffer.from(hash.subarray(0, 16)).toString('hex')}`)
        expect(uidFromHash(hash)).toBe(`2.25.${number}`)
        expect(uidFromHash(hash, '1.2.3456789.1234567890.12345')).toBe(
          `1.2.3456789.1234567890.12345.${number % 10n ** 35n}`,
        )
      }),
    )
  })

  test('is the first 128 bits as a decimal number', () => {
    const hash = new Uint8Array(32).fill(0xff, 16)
    expect(uidFromHash(hash)).toBe('2.25.0')
    hash[15] = 1
    expect(uidFromHash(hash)).toBe('2.25.1')
    hash[7] = 1
    expect(uidFromHash(hash)).toBe('2.25.18446744073709551617')
    expect(uidFromHash(hash.fill(0xff))).toBe('2.25.340282366920938463463374607431768211455')
  })

  test('stands below another root, with as many of its last digits as 64 characters hold', () => {
    const most = new Uint8Array(32).fill(0xff)
    expect(uidFromHash(most, '1.2.3')).toBe('1.2.3.340282366920938463463374607431768211455')
    const root = `1.2.${'3'.repeat(39)}`
    expect(uidFromHash(most, root)).toBe(`${root}.63374607431768211455`)
    expect(uidFromHash(most, root)).toHaveLength(64)
    const [high, low] = [new Uint8Array(16), new Uint8Array(16)]
    // 10^20, of which twenty digits are all zeros: one zero is a component, twenty are none
    new DataView(high.buffer).setBigUint64(0, 5n)
    new DataView(high.buffer).setBigUint64(8, 7766279631452241920n)
    expect(uidFromHash(high, root)).toBe(`${root}.0`)
    expect(uidFromHash(low, root)).toBe(`${root}.0`)
  })

  test('reads a hash that lies within a larger buffer', () => {
    const around = new Uint8Array(40)
    around[20] = 9
    expect(uidFromHash(around.subarray(5, 37))).toBe('2.25.9')
  })

  test('refuses fewer bytes than it takes', () => {
    expect(() => uidFromHash(new Uint8Array(15))).toThrow(RangeError)
  })
})

test('a root is refused, in words, that no UID of a site can be below', () => {
  for (const root of ['1.2', '0.9', '2.16.840.1.113883.3', '1.2.840.100080', '2.250', `1.2.${'3'.repeat(39)}`]) {
    expect([root, uidRootFault(root)]).toEqual([root, undefined])
  }
  const refused = [
    '',
    '1',
    '3.1',
    '1..2',
    '1.2.',
    '01.2',
    '1.02',
    '1.2 ',
    '1.2\0',
    '2.25',
    '2.25.1',
    '1.2.840.10008',
    '1.2.840.10008.1',
  ]
  for (const root of [...refused, `1.2.${'3'.repeat(40)}`])
    expect([root, uidRootFault(root)]).toEqual([root, expect.any(String)])
})
