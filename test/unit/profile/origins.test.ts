import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../../src/profile/compile.ts'
import { decisionOf, originOf, transformOf, withOrigin } from '../../../src/profile/decisions.ts'
import { OriginTable } from '../../../src/profile/origins.ts'
import type { Plan } from '../../../src/profile/plan.ts'
import type { PlanRequest, Rule } from '../../../src/profile/request.ts'
import { ACTION_KEEP, COMPOUND_NONE, MAX_ORIGINS } from '../../../src/wasm/seam.ts'

const PATIENT_NAME = 0x00100010
const STUDY_DATE = 0x00080020
const SERIES_DATE = 0x00080021
const STUDY_INSTANCE_UID = 0x0020000d
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2'

function originAt(plan: Plan, tag: number, kind: { sopClassUid?: string; modality?: string } = {}): string {
  const { slot, decision } = plan.lookup(tag, { path: [] })!
  const { sopClassUid, modality } = kind
  const ofKind = plan.compoundDecisions({ sopClassUid, modality })
  return plan.origins[originOf(slot.compound === COMPOUND_NONE ? decision : ofKind[slot.compound]!)]!
}

function planOf(request: Partial<PlanRequest> = {}): Plan {
  return compilePlan({ profile: 'basic', ...request })
}

describe('a decision of a plan says where it is from:', () => {
  it.each<[string, number, Partial<PlanRequest>, string]>([
    ['a row of the table', PATIENT_NAME, {}, 'table:Z'],
    ['the row of Patient ID, whose code leaves a choice', 0x00100020, {}, 'table:D'],
    ['a row, whatever the mode makes of it', 0x00081030, { mode: 'empty' }, 'table:X'],
    ['a row of which no option speaks', PATIENT_NAME, { with: ['retain-uids'] }, 'table:Z'],
    ['an option that keeps', STUDY_INSTANCE_UID, { with: ['retain-uids'] }, 'option:retain-uids'],
    [
      'an option that cleans',
      STUDY_DATE,
      { with: ['retain-longitudinal-modified-dates'] },
      'option:retain-longitudinal-modified-dates',
    ],
    ['our own decision', 0x0040a160, {}, 'beyond-the-table'],
    ['the registry', 0x00280010, {}, 'registry'],
    ['HIPAA', STUDY_DATE, { profile: 'hipaa-safe-harbor' }, 'safe-harbor'],
    ['the attestation', 0x00120063, {}, 'attestation'],
    ['a group length among repeating elements', 0x10100000, {}, 'group-length'],
    ['the row of all curves', 0x50041234, {}, 'table:X'],
  ])('%s', (_, tag, request, origin) => {
    expect(originAt(planOf(request), tag)).toBe(origin)
  })

  it('the code that a compound code comes to in an object', () => {
    expect(originAt(planOf(), SERIES_DATE)).toBe('table:D')
    expect(originAt(planOf(), SERIES_DATE, { sopClassUid: CT_IMAGE })).toBe('table:X')
  })

  it('the rule of the site that decided last, by its number, also under a condition and in items', () => {
    const rules: Rule[] = [
      { target: { vr: 'PN' }, action: 'remove' },
      { target: { tag: PATIENT_NAME }, path: [], action: 'dummy' },
      { target: { tag: PATIENT_NAME }, when: { modalities: ['US'] }, action: 'empty' },
    ]
    const plan = planOf({ rules })
    expect(originAt(plan, PATIENT_NAME, { modality: 'CT' })).toBe('rule:2')
    expect(originAt(plan, PATIENT_NAME, { modality: 'US' })).toBe('rule:3')
    expect(originAt(plan, 0x00081050)).toBe('rule:1')
    const nested = plan.lookup(PATIENT_NAME, { path: [0x00081140] })!
    expect(plan.origins[originOf(nested.decision)]).toBe('rule:1')
  })

  it('a private attribute that stays', () => {
    const plan = planOf({ with: ['retain-safe-private'] })
    const { decision } = plan.lookup(0x0019100c, { path: [], privateCreator: 'SIEMENS MR HEADER' })!
    expect(plan.origins[originOf(decision)]).toBe('option:retain-safe-private')
  })
})

describe('origins', () => {
  it('are no part of the digest of a plan', () => {
    const one = planOf({ rules: [{ target: { tag: PATIENT_NAME }, action: 'remove' }] })
    const other = planOf({
      rules: [
        { target: { tag: PATIENT_NAME }, action: 'empty' },
        { target: { tag: PATIENT_NAME }, action: 'remove' },
      ],
    })
    const withoutCount = (plan: Plan): string => plan.describe().replaceAll(/^insert .*$/gm, '')
    expect(originAt(one, PATIENT_NAME)).not.toBe(originAt(other, PATIENT_NAME))
    expect(withoutCount(one)).toBe(withoutCount(other))
  })

  it('leave action and transform of a decision as they are, and have as many numbers as the core', () => {
    const decision = withOrigin(decisionOf(8, 0xffff), MAX_ORIGINS - 1)
    expect([decision & 0x0f, transformOf(decision), originOf(decision)]).toEqual([8, 0xffff, MAX_ORIGINS - 1])
    const table = new OriginTable()
    const stamped = Array.from({ length: 5000 }, (_, at) => originOf(table.stamp(ACTION_KEEP, `rule:${at + 1}`)))
    expect(stamped[MAX_ORIGINS - 3]).toBe(MAX_ORIGINS - 1)
    expect(stamped[MAX_ORIGINS - 2]).toBe(0)
    expect(table.names.length).toBe(MAX_ORIGINS)
  })

  it('of conditions are given up where telling them apart takes more room than there is', () => {
    const texts = [...planOf().slots].filter(([tag, { check }]) => check === 4 && tag > 0x00100020).slice(0, 300)
    const rules: Rule[] = texts.map(([tag]) => ({ target: { tag }, when: { modalities: ['US'] }, action: 'remove' }))
    const plan = planOf({ rules })
    expect(originAt(plan, texts[0]![0], { modality: 'US' })).toBe('other')
    expect(plan.compounds.length).toBeLessThan(256)
  })
})
