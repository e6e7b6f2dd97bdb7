import { describe, expect, it } from 'vitest'
import {
  findAttribute,
  registeredAttributes,
  repeatingAttributes,
  tagOfKeyword,
} from '../../../src/dicom/dictionary.ts'
import { readRows, tagNumber } from '../../support/standard-tables.ts'

const rows = readRows('data-elements.csv').filter((row) => row.keyword !== '' && row.vr !== '')

function highest(vm: string): number {
  const last = vm.replace(' or 1', '').split('-').at(-1)!
  return last.endsWith('n') ? Number.POSITIVE_INFINITY : Number(last)
}

describe('the dictionary', () => {
  it('has the least number of values', () => {
    const single = rows.filter((row) => !row.tag!.includes('x'))
    const least = single.map((row) => [row.keyword, Number(row.vm!.split(/[- ]/)[0])])
    expect(least.filter(([, count]) => count !== 1).length).toBeGreaterThan(200)
    const found = new Map([...registeredAttributes().values()].map(({ keyword, vmMin = 1 }) => [keyword, vmMin]))
    expect(single.map(({ keyword }) => [keyword, found.get(keyword!)])).toEqual(least)
  })

  it('has every attribute of the registry that has a keyword and a VR, and no other', () => {
    const single = rows.filter((row) => !row.tag!.includes('x'))
    const expected = single.map((row) => [tagNumber(row.tag!), row.keyword, row.vr, highest(row.vm!)])
    const found = [...registeredAttributes()].map(([tag, attribute]) => [
      tag,
      attribute.keyword,
      attribute.vrs.join(' or '),
      attribute.vmMax,
    ])
    expect(found.length).toBeGreaterThan(5200)
    expect(found).toEqual(expected.toSorted((a, b) => Number(a[0]) - Number(b[0])))
  })

  it('has every repeating group', () => {
    const masked = rows.filter((row) => row.tag!.includes('x'))
    expect(repeatingAttributes().map((attribute) => [attribute.tagText, attribute.keyword, attribute.vmMax])).toEqual(
      masked.map((row) => [row.tag, row.keyword, highest(row.vm!)]),
    )
  })

  it('finds by tag and by keyword', () => {
    expect(findAttribute(0x00100010)?.keyword).toBe('PatientName')
    expect(findAttribute(0x60023000)).toMatchObject({ keyword: 'OverlayData', vrs: ['OB', 'OW'], vmMax: 1 })
    expect(tagOfKeyword('PatientName')).toBe(0x00100010)
  })

  it('knows no private tag, no item, no placeholder, no odd overlay group and no other word', () => {
    for (const tag of [0x00091001, 0xfffee000, 0x00080202, 0x60013000, 0x60203000, 0x00080003]) {
      expect(findAttribute(tag)).toBeUndefined()
    }
    for (const keyword of ['', 'OverlayData', 'patientname', 'constructor']) {
      expect(tagOfKeyword(keyword)).toBeUndefined()
    }
  })
})
