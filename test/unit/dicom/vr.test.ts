import { describe, expect, it } from 'vitest'
import { hasShortLength, isKnownVr, isVrName, isVrPair, VR_NAMES, vrIndexOf, vrTable } from '../../../src/dicom/vr.ts'
import { VR_INDEX_MASK, VR_KNOWN, VR_SHORT, VR_TABLE_BYTES } from '../../../src/wasm/seam.ts'

/** PS3.5 Table 7.1-2 and 7.1-1, typed in here once more. */
const SHORT = 'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' ')
const LONG = 'OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' ')

function bytesOf(name: string): [number, number] {
  return [name.charCodeAt(0), name.charCodeAt(1)]
}

describe('the value representations', () => {
  it('are the 34 of PS3.5, numbered from 1', () => {
    expect([...VR_NAMES.slice(1)].toSorted()).toEqual([...SHORT, ...LONG].toSorted())
    expect(VR_NAMES.map((name) => vrIndexOf(name))).toEqual(VR_NAMES.map((_, index) => index))
    expect(vrIndexOf('XX')).toBe(0)
    expect([isVrName('PN'), isVrName('XX'), isVrName('')]).toEqual([true, false, false])
  })

  it('have a length of 16 bits where PS3.5 says so', () => {
    expect(VR_NAMES.filter((name) => name !== '' && hasShortLength(name)).toSorted()).toEqual(SHORT)
  })

  it('fill their cells of the table and leave all others 0', () => {
    const table = vrTable()
    expect(table.length).toBe(VR_TABLE_BYTES)
    const cells = new Map([...table].flatMap((byte, at) => (byte === 0 ? [] : [[at, byte] as const])))
    expect(cells.size).toBe(34)
    for (const name of [...SHORT, ...LONG]) {
      const [first, second] = bytesOf(name)
      const cell = cells.get((first - 65) * 26 + (second - 65))!
      expect(cell & VR_KNOWN).toBe(VR_KNOWN)
      expect((cell & VR_SHORT) !== 0).toBe(SHORT.includes(name))
      expect(VR_NAMES[cell & VR_INDEX_MASK]).toBe(name)
    }
  })

  it('gives away a table that nobody else sees', () => {
    vrTable().fill(0)
    expect(isKnownVr(...bytesOf('PN'))).toBe(true)
  })

  it('are told from other pairs of bytes', () => {
    expect([isKnownVr(...bytesOf('UN')), isKnownVr(...bytesOf('ZZ')), isKnownVr(...bytesOf('pn'))]).toEqual([
      true,
      false,
      false,
    ])
    expect([
      isVrPair(...bytesOf('ZZ')),
      isVrPair(...bytesOf('A[')),
      isVrPair(...bytesOf('@A')),
      isVrPair(0, 0),
    ]).toEqual([true, false, false, false])
  })
})
