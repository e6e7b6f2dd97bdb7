import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { vrIndexOf } from '../../../src/dicom/vr.ts'
import { createTransforms, type Transforms } from '../../../src/engine/transforms.ts'
import { type Code, SluiceError } from '../../../src/errors.ts'
import { createIdentity } from '../../../src/identity/identity.ts'
import type { TransformSettings } from '../../../src/profile/request.ts'
import type { Transform } from '../../../src/profile/transforms.ts'

const KEY = Uint8Array.from(Array(32).keys())
const keyedHash = (message: Uint8Array) => createHmac('sha256', KEY).update(message).digest()
const identity = createIdentity(keyedHash)
const SETTINGS: TransformSettings = {
  dates: { shiftDaysRange: [-3650, -365], wholeWeeks: false, crosswalk: 'none' },
  words: [],
}
const STUDY_DATE = 0x00080020
const ACQUISITION_DATE_TIME = 0x0008002a
const STUDY_TIME = 0x00080030
const PRIVATE = 0x00091001

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
const text = (value: Uint8Array): string => Array.from(value, (byte) => String.fromCharCode(byte)).join('')

interface Asked {
  readonly value: string
  readonly tag?: number
  readonly vr?: string
  readonly charset?: string | undefined
  readonly patientId?: string | undefined
}

/** What one transform makes of one value. */
function applied(transform: Transform, asked: Asked): string {
  const transforms = createTransforms([{ kind: 'cap-age' }, transform], SETTINGS, identity)
  begin(transforms, 'patientId' in asked ? asked.patientId : 'MRN 0042')
  return text(
    transforms.apply(1, {
      tag: asked.tag ?? PRIVATE,
      vrIndex: vrIndexOf(asked.vr ?? ''),
      charset: 'charset' in asked ? asked.charset && bytes(asked.charset) : bytes(''),
      value: bytes(asked.value),
    } as Parameters<Transforms['apply']>[1]),
  )
}

function begin(transforms: Transforms, patientId: string | undefined): void {
  transforms.begin({ patientId: patientId === undefined ? undefined : bytes(patientId), facts: [], complete: true })
}

describe('shift-date', () => {
  // By -2740 days, which is the worked example of docs/dates.md; computed with Python's datetime.
  test.each<[string, Asked, string]>([
    ['a DA by its VR', { value: '20240229', vr: 'DA' }, '20160829'],
    ['a DA by its tag', { value: '20240229', tag: STUDY_DATE }, '20160829'],
    ['a DA that says it is UN', { value: '20240229', tag: STUDY_DATE, vr: 'UN' }, '20160829'],
    ['a DT by its VR', { value: '20240229112233.5+0100', vr: 'DT' }, '20160829112233.5+0100 '],
    ['a DT by its tag', { value: '20240229112233', tag: ACQUISITION_DATE_TIME }, '20160829112233'],
    ['a private date of no VR', { value: '20240229112233' }, '20160829112233'],
    ['a date in a text', { value: '20240229', vr: 'LO' }, '20160829'],
  ])('moves %s', (_, asked, moved) => {
    expect(applied({ kind: 'shift-date' }, asked)).toBe(moved)
  })

  test('goes by the VR that the data set states', () => {
    expect(applied({ kind: 'shift-date' }, { value: '20240229112233', tag: STUDY_DATE, vr: 'DT' })).toBe(
      '20160829112233',
    )
    expect(applied({ kind: 'shift-date' }, { value: '20240229112233', tag: STUDY_DATE })).toBe('')
  })

  test.each([undefined, '', ' ', '\0\0'])('empties dates where the Patient ID is %j', (patientId) => {
    expect(applied({ kind: 'shift-date' }, { value: '20240229', vr: 'DA', patientId })).toBe('')
  })

  test('empties a time', () => {
    expect(applied({ kind: 'shift-date' }, { value: '112233', tag: STUDY_TIME, vr: 'TM' })).toBe('')
  })

  test('forgets the patient with the object', () => {
    const transforms = createTransforms([{ kind: 'shift-date' }], SETTINGS, identity)
    const shifted = (): string =>
      text(transforms.apply(0, { tag: STUDY_DATE, vrIndex: 0, charset: undefined, value: bytes('20240229') }))
    expect(shifted()).toBe('')
    begin(transforms, 'MRN 0042')
    expect(shifted()).toBe('20160829')
    begin(transforms, undefined)
    expect(shifted()).toBe('')
  })
})

describe('transforms of one value', () => {
  test.each<[Transform['kind'], Asked, string]>([
    ['time-of-day', { value: '112233', vr: 'TM' }, '112233'],
    ['time-of-day', { value: '20240229', vr: 'TM' }, ''],
    ['year-only', { value: '20240229', vr: 'DA' }, '20240101'],
    ['year-only', { value: '20240229112233', vr: 'DT' }, '20240101'],
    ['cap-age', { value: '093Y', vr: 'AS' }, '090Y'],
    ['pseudonym', { value: 'MRN 0042', vr: 'LO' }, 'S71XXM690ZH6GNQP'],
    ['pseudonym', { value: 'MRN 0042\\\\1.2.3', vr: 'LO' }, 'S71XXM690ZH6GNQP\\\\XYAVXEN9XSRG79AP'],
    ['pseudonym', { value: 'MRN 0042' }, 'S71XXM690ZH6GNQP'],
    ['pseudonym', { value: '1.2.3', vr: 'UI' }, '2.25.182046171584245065612942369019679622227'],
    ['pseudonym', { value: '42', vr: 'IS' }, ''],
    ['hash', { value: 'MRN 0042', vr: 'LO' }, '42fa3c5158ef0e4f95ce1977ff52e302'],
    [
      'hash',
      { value: 'Ward 7\\MRN 0042', vr: 'LO' },
      '841920c439f3714f84674025788ea4cd\\42fa3c5158ef0e4f95ce1977ff52e302 ',
    ],
    ['hash', { value: 'MRN 0042', vr: 'SH' }, '42fa3c5158ef0e4f'],
    ['hash', { value: 'MRN 0042', vr: 'CS' }, '42FA3C5158EF0E4F'],
    ['hash', { value: 'Ward 7', vr: 'DA' }, ''],
    ['hash', { value: 'Ward 7', vr: 'US' }, ''],
    ['hash', { value: '1.2.3', vr: 'UI' }, '2.25.182046171584245065612942369019679622227'],
  ])('%s of %j is %s', (kind, asked, expected) => {
    expect(applied({ kind } as Transform, asked)).toBe(expected)
  })

  test.each<[Transform['kind'], Asked, string]>([
    ['shift-date', { value: '2023', vr: 'DA', patientId: 'MRN 0042' }, '19000101'],
    ['shift-date', { value: '20240229', vr: 'DA', patientId: '' }, '19000101'],
    ['shift-date', { value: '20240229', vr: 'DA', patientId: 'MRN 0042' }, '20160829'],
    ['shift-date', { value: 'x\\y', vr: 'DT', patientId: 'MRN 0042' }, '19000101000000'],
    ['shift-date', { value: 'x\\20240229', vr: 'DA', patientId: 'MRN 0042' }, '\\20160829 '],
    ['time-of-day', { value: '20240229', vr: 'TM' }, '000000'],
    ['clean-text', { value: '123456789', vr: 'LO' }, 'ANONYMIZED'],
    ['clean-text', { value: 'knee', vr: 'LO' }, 'knee'],
    ['clean-text', { value: '  ', vr: 'LO' }, '  '],
  ])('%s of %j is a dummy where nothing is left and an IOD asks for a value: %s', (kind, asked, expected) => {
    expect(applied({ kind, otherwise: 'dummy' } as Transform, asked)).toBe(expected)
  })

  test('a text with a backslash is one value', () => {
    expect(applied({ kind: 'hash' }, { value: 'MRN\\0042', vr: 'ST' })).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe('replace-text', () => {
  const replaced = (replacement: string, asked: Omit<Asked, 'value'>): string =>
    applied({ kind: 'replace-text', text: replacement }, { value: 'Doe^Jane', ...asked })

  test('puts a text as it is, of even length', () => {
    expect(replaced('Site 1', { vr: 'LO' })).toBe('Site 1')
    expect(replaced('Site 12', { vr: 'LO', charset: undefined })).toBe('Site 12 ')
    expect(replaced('1.2', { vr: 'UI' })).toBe('1.2\0')
    expect(replaced('', { vr: 'LO' })).toBe('')
  })

  test('puts what is not ASCII in UTF-8 where that is the character set', () => {
    expect(replaced('Zürich', { vr: 'LO', charset: 'ISO_IR 192' })).toBe('Z\xc3\xbcrich ')
    expect(replaced('Zürich1', { vr: 'LO', charset: 'ISO_IR 192 ' })).toBe('Z\xc3\xbcrich1')
  })

  test.each(['', 'ISO_IR 100', '\\ISO 2022 IR 87', 'ISO_IR 192\\ISO_IR 100', undefined])(
    'puts a dummy for what is not ASCII where the character set is %j',
    (charset) => {
      expect(replaced('Zürich', { vr: 'LO', charset })).toBe('ANONYMIZED')
    },
  )

  test.each(['US', 'FL', 'OB', 'SQ', 'AT'])('leaves nothing in a %s', (vr) => {
    expect(replaced('Site 1', { vr })).toBe('')
  })
})

describe('clean-text', () => {
  const cleaned = (asked: Asked): string => {
    const transforms = createTransforms([{ kind: 'clean-text' }], { ...SETTINGS, words: ['Acme'] }, identity)
    transforms.begin({
      patientId: bytes('MRN 0042'),
      facts: [{ tag: 0x00100010, value: bytes('Doe^Jane') }],
      complete: true,
    })
    const { value, vr = '', charset } = { charset: '', ...asked }
    const charsetBytes = charset === undefined ? undefined : bytes(charset)
    const given = { tag: PRIVATE, vrIndex: vrIndexOf(vr), charset: charsetBytes, value: bytes(value) }
    return text(transforms.apply(0, given))
  }

  test.each(['LO', 'SH', 'ST', 'LT', 'UT', 'UN', ''])(
    'takes names of the object and words of the site out of a %s',
    (vr) => {
      const result = cleaned({ value: 'Head of DOE at Acme axial', vr })
      expect(result).toContain('Head')
      expect(result).toContain('axial')
      expect(result).not.toMatch(/doe|acme/i)
    },
  )

  test('lets a text have lines, and no value of several', () => {
    expect(cleaned({ value: 'Head\r\naxial', vr: 'ST' })).toContain('axial')
    expect(cleaned({ value: 'Head\r\naxial', vr: 'LO' })).toBe('')
    expect(cleaned({ value: 'Head\r\naxial' })).toBe('')
  })

  test('leaves nothing where the character set is not known, or the VR holds no text', () => {
    expect(cleaned({ value: 'Head', vr: 'LO', charset: undefined })).toBe('')
    for (const vr of ['DA', 'IS', 'OB', 'UI']) expect(cleaned({ value: 'Head', vr })).toBe('')
  })
})

describe('a crosswalk', () => {
  const known = createIdentity(keyedHash, { crosswalk: new Map([['P1', { newId: 'T1', offsetDays: -100 }]]) })
  const withCrosswalk = (crosswalk: 'required' | 'preferred' | 'none'): TransformSettings => ({
    ...SETTINGS,
    dates: { ...SETTINGS.dates, crosswalk },
  })
  const shiftedFor = (patientId: string | undefined, crosswalk: 'required' | 'preferred' | 'none'): string => {
    const transforms = createTransforms([{ kind: 'shift-date' }], withCrosswalk(crosswalk), known)
    begin(transforms, patientId)
    return text(transforms.apply(0, { tag: STUDY_DATE, vrIndex: 0, charset: undefined, value: bytes('20240229') }))
  }

  test.each(['required', 'preferred', 'none'] as const)('that is there gives the offset, if it is %s', (crosswalk) => {
    expect(shiftedFor('P1 ', crosswalk)).toBe('20231121')
  })

  test('that is preferred leaves a patient whom it does not have to the key', () => {
    expect(shiftedFor('MRN 0042', 'preferred')).toBe('20160829')
  })

  test.each(['MRN 0042', '', undefined])(
    'that is required refuses a patient whom it does not have: %j',
    (patientId) => {
      expect(codeOf(() => shiftedFor(patientId, 'required'))).toBe('PATIENT_UNKNOWN')
    },
  )

  test('that is asked for has to be there', () => {
    for (const crosswalk of ['required', 'preferred'] as const) {
      expect(codeOf(() => createTransforms([], withCrosswalk(crosswalk), identity))).toBe('OPTION_INVALID')
    }
  })
})

test('refuses bounds that leave no offset before the first object', () => {
  const settings = { ...SETTINGS, dates: { ...SETTINGS.dates, shiftDaysRange: [0, 0] as const } }
  expect(codeOf(() => createTransforms([{ kind: 'shift-date' }], settings, identity))).toBe('OPTION_INVALID')
  expect(codeOf(() => createTransforms([{ kind: 'year-only' }], settings, identity))).toBeUndefined()
})

test('empties a value whose transform the plan does not have', () => {
  const transforms = createTransforms([], SETTINGS, identity)
  begin(transforms, 'MRN 0042')
  expect(
    transforms.apply(0, { tag: STUDY_DATE, vrIndex: 0, charset: undefined, value: bytes('20240229') }),
  ).toHaveLength(0)
})

function codeOf(action: () => unknown): Code | undefined {
  try {
    action()
  } catch (fault) {
    if (fault instanceof SluiceError) return fault.code
    throw fault
  }
  return undefined
}
