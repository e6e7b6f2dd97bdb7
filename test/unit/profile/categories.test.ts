import { describe, expect, it } from 'vitest'
import { CATEGORY_NAMES, categoryIndexOf } from '../../../src/profile/categories.ts'
import { compilePlan } from '../../../src/profile/compile.ts'
import { CATEGORY_COUNT } from '../../../src/wasm/seam.ts'
import { readRows, tagNumber } from '../../support/standard-tables.ts'

const plan = compilePlan({ profile: 'basic' })
const rows = readRows('phi-categories.csv')

describe('the categories', () => {
  it('are those of the table, and few enough to be counted', () => {
    expect([...CATEGORY_NAMES].toSorted()).toEqual([...new Set(rows.map((row) => row.category))].toSorted())
    expect(CATEGORY_NAMES.length).toBeLessThanOrEqual(CATEGORY_COUNT)
    expect(categoryIndexOf('no such category')).toBe(-1)
  })

  it('put what the plan does not know under other', () => {
    expect(CATEGORY_NAMES[0]).toBe('other')
  })

  it('are the table’s for its rows', () => {
    let compared = 0
    for (const { tag, category } of rows) {
      if (tag!.includes('x') || tag!.includes('odd') || tag! < '0008') continue
      expect([tag, CATEGORY_NAMES[plan.lookup(tagNumber(tag!), { path: [] })!.slot.category]]).toEqual([tag, category])
      compared++
    }
    expect(compared).toBe(649)
  })

  it.each([
    ['Evaluator Name, PN', 0x00142006, 'physician'],
    ['Text Value, UT', 0x0040a160, 'free-text'],
    ['SOP Class UID, UI', 0x00080016, 'uid'],
    ['Item Inventory DateTime, DT', 0x00080404, 'dates-times'],
    ['Rows, US', 0x00280010, 'other'],
  ])('follow from the VR for %s', (_, tag, category) => {
    expect(CATEGORY_NAMES[plan.lookup(tag, { path: [] })!.slot.category]).toBe(category)
  })
})
