import { describe, expect, it } from 'vitest'
import { importDeid, isDeidRecipe } from '../../../src/profile/import-deid.ts'

/** A recipe whose header has these lines; the first is line 3. */
function importLines(...lines: string[]): ReturnType<typeof importDeid> {
  return importDeid(['FORMAT dicom', '%header', ...lines].join('\n'))
}

function ruleOf(line: string): unknown {
  const { rules } = importLines(line)
  expect(rules).toHaveLength(1)
  return rules[0]!.rule
}

describe('a deid recipe', () => {
  it.each<[string, unknown]>([
    ['KEEP PatientSex', { attribute: 'PatientSex', action: 'keep' }],
    ['BLANK (0010,0040)', { attribute: 'PatientSex', action: 'empty' }],
    ['REMOVE 00100040 # a remark', { attribute: 'PatientSex', action: 'remove' }],
    ['JITTER StudyDate 31', { attribute: 'StudyDate', action: 'shift' }],
    ['JITTER StudyDate var:jitter', { attribute: 'StudyDate', action: 'shift' }],
    ['REPLACE StudyDescription two words', { attribute: 'StudyDescription', action: { replace: 'two words' } }],
    ['REPLACE PatientID var:id', { attribute: 'PatientID', action: 'pseudonym' }],
    ['REPLACE StudyInstanceUID func:generate_uid', { attribute: 'StudyInstanceUID', action: 'uid' }],
    ['ADD StudyID X', { attribute: 'StudyID', action: { replace: 'X' } }],
    ['REMOVE select:VR:PN', { vr: 'PN', action: 'remove' }],
    ['REMOVE startswith:CountryOf', { attribute: ['CountryOfResidence'], action: 'remove' }],
    ['KEEP endswith:OfResidence', { attribute: ['CountryOfResidence', 'RegionOfResidence'], action: 'keep' }],
  ])('with %s becomes a rule', (line, rule) => {
    expect(ruleOf(line)).toEqual(rule)
  })

  it('selects groups and words of the registry', () => {
    const { rules } = importLines('BLANK select:group:0010', 'REMOVE contains:PatientBirth')
    expect(rules[0]!.rule.attribute).toContain('PatientName')
    expect(rules[1]!.rule.attribute).toEqual(
      expect.arrayContaining(['PatientBirthDate', 'PatientBirthTime', 'PatientBirthName']),
    )
  })

  it('yields from ALL to one attribute, and to what is kept whatever the order', () => {
    const { rules } = importLines('KEEP PatientSex', 'BLANK PatientSex', 'REPLACE StudyID X', 'REMOVE ALL')
    expect(rules.map(({ rule }) => rule)).toEqual([
      { vr: expect.arrayContaining(['LO', 'SQ', 'OW']), action: 'remove' },
      { attribute: 'StudyID', action: { replace: 'X' } },
      { attribute: 'PatientSex', action: 'keep' },
    ])
  })

  it('takes an attribute out of a list where a later line has it', () => {
    const { rules } = importLines('BLANK select:group:0008', 'REMOVE StudyDate')
    expect(rules[0]!.rule.attribute).not.toContain('StudyDate')
    expect(rules[1]!.rule).toEqual({ attribute: 'StudyDate', action: 'remove' })
  })

  it('says of each thing that it cannot carry over where it stands', () => {
    const { rules, notes } = importDeid(
      [
        'FORMAT other',
        '%filter graylist',
        'frobnicate',
        'LABEL Burned in',
        '%values names',
        'FIELD PatientName',
        '%header',
        'REMOVE contains:(a|b)',
        'REMOVE values:names',
        'REPLACE Rows var:x',
        'REPLACE StudyID func:x',
        'FROB StudyID',
        'KEEP Nonsense',
        'ADD DeidentificationMethod deid',
      ].join('\n'),
    )
    expect(notes.map(({ line }) => line)).toEqual([0, 0, 0, 0, 1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14])
    expect(rules).toEqual([{ line: 10, rule: { attribute: 'Rows', action: 'remove' } }])
  })

  it('is known by its looks', () => {
    expect(isDeidRecipe('FORMAT dicom\n')).toBe(true)
    expect(isDeidRecipe('<script></script>')).toBe(false)
  })
})
