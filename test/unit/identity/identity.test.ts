import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createIdentity, type KeyedHash } from '../../../src/identity/identity.ts'

// Expected replacements under this key were computed with Python's hmac, hashlib and integers (docs/identity.md has one).
const KEY = Uint8Array.from(Array(32).keys())
const keyedHash: KeyedHash = (message) => createHmac('sha256', KEY).update(message).digest()
const identity = createIdentity(keyedHash, { cachedIdentities: 64 })

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
const text = (value: Uint8Array): string => String.fromCharCode(...value)

describe('uid', () => {
  test.each([
    ['1.2.826.0.1.3680043.9.1234.5.6', '2.25.54068783748842019075939356491540293246'],
    ['1.2.3', '2.25.182046171584245065612942369019679622227'],
    ['1.2.3.122', '2.25.388161171544005526154673607967694128'],
    ['1.2.3.203', '2.25.41017050406846271032960260544283622'],
  ])('replaces %s by the worked example', (original, replacement) => {
    expect(identity.uidText(bytes(original))).toBe(replacement)
    expect(text(identity.uid(bytes(original))).replace(/\0$/, '')).toBe(replacement)
  })

  test('gives the same for one UID however it is padded', () => {
    const expected = identity.uid(bytes('1.2.3'))
    for (const padded of ['1.2.3\0', '1.2.3 ', ' 1.2.3', '1.2.3\0\0\0', '1.2.3 \0']) {
      expect(identity.uid(bytes(padded))).toEqual(expected)
    }
  })

  test('pads to even length with one NUL', () => {
    expect(text(identity.uid(bytes('1.2.3')))).toBe('2.25.182046171584245065612942369019679622227')
    expect(text(identity.uid(bytes('1.2.3.122')))).toBe('2.25.388161171544005526154673607967694128\0')
  })

  test('replaces each part of a multi-valued element, and leaves empty and well-known ones', () => {
    const value = bytes('1.2.3\\\\1.2.840.10008.1.2.1 \\1.2.3.203\0\\ ')
    expect(text(identity.uid(value))).toBe(
      '2.25.182046171584245065612942369019679622227\\\\1.2.840.10008.1.2.1\\2.25.41017050406846271032960260544283622\\\0',
    )
  })

  test('leaves a UID of the standard', () => {
    expect(text(identity.uid(bytes('1.2.840.10008.5.1.4.1.1.2\0')))).toBe('1.2.840.10008.5.1.4.1.1.2\0')
  })

  test.each([
    ['1.2.840.10008.1.2 Doe^Jane', '2.25.34356320505554831709950390178693564502'],
    ['1.2.840.100081.1', '2.25.278720592946038752517940874372874786744'],
  ])('replaces %s, which only looks like one of the standard', (original, replacement) => {
    expect(identity.uidText(bytes(original))).toBe(replacement)
  })

  test('replaces what begins like a UID of the standard and has a number that is none of its own', () => {
    const study = '1.2.840.10008.5.1.4.1.1.2.20240131'
    expect(identity.uidText(bytes(study))).toMatch(/^2\.25\.\d+$/)
    expect(identity.uidText(bytes(study.slice(0, -4)))).toBe(study.slice(0, -4))
  })

  test('leaves nothing where there was nothing but padding', () => {
    for (const empty of ['', '\0', '\0\0', '  ']) expect(identity.uid(bytes(empty))).toHaveLength(0)
  })

  test('lets no part through that is not well known, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (value) => {
        const replaced = identity.uid(value)
        expect(replaced.length % 2).toBe(0)
        expect(text(replaced)).toMatch(/^((2\.25\.\d{1,39})?\\)*(2\.25\.\d{1,39})?\0?$/)
      }),
    )
  })
})

describe('pseudonym', () => {
  test('replaces a Patient ID by the worked example, however it is padded', () => {
    for (const padded of ['MRN 0042', 'MRN 0042 ', ' MRN 0042\0', 'MRN 0042  ']) {
      expect(text(identity.pseudonym(bytes(padded)))).toBe('S71XXM690ZH6GNQP')
    }
  })

  test('leaves nothing where there was nothing but padding', () => {
    for (const empty of ['', ' ', '\0 ']) expect(identity.pseudonym(bytes(empty))).toHaveLength(0)
  })

  test('is another one than the UID or the name of the same text', () => {
    expect(text(identity.pseudonym(bytes('1.2.3')))).toBe('XYAVXEN9XSRG79AP')
    expect(identity.nameComponent(bytes('1.2.3'))).toBe('frk6s99418h2gbjk9j81')
  })
})

describe('hash', () => {
  test('is that of the worked example, however the value is padded', () => {
    for (const padded of ['MRN 0042', 'MRN 0042 ', ' MRN 0042\0']) {
      expect(identity.hash(bytes(padded))).toBe('42fa3c5158ef0e4f95ce1977ff52e302')
    }
    expect(identity.hash(bytes('Ward 7'))).toBe('841920c439f3714f84674025788ea4cd')
  })

  test('leaves nothing where there was nothing but padding', () => {
    for (const empty of ['', ' ', '\0 ']) expect(identity.hash(bytes(empty))).toBe('')
  })
})

describe('nameComponent', () => {
  test('replaces a component by the worked example, bytes that are no text too', () => {
    expect(identity.nameComponent(bytes('Doe_Jane'))).toBe('fxyat2zfda70enmdw27j')
    expect(identity.nameComponent(Uint8Array.of(0xff, 0xe9, 0x00))).toBe('rckqsy488d3r30rtgvfm')
  })

  test('takes spaces for a part of the name', () => {
    expect(identity.nameComponent(bytes('Doe_Jane '))).not.toBe(identity.nameComponent(bytes('Doe_Jane')))
  })

  test('leaves an empty component empty', () => {
    expect(identity.nameComponent(new Uint8Array(0))).toBe('')
  })
})

test('tells the key by its fingerprint', () => {
  expect(identity.keyFingerprint).toBe('0df7d596ab9df326')
})

test('gives the same whether it remembers or not', () => {
  const original = fc.string({ unit: fc.constantFrom('1', '2', '.', '\\', '\0', 'A'), maxLength: 6 })
  const forgetful = createIdentity(keyedHash, { cachedIdentities: 2 })
  fc.assert(
    fc.property(fc.array(original, { maxLength: 30 }), (originals) => {
      for (const value of originals.map(bytes)) {
        const fresh = createIdentity(keyedHash, { cachedIdentities: 2 })
        expect(forgetful.uid(value)).toEqual(fresh.uid(value))
        expect(forgetful.pseudonym(value)).toEqual(fresh.pseudonym(value))
        expect(forgetful.nameComponent(value)).toBe(fresh.nameComponent(value))
      }
    }),
  )
})

test('asks for one hash for a value that it was asked for before, and again for one longer than 1 KiB', () => {
  let hashes = 0
  const counting = createIdentity((message) => {
    hashes++
    return keyedHash(message)
  })
  const hashesOf = (action: () => unknown): number => {
    const before = hashes
    action()
    return hashes - before
  }
  const longest = bytes('7'.repeat(1024))
  const tooLong = bytes('7'.repeat(1025))
  for (const replace of [counting.uid, counting.pseudonym]) {
    expect(hashesOf(() => replace(bytes('1.2.3')))).toBe(1)
    expect(hashesOf(() => replace(bytes('1.2.3')))).toBe(0)
    expect(hashesOf(() => replace(longest))).toBe(1)
    expect(hashesOf(() => replace(longest))).toBe(0)
    expect(hashesOf(() => replace(tooLong))).toBe(1)
    expect(hashesOf(() => replace(tooLong))).toBe(1)
  }
  // Of names only those that may be a folder's.
  expect(hashesOf(() => counting.nameComponent(bytes('1.2.3')))).toBe(1)
  expect(hashesOf(() => counting.nameComponent(bytes('1.2.3')))).toBe(0)
  expect(hashesOf(() => counting.nameComponent(longest))).toBe(1)
  expect(hashesOf(() => counting.nameComponent(longest))).toBe(1)
})
