import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../../src/profile/compile.ts'
import { explain } from '../../../src/profile/explain.ts'

const plan = compilePlan({ profile: 'basic' })
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2'

describe('an explanation', () => {
  it('names the row, its code and the action', () => {
    expect(explain(plan, 0x00100010)).toMatchObject({
      keyword: 'PatientName',
      vrs: ['PN'],
      action: 'empty',
      source: 'table',
      code: 'Z',
      row: { tagText: '0010,0010', basic: 'Z', isInStandardCompositeIod: true, isRetired: false },
    })
  })

  it('resolves a compound code where the element stands', () => {
    expect(explain(plan, 0x00080021)).toMatchObject({ code: 'D', action: 'dummy', row: { basic: 'X/D' } })
    expect(explain(plan, 0x00080021, { sopClassUid: CT_IMAGE })).toMatchObject({ code: 'X', action: 'remove' })
    expect(explain(plan, 0x00080080, { sequenceTag: 0x0040a07a })).toMatchObject({ code: 'Z', action: 'empty' })
    expect(explain(plan, 0x00080080, { sequenceTag: 0x0040a07a, sopClassUid: CT_IMAGE })).toMatchObject({
      action: 'empty',
    })
  })

  it('says that Patient ID becomes a pseudonym', () => {
    expect(explain(plan, 0x00100020)).toMatchObject({ action: 'pseudonym', source: 'table', row: { basic: 'Z/D' } })
  })

  it.each([
    ['our own rule, with its reason', 0x0040a160, 'beyond-the-table', 'dummy', 'free text'],
    ['the registry', 0x00280010, 'registry', 'keep', undefined],
    ['what is written anew', 0x00120063, 'attestation', 'remove', undefined],
    ['a group length', 0x00080000, 'group-length', 'remove', undefined],
    ['a group length among repeating elements', 0x10100000, 'group-length', 'remove', undefined],
    ['file meta information', 0x00020016, 'outside', 'remove', undefined],
    ['what nobody registered', 0x00080003, 'unknown', 'remove', undefined],
  ] as const)('tells %s', (_, tag, source, action, reason) => {
    expect(explain(plan, tag)).toMatchObject({ source, action, reason })
  })

  it.each([
    ['a private attribute', 0x00091001, 'gggg,eeee where gggg is odd'],
    ['overlay data', 0x60023000, '60xx,3000'],
    ['a curve', 0x50043000, '50xx,xxxx'],
    ['a curve element that is not registered', 0x50041234, '50xx,xxxx'],
  ])('finds the row of %s', (_, tag, tagText) => {
    expect(explain(plan, tag)).toMatchObject({ source: 'table', action: 'remove', code: 'X', row: { tagText } })
  })

  it('keeps in items what is written anew at the root', () => {
    expect(explain(plan, 0x00120063, { sequenceTag: 0x00081140 })).toMatchObject({ source: 'registry', action: 'keep' })
  })

  it('has the option columns of the row', () => {
    const { row } = explain(plan, 0x00080018)
    expect(row?.options).toMatchObject({ rtn_uids: 'K', rtn_dev_id: '', clean_graph: '' })
  })
})

describe('an explanation of more than the Basic Profile', () => {
  const STUDY_DATE = 0x00080020
  const STUDY_DESCRIPTION = 0x00081030

  it('names the option that decided, and how', () => {
    const options = [
      'retain-longitudinal-full-dates',
      'retain-longitudinal-modified-dates',
      'retain-device-identity',
    ] as const
    const dates = compilePlan({ profile: 'basic', with: options })
    expect(explain(dates, STUDY_DATE)).toMatchObject({
      action: 'shift',
      transform: { kind: 'shift-date' },
      source: 'table',
      code: 'Z',
      options: ['retain-longitudinal-modified-dates'],
      mode: undefined,
      rule: undefined,
    })
    expect(explain(dates, 0x00181000)).toMatchObject({
      action: 'keep',
      options: ['retain-device-identity'],
      transform: undefined,
    })
    // overlay bitmaps cannot be cleaned: the profile's own code decided
    const graphics = compilePlan({ profile: 'basic', with: ['clean-graphics'] })
    expect(explain(graphics, 0x60003000)).toMatchObject({ action: 'remove', options: [] })
    expect(explain(graphics, 0x60004000)).toMatchObject({ action: 'clean', options: ['clean-graphics'] })
  })

  it('names the mode only where it changed the action', () => {
    const empty = compilePlan({ profile: 'basic', mode: 'empty' })
    expect(explain(empty, STUDY_DESCRIPTION)).toMatchObject({ action: 'empty', code: 'X', mode: 'empty' })
    expect(explain(empty, 0x00100010)).toMatchObject({ action: 'empty', code: 'Z', mode: undefined })
    expect(explain(empty, 0x0020000d)).toMatchObject({ action: 'uid', mode: undefined })
  })

  it('names the last rule that is about the place', () => {
    const plan = compilePlan({
      profile: 'basic',
      mode: 'empty',
      rules: [
        { target: { vr: 'LO' }, action: 'remove' },
        { target: { tag: STUDY_DESCRIPTION }, path: [], action: 'clean' },
        { target: { tag: STUDY_DESCRIPTION }, when: { modalities: ['US'] }, action: 'keep' },
        { target: { category: 'free-text' }, path: [0x00400275], action: 'dummy' },
        { target: { privateCreator: 'ACME', group: 0x0029, element: 1 }, action: 'keep' },
      ],
    })
    const told = (place: Parameters<typeof explain>[2]): unknown[] => {
      const { rule, action, mode } = explain(plan, STUDY_DESCRIPTION, place)
      return [rule, action, mode]
    }
    expect(told({ modality: 'CT' })).toEqual([1, 'clean', undefined])
    expect(told({ modality: 'US' })).toEqual([2, 'keep', undefined])
    expect(told({ sequenceTag: 0x00081110 })).toEqual([0, 'remove', undefined])
    expect(told({ path: [0x00081110, 0x00400275] })).toEqual([3, 'dummy', undefined])
    expect(explain(plan, 0x00100010)).toMatchObject({ rule: undefined, action: 'empty' })
    expect(explain(plan, 0x00291001, { privateCreator: 'ACME' })).toMatchObject({
      rule: 4,
      action: 'keep',
      options: [],
    })
    expect(explain(plan, 0x00291001)).toMatchObject({ rule: undefined, action: 'remove' })
  })

  it('tells of private attributes and concepts which option lets them stay', () => {
    const plan = compilePlan({
      profile: 'basic',
      with: ['retain-safe-private', 'clean-structured-content', 'clean-descriptors'],
    })
    const own = explain(plan, 0x0019100c, { privateCreator: 'SIEMENS MR HEADER' })
    expect(own).toMatchObject({ action: 'keep', vrs: ['IS'], options: ['retain-safe-private'] })
    const concept = { codeValue: '121077', codingScheme: 'DCM' }
    expect(explain(plan, 0x0040a160, { path: [0x0040a730], concept })).toMatchObject({
      action: 'clean',
      options: ['clean-structured-content'],
    })
  })

  it('gives the reason of Safe Harbor', () => {
    const plan = compilePlan({ profile: 'hipaa-safe-harbor' })
    expect(explain(plan, STUDY_DATE)).toMatchObject({
      transform: { kind: 'year-only' },
      reason: expect.stringContaining('(C)'),
    })
    expect(explain(plan, 0x00181006)).toMatchObject({ action: 'dummy', reason: expect.stringContaining('(M)') })
    expect(explain(plan, 0x00100010).reason).toBeUndefined()
  })
})
