import { describe, expect, it } from 'vitest'
import { registeredAttributes } from '../../../src/dicom/dictionary.ts'
import { VR_NAMES } from '../../../src/dicom/vr.ts'
import { compilePlan } from '../../../src/profile/compile.ts'
import type { Slot } from '../../../src/profile/plan.ts'
import {
  CATEGORY_COUNT,
  CHECK_BINARY,
  CHECK_LINE,
  CHECK_NUMBER,
  CHECK_SEQUENCE,
  CHECK_TEXT,
  CHECK_TIME,
  CHECK_UID,
  SLOT_FLAG_BINARY,
  SLOT_FLAG_BULK,
  SLOT_FLAG_ENCAPSULATED,
  SLOT_FLAG_KEEP_IN_DUMMY,
  SLOT_FLAG_NESTED_EXCEPTION,
} from '../../../src/wasm/seam.ts'
import { BINARY_UNITS } from '../../support/arbitrary-values.ts'
import { readRows, tagNumber } from '../../support/standard-tables.ts'

const plan = compilePlan({ profile: 'basic' })

function slotOf(tag: number): Slot {
  return plan.lookup(tag, { path: [] })!.slot
}

function tagsWithFlag(flag: number): number[] {
  return [...plan.slots].filter(([, slot]) => (slot.flags & flag) !== 0).map(([tag]) => tag)
}

describe('the plausibility of a kept value', () => {
  it.each([
    ['Rows, US', 0x00280010, CHECK_BINARY, 2, 2],
    ['Frame Increment Pointer, AT 1-n', 0x00280009, CHECK_BINARY, 0, 4],
    ['Red Palette Color LUT Descriptor, US or SS 3', 0x00281101, CHECK_BINARY, 6, 2],
    ['LUT Data, US or OW', 0x00283006, CHECK_BINARY, 0, 1],
    ['Pixel Data, OB or OW', 0x7fe00010, CHECK_BINARY, 0, 1],
    ['Double Float Pixel Data, OD', 0x7fe00009, CHECK_BINARY, 0, 1],
    ['Image Position (Patient), DS 3', 0x00200032, CHECK_NUMBER, 3 * 33 * 4, 32],
    ['Window Center, DS 1-n', 0x00281050, CHECK_NUMBER, 0, 32],
    ['Instance Number, IS', 0x00200013, CHECK_NUMBER, 68, 16],
    ['Modality, CS', 0x00080060, CHECK_LINE, 68, 16],
    ['Image Type, CS 2-n', 0x00080008, CHECK_LINE, 0, 16],
    ['Manufacturer, LO', 0x00080070, CHECK_LINE, 260, 64],
    ['Code Value, SH', 0x00080100, CHECK_LINE, 68, 16],
    ['Long Code Value, UC', 0x00080119, CHECK_LINE, 0, 0],
    ['SOP Class UID, UI', 0x00080016, CHECK_UID, 260, 64],
    ['Image Display Format, ST', 0x20100010, CHECK_TEXT, 4096, 0],
    ['Fraction Pattern, LT', 0x300a007b, CHECK_TEXT, 40960, 0],
    ['EXIF Version, UT', 0x00160020, CHECK_TEXT, 0, 0],
    ['Patient’s Age, AS', 0x00101010, CHECK_TIME, 20, 4],
    ['Study Date, DA', 0x00080020, CHECK_TIME, 76, 18],
    ['Study Time, TM', 0x00080030, CHECK_TIME, 116, 28],
    ['Frame Acquisition DateTime, DT', 0x00189074, CHECK_TIME, 220, 54],
    ['Timezone Offset From UTC, SH that is a time', 0x00080201, CHECK_TIME, 68, 16],
    ['Patient’s Name, PN', 0x00100010, CHECK_LINE, 780, 194],
    ['Referenced Image Sequence, SQ', 0x00081140, CHECK_SEQUENCE, 0, 1],
  ])('of %s', (_, tag, check, maxBytes, unitBytes) => {
    expect(slotOf(tag)).toMatchObject({ check, maxBytes, unitBytes })
  })

  it('leaves no attribute without a unit that a length could be divided by', () => {
    for (const [tag, slot] of plan.slots) {
      if (slot.check === CHECK_BINARY) expect([tag, slot.unitBytes]).not.toEqual([tag, 0])
    }
  })
})

describe('the flags of a slot', () => {
  it('are bulk for pixel data and its kin', () => {
    expect(tagsWithFlag(SLOT_FLAG_BULK)).toEqual([0x7fe00008, 0x7fe00009, 0x7fe00010])
    expect(slotOf(0x7f020010).flags & SLOT_FLAG_BULK).toBe(SLOT_FLAG_BULK)
    expect(slotOf(0x7f020011).flags & SLOT_FLAG_BULK).toBe(0)
    expect(tagsWithFlag(SLOT_FLAG_ENCAPSULATED)).toEqual([0x7fe00010])
  })

  it('are binary where the registry knows no VR of characters', () => {
    const binary = new Set([
      'AT',
      'FD',
      'FL',
      'OB',
      'OD',
      'OF',
      'OL',
      'OV',
      'OW',
      'SL',
      'SS',
      'SV',
      'UL',
      'UN',
      'US',
      'UV',
    ])
    const expected = readRows('data-elements.csv')
      .filter((row) => row.tag! >= '0008' && !row.tag!.includes('x') && row.keyword !== '')
      .filter((row) => row.vr !== '' && row.vr!.split(' or ').every((vr) => binary.has(vr)))
    expect(expected.length).toBeGreaterThan(1000)
    expect(tagsWithFlag(SLOT_FLAG_BINARY)).toEqual(expected.map((row) => tagNumber(row.tag!)))
  })

  it('let codes and UIDs stay in a sequence that became a dummy', () => {
    const expected = readRows('data-elements.csv')
      .filter((row) => (row.vr === 'CS' || row.vr === 'UI') && row.tag! >= '0008' && !row.tag!.includes('x'))
      // Graphic Type becomes that which one point fits
      .filter((row) => row.keyword !== '' && row.keyword !== 'GraphicType')
    expect(tagsWithFlag(SLOT_FLAG_KEEP_IN_DUMMY)).toEqual(expected.map((row) => tagNumber(row.tag!)))
  })

  it('mark what has an exception in some sequence', () => {
    expect(tagsWithFlag(SLOT_FLAG_NESTED_EXCEPTION)).toEqual(
      [...new Set(plan.nestedExceptions.map((exception) => exception.tag))].toSorted((a, b) => a - b),
    )
    expect(slotOf(0x00080080).flags).toBe(SLOT_FLAG_NESTED_EXCEPTION)
  })
})

describe('the category of a slot', () => {
  it('is a number that the counts have room for', () => {
    for (const { category } of [...plan.slots.values(), ...plan.masks.map((row) => row.slot)]) {
      expect(category).toBeGreaterThanOrEqual(0)
      expect(category).toBeLessThan(CATEGORY_COUNT)
    }
  })
})

describe('the dummies', () => {
  /** What PS3.5 Table 6.2-1 lets a value of the VR be, as far as the dummies use it. */
  const VALID: Record<string, RegExp> = {
    AE: /^[ -[\]-~]{1,16}$/,
    AS: /^\d{3}[DWMY]$/,
    CS: /^[A-Z0-9 _]{1,16}$/,
    DA: /^\d{8}$/,
    DS: /^[0-9+\-Ee. ]{1,16}$/,
    DT: /^\d{14}$/,
    IS: /^[0-9+\- ]{1,12}$/,
    LO: /^[ -[\]-~]{1,64}$/,
    LT: /^[ -~]{1,10240}$/,
    PN: /^[ -[\]-~]{1,64}$/,
    SH: /^[ -[\]-~]{1,16}$/,
    ST: /^[ -~]{1,1024}$/,
    TM: /^([01]\d|2[0-3])[0-5]\d[0-5]\d$/,
    UC: /^[ -[\]-~]+$/,
    UI: /^2\.25\.[1-9]\d{0,38}\0?$/,
    UR: /^[A-Za-z0-9]+$/,
    UT: /^[ -~]+$/,
  }

  it('are valid for their VR and of even length', () => {
    expect(plan.dummies.length).toBeGreaterThan(34)
    for (const [index, { vrIndex, bytes, bigEndianBytes }] of plan.dummies.entries()) {
      const vr = VR_NAMES[vrIndex]!
      expect([vr, bytes.length % 2]).toEqual([vr, 0])
      if (index < VR_NAMES.length) expect(vrIndex).toBe(index)
      if (VALID[vr] !== undefined) {
        const text = Buffer.from(bytes).toString('latin1')
        for (const value of index < VR_NAMES.length ? [text] : text.split('\\')) expect(value).toMatch(VALID[vr])
        expect(bigEndianBytes).toEqual(bytes)
      } else if (BINARY_UNITS[vr] !== undefined) {
        expect([bytes.length > 0, bytes.length % BINARY_UNITS[vr]]).toEqual([true, 0])
        if (index < VR_NAMES.length) expect([...new Set(bytes)]).toEqual([0])
        expect(bigEndianBytes.length).toBe(bytes.length)
      } else expect([vr, bytes.length]).toEqual([vr, 0])
    }
  })

  it.each([
    ['Patient’s Sex', 0x00100040, 'O '],
    ['Reason for the Attribute Modification', 0x04000565, 'COERCE'],
    ['Patient’s Name', 0x00100010, 'ANONYMIZED'],
    ['Study Date', 0x00080020, '19000101'],
    ['Study Time', 0x00080030, '000000'],
    ['Frame Acquisition DateTime', 0x00189074, '19000101000000'],
    ['Patient’s Age', 0x00101010, '000Y'],
    ['Instance Number', 0x00200013, '0 '],
    ['Rows', 0x00280010, '\0\0'],
    ['Encapsulated Document', 0x00420011, '\0\0'],
    ['Referenced Frame Number', 0x00081160, '1 '],
    ['Graphic Type', 0x00700023, 'POINT '],
    ['Pixel Spacing', 0x00280030, '0\\0 '],
    ['Image Orientation (Patient)', 0x00200037, '0\\0\\0\\0\\0\\0 '],
    ['Anchor Point', 0x00700014, '\0'.repeat(8)],
    ['Graphic Data, one point of two dimensions', 0x00700022, '\0'.repeat(8)],
  ])('of %s fits the attribute', (_, tag, value) => {
    expect(Buffer.from(plan.dummies[slotOf(tag).dummy]!.bytes).toString('latin1')).toBe(value)
  })

  it('of numbers are such in both byte orders', () => {
    const { bytes, bigEndianBytes } = plan.dummies[slotOf(0x00700020).dummy]! // Graphic Dimensions
    expect([[...bytes], [...bigEndianBytes]]).toEqual([
      [2, 0],
      [0, 2],
    ])
  })

  it('have as many values as any attribute of the registry must have', () => {
    for (const [tag, { vmMin = 1, vrs }] of registeredAttributes()) {
      const [vr] = vrs
      const unit = BINARY_UNITS[vr]
      if (plan.slots.get(tag) === undefined || vr === 'SQ') continue
      const { bytes } = plan.dummies[slotOf(tag).dummy]!
      const text = Buffer.from(bytes).toString('latin1')
      const count = unit === undefined ? text.split('\\').length : bytes.length / unit
      expect([tag.toString(16), count >= vmMin]).toEqual([tag.toString(16), true])
    }
  })
})
