import { describe, expect, it } from 'vitest'
import {
  elementOf,
  groupOf,
  isGroupLength,
  isPrivateTag,
  matchesTag,
  parseTag,
  parseTagPattern,
  tagOf,
} from '../../../src/dicom/tag.ts'

describe('a tag', () => {
  it.each([
    ['0010,0010', 0x00100010],
    ['(0010,0010)', 0x00100010],
    ['7fe00010', 0x7fe00010],
    ['FFFE,E0DD', 0xfffee0dd],
  ])('is read from %s', (text, tag) => {
    expect(parseTag(text)).toBe(tag)
  })

  it.each(['', 'PatientName', '0010', '0010,001', '0010,00100', '60xx,3000', '0010;0010', ' 0010,0010', '-010,0010'])(
    'is not read from "%s"',
    (text) => {
      expect(parseTag(text)).toBeUndefined()
    },
  )

  it('is put together and taken apart without a sign', () => {
    expect(tagOf(0xfffe, 0xe0dd)).toBe(0xfffee0dd)
    expect(groupOf(0xfffee0dd)).toBe(0xfffe)
    expect(elementOf(0xfffee0dd)).toBe(0xe0dd)
  })

  it('is private in odd groups, and a group length with element 0', () => {
    expect([isPrivateTag(0x00091001), isPrivateTag(0x00080001)]).toEqual([true, false])
    expect([isGroupLength(0x00080000), isGroupLength(0x00080001)]).toEqual([true, false])
  })
})

describe('a pattern of tags', () => {
  it.each([
    ['60xx,3000', [0x60003000, 0x60023000, 0x601e3000], [0x60013000, 0x60203000, 0x5ffe3000, 0x60003001]],
    ['50xx,xxxx', [0x50000005, 0x501effff], [0x50010005, 0x50200005, 0x60000005]],
    ['7Fxx,0010', [0x7f000010, 0x7ffe0010], [0x7f010010, 0x7e000010, 0x7f000011]],
    ['0020,31xx', [0x00203100, 0x002031ff], [0x00203200, 0x00213100]],
    ['1000,xxx3', [0x10000003, 0x1000fff3], [0x10000004, 0x10100003]],
    ['0028,04x2', [0x00280402, 0x002804f2], [0x00280403, 0x00280502]],
    ['1010,xxxx', [0x10100000, 0x1010ffff], [0x10110000]],
    ['0010,0010', [0x00100010], [0x00100011]],
  ])('%s has the tags that it should, and no other', (text, matching, others) => {
    const pattern = parseTagPattern(text)!
    expect(matching.map((tag) => matchesTag(pattern, tag))).toEqual(matching.map(() => true))
    expect(others.map((tag) => matchesTag(pattern, tag))).toEqual(others.map(() => false))
  })

  it('is refused in a group that does not repeat, in an odd group, and where it is no tag', () => {
    for (const text of ['40xx,0010', '0x10,0010', '0009,00xx', '60xx', 'gggg,eeee']) {
      expect(parseTagPattern(text)).toBeUndefined()
    }
  })
})
