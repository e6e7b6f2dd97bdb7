import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../../src/profile/compile.ts'
import type { Mode, OptionName } from '../../../src/profile/request.ts'
import { readRows, tagNumber } from '../../support/standard-tables.ts'
import {
  COLUMNS,
  CompoundCodes,
  expectedAction as expected,
  MODES,
  OPTIONS,
  RETAINING,
} from '../../support/table-expectation.ts'
import { atTop, inItems } from './ask-plan.ts'

const profile = readRows('confidentiality-profile.csv')
const storageClasses = readRows('iod-sop-classes.csv')
const codes = new CompoundCodes()

const SETS: [string, readonly OptionName[]][] = [
  ['no option', []],
  ...COLUMNS.map(([option]): [string, OptionName[]] => [option, [option]]),
  ['all retaining options', RETAINING],
  ['all retaining options but modified dates', RETAINING.filter((option) => !option.includes('modified'))],
  ['device identity and modified dates', ['retain-device-identity', 'retain-longitudinal-modified-dates']],
  ['all ten options', OPTIONS],
]

describe.each(MODES)('in mode %s', (mode) => {
  it.each(SETS)('every row of the table is as its codes say with %s', (_, options) => {
    const plan = compilePlan({ profile: 'basic', with: options, mode })
    let compared = 0
    for (const row of profile) {
      const tag = row.tag!
      if (tag < '0008' || tag.includes('odd') || tag.includes('x')) continue
      const number = tagNumber(tag)
      const top = tag === 'FFFC,FFFC' ? 'remove' : expected(row, codes.atTop(row), options, mode)
      expect([tag, atTop(plan, number)]).toEqual([tag, top])
      expect([tag, inItems(plan, number)]).toEqual([tag, expected(row, codes.inSequence(row), options, mode)])
      compared++
    }
    expect(compared).toBe(649)
  })

  it('compound codes are resolved by SOP class under all retaining options', () => {
    const options: OptionName[] = ['retain-device-identity', 'retain-longitudinal-full-dates']
    const plan = compilePlan({ profile: 'basic', with: options, mode })
    const rows = profile.filter((row) => row.basic!.includes('/'))
    for (const { sop_class_uid: uid, complete } of storageClasses) {
      for (const row of rows) {
        const code = codes.atTop(row, uid, complete === 'Y')
        const action = atTop(plan, tagNumber(row.tag!), { sopClassUid: uid! })
        expect([uid, row.tag, action]).toEqual([uid, row.tag, expected(row, code, options, mode)])
      }
    }
  })

  it('repeating groups are treated as their rows say', () => {
    const plain = compilePlan({ profile: 'basic', mode })
    const clean = compilePlan({ profile: 'basic', mode, with: ['clean-graphics'] })
    const gone = { standard: 'remove', empty: 'empty', placeholder: 'dummy' }[mode]
    // Overlay Data, Curve Data, Audio Comments: nobody can tell what they draw or say
    for (const tag of [0x60023000, 0x50043000, 0x50042500]) {
      expect([tag, atTop(plain, tag), inItems(plain, tag)]).toEqual([tag, gone, gone])
      expect([tag, atTop(clean, tag), inItems(clean, tag)]).toEqual([tag, gone, gone])
    }
    expect([atTop(plain, 0x60024000), atTop(clean, 0x60024000)]).toEqual([gone, 'clean clean-text'])
    expect(atTop(plain, 0x50041234)).toBe('remove')
  })

  it('what nobody knows, and what is private, is still removed', () => {
    const plan = compilePlan({ profile: 'basic', mode })
    for (const tag of [0x00091001, 0x00090010, 0x00080003, 0x00080000]) expect(atTop(plan, tag)).toBe('remove')
  })
})

describe('the eleven rows that device identity keeps and modified dates clean', () => {
  const rows = profile.filter((row) => row.rtn_dev_id === 'K' && row.rtn_long_modif_dates === 'C')

  it('are eleven, and are moved as all dates are where both are asked for', () => {
    const plan = compilePlan({
      profile: 'basic',
      with: ['retain-device-identity', 'retain-longitudinal-modified-dates', 'retain-longitudinal-full-dates'],
    })
    expect(rows.map((row) => [row.keyword, atTop(plan, tagNumber(row.tag!))])).toEqual([
      ['CalibrationTime', 'shift time-of-day'],
      ['CalibrationDate', 'shift shift-date'],
      ['DateOfLastCalibration', 'shift shift-date'],
      ['TimeOfLastCalibration', 'shift time-of-day'],
      ['DateTimeOfLastCalibration', 'shift shift-date'],
      ['CalibrationDateTime', 'shift shift-date'],
      ['DateOfManufacture', 'shift shift-date'],
      ['DateOfInstallation', 'shift shift-date'],
      ['DateOfLastDetectorCalibration', 'shift shift-date'],
      ['TimeOfLastDetectorCalibration', 'shift time-of-day'],
      ['BeamHoldTransitionDateTime', 'shift shift-date'],
    ])
  })

  it('stay as they are with device identity alone', () => {
    const plan = compilePlan({ profile: 'basic', with: ['retain-device-identity'] })
    for (const row of rows) expect(atTop(plan, tagNumber(row.tag!))).toBe('keep')
  })
})

describe('what the table does not list', () => {
  const EXPIRY_DATE = 0x00141020
  const TABLE_FRAME_OF_REFERENCE_UID = 0x00209313

  it.each<[OptionName, number, string]>([
    ['retain-longitudinal-full-dates', EXPIRY_DATE, 'keep'],
    ['retain-longitudinal-modified-dates', EXPIRY_DATE, 'shift shift-date'],
    ['retain-uids', TABLE_FRAME_OF_REFERENCE_UID, 'keep'],
    ['clean-structured-content', 0x0040a160, 'clean clean-text'],
    ['clean-descriptors', 0x0040a160, 'dummy'],
    ['retain-longitudinal-full-dates', 0x00100033, 'remove'],
  ])('follows %s where it is a date or a UID', (option, tag, action) => {
    const plan = compilePlan({ profile: 'basic', with: [option] })
    expect([atTop(plan, tag), inItems(plan, tag)]).toEqual([action, action])
  })
})

describe('an option', () => {
  it('that nobody carries out is refused in words', () => {
    expect(() => compilePlan({ profile: 'basic', with: ['clean-recognizable-visual-features'] })).toThrow(
      /^OPTION_INVALID: clean-.* is not done by this version/,
    )
  })

  it('that does not exist is refused, as are modes and profiles', () => {
    expect(() => compilePlan({ profile: 'basic', with: ['retain-all' as OptionName] })).toThrow('OPTION_INVALID')
    expect(() => compilePlan({ profile: 'basic', mode: 'strict' as Mode })).toThrow('OPTION_INVALID')
    expect(() => compilePlan({ profile: 'none' as 'basic' })).toThrow('OPTION_INVALID')
  })

  it('is named once, in order', () => {
    const { options } = compilePlan({ profile: 'basic', with: ['retain-uids', 'clean-graphics', 'retain-uids'] })
    expect(options).toEqual(['clean-graphics', 'retain-uids'])
  })
})

describe('the settings of dates', () => {
  it('have defaults', () => {
    expect(compilePlan({ profile: 'basic' }).settings).toEqual({
      dates: { shiftDaysRange: [-3650, -365], wholeWeeks: false, crosswalk: 'none' },
      words: [],
    })
  })

  it.each([
    [[5, -5], false],
    [[0, 0], false],
    [[1.5, 9], false],
    [[-60_000, 0], false],
    [[1, 6], true],
    [[-6, 6], true],
  ] as const)('refuse the range %j (whole weeks: %s)', (shiftDaysRange, wholeWeeks) => {
    expect(() => compilePlan({ profile: 'basic', dates: { shiftDaysRange, wholeWeeks } })).toThrow('OPTION_INVALID')
  })

  it('take a range that has an offset', () => {
    const dates = { shiftDaysRange: [1, 7], wholeWeeks: true, crosswalk: 'preferred' } as const
    expect(compilePlan({ profile: 'basic', dates }).settings.dates).toEqual(dates)
  })
})

describe('the UIDs of the object', () => {
  it('are told to stay, so that file meta information can follow', () => {
    expect(compilePlan({ profile: 'basic', with: ['retain-uids'] }).retainsUids).toBe(true)
    expect(compilePlan({ profile: 'basic' }).retainsUids).toBe(false)
  })
})

describe('the facts of an object', () => {
  const FACT = 16
  const isFact = (tag: number): boolean => (plan.slots.get(tag)!.flags & FACT) !== 0
  const plan = compilePlan({ profile: 'basic', with: ['clean-descriptors'] })

  it('are names, numbers, places, dates and UIDs that a text may repeat', () => {
    const facts = {
      PatientName: 0x00100010,
      PatientID: 0x00100020,
      OtherPatientNames: 0x00101001,
      PatientBirthDate: 0x00100030,
      PatientAddress: 0x00101040,
      PatientTelephoneNumbers: 0x00102154,
      AccessionNumber: 0x00080050,
      StudyID: 0x00200010,
      StudyDate: 0x00080020,
      StudyInstanceUID: 0x0020000d,
      InstitutionName: 0x00080080,
      InstitutionAddress: 0x00080081,
      StationName: 0x00081010,
      OperatorsName: 0x00081070,
      ReferringPhysicianName: 0x00080090,
      DeviceSerialNumber: 0x00181000,
      AdmissionID: 0x00380010,
      PlacerOrderNumberProcedure: 0x00401006,
    }
    for (const [keyword, tag] of Object.entries(facts)) expect([keyword, isFact(tag)]).toEqual([keyword, true])
  })

  it('are not what says nothing about somebody, or the texts that are cleaned', () => {
    const others = {
      PatientSex: 0x00100040,
      PatientAge: 0x00101010,
      EthnicGroup: 0x00102160,
      StudyDescription: 0x00081030,
      StudyTime: 0x00080030,
      Modality: 0x00080060,
      Manufacturer: 0x00080070,
      BodyPartExamined: 0x00180015,
    }
    for (const [keyword, tag] of Object.entries(others)) expect([keyword, isFact(tag)]).toEqual([keyword, false])
  })

  it('are noted only where something is cleaned', () => {
    expect([plan.needsFacts, plan.surveyUntil]).toEqual([true, 0x0040ffff])
    const basic = compilePlan({ profile: 'basic' })
    expect([basic.needsFacts, basic.surveyUntil]).toEqual([false, 0x00100020])
    expect([...basic.slots.values()].some(({ flags }) => (flags & FACT) !== 0)).toBe(false)
  })
})
