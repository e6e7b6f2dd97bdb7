import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readProfileObject } from '../../../src/profile/document.ts'
import { importCtpPixels, isCtpPixelScript } from '../../../src/profile/import-ctp-pixels.ts'
import { importDeid, isDeidRecipe } from '../../../src/profile/import-deid.ts'
import { writeImportedProfile } from '../../../src/profile/import-write.ts'

function ruleOf(imported: ReturnType<typeof importDeid>): unknown {
  expect(imported.pixels!.rules).toHaveLength(1)
  return imported.pixels!.rules[0]!.rule
}

function lostOf(imported: ReturnType<typeof importDeid>): string[] {
  return imported.notes.filter(({ lost }) => lost).map(({ line, message }) => `${line}: ${message}`)
}

const ctpRule = (condition: string, areas = '(0,0,10,20)'): unknown =>
  ruleOf(importCtpPixels(`{ ${condition} } ${areas}`))
const deid = (...lines: string[]): ReturnType<typeof importDeid> =>
  importDeid(['FORMAT dicom', '%filter graylist', 'LABEL a label # (somebody)', ...lines].join('\n'))
const deidRule = (...lines: string[]): unknown => ruleOf(deid(...lines, 'coordinates 1,2,11,22'))

const SCRIPT = `Some library (with remarks, 1 and more)
 Maker A
  { [0008,0070].containsIgnoreCase("maker") *
    ( Rows.equals("480") + !ImageType.contains("ORIGINAL") ) }
  (0,0,640,40) a remark (here)
  (10, 20, 30, 40)
 Maker B
  { Manufacturer.matches("(A|B)+") * Modality.equals("US") } (0,0,1,1)
  { Modality.equals("US") * SeriesDescription.frobnicate("x") } (0,0,1,1)
  { ManufacturerModelName.equals("C") }
  { ManufacturerModelName.equals("D") } (0,0,x,1)
`

const RECIPE = `FORMAT dicom
%filter whitelist
LABEL clean
  contains BurnedInAnnotation No
%filter graylist
LABEL two areas # (somebody)
  contains Modality US
  + contains Manufacturer Maker|Other
  + equals Rows 480|600
  coordinates 0,0,640,40
  ctpcoordinates 10,20,30,40
LABEL flagged
  missing Manufacturer || empty Manufacturer
  + contains ImageType SECONDARY|DERIVED
LABEL unreadable
  contains Manufacturer (A|B)+
  + contains ManufacturerModelName X
  coordinates 0,0,1,1
LABEL elsewhere
  contains Modality US
  + contains ImplementationVersionName X
  coordinates 0,0,1,1
%header
KEEP PatientSex
`

describe('a CTP pixel script', () => {
  it('becomes rules of which the first applies, and a note on all else', () => {
    const imported = importCtpPixels(SCRIPT)
    expect(imported.pixels).toEqual({
      match: 'first',
      rules: [
        {
          line: 3,
          rule: {
            when: {
              Manufacturer: { contains: 'maker' },
              any: [{ Rows: { equals: 480 } }, { not: { ImageType: { contains: 'ORIGINAL' } } }],
            },
            blank: [
              [0, 0, 641, 41],
              [10, 20, 31, 41],
            ],
          },
        },
        { line: 10, rule: { when: { ManufacturerModelName: { equals: 'C' } }, withhold: true } },
        { line: 11, rule: { when: { ManufacturerModelName: { equals: 'D' } }, withhold: true } },
      ],
    })
    expect(lostOf(imported)).toEqual([
      expect.stringMatching(/^8: no rule: .*regular expression/),
      expect.stringMatching(/^9: no rule: .*no counterpart/),
      expect.stringMatching(/^10: no areas.*withheld/),
      expect.stringMatching(/^11: an area that cannot be read; such images are withheld/),
    ])
  })

  it.each<[string, unknown]>([
    ['Manufacturer.equalsIgnoreCase("A")', { Manufacturer: { equals: 'A' } }],
    ['[0008,0070].startsWith("A")', { Manufacturer: { matches: 'A*' } }],
    ['[0008,0070].endsWithIgnoreCase("A")', { Manufacturer: { matches: '*A' } }],
    ['SeriesDescription.matches("Dose.*")', { SeriesDescription: { matches: 'Dose*' } }],
    ['[0028,0010].containsIgnoreCase("512")', { Rows: { equals: 512 } }],
    ['[0028,1051].equals("1")', { WindowWidth: { equals: 1 } }],
    ['Rows.isGreaterThan("512") * Columns.isLessThan("9")', { Rows: { above: 512 }, Columns: { below: 9 } }],
    ['Manufacturer.equals("")', { Manufacturer: { present: false } }],
    ['[6000,0022].contains("x")', { OverlayDescription: { contains: 'x' } }],
    ['true.', { any: [{ Rows: { present: true } }, { Rows: { present: false } }] }],
    [
      'Rows.equals("1") + Rows.equals("2") * Columns.equals("3")',
      { any: [{ Rows: { equals: 1 } }, { Rows: { equals: 2 }, Columns: { equals: 3 } }] },
    ],
    [
      'Manufacturer.contains("A") * Manufacturer.contains("B")',
      { not: { any: [{ not: { Manufacturer: { contains: 'A' } } }, { not: { Manufacturer: { contains: 'B' } } }] } },
    ],
    [
      '!(Rows.equals("1") + !Columns.equals("2"))',
      { not: { any: [{ Rows: { equals: 1 } }, { not: { Columns: { equals: 2 } } }] } },
    ],
  ])('is asked for %s', (condition, when) => {
    expect(ctpRule(condition)).toEqual({ when, blank: [[0, 0, 11, 21]] })
  })

  it.each<[string, string]>([
    ['a test that is none here', 'Manufacturer.contains("A") * SeriesDescription.matches("(a|b)+")'],
    ['one in a negation', 'Manufacturer.contains("A") * !SeriesDescription.matches("(a|b)+")'],
    ['an attribute that is none', 'Manufacturer.contains("A") * Nonesuch.contains("B")'],
    ['file meta information', 'Manufacturer.contains("A") * [0002,0013].contains("B")'],
  ])('withholds where %s leaves a condition that is fit by more', (_, condition) => {
    expect(ctpRule(condition)).toEqual({ when: { Manufacturer: { contains: 'A' } }, withhold: true })
  })

  it.each([
    'Manufacturer.contains("A") *',
    'Manufacturer.contains("A")) ',
    '(Manufacturer.contains("A")',
    'Manufacturer.contains(A)',
    'Manufacturer.contains("A") Rows.equals("1")',
    `${'('.repeat(40)}Rows.equals("1")${')'.repeat(40)}`,
    '',
  ])('says that it cannot read %s, and makes no rule of a part of it', (condition) => {
    const imported = importCtpPixels(`{ ${condition} } (0,0,1,1)`)
    expect(imported.pixels!.rules).toEqual([])
    expect(lostOf(imported)).toEqual([expect.stringMatching(/^1: no rule: /)])
  })

  it('is told from other files', () => {
    expect([SCRIPT, RECIPE, '<script><e t="00100010"></e></script>', 'extends: basic'].map(isCtpPixelScript)).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

describe('filters of a deid recipe', () => {
  it('become rules all of which apply, beside those about attributes', () => {
    const imported = importDeid(RECIPE)
    expect(imported.rules).toHaveLength(1)
    expect(imported.pixels).toEqual({
      match: 'all',
      rules: [
        { line: 3, rule: { when: { BurnedInAnnotation: { contains: 'No' } }, pass: true } },
        {
          line: 6,
          rule: {
            when: {
              Modality: { contains: 'US' },
              Manufacturer: [{ contains: 'Maker' }, { contains: 'Other' }],
              Rows: [{ equals: 480 }, { equals: 600 }],
            },
            blank: [
              [0, 0, 640, 40],
              [10, 20, 30, 40],
            ],
          },
        },
        {
          line: 12,
          rule: {
            when: {
              any: [{ Manufacturer: { present: false } }, { Manufacturer: { present: false } }],
              ImageType: [{ contains: 'SECONDARY' }, { contains: 'DERIVED' }],
            },
            withhold: true,
          },
        },
        { line: 15, rule: { when: { ManufacturerModelName: { contains: 'X' } }, withhold: true } },
      ],
    })
    expect(lostOf(imported)).toEqual([
      expect.stringMatching(/^15: a regular expression.*withheld/),
      expect.stringMatching(/^19: no rule: an attribute/),
    ])
  })

  it.each<[string[], unknown]>([
    [['notequals Rows 5'], { not: { Rows: { equals: 5 } } }],
    [['notcontains Manufacturer A'], { not: { Manufacturer: { contains: 'A' } } }],
    [['present ImageType'], { ImageType: { present: true } }],
    [['contains ManufacturerModelName AS+'], { ManufacturerModelName: { contains: 'AS' } }],
    [['contains ManufacturerModelName ^A.*B$'], { ManufacturerModelName: { matches: 'A*B' } }],
    [['contains ManufacturerModelName A.B'], { ManufacturerModelName: { matches: '*A?B*' } }],
    [['equals Rows 1', '|| equals Columns 2'], { any: [{ Rows: { equals: 1 } }, { Columns: { equals: 2 } }] }],
    [
      ['equals Rows 1', '+ contains Modality US || contains Modality OT'],
      { Rows: { equals: 1 }, any: [{ Modality: { contains: 'US' } }, { Modality: { contains: 'OT' } }] },
    ],
    [[], { any: [{ Rows: { present: true } }, { Rows: { present: false } }] }],
  ])('ask for %j', (lines, when) => {
    expect(deidRule(...lines)).toEqual({ when, blank: [[1, 2, 10, 20]] })
  })

  it('that keep what another blanks leave it, and nothing else', () => {
    const imported = importDeid(
      [
        '%filter graylist',
        'LABEL all',
        'coordinates all',
        'LABEL regions',
        'present SequenceOfUltrasoundRegions',
        'keepcoordinates from:SequenceOfUltrasoundRegions',
        'LABEL middle',
        'contains Manufacturer A',
        'ctpkeepcoordinates 5,5,10,10',
      ].join('\n'),
    )
    const hasRegions = { SequenceOfUltrasoundRegions: { present: true } }
    const isOfMaker = { Manufacturer: { contains: 'A' } }
    const everything = { any: [{ Rows: { present: true } }, { Rows: { present: false } }] }
    expect(imported.pixels!.rules.map(({ rule }) => rule)).toEqual([
      { when: hasRegions, keep: 'ultrasound-regions' },
      { when: isOfMaker, keep: [[5, 5, 10, 10]] },
      { when: { not: { any: [{ not: everything }, hasRegions, isOfMaker] } }, blank: [[0, 0, 65535, 65535]] },
    ])
  })

  it.each([
    ['coordinates from:SequenceOfUltrasoundRegions'],
    ['coordinates 10,10,5,5'],
    ['coordinates 1,2,3'],
    ['keepcoordinates all'],
  ])('withhold where areas cannot be known: %s', (line) => {
    expect(ruleOf(deid('contains Manufacturer A', line))).toEqual({
      when: { Manufacturer: { contains: 'A' } },
      withhold: true,
    })
  })

  it('that pass images they are not sure about are lost', () => {
    const imported = importDeid('%filter whitelist\nLABEL a\ncontains Manufacturer (A|B)\n+ contains ImageType X')
    expect(imported.pixels!.rules).toEqual([])
    expect(lostOf(imported)).toHaveLength(1)
  })
})

describe('an import', () => {
  it.each([
    ['of a script', importCtpPixels(SCRIPT)],
    ['of a recipe', importDeid(RECIPE)],
    ['of nothing', importCtpPixels('')],
  ])('%s is written as a profile that the program takes', (_, imported) => {
    const document = parse(writeImportedProfile(imported))
    const { request, faults } = readProfileObject(document)
    expect(faults).toEqual([])
    expect(request!.pixels!.rules).toHaveLength(imported.pixels!.rules.length)
    expect(request!.pixels).toMatchObject({ match: imported.pixels!.match, unmatched: 'withhold' })
  })

  it('knows a recipe that has filters alone', () => {
    expect(isDeidRecipe('%filter graylist\nLABEL a\n')).toBe(true)
  })
})
