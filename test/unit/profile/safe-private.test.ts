import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../../src/profile/compile.ts'
import { actionOf } from '../../../src/profile/decisions.ts'
import { CHECK_SEQUENCE } from '../../../src/wasm/seam.ts'
import { readRows } from '../../support/standard-tables.ts'
import { atTop, inItems } from './ask-plan.ts'

const rows = readRows('safe-private-attributes.csv')
const plan = compilePlan({ profile: 'basic', with: ['retain-safe-private'] })

/** The tag in the block 10. */
function tagOf(text: string): number {
  return Number.parseInt(text.replace(',xx', '10'), 16)
}

describe('the attributes of Table E.3.10-1', () => {
  it.each([
    ['without another option', 'uid', []],
    ['with retain-uids', 'keep', ['retain-uids']],
    ['with modified dates', 'uid', ['retain-longitudinal-modified-dates']],
  ] as const)('stay at the top level and in items, by creator, %s', (_, ofUid, options) => {
    const withOptions = compilePlan({ profile: 'basic', with: ['retain-safe-private', ...options] })
    expect(rows.length).toBe(479)
    for (const { tag, private_creator: privateCreator, vr } of rows) {
      for (const path of [[], [0x00081140], [0x00081140, 0x0040a730]]) {
        const decided = withOptions.lookup(tagOf(tag!), { path, privateCreator: privateCreator! })
        const actions = { keep: 1, uid: 4 }
        expect([tag, privateCreator, actionOf(decided!.decision)]).toEqual([
          tag,
          privateCreator,
          actions[vr === 'UI' ? ofUid : 'keep'],
        ])
        expect(decided!.slot.check === CHECK_SEQUENCE).toBe(vr === 'SQ')
      }
    }
  })

  it('are twenty creators’, and no other’s', () => {
    expect([...plan.privateSlots.keys()].toSorted()).toEqual(
      [...new Set(rows.map((row) => row.private_creator))].toSorted(),
    )
    expect([...plan.privateSlots.values()].reduce((sum, { size }) => sum + size, 0)).toBe(479)
    expect(plan.lookup(0x0019100c, { path: [], privateCreator: 'GEMS_ACQU_01' })).toBeUndefined()
    expect(plan.lookup(0x0019100c, { path: [] })).toBeUndefined()
    expect(compilePlan({ profile: 'basic' }).privateSlots.size).toBe(0)
  })

  it.each(['empty', 'placeholder'] as const)('stay in mode %s, which is about what goes', (mode) => {
    const { privateSlots } = compilePlan({ profile: 'basic', mode, with: ['retain-safe-private'] })
    expect(actionOf(privateSlots.get('SIEMENS MR HEADER')!.get(0x0019000c)!.top)).toBe(1)
  })
})

describe('a private attribute that a site keeps', () => {
  const target = { privateCreator: 'ACME 1.0', group: 0x0029, element: 0x10 } as const

  it('is treated by the VR that the site gives it', () => {
    const rules = [
      { target: { ...target, vr: 'DA' }, action: 'shift' },
      { target: { ...target, element: 0x11 }, action: 'keep' },
    ] as const
    const own = compilePlan({ profile: 'basic', rules })
    const slots = own.privateSlots.get('ACME 1.0')!
    expect(own.transforms[slots.get(0x00290010)!.top >>> 16]).toEqual({ kind: 'shift-date' })
    expect(actionOf(slots.get(0x00290011)!.nested)).toBe(1)
    expect(own.warnings).toEqual(['(0029,xx11) of ACME 1.0'])
  })

  it('may be all of a block, and its creator goes where nothing of it stays', () => {
    const block = { privateCreator: 'ACME 1.0', group: 0x0029 }
    const all = compilePlan({ profile: 'basic', rules: [{ target: block, action: 'keep' }] })
    expect(all.privateSlots.get('ACME 1.0')!.size).toBe(256)
    const none = compilePlan({ profile: 'basic', rules: [{ target: block, action: 'remove' }] })
    expect(none.privateSlots.has('ACME 1.0')).toBe(false)
  })
})

describe('dates and sequences that are private', () => {
  it('are asked for by place as others are', () => {
    expect(inItems(plan, 0x01191002, { privateCreator: 'SIEMENS Ultrasound SC2000' })).toBe('keep')
    expect(atTop(plan, 0x01191002)).toBe('remove')
  })
})
