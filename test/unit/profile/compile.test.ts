import { describe, expect, it } from 'vitest'
import { compilePlan, keepAllPlan } from '../../../src/profile/compile.ts'
import { ACTION_KEEP } from '../../../src/wasm/seam.ts'
import { readRows, type TableRow, tagNumber } from '../../support/standard-tables.ts'
import { atTop, inItems } from './ask-plan.ts'

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

function actionOfCode(code: string, row: TableRow): string {
  if (row.keyword === 'PatientID') return 'pseudonym'
  const uid = sequenceTags.has(row.keyword!) && profile.find(({ tag }) => tag === row.tag)!.vr === 'UI'
  return { X: 'remove', Z: 'empty', D: uid ? 'uid' : 'dummy', U: uid ? 'uid' : 'keep' }[code as 'X' | 'Z' | 'D' | 'U']
}

function strictest(tag: string, path: '' | '**'): string {
  const found = compounds.find((row) => row.tag === tag && row.sop_class_uid === '*' && row.sequence_path === path)
  return found!.resolved_action!
}

describe('the plan of the Basic Profile', () => {
  it('does with all 657 rows of Table E.1-1 what their code says, at the top level and in items', () => {
    const seen = { single: 0, repeating: 0, outside: 0, private: 0 }
    for (const row of profile) {
      const tag = row.tag!
      if (tag.includes('odd')) {
        seen.private++
        expect(plan.lookup(0x00091001, { path: [] })).toBeUndefined()
        expect(plan.lookup(0x00090010, { path: [0x00081140] })).toBeUndefined()
      } else if (tag.includes('x')) {
        seen.repeating++
        for (const group of ['6000', '6002', '601E']) {
          const number = tagNumber(tag.replace(/^(.0)xx/, `$1${group.slice(2)}`).replace('xxxx', '3000'))
          expect(atTop(plan, number)).toBe('remove')
          expect(inItems(plan, number, { path: [0x00081140] })).toBe('remove')
        }
      } else if (tag < '0008') {
        seen.outside++
        expect(plan.lookup(tagNumber(tag), { path: [] })).toBeUndefined()
      } else {
        seen.single++
        const isCompound = row.basic!.includes('/')
        const top = isCompound ? strictest(tag, '') : row.basic!
        const nested = isCompound ? strictest(tag, '**') : row.basic!
        // No item of a private sequence is an exception of the table.
        expect([tag, atTop(plan, tagNumber(tag))]).toEqual([tag, actionOfCode(top, row)])
        expect([tag, inItems(plan, tagNumber(tag), { path: [0x00091001] })]).toEqual([tag, actionOfCode(nested, row)])
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
        expect([uid, tag, atTop(plan, tagNumber(tag!), { sopClassUid: uid! })]).toEqual([
          uid,
          tag,
          actionOfCode(row.resolved_action!, row),
        ])
      }
    }
  })

  it('resolves every compound code for every sequence that the table names', () => {
    const named = compounds.filter((row) => row.sequence_path !== '' && row.sequence_path !== '**')
    expect(named.length).toBe(69)
    for (const row of named) {
      const sequenceTag = tagNumber(sequenceTags.get(row.sequence_path)!)
      expect([row, inItems(plan, tagNumber(row.tag!), { path: [sequenceTag] })]).toEqual([
        row,
        actionOfCode(row.resolved_action!, row),
      ])
    }
  })

  it('puts a dummy, or no value, where an IOD requires what the table removes', () => {
    const required = readRows('required-attributes.csv')
    expect(required.length).toBe(35)
    for (const row of required) {
      const sequenceTag = row.sequence_path === '' ? undefined : tagNumber(sequenceTags.get(row.sequence_path)!)
      const tag = tagNumber(row.tag!)
      const seen =
        sequenceTag === undefined
          ? atTop(plan, tag, { sopClassUid: row.sop_class_uid! })
          : inItems(plan, tag, { path: [sequenceTag] })
      expect([row.keyword, row.sequence_path, seen]).toEqual([
        row.keyword,
        row.sequence_path,
        row.iod_type === '1' ? 'dummy' : 'empty',
      ])
      expect([atTop(plan, tag), atTop(plan, tag, { sopClassUid: CT_IMAGE })]).toEqual(['remove', 'remove'])
      expect(inItems(plan, tag, { path: [0x00081140] })).toBe('remove')
    }
  })

  it('agrees with what a reader finds in the table by hand', () => {
    expect(atTop(plan, SERIES_DATE, { sopClassUid: CT_IMAGE })).toBe('remove')
    expect(atTop(plan, SERIES_DATE)).toBe('dummy')
    expect(atTop(plan, SERIES_DATE, { sopClassUid: '1.2.3' })).toBe('dummy')
    expect(atTop(plan, CONTENT_DATE, { sopClassUid: CT_IMAGE })).toBe('empty')
    expect(atTop(plan, CONTENT_DATE, { sopClassUid: BASIC_TEXT_SR })).toBe('dummy')
    expect(atTop(plan, OPERATORS_NAME, { sopClassUid: RT_PLAN })).toBe('empty')
    expect(atTop(plan, OPERATORS_NAME, { sopClassUid: CT_IMAGE })).toBe('remove')
    expect(inItems(plan, INSTITUTION_NAME, { path: [0x0018a001] })).toBe('remove') // Contributing Equipment Sequence
    expect(inItems(plan, INSTITUTION_NAME, { path: [0x0040a07a] })).toBe('empty') // Participant Sequence
    expect(inItems(plan, INSTITUTION_NAME, { path: [0x00081115] })).toBe('dummy')
    expect(atTop(plan, REFERENCED_IMAGE_SEQUENCE)).toBe('keep')
    expect(atTop(plan, REFERENCED_IMAGE_SEQUENCE, { sopClassUid: CT_IMAGE })).toBe('remove')
    expect(inItems(plan, REFERENCED_IMAGE_SEQUENCE, { path: [0x52009230] })).toBe('empty') // Per-Frame Functional Groups
    expect(atTop(plan, PATIENT_ID)).toBe('pseudonym')
    expect(inItems(plan, PATIENT_ID, { path: [0x00101002] })).toBe('pseudonym')
    expect(atTop(plan, 0x006a0003)).toBe('uid') // Annotation Group UID, code D
    expect(atTop(plan, 0x00100010)).toBe('empty') // Patient's Name
  })

  it('does what our own table says beyond', () => {
    const actions = {
      REMOVE: 'remove',
      EMPTY: 'empty',
      DUMMY: 'dummy',
      UID: 'uid',
      KEEP: 'keep',
    }
    const rows = readRows('beyond-the-table.csv')
    expect(rows.length).toBeGreaterThan(200)
    for (const row of rows) {
      const action = actions[row.action as keyof typeof actions]
      // any one of a repeating group stands for all of them
      const tag = tagNumber(row.tag!.replace('xx', '02'))
      expect([row.keyword, atTop(plan, tag)]).toEqual([row.keyword, action])
      expect([row.keyword, inItems(plan, tag)]).toEqual([row.keyword, action])
    }
  })

  it('keeps whatever else is registered', () => {
    const decided = new Set([...profile, ...readRows('beyond-the-table.csv')].map((row) => row.tag))
    const attested = ['0012,0062', '0012,0063', '0012,0064', '0028,0303']
    const pixels = ['7FE0,0008', '7FE0,0009', '7FE0,0010']
    let kept = 0
    for (const row of readRows('data-elements.csv')) {
      const tag = row.tag!
      if (tag < '0008' || tag.includes('x') || row.keyword === '' || row.vr === '' || decided.has(tag)) continue
      const inItem = pixels.includes(tag) ? 'remove' : 'keep'
      expect([tag, inItems(plan, tagNumber(tag), { path: [0x00081140] })]).toEqual([tag, inItem])
      if (!attested.includes(tag)) expect([tag, atTop(plan, tagNumber(tag))]).toEqual([tag, 'keep'])
      kept++
    }
    expect(kept).toBeGreaterThan(4200)
    for (const tag of [
      0x60000010, 0x601e0040, 0x7f020011, 0x7f000011, 0x002031ab, 0x00280472, 0x10000013, 0x10100001,
    ]) {
      expect(atTop(plan, tag)).toBe('keep')
    }
  })

  it('keeps pixels in items of icons and of what is printed, and in no other', () => {
    for (const tag of [0x7fe00008, 0x7fe00009, 0x7fe00010]) {
      for (const sequence of [0x00880200, 0x20200110, 0x20200111]) {
        expect(inItems(plan, tag, { path: [0x00081140, sequence] })).toBe('keep')
        expect(inItems(plan, tag, { path: [sequence, 0x00081140] })).toBe('remove')
      }
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
    for (const tag of unknown) expect(plan.lookup(tag, { path: [] })).toBeUndefined()
    for (const tag of plan.slots.keys()) expect([tag, tag >= 0x00080000, (tag >>> 16) & 1]).toEqual([tag, true, 0])
  })

  it('removes group lengths in repeating groups too', () => {
    for (const tag of [0x10000000, 0x10100000, 0x50000000]) {
      expect(atTop(plan, tag)).toBe('remove')
      expect(atTop(keepAllPlan(), tag)).toBe('remove')
    }
  })

  it('removes what it is going to write itself, at the root only', () => {
    const tags = [0x00120062, 0x00120063, 0x00120064, 0x00280303]
    expect(plan.inserts.map((insert) => insert.tag)).toEqual(tags)
    const silent = compilePlan({ profile: 'basic', attest: false })
    expect(silent.inserts).toEqual([])
    for (const tag of tags) {
      expect(atTop(plan, tag)).toBe('remove')
      expect(inItems(plan, tag, { path: [0x00081140] })).toBe('keep')
      expect(atTop(silent, tag)).toBe('keep')
    }
  })

  it('describes itself the same each time, and otherwise where a rule differs', () => {
    const text = plan.describe()
    expect(compilePlan({ profile: 'basic' }).describe()).toBe(text)
    expect(compilePlan({ profile: 'basic', attest: false }).describe()).not.toBe(text)
    expect(text.split('\n')[0]).toBe('PS3.15 2026d basic  false')
    expect(compilePlan({ profile: 'basic', words: ['x'] }).describe()).not.toBe(text)
    expect(text).toContain('\n(0008,0080) ')
  })
})

describe('the plan that keeps all', () => {
  const keepAll = keepAllPlan()

  it('keeps every registered attribute, unlooked at', () => {
    expect(keepAll.slots.size).toBe(plan.slots.size)
    for (const [tag, slot] of keepAll.slots) {
      expect([tag, slot.top, slot.nested, slot.maxBytes]).toEqual([tag, ACTION_KEEP, ACTION_KEEP, 0])
    }
    expect(atTop(keepAll, 0x60003000)).toBe('keep')
    expect(atTop(keepAll, 0x50003000)).toBe('keep')
    expect(keepAll.lookup(0x00091001, { path: [] })).toBeUndefined()
    expect(keepAll.inserts).toEqual([])
    expect(keepAll.compounds.length).toBe(0)
  })
})
