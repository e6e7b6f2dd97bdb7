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
