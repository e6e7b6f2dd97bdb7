import { describe, expect, it } from 'vitest'
import { compilePlan, keepAllPlan } from '../../../src/profile/compile.ts'
import {
  ACTION_DUMMY,
  ACTION_EMPTY,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  ACTION_UID,
  COMPOUND_NONE,
} from '../../../src/wasm/seam.ts'
import { readRows, type TableRow, tagNumber } from './standard-tables.ts'

const plan = compilePlan({ profile: 'basic' })
const profile = readRows('confidentiality-profile.csv')
const compounds = readRows('compound-actions.csv')
const sequenceTags = new Map(readRows('data-elements.csv').map((row) => [row.keyword, row.tag!]))

const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2'
const BASIC_TEXT_SR = '1.2.840.10008.5.1.4.1.1.88.11'
const RT_PLAN = '1.2.840.10008.5.1.4.1.1.481.5'

const PATIENT_ID = 0x00100020
const CONTENT_DATE = 0x00080023
const SERIES_DATE = 0x00080021
const INSTITUTION_NAME = 0x00080080
const REFERENCED_IMAGE_SEQUENCE = 0x00081140
const OPERATORS_NAME = 0x00081070

function actionOfCode(code: string, row: TableRow): number {
  if (row.keyword === 'PatientID') return ACTION_PSEUDONYM
  const uid = sequenceTags.has(row.keyword!) && profile.find(({ tag }) => tag === row.tag)!.vr === 'UI'
  return { X: ACTION_REMOVE, Z: ACTION_EMPTY, D: uid ? ACTION_UID : ACTION_DUMMY, U: uid ? ACTION_UID : ACTION_KEEP }[
    code as 'X' | 'Z' | 'D' | 'U'
  ]
}

function strictest(tag: string, path: '' | '**'): string {
  const found = compounds.find((row) => row.tag === tag && row.sop_class_uid === '*' && row.sequence_path === path)
  return found!.resolved_action!
}

function topAction(tag: number, sopClassUid?: string): number {
  const { slot } = plan.lookup(tag, undefined)!
  return slot.compound === COMPOUND_NONE ? slot.topAction : plan.compoundActions(sopClassUid)[slot.compound]!
}

describe('the plan of the Basic Profile', () => {
  it('does with all 657 rows of Table E.1-1 what their code says, at the top level and in items', () => {
    const seen = { single: 0, repeating: 0, outside: 0, private: 0 }
    for (const row of profile) {
      const tag = row.tag!
      if (tag.includes('odd')) {
        seen.private++
        expect(plan.lookup(0x00091001, undefined)).toBeUndefined()
        expect(plan.lookup(0x00090010, 0x00081140)).toBeUndefined()
      } else if (tag.includes('x')) {
        seen.repeating++
        for (const group of ['6000', '6002', '601E']) {
          const number = tagNumber(tag.replace(/^(.0)xx/, `$1${group.slice(2)}`).replace('xxxx', '3000'))
          expect(plan.lookup(number, undefined)?.action).toBe(ACTION_REMOVE)
          expect(plan.lookup(number, 0x00081140)?.action).toBe(ACTION_REMOVE)
        }
      } else if (tag < '0008') {
        seen.outside++
        expect(plan.lookup(tagNumber(tag), undefined)).toBeUndefined()
      } else {
        seen.single++
        const isCompound = row.basic!.includes('/')
        const top = isCompound ? strictest(tag, '') : row.basic!
        const nested = isCompound ? strictest(tag, '**') : row.basic!
        // No item of a private sequence is an exception of the table.
        expect([tag, plan.lookup(tagNumber(tag), undefined)?.action]).toEqual([tag, actionOfCode(top, row)])
        expect([tag, plan.lookup(tagNumber(tag), 0x00091001)?.action]).toEqual([tag, actionOfCode(nested, row)])
      }
    }
    expect(seen).toEqual({ single: 649, repeating: 3, outside: 4, private: 1 })
  })

  it('resolves every compound code for every storage SOP class', () => {
    const listed = new Map(compounds.map((row) => [`${row.sop_class_uid} ${row.sequence_path} ${row.tag}`, row]))
    const codes = profile.filter((row) => row.basic!.includes('/'))
    for (const { sop_class_uid: uid, complete } of readRows('iod-sop-classes.csv')) {
      for (const { tag } of codes) {
        const row =
          listed.get(`${uid}  ${tag}`) ??
          (complete === 'Y' ? listed.get(`known  ${tag}`) : undefined) ??
          listed.get(`*  ${tag}`)!
        expect([uid, tag, topAction(tagNumber(tag!), uid)]).toEqual([uid, tag, actionOfCode(row.resolved_action!, row)])
      }
    }
  })

  it('resolves every compound code for every sequence that the table names', () => {
    const named = compounds.filter((row) => row.sequence_path !== '' && row.sequence_path !== '**')
    expect(named.length).toBe(69)
    for (const row of named) {
      const sequenceTag = tagNumber(sequenceTags.get(row.sequence_path)!)
      const decision = plan.lookup(tagNumber(row.tag!), sequenceTag)
      expect([row, decision?.action]).toEqual([row, actionOfCode(row.resolved_action!, row)])
    }
  })

  it('agrees with what a reader finds in the table by hand', () => {
    expect(topAction(SERIES_DATE, CT_IMAGE)).toBe(ACTION_REMOVE)
    expect(topAction(SERIES_DATE)).toBe(ACTION_DUMMY)
    expect(topAction(SERIES_DATE, '1.2.3')).toBe(ACTION_DUMMY)
    expect(topAction(CONTENT_DATE, CT_IMAGE)).toBe(ACTION_EMPTY)
    expect(topAction(CONTENT_DATE, BASIC_TEXT_SR)).toBe(ACTION_DUMMY)
    expect(topAction(OPERATORS_NAME, RT_PLAN)).toBe(ACTION_EMPTY)
    expect(topAction(OPERATORS_NAME, CT_IMAGE)).toBe(ACTION_REMOVE)
    expect(plan.lookup(INSTITUTION_NAME, 0x0018a001)?.action).toBe(ACTION_REMOVE) // Contributing Equipment Sequence
    expect(plan.lookup(INSTITUTION_NAME, 0x0040a07a)?.action).toBe(ACTION_EMPTY) // Participant Sequence
    expect(plan.lookup(INSTITUTION_NAME, 0x00081115)?.action).toBe(ACTION_DUMMY)
    expect(topAction(REFERENCED_IMAGE_SEQUENCE)).toBe(ACTION_KEEP)
    expect(topAction(REFERENCED_IMAGE_SEQUENCE, CT_IMAGE)).toBe(ACTION_REMOVE)
    expect(plan.lookup(REFERENCED_IMAGE_SEQUENCE, 0x52009230)?.action).toBe(ACTION_EMPTY) // Per-Frame Functional Groups
    expect(plan.lookup(PATIENT_ID, undefined)?.action).toBe(ACTION_PSEUDONYM)
    expect(plan.lookup(PATIENT_ID, 0x00101002)?.action).toBe(ACTION_PSEUDONYM)
    expect(plan.lookup(0x006a0003, undefined)?.action).toBe(ACTION_UID) // Annotation Group UID, code D
    expect(plan.lookup(0x00100010, undefined)?.action).toBe(ACTION_EMPTY) // Patient's Name
  })

  it('does what our own table says beyond', () => {
    const actions = {
      REMOVE: ACTION_REMOVE,
      EMPTY: ACTION_EMPTY,
      DUMMY: ACTION_DUMMY,
      UID: ACTION_UID,
      KEEP: ACTION_KEEP,
    }
    const rows = readRows('beyond-the-table.csv')
    expect(rows.length).toBeGreaterThan(200)
    for (const row of rows) {
      for (const sequenceTag of [undefined, 0x00081140]) {
        const decision = plan.lookup(tagNumber(row.tag!), sequenceTag)
        expect([row.keyword, decision?.action]).toEqual([row.keyword, actions[row.action as keyof typeof actions]])
      }
    }
  })

  it('keeps whatever else is registered', () => {
    const decided = new Set([...profile, ...readRows('beyond-the-table.csv')].map((row) => row.tag))
    const attested = ['0012,0062', '0012,0063', '0012,0064', '0028,0303']
    let kept = 0
    for (const row of readRows('data-elements.csv')) {
      const tag = row.tag!
      if (tag < '0008' || tag.includes('x') || row.keyword === '' || row.vr === '' || decided.has(tag)) continue
      expect([tag, plan.lookup(tagNumber(tag), 0x00081140)?.action]).toEqual([tag, ACTION_KEEP])
      if (!attested.includes(tag))
        expect([tag, plan.lookup(tagNumber(tag), undefined)?.action]).toEqual([tag, ACTION_KEEP])
      kept++
    }
    expect(kept).toBeGreaterThan(4200)
    for (const tag of [
      0x60000010, 0x601e0040, 0x7f020010, 0x7f000011, 0x002031ab, 0x00280472, 0x10000013, 0x10100001,
    ]) {
      expect(plan.lookup(tag, undefined)?.action).toBe(ACTION_KEEP)
    }
  })

  it('has no mask that reaches into an odd group', () => {
    for (const { mask, match } of plan.masks)
      expect([match, mask & 0x00010000, match & 0x00010000]).toEqual([match, 0x00010000, 0])
  })

  it('knows no group outside the data set, no item, no placeholder and no odd group', () => {
    const unknown = [
      0x00000100, 0x00020010, 0x00041130, 0x00061130, 0x00080000, 0xfffee000, 0x00080202, 0x60013000, 0x60200010,
    ]
    for (const tag of unknown) expect(plan.lookup(tag, undefined)).toBeUndefined()
    for (const tag of plan.slots.keys()) expect([tag, tag >= 0x00080000, (tag >>> 16) & 1]).toEqual([tag, true, 0])
  })

  it('removes group lengths in repeating groups too', () => {
    for (const tag of [0x10000000, 0x10100000, 0x50000000]) {
      expect(plan.lookup(tag, undefined)?.action ?? ACTION_REMOVE).toBe(ACTION_REMOVE)
      expect(keepAllPlan().lookup(tag, undefined)?.action ?? ACTION_REMOVE).toBe(ACTION_REMOVE)
    }
  })

  it('removes what it is going to write itself, at the root only', () => {
    const tags = [0x00120062, 0x00120063, 0x00120064, 0x00280303]
    expect(plan.inserts.map((insert) => insert.tag)).toEqual(tags)
    const silent = compilePlan({ profile: 'basic', attest: false })
    expect(silent.inserts).toEqual([])
    for (const tag of tags) {
      expect(plan.lookup(tag, undefined)?.action).toBe(ACTION_REMOVE)
      expect(plan.lookup(tag, 0x00081140)?.action).toBe(ACTION_KEEP)
      expect(silent.lookup(tag, undefined)?.action).toBe(ACTION_KEEP)
    }
  })

  it('describes itself the same each time, and otherwise where a rule differs', () => {
    const text = plan.describe()
    expect(compilePlan({ profile: 'basic' }).describe()).toBe(text)
    expect(compilePlan({ profile: 'basic', attest: false }).describe()).not.toBe(text)
    expect(text.split('\n')[0]).toBe('PS3.15 2026d basic ')
    expect(text).toContain(`\n${CT_IMAGE} `)
  })
})

describe('the plan that keeps all', () => {
  const keepAll = keepAllPlan()

  it('keeps every registered attribute, unlooked at', () => {
    expect(keepAll.slots.size).toBe(plan.slots.size)
    for (const [tag, slot] of keepAll.slots) {
      expect([tag, slot.topAction, slot.nestedAction, slot.maxBytes]).toEqual([tag, ACTION_KEEP, ACTION_KEEP, 0])
    }
    expect(keepAll.lookup(0x60003000, undefined)?.action).toBe(ACTION_KEEP)
    expect(keepAll.lookup(0x50003000, undefined)?.action).toBe(ACTION_KEEP)
    expect(keepAll.lookup(0x00091001, undefined)).toBeUndefined()
    expect(keepAll.inserts).toEqual([])
    expect(keepAll.compoundActions(CT_IMAGE).length).toBe(0)
  })
})
