import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Encoding } from '../../../src/dicom/guess-encoding.ts'
import { type Listed, listDataSet } from '../../../src/dicom/list-data-set.ts'
import { Outcomes } from '../../../src/inspect/outcomes.ts'
import { compilePlan } from '../../../src/profile/compile.ts'
import {
  buildElements,
  type DataSetEncodingName,
  type ElementSpec,
  element,
  encapsulated,
  sequence,
  wireEncoding,
} from '../../support/dicom-builder.ts'

const NATIVE: DataSetEncodingName[] = ['implicit-le', 'explicit-le', 'explicit-be']

const ELEMENTS: ElementSpec[] = [
  element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.2'),
  sequence('00081140', [[element('00081155', 'UI', '1.2.3')], [element('00081155', 'UI', '1.2.4')]], {
    undefinedLength: true,
    undefinedItems: true,
  }),
  element('00100010', 'PN', 'A^B'),
  sequence('00400275', [[sequence('00400008', [[element('00080104', 'LO', 'x')]])]]),
]

function list(elements: readonly ElementSpec[], encoding: DataSetEncodingName): Listed[] {
  const wire = wireEncoding(encoding)
  return [...listDataSet(buildElements(elements, wire), wire as Encoding)]
}

function shortly(listed: readonly Listed[]): string[] {
  return listed.map((thing) => {
    if (thing.kind === 'item') return `${'.'.repeat(thing.depth)}item ${thing.number}`
    if (thing.kind === 'finding') return `finding: ${thing.message}`
    return `${'.'.repeat(thing.depth)}${thing.tag.toString(16)} ${thing.vr}`
  })
}

describe('the listing of a data set', () => {
  it.each(NATIVE)('has every element and item in %s, in order', (encoding) => {
    expect(shortly(list(ELEMENTS, encoding))).toEqual([
      '80016 UI',
      '81140 SQ',
      '.item 1',
      '.81155 UI',
      '.item 2',
      '.81155 UI',
      '100010 PN',
      '400275 SQ',
      '.item 1',
      '.400008 SQ',
      '..item 1',
      '..80104 LO',
    ])
  })

  it('reads UN as the sequence that it is, steps over fragments and goes on behind them', () => {
    const unknown = sequence('00081140', [[element('00081155', 'UI', '1.2.3')]], {
      asUnknown: true,
      undefinedLength: true,
    })
    const listed = list(
      [unknown, encapsulated([new Uint8Array(10)]), element('FFFCFFFC', 'OB', new Uint8Array(4))],
      'explicit-le',
    )
    expect(shortly(listed)).toEqual(['81140 UN', '.item 1', '.81155 UI', '7fe00010 OB', 'fffcfffc OB'])
  })

  it('knows creators of private elements, each in its own item', () => {
    const block = [element('00190010', 'LO', 'MAKER'), element('0019100C', 'IS', '1')]
    const listed = list([...block, sequence('00400275', [[element('0019100C', 'IS', '2')]])], 'explicit-le')
    const creators = listed.flatMap((thing) =>
      thing.kind === 'element' && thing.tag === 0x0019100c ? [thing.privateCreator] : [],
    )
    expect(creators).toEqual(['MAKER', undefined])
  })

  it('knows the concept of a content item for what follows its name', () => {
    const name = sequence('0040A043', [[element('00080100', 'SH', '121022'), element('00080102', 'SH', 'DCM')]])
    const content = sequence('0040A730', [[element('0040A040', 'CS', 'TEXT'), name, element('0040A160', 'UT', 'x')]])
    const concepts = list([content], 'explicit-le').flatMap((thing) =>
      thing.kind === 'element' && thing.depth === 1 ? [thing.concept] : [],
    )
    expect(concepts).toEqual([undefined, undefined, { codeValue: '121022', codingScheme: 'DCM' }])
  })

  it.each<[string, ElementSpec]>([
    ['a length that is too long', { ...element('00100010', 'PN', 'A^B'), claimedBytes: 1000 }],
    ['a VR that is none', { ...element('00100010', 'PN', 'A^B'), rawVr: { bytes: [0, 1], headerBytes: 8 } }],
    ['a sequence that is not closed', { ...sequence('00081140', [], { undefinedLength: true }), unclosed: true }],
    ['half a header', { tag: 0, vr: 'UN', raw: Uint8Array.of(0x10, 0, 0x10) }],
  ])('ends with a finding at %s', (_, damaged) => {
    const listed = list([element('00080016', 'UI', '1.2'), damaged], 'explicit-le')
    expect(listed.at(-1)!.kind).toBe('finding')
    expect(listed.filter(({ kind }) => kind === 'finding')).toHaveLength(1)
  })

  it('comes to an end whatever the bytes are', () => {
    const whole = NATIVE.map(
      (encoding) => [buildElements(ELEMENTS, wireEncoding(encoding)), wireEncoding(encoding)] as const,
    )
    const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 12 })
    fc.assert(
      fc.property(fc.constantFrom(...whole), damage, fc.nat(400), ([bytes, encoding], changes, cutAt) => {
        const damaged = bytes.slice(0, Math.max(1, bytes.length - (cutAt % bytes.length)))
        for (const [at, byte] of changes) damaged[at % damaged.length] = byte
        const listed = [...listDataSet(damaged, encoding as Encoding)]
        expect(listed.length).toBeLessThanOrEqual(damaged.length / 8 + 1)
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const encoding of NATIVE)
          expect([...listDataSet(bytes, wireEncoding(encoding) as Encoding)].length).toBeLessThan(40)
      }),
    )
  })

  it('does not go deeper than sequences may', () => {
    let nested: ElementSpec = element('00080104', 'LO', 'x')
    for (let depth = 0; depth < 200; depth++) nested = sequence('00400275', [[nested]], { undefinedLength: true })
    expect(list([nested], 'explicit-le').at(-1)).toMatchObject({
      kind: 'finding',
      message: expect.stringMatching(/sequenceDepth/),
    })
  })
})

describe('the outcomes of a listing', () => {
  function outcomesOf(elements: readonly ElementSpec[], request: Parameters<typeof compilePlan>[0]): string[] {
    const outcomes = new Outcomes(compilePlan(request), { sopClassUid: undefined, modality: undefined })
    return list(elements, 'explicit-le').flatMap((thing) => {
      if (thing.kind === 'item') outcomes.enterItem(thing.depth, thing.number)
      return thing.kind === 'element' ? [outcomes.describe(thing)] : []
    })
  }

  it('go with the sequence that they are in', () => {
    const rows = sequence('00400275', [[element('00280010', 'US', '00')]])
    const action = (action: 'remove' | 'keep') => ({ target: { tag: 0x00400275 }, action })
    expect(outcomesOf([rows], { profile: 'basic', rules: [action('remove')] })).toEqual([
      'removed',
      'removed, with what it is in',
    ])
    expect(outcomesOf([rows], { profile: 'basic', rules: [action('keep')] })).toEqual(['entered', 'kept'])
  })

  it('are dummies in the first item of a sequence that is one, and nothing in the others', () => {
    const items = sequence('00400275', [
      [element('00080060', 'CS', 'CT'), element('00280010', 'US', '00')],
      [element('00280010', 'US', '00')],
    ])
    const dummy = { target: { tag: 0x00400275 }, action: 'dummy' as const }
    expect(outcomesOf([items], { profile: 'basic', rules: [dummy] })).toEqual([
      'entered, first item, with dummies',
      'kept',
      'replaced by a dummy',
      'removed, with what it is in',
    ])
  })
})
