import { describe, expect, it } from 'vitest'
import { createDeidentifier, type DeidentifierOptions, type ProfileDocument } from '../../../src/index.ts'
import { buildObject, type ElementSpec, element, sequence } from '../../support/dicom-builder.ts'
import { readObject, textOf } from '../../support/dicom-reader.ts'

const KEY = '11'.repeat(32)
const STUDY_DATE = 0x00080020
const ACQUISITION = 0x0008002a
const RADIOPHARMACEUTICALS = 0x00540016
const START = 0x00181078
const ANCHORED: ProfileDocument = {
  with: 'retain-longitudinal-modified-dates',
  dates: { anchor: '2000-01-01', crosswalk: 'required' },
}
const FIXED: ProfileDocument = {
  with: 'retain-longitudinal-modified-dates',
  dates: { anchor: '2000-01-01', reference: '2021-03-17' },
}
const TABLE = 'old_id,new_id,reference_date\nMRN 0042,T-1,2021-03-17\nMRN 0043,T-2,2019-12-31\n'

/** Dates at the top level and in an item, of one patient. */
function object(patientId: string | undefined, studyDate: string, start: string): Uint8Array {
  const elements: ElementSpec[] = [
    element('00080018', 'UI', '1.2.3'),
    element('00080020', 'DA', studyDate),
    element('0008002A', 'DT', `${studyDate}101500+0100`),
    ...(patientId === undefined ? [] : [element('00100020', 'LO', patientId)]),
    sequence('00540016', [[element('00181078', 'DT', `${start}0930`)]]),
  ]
  return buildObject({ encoding: 'explicit-le', meta: { start: 'preamble' }, elements })
}

async function datesOf(options: DeidentifierOptions, ...objects: Uint8Array[]): Promise<string[][]> {
  const deidentifier = await createDeidentifier({ key: KEY, ...options })
  return objects.map((one) => {
    const { dataSet } = readObject(deidentifier.object(one).bytes, () => false)
    const item = dataSet.get(RADIOPHARMACEUTICALS)!.items![0]!
    return [dataSet.get(STUDY_DATE)!, dataSet.get(ACQUISITION)!, item.get(START)!].map(textOf)
  })
}

describe('a reference date in the crosswalk', () => {
  it('becomes the anchor, and every interval of the patient stays, in other files and depths', async () => {
    const dates = await datesOf(
      { profile: ANCHORED, crosswalk: TABLE },
      object('MRN 0042', '20210317', '20210326'),
      object('MRN 0042 ', '20200229', '20210316'),
      object('MRN 0043', '20191231', '20200301'),
    )
    expect(dates).toEqual([
      ['20000101', '20000101101500+0100', '200001100930'],
      ['19981215', '19981215101500+0100', '199912310930'],
      ['20000101', '20000101101500+0100', '200003020930'],
    ])
  })

  it('is needed where the profile says so', async () => {
    const deidentifier = await createDeidentifier({ key: KEY, profile: ANCHORED, crosswalk: TABLE })
    expect(() => deidentifier.object(object('MRN 0099', '20210317', '20210326'))).toThrow('PATIENT_UNKNOWN')
  })

  it('needs an anchor in the profile, and a profile with an anchor needs a table or a reference date', async () => {
    const profile: ProfileDocument = { with: 'retain-longitudinal-modified-dates', dates: { crosswalk: 'required' } }
    await expect(createDeidentifier({ key: KEY, profile, crosswalk: TABLE })).rejects.toThrow(
      /CROSSWALK_INVALID.*anchor/,
    )
    await expect(createDeidentifier({ profile: { dates: { anchor: '2000-01-01' } } })).rejects.toThrow(
      /dates\.reference/,
    )
    await expect(createDeidentifier({ profile: { dates: { reference: '2000-01-01' } } })).rejects.toThrow(
      /dates\.anchor/,
    )
  })
})

describe('a reference date of the profile', () => {
  it('becomes the anchor, and all patients move alike, those too who are not named', async () => {
    const dates = await datesOf(
      { profile: FIXED },
      object('MRN 0042', '20210317', '20210326'),
      object('MRN 0077', '20210318', '20210319'),
      object(undefined, '20210317', '20210319'),
    )
    expect(dates.map(([date]) => date)).toEqual(['20000101', '20000102', '20000101'])
  })

  it('is that of patients whom the crosswalk does not have, but not of an object that says no patient', async () => {
    const profile = { ...FIXED, dates: { ...FIXED.dates, crosswalk: 'preferred' } } as const
    const dates = await datesOf(
      { profile, crosswalk: TABLE },
      object('MRN 0043', '20191231', '20200301'),
      object('MRN 0077', '20210318', '20210319'),
      object(undefined, '20210317', '20210319'),
    )
    expect(dates.map(([date]) => date)).toEqual(['20000101', '20000102', ''])
  })

  it('does not show in the digest, by which it could be guessed', async () => {
    const digests = ['2021-03-17', '2021-03-18'].map(async (reference) => {
      const profile = { ...FIXED, dates: { ...FIXED.dates, reference } }
      return (await createDeidentifier({ key: KEY, profile })).planDigest
    })
    const keyed = await createDeidentifier({ key: KEY, with: ['retain-longitudinal-modified-dates'] })
    expect(await digests[0]).toBe(await digests[1])
    expect(await digests[0]).not.toBe(keyed.planDigest)
  })

  it.each([
    ['the anchor', '2000-01-01'],
    ['a day two centuries away', '1799-12-31'],
  ])('is refused where it is %s', async (_, reference) => {
    const profile = { ...FIXED, dates: { anchor: '2000-01-01', reference } }
    await expect(createDeidentifier({ profile })).rejects.toThrow(/dates\.anchor is another day/)
  })
})
