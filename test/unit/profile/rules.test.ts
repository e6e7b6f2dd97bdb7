import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../../src/profile/compile.ts'
import type { Plan } from '../../../src/profile/plan.ts'
import type { PlanRequest, Rule } from '../../../src/profile/request.ts'
import { atTop, inItems } from './ask-plan.ts'

const PATIENT_NAME = 0x00100010
const STUDY_DESCRIPTION = 0x00081030
const STUDY_DATE = 0x00080020
const SERIES_DATE = 0x00080021
const ROWS = 0x00280010
const REQUEST_ATTRIBUTES = 0x00400275
const REFERENCED_STUDY = 0x00081110
const CONTENT_SEQUENCE = 0x0040a730
const TEXT_VALUE = 0x0040a160
const OVERLAY_DATA = 0x60003000
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2'

function planOf(rules: readonly Rule[], request: Partial<PlanRequest> = {}): Plan {
  return compilePlan({ profile: 'basic', ...request, rules })
}

describe('a rule', () => {
  it.each<[string, Rule, number, string]>([
    ['by tag', { target: { tag: STUDY_DESCRIPTION }, action: 'clean' }, STUDY_DESCRIPTION, 'clean clean-text'],
    ['by VR', { target: { vr: 'US' }, action: 'remove' }, ROWS, 'remove'],
    ['by category', { target: { category: 'free-text' }, action: 'empty' }, STUDY_DESCRIPTION, 'empty'],
    ['by mask', { target: { mask: 0xffe1ffff, match: OVERLAY_DATA }, action: 'keep' }, 0x60023000, 'keep'],
    ['by mask over single tags', { target: { mask: 0xffff0000, match: 0x00280000 }, action: 'remove' }, ROWS, 'remove'],
    ['by one tag of a repeating group', { target: { tag: 0x60023000 }, action: 'keep' }, 0x60023000, 'keep'],
    ['to shift', { target: { tag: STUDY_DATE }, action: 'shift' }, STUDY_DATE, 'shift shift-date'],
    ['to shift a time', { target: { tag: 0x00080030 }, action: 'shift' }, 0x00080030, 'shift time-of-day'],
    ['to shift an age, which is capped', { target: { tag: 0x00101010 }, action: 'shift' }, 0x00101010, 'shift cap-age'],
    ['to replace', { target: { tag: 0x00080070 }, action: { replace: 'Maker' } }, 0x00080070, 'replace replace-text'],
    ['to hash', { target: { tag: 0x00181000 }, action: 'hash' }, 0x00181000, 'replace hash'],
    ['to make a pseudonym', { target: { tag: 0x00080050 }, action: 'pseudonym' }, 0x00080050, 'pseudonym'],
    ['to replace a UID', { target: { tag: 0x00080016 }, action: 'uid' }, 0x00080016, 'uid'],
    ['to put a dummy', { target: { tag: PATIENT_NAME }, action: 'dummy' }, PATIENT_NAME, 'dummy'],
  ])('%s wins over the profile, at the top level and in items', (_, rule, tag, action) => {
    const plan = planOf([rule])
    expect([atTop(plan, tag), inItems(plan, tag)]).toEqual([action, action])
  })

  it('that names one tag of a repeating group leaves the others', () => {
    const plan = planOf([{ target: { mask: 0xffffffff, match: 0x60023000 }, action: 'keep' }])
    expect([atTop(plan, 0x60023000), atTop(plan, 0x60043000), atTop(plan, 0x60024000)]).toEqual([
      'keep',
      'remove',
      'remove',
    ])
  })

  it('with a path is about repeating groups and private attributes there, and nowhere else', () => {
    const acme = { privateCreator: 'ACME 1.0', group: 0x0029, element: 0x10 } as const
    const plan = planOf([
      { target: { mask: 0xffe1ffff, match: OVERLAY_DATA }, path: [REQUEST_ATTRIBUTES], action: 'keep' },
      { target: { tag: 0x60023000 }, path: [REFERENCED_STUDY, REQUEST_ATTRIBUTES], action: 'empty' },
      { target: acme, path: [REFERENCED_STUDY], action: 'keep' },
    ])
    const inPath = (tag: number, ...path: number[]): string => inItems(plan, tag, { path, privateCreator: 'ACME 1.0' })
    expect([0x60003000, 0x60023000].map((tag) => inPath(tag, REQUEST_ATTRIBUTES))).toEqual(['keep', 'keep'])
    expect(inPath(0x60003000, REFERENCED_STUDY, REQUEST_ATTRIBUTES)).toBe('keep')
    expect(inPath(0x60023000, REFERENCED_STUDY, REQUEST_ATTRIBUTES)).toBe('empty')
    expect([inPath(0x60003000, REFERENCED_STUDY), atTop(plan, 0x60003000)]).toEqual(['remove', 'remove'])
    expect([inPath(0x00291010, REFERENCED_STUDY), inPath(0x00291010, REQUEST_ATTRIBUTES)]).toEqual(['keep', 'remove'])
    expect(inPath(0x00291011, REFERENCED_STUDY)).toBe('remove')
    expect(plan.warnings).toEqual(['OverlayData', '(0029,xx10) of ACME 1.0'])
  })

  it('wins over options, mode and SOP class', () => {
    const request = { with: ['retain-longitudinal-full-dates'], mode: 'empty' } as const
    const plan = planOf([{ target: { tag: SERIES_DATE }, action: 'remove' }], request)
    expect(atTop(plan, SERIES_DATE, { sopClassUid: CT_IMAGE })).toBe('remove')
  })

  it('wins over an earlier one, in the places that both are about', () => {
    const plan = planOf([
      { target: { tag: STUDY_DESCRIPTION }, path: [REFERENCED_STUDY, REQUEST_ATTRIBUTES], action: 'keep' },
      { target: { tag: STUDY_DESCRIPTION }, path: [REQUEST_ATTRIBUTES], action: 'dummy' },
      { target: { tag: STUDY_DESCRIPTION }, path: [CONTENT_SEQUENCE, REQUEST_ATTRIBUTES], action: 'clean' },
      { target: { tag: STUDY_DESCRIPTION }, path: [], action: 'empty' },
    ])
    const inPath = (...path: number[]): string => inItems(plan, STUDY_DESCRIPTION, { path })
    expect(inPath(REFERENCED_STUDY, REQUEST_ATTRIBUTES)).toBe('dummy')
    expect(inPath(REQUEST_ATTRIBUTES)).toBe('dummy')
    expect(inPath(REFERENCED_STUDY, CONTENT_SEQUENCE, REQUEST_ATTRIBUTES)).toBe('clean clean-text')
    expect(inPath(REFERENCED_STUDY)).toBe('remove')
    expect(atTop(plan, STUDY_DESCRIPTION)).toBe('empty')
    expect(
      inItems(planOf([...plan.request!.rules!, { target: { vr: 'LO' }, action: 'empty' }]), STUDY_DESCRIPTION, {
        path: [REQUEST_ATTRIBUTES],
      }),
    ).toBe('empty')
  })

  it('may depend on SOP class or modality, at the top level', () => {
    const plan = planOf([
      { target: { tag: STUDY_DESCRIPTION }, when: { sopClassUids: [CT_IMAGE], modalities: ['US'] }, action: 'keep' },
      { target: { tag: ROWS }, when: { modalities: ['SR'] }, action: 'remove' },
    ])
    expect(atTop(plan, STUDY_DESCRIPTION, { sopClassUid: CT_IMAGE, modality: 'CT' })).toBe('keep')
    expect(atTop(plan, STUDY_DESCRIPTION, { sopClassUid: '1.2', modality: 'US' })).toBe('keep')
    expect(atTop(plan, STUDY_DESCRIPTION, { sopClassUid: '1.2', modality: 'MR' })).toBe('remove')
    expect(inItems(plan, STUDY_DESCRIPTION)).toBe('remove')
    expect(atTop(plan, ROWS, { sopClassUid: CT_IMAGE, modality: 'CT' })).toBe('keep')
    expect(atTop(plan, ROWS, { sopClassUid: CT_IMAGE, modality: 'SR' })).toBe('remove')
  })

  it('whose condition cannot be answered takes away, and keeps nothing', () => {
    const plan = planOf([
      { target: { tag: STUDY_DESCRIPTION }, when: { modalities: ['US'] }, action: 'keep' },
      { target: { tag: ROWS }, when: { modalities: ['SR'] }, action: 'remove' },
    ])
    expect([atTop(plan, STUDY_DESCRIPTION), atTop(plan, ROWS)]).toEqual(['remove', 'remove'])
  })

  it('about all of a VR under a condition shares the places that a plan has for conditions', () => {
    const plan = planOf([{ target: { vr: 'LO' }, when: { modalities: ['US'] }, action: 'empty' }])
    expect(plan.compounds.length).toBeLessThan(60)
    expect(atTop(plan, 0x00080070, { sopClassUid: CT_IMAGE, modality: 'US' })).toBe('empty')
    expect(atTop(plan, 0x00080070, { sopClassUid: CT_IMAGE, modality: 'CT' })).toBe('keep')
  })

  it('about the values of content items wins over concepts', () => {
    const concept = { codeValue: '121077', codingScheme: 'DCM' } // Conclusion
    const request = { with: ['clean-structured-content', 'clean-descriptors'] } as const
    const all = planOf([{ target: { tag: TEXT_VALUE }, action: 'empty' }], request)
    expect(inItems(all, TEXT_VALUE, { path: [CONTENT_SEQUENCE], concept })).toBe('empty')
    const path = planOf([{ target: { tag: TEXT_VALUE }, path: [CONTENT_SEQUENCE], action: 'remove' }], request)
    expect(inItems(path, TEXT_VALUE, { path: [CONTENT_SEQUENCE], concept })).toBe('remove')
    const kept = planOf([{ target: { tag: TEXT_VALUE }, path: [CONTENT_SEQUENCE], action: 'keep' }], request)
    expect(inItems(kept, TEXT_VALUE, { path: [CONTENT_SEQUENCE], concept })).toBe('clean clean-text')
  })
})

describe('a rule that can never match', () => {
  it.each<[string, Rule]>([
    ['a tag that is not registered', { target: { tag: 0x00080003 }, action: 'keep' }],
    ['a group length', { target: { tag: 0x00080000 }, action: 'keep' }],
    ['file meta information', { target: { tag: 0x00020010 }, action: 'keep' }],
    ['a private tag', { target: { tag: 0x00091001 }, action: 'keep' }],
    ['a VR that is none', { target: { vr: 'XX' }, action: 'keep' }],
    ['a category that is none', { target: { category: 'names' }, action: 'keep' }],
    ['a category that is empty', { target: { category: 'private' }, action: 'keep' }],
    ['a mask of nothing', { target: { mask: 0xffffffff, match: 0x60013000 }, action: 'keep' }],
    ['a private element in an even group', { target: { privateCreator: 'ACME', group: 0x0028 }, action: 'keep' }],
    [
      'a private element beyond its block',
      { target: { privateCreator: 'ACME', group: 0x0029, element: 0x1001 }, action: 'keep' },
    ],
    ['a creator that is none', { target: { privateCreator: '', group: 0x0029 }, action: 'keep' }],
    ['a path through what is no sequence', { target: { tag: PATIENT_NAME }, path: [ROWS], action: 'keep' }],
    [
      'a condition in a path',
      { target: { tag: PATIENT_NAME }, path: [REQUEST_ATTRIBUTES], when: { modalities: ['CT'] }, action: 'keep' },
    ],
    ['a condition without content', { target: { tag: PATIENT_NAME }, when: {}, action: 'keep' }],
    ['an action that does not fit', { target: { tag: ROWS }, action: 'shift' }],
    ['a text that is not valid', { target: { tag: STUDY_DATE }, action: { replace: 'yesterday' } }],
    ['a text that is too long', { target: { tag: 0x00080050 }, action: { replace: 'x'.repeat(17) } }],
    [
      'SOP Instance UID under a condition',
      { target: { tag: 0x00080018 }, when: { modalities: ['CT'] }, action: 'keep' },
    ],
  ])('is refused by its index: %s', (_, rule) => {
    const fine: Rule = { target: { tag: ROWS }, action: 'keep' }
    expect(() => planOf([fine, rule])).toThrow(/^OPTION_INVALID: rules\[1\]: /)
  })

  it('is refused as well where there are too many', () => {
    const rules: Rule[] = Array.from({ length: 40 }, (_, at) => ({
      target: { privateCreator: `ACME ${at}`, group: 0x0029 },
      action: 'keep',
    }))
    expect(() => planOf(rules)).toThrow('OPTION_INVALID')
  })
})

/** Text of the four elements that attest. */
function attested(plan: Plan): string[] {
  return plan.inserts.map(({ bytesByEncoding }) => Buffer.from(bytesByEncoding[0]).toString('latin1', 8).trim())
}

function codes(plan: Plan): string[] {
  return [
    ...attested(plan)
      .join(' ')
      .matchAll(/1131\d\d/g),
  ].map(([code]) => code)
}

describe('a rule that lets more stay than the profile', () => {
  it.each<[string, Rule, string[], string]>([
    ['a name', { target: { tag: PATIENT_NAME }, action: 'keep' }, ['PatientName'], 'NO'],
    [
      'a name in some objects',
      { target: { tag: PATIENT_NAME }, when: { modalities: ['US'] }, action: 'keep' },
      ['PatientName'],
      'NO',
    ],
    [
      'a name in some items',
      { target: { tag: PATIENT_NAME }, path: [REQUEST_ATTRIBUTES], action: 'keep' },
      ['PatientName'],
      'NO',
    ],
    [
      'what an exception empties',
      { target: { tag: 0x00080080 }, path: [0x0040a07a], action: 'keep' },
      ['InstitutionName'],
      'YES',
    ],
    ['the cleaned name of staff', { target: { tag: 0x00080090 }, action: 'clean' }, ['ReferringPhysicianName'], 'YES'],
    ['an ID', { target: { tag: 0x00100020 }, action: 'keep' }, ['PatientID'], 'NO'],
    ['a date', { target: { tag: STUDY_DATE }, action: 'keep' }, ['StudyDate'], 'YES'],
    ['a cleaned text', { target: { tag: STUDY_DESCRIPTION }, action: 'clean' }, [], 'YES'],
    ['overlays', { target: { mask: 0xffe1ffff, match: OVERLAY_DATA }, action: 'keep' }, ['OverlayData'], 'YES'],
  ])('is told, and the code of the Basic Profile is not claimed: %s', (_, rule, warnings, isRemoved) => {
    const plan = planOf([rule])
    expect(plan.warnings).toEqual(warnings)
    expect(codes(plan)).toEqual([])
    expect(attested(plan)[0]).toBe(isRemoved)
    expect(attested(plan)[1]).toBe('Weaker than DICOM PS3.15 2026d Basic Profile\\Rules of the site: 1')
    expect(plan.inserts.map(({ tag }) => tag)).not.toContain(0x00120064)
    expect(atTop(plan, 0x00120064)).toBe('remove')
  })

  it('tells of dates what is true of the least changed', () => {
    const last = (rules: Rule[]): string => attested(planOf(rules)).at(-1)!
    const keep: Rule = { target: { tag: STUDY_DATE }, action: 'keep' }
    const shift: Rule = { target: { tag: SERIES_DATE }, action: 'shift' }
    expect(last([keep])).toBe('UNMODIFIED')
    expect(last([shift])).toBe('MODIFIED')
    expect(last([shift, keep])).toBe('UNMODIFIED')
    expect(last([{ target: { tag: STUDY_DATE }, action: 'empty' }])).toBe('REMOVED')
  })

  it('is not one that takes away more, or that only does what an option does already', () => {
    const stricter = planOf([
      { target: { tag: ROWS }, action: 'remove' },
      { target: { tag: PATIENT_NAME }, action: { replace: 'Nobody' } },
      { target: { tag: 0x00080050 }, action: 'pseudonym' },
    ])
    expect([stricter.warnings, codes(stricter)]).toEqual([[], ['113100']])
    const option = planOf([{ target: { tag: STUDY_DATE }, action: 'keep' }], {
      with: ['retain-longitudinal-full-dates'],
    })
    expect([option.warnings, codes(option)]).toEqual([[], ['113100', '113106']])
  })
})

describe('what an object says of itself', () => {
  it('is every option by its code and in words', () => {
    const plan = compilePlan({ profile: 'basic', with: ['retain-uids', 'clean-descriptors'], mode: 'placeholder' })
    expect(codes(plan)).toEqual(['113100', '113105', '113110'])
    expect(attested(plan)[1]!.split('\\').toSorted()).toEqual([
      'Clean Descriptors Option',
      'DICOM PS3.15 2026d Basic Profile',
      'Mode: placeholder',
      'Retain UIDs Option',
    ])
  })

  it.each([
    [['retain-longitudinal-full-dates'], 'UNMODIFIED', ['113100', '113106']],
    [['retain-longitudinal-modified-dates'], 'MODIFIED', ['113100', '113107']],
    [['retain-longitudinal-full-dates', 'retain-longitudinal-modified-dates'], 'MODIFIED', ['113100', '113107']],
    [
      [
        'retain-safe-private',
        'retain-device-identity',
        'retain-institution-identity',
        'retain-patient-characteristics',
        'clean-structured-content',
        'clean-graphics',
      ],
      'REMOVED',
      ['113100', '113103', '113104', '113108', '113109', '113111', '113112'],
    ],
  ] as const)('follows from the options %j', (options, dates, expected) => {
    const plan = compilePlan({ profile: 'basic', with: options })
    expect([attested(plan).at(-1), codes(plan)]).toEqual([dates, expected])
  })

  it('has no value of more than 64 characters', () => {
    const plan = compilePlan({
      profile: 'basic',
      with: ['retain-longitudinal-modified-dates', 'retain-longitudinal-full-dates'],
    })
    for (const text of attested(plan)[1]!.split('\\')) expect(text.length).toBeLessThanOrEqual(64)
  })
})
