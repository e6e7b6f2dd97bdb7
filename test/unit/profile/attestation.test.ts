import { describe, expect, it } from 'vitest'
import { attestationInserts } from '../../../src/profile/attestation.ts'
import { compilePlan } from '../../../src/profile/compile.ts'

/** The bytes that hexadecimal words and quoted text stand for. */
function bytes(text: string): Uint8Array {
  const words = [...text.matchAll(/"([^"]*)"|([0-9A-Fa-f]+)/g)]
  return Buffer.concat(
    words.map(([, quoted, hex]) => (quoted === undefined ? Buffer.from(hex!, 'hex') : Buffer.from(quoted, 'latin1'))),
  )
}

function plain(text: Uint8Array): string {
  return Buffer.from(text).toString('hex')
}

const inserts = compilePlan({ profile: 'basic' }).inserts

// Written by hand after PS3.5 7.1. Lengths: code value 6, scheme 4 with its padding, meaning 42; each with a header of 8 bytes.
const ITEM_LITTLE = (vr: (name: string, length: string) => string): string => `
  0800 0001 ${vr('SH', '0600')} "113100"
  0800 0201 ${vr('SH', '0400')} "DCM "
  0800 0401 ${vr('LO', '2A00')} "Basic Application Confidentiality Profile "`
const EXPLICIT = (name: string, length: string): string => `"${name}" ${length}`
const IMPLICIT = (_: string, length: string): string => `${length} 0000`

const EXPECTED: [string, number, string[]][] = [
  [
    'implicit VR little endian',
    0,
    [
      '1200 6200 04000000 "YES "',
      '1200 6300 20000000 "DICOM PS3.15 2026d Basic Profile"',
      `1200 6400 54000000 FEFF 00E0 4C000000 ${ITEM_LITTLE(IMPLICIT)}`,
      '2800 0303 08000000 "REMOVED "',
    ],
  ],
  [
    'explicit VR little endian',
    1,
    [
      '1200 6200 "CS" 0400 "YES "',
      '1200 6300 "LO" 2000 "DICOM PS3.15 2026d Basic Profile"',
      `1200 6400 "SQ" 0000 54000000 FEFF 00E0 4C000000 ${ITEM_LITTLE(EXPLICIT)}`,
      '2800 0303 "CS" 0800 "REMOVED "',
    ],
  ],
  [
    'explicit VR big endian',
    2,
    [
      '0012 0062 "CS" 0004 "YES "',
      '0012 0063 "LO" 0020 "DICOM PS3.15 2026d Basic Profile"',
      `0012 0064 "SQ" 0000 00000054 FFFE E000 0000004C
       0008 0100 "SH" 0006 "113100" 0008 0102 "SH" 0004 "DCM " 0008 0104 "LO" 002A "Basic Application Confidentiality Profile "`,
      '0028 0303 "CS" 0008 "REMOVED "',
    ],
  ],
]

describe('the attestation of the Basic Profile', () => {
  it.each(EXPECTED)('is four elements in %s', (_, encoding, elements) => {
    expect(inserts.map((insert) => plain(insert.bytesByEncoding[encoding as 0 | 1 | 2]))).toEqual(
      elements.map((element) => plain(bytes(element))),
    )
  })

  it('is in tag order', () => {
    expect(inserts.map((insert) => insert.tag)).toEqual([0x00120062, 0x00120063, 0x00120064, 0x00280303])
  })
})

describe('an attestation', () => {
  it('has one item for each column that was followed, and none for others', () => {
    const [, method, codes] = attestationInserts({
      columns: ['rtn_uids', 'basic'],
      methods: ['one', 'two'],
      temporalInformation: 'MODIFIED',
      isIdentityRemoved: true,
    })
    const text = Buffer.from(codes!.bytesByEncoding[1]).toString('latin1')
    expect([...text.matchAll(/1131\d\d/g)].map(([code]) => code)).toEqual(['113100', '113110'])
    expect(Buffer.from(method!.bytesByEncoding[1]).toString('latin1').slice(8)).toBe('one\\two ')
  })
})
