import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SNIFF_BYTES, type SniffResult, sniff } from '../../../src/dicom/sniff.ts'

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

const concatenate = (...parts: readonly string[]): Uint8Array => ascii(parts.join(''))

/** `bytes` at `at` in an entry of `size` bytes that otherwise holds `fill`. */
function entryWith(bytes: Uint8Array, at = 0, size = 600, fill = 0x7a): Uint8Array {
  const entry = new Uint8Array(Math.max(size, at + bytes.length)).fill(fill)
  entry.set(bytes, at)
  return entry
}

const ENTRIES: readonly (readonly [string, Uint8Array, SniffResult])[] = [
  ['a preamble and DICM', entryWith(ascii('DICM'), 128), 'dicom'],
  ['a preamble of zeros and DICM, and no more', entryWith(ascii('DICM'), 128, 132, 0), 'dicom'],
  ['DICM at once', entryWith(ascii('DICM')), 'dicom'],
  ['DICM alone', ascii('DICM'), 'dicom'],
  ['file meta information without a prefix', entryWith(hex('02000000 554c 0400 c0000000')), 'dicom'],
  ['an explicit data set without an envelope', entryWith(hex('08000500 4353 0a00')), 'dicom'],
  ['a big endian data set without an envelope', entryWith(hex('00080005 4353 000a')), 'dicom'],
  ['an implicit data set without an envelope', entryWith(hex('08000500 0a000000')), 'dicom'],
  ['a preamble that begins a zip', entryWith(concatenate('PK\x03\x04', '.'.repeat(124), 'DICM')), 'dicom'],
  ['a preamble that begins a data set', entryWith(concatenate('\b\0\x05\0CS\0\0', '.'.repeat(120), 'DICM')), 'dicom'],
  ['a data set that begins with group 0010', entryWith(hex('10001000 504e 0a00')), 'not-dicom'],
  ['a data set that begins with group 0004', entryWith(hex('04003011 4353 0c00')), 'not-dicom'],
  ['an implicit element that is longer than the entry', entryWith(hex('08000500 55020000'), 0, 600), 'not-dicom'],
  ['group 0002 with no VR', entryWith(hex('02000000 04000000')), 'not-dicom'],
  ['group 0002 big endian', entryWith(hex('00020000 554c 0004')), 'not-dicom'],
  ['seven bytes of a data set', hex('08000500 4353 0a'), 'not-dicom'],
  ['DICM one byte late', entryWith(ascii('DICM'), 129), 'not-dicom'],
  ['gzip', gzipSync(new Uint8Array(1000)), 'nested-archive'],
  ['zstd', zstdCompressSync(new Uint8Array(1000)), 'nested-archive'],
  ['zstd with a skippable frame first', entryWith(hex('5f2a4d18 04000000')), 'nested-archive'],
  ['zip', entryWith(ascii('PK\x03\x04')), 'nested-archive'],
  ['zip with no member', entryWith(ascii('PK\x05\x06'), 0, 22, 0), 'nested-archive'],
  ['bzip2', entryWith(ascii('BZh91AY&SY')), 'nested-archive'],
  ['bzip2 of nothing', hex('425a6839 177245385090 00000000'), 'nested-archive'],
  ['xz', entryWith(hex('fd377a585a00')), 'nested-archive'],
  ['7z', entryWith(hex('377abcaf271c')), 'nested-archive'],
  ['rar', entryWith(ascii('Rar!\x1a\x07\x01\0')), 'nested-archive'],
  ['a tar of POSIX', entryWith(ascii('ustar\x0000'), 257, 1024), 'nested-archive'],
  ['a tar of GNU', entryWith(ascii('ustar  \0'), 257, 1024), 'nested-archive'],
  ['a tar that is cut', entryWith(ascii('ustar'), 257, 262), 'nested-archive'],
  ['text that begins with BZh', entryWith(ascii('BZh9 is a magic')), 'not-dicom'],
  ['text', entryWith(ascii('Dear colleague,')), 'not-dicom'],
  ['nothing', new Uint8Array(0), 'not-dicom'],
  ['one byte', new Uint8Array(1), 'not-dicom'],
  ['zeros', new Uint8Array(600), 'not-dicom'],
]

describe('sniff', () => {
  test.each(ENTRIES)('takes %s for what it is', (_what, entry, expected) => {
    expect(sniff(entry, true, entry.length)).toBe(expected)
  })

  test.each(ENTRIES)(
    'gives for every part of %s the answer of the whole, or asks for more',
    (_what, entry, expected) => {
      for (let size = 0; size <= entry.length; size++) {
        const found = sniff(entry.subarray(0, size), size === entry.length, entry.length)
        if (found !== 'need-more') expect(found).toBe(expected)
        else expect(size).toBeLessThan(Math.min(SNIFF_BYTES, entry.length))
      }
    },
  )

  test('does not depend on how bytes of unknown number arrive', () => {
    const begin = fc.constantFrom(...ENTRIES.map(([, entry]) => entry.subarray(0, 12)))
    fc.assert(
      fc.property(begin, fc.uint8Array({ maxLength: 300 }), (head, rest) => {
        const entry = Uint8Array.from([...head, ...rest])
        const whole = sniff(entry, true)
        for (let size = 0; size <= entry.length; size++) {
          const found = sniff(entry.subarray(0, size), false)
          if (found !== 'need-more') expect(found).toBe(whole)
        }
      }),
    )
  })

  test('does not take the end of the input for an announced size', () => {
    const entry = entryWith(hex('08000500 c8000000'), 0, 140)
    expect(sniff(entry.subarray(0, 132), false)).toBe('dicom')
    expect(sniff(entry, true)).toBe('dicom')
    expect(sniff(entry, true, 140)).toBe('not-dicom')
  })

  test('asks for no more than it says it needs', () => {
    expect(sniff(entryWith(ascii('no')).subarray(0, SNIFF_BYTES - 1), false)).toBe('need-more')
    expect(sniff(entryWith(ascii('no')).subarray(0, SNIFF_BYTES), false)).toBe('not-dicom')
  })

  test('knows the whole of an entry by its size, without being told that it ended', () => {
    expect(sniff(ascii('short'), false, 5)).toBe('not-dicom')
    expect(sniff(ascii('short'), false, 6)).toBe('need-more')
  })
})
