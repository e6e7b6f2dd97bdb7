/** A kept binary value that hides a text or elements becomes empty; numbers that only look a little like them stay. */

import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../../src/profile/compile.ts'
import { testIdentity } from '../../support/agreement.ts'
import {
  buildElements,
  buildObject,
  bytesOf,
  concatenate,
  type DataSetEncodingName,
  element,
  wireEncoding,
} from '../../support/dicom-builder.ts'
import { EngineRunner } from '../../support/engine-runner.ts'

const runner = new EngineRunner(compilePlan({ profile: 'basic' }), testIdentity())
const RED_PALETTE = '0028,1201'
const ENCODINGS = ['implicit-le', 'explicit-le', 'explicit-be'] as const

/** Whether the value is in the output as it was. */
function stays(
  value: Uint8Array,
  tag = RED_PALETTE,
  vr = 'OW',
  encoding: DataSetEncodingName = 'explicit-le',
): boolean {
  const elements = [element('0008,0060', 'CS', 'CT'), element(tag, vr, value)]
  const { result, bytes } = runner.run(buildObject({ encoding, meta: { start: 'preamble' }, elements }), 'exact')
  expect(result.disposition).toBe('deidentified')
  const isThere = Buffer.from(bytes).includes(Buffer.from(value))
  expect(result.counts.tallies.implausible ?? 0).toBe(isThere ? 0 : 1)
  return isThere
}

describe.each(ENCODINGS)('a table, %s,', (encoding) => {
  const hidden = (tag: string, vr: string, value: string): Uint8Array =>
    buildElements([element('0008,0060', 'CS', 'CT'), element(tag, vr, value)], wireEncoding(encoding))

  it.each([
    ['with 16-bit lengths', '0010,0010', 'PN'],
    ['with 32-bit lengths', '0040,A160', 'UT'],
  ])('that covers the elements behind it is emptied: %s', (_, tag, vr) => {
    const covering = concatenate([new Uint8Array(20).fill(3), hidden(tag, vr, 'DOE^JANE')])
    expect(stays(covering, RED_PALETTE, 'OW', encoding)).toBe(false)
  })

  it('of which an element would end a little before or behind the end stays', () => {
    const covering = concatenate([new Uint8Array(20).fill(3), hidden('0010,0010', 'PN', 'DOE^JANE')])
    expect(stays(concatenate([covering, Uint8Array.of(1, 2)]), RED_PALETTE, 'OW', encoding)).toBe(true)
    expect(stays(covering.subarray(0, -2), RED_PALETTE, 'OW', encoding)).toBe(true)
  })
})

describe('a binary value', () => {
  it.each([
    ['DOE^JANE', RED_PALETTE, 'OW'],
    ['Jane Doe\r\n12 High Street\0\0', RED_PALETTE, 'OW'],
    ['DOE^JANE 123', '0066,0016', 'OF'],
    ['JaneDoe born 1947', '0028,2000', 'OB'],
  ])('that is a text is emptied: %s', (text, tag, vr) => {
    expect(stays(bytesOf(text.padEnd(text.length + (text.length % 2) * 1, ' ')), tag, vr)).toBe(false)
  })

  it.each([
    ['that is too short for a word', bytesOf('DOE^JA')],
    ['that is printable without a word in it', bytesOf('@A@A@A@A@A@A@A@A')],
    ['with one byte that no text has', concatenate([bytesOf('DOE^JANE DOE^JAN'), Uint8Array.of(0, 200)])],
    ['of every byte there is', Uint8Array.from({ length: 512 }, (_, at) => at >> 1)],
    ['of zeros', new Uint8Array(1024)],
    ['of 16-bit words that rise', new Uint8Array(Uint16Array.from({ length: 4096 }, (_, at) => at * 16).buffer)],
  ])('stays: %s', (_, value) => {
    expect(stays(value)).toBe(true)
  })

  it('of a number of eight bytes is not taken for a text', () => {
    expect(stays(bytesOf('DOEJANE@'), '0018,9602', 'FD')).toBe(true)
  })

  it('longer than limits.checkedBinaryBytes is not looked at', () => {
    expect(stays(bytesOf('DOE^JANE'.repeat(32_768)))).toBe(false)
    expect(stays(bytesOf('DOE^JANE'.repeat(32_769)))).toBe(true)
  })
})
