import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importCtp, isCtpScript } from '../../../src/profile/import-ctp.ts'

/** A script of these lines between its tags; the first is line 2. */
function importLines(...lines: string[]): ReturnType<typeof importCtp> {
  return importCtp(['<script>', ...lines, '</script>'].join('\n'))
}

function e(tag: string, script: string, enabled = 'T'): string {
  return `<e en="${enabled}" t="${tag}" n="x">${script}</e>`
}

/** The one rule of an element with this script. */
function ruleOf(tag: string, script: string): unknown {
  const { rules } = importLines(e(tag, script))
  expect(rules).toHaveLength(1)
  return rules[0]!.rule
}

describe('a CTP script', () => {
  it.each<[string, string, string, unknown]>([
    ['@keep()', '00100040', 'PatientSex', 'keep'],
    ['@remove()', '00100040', 'PatientSex', 'remove'],
    ['@empty()', '00100040', 'PatientSex', 'empty'],
    ['', '00100040', 'PatientSex', 'empty'],
    ['@blank(8)', '00100040', 'PatientSex', 'empty'],
    ['@require()', '00100040', 'PatientSex', 'keep'],
    ['@hashuid(@UIDROOT,this)', '00080018', 'SOPInstanceUID', 'uid'],
    ['@hashptid(@SITEID,this)', '00100020', 'PatientID', 'pseudonym'],
    ['@hashname(this,6)', '00100010', 'PatientName', 'pseudonym'],
    ['@hash(this,16)', '00080050', 'AccessionNumber', 'pseudonym'],
    ['@hash(this)', '00181000', 'DeviceSerialNumber', 'hash'],
    ['@incrementdate(this,@DATEINC)', '00080020', 'StudyDate', 'shift'],
    ['@hashdate(this,PatientID)', '00080020', 'StudyDate', 'shift'],
    ['@process()', '00081115', 'ReferencedSeriesSequence', 'keep'],
    ['O', '00100040', 'PatientSex', { replace: 'O' }],
    ['A &amp; B', '00080080', 'InstitutionName', { replace: 'A & B' }],
  ])('with %s for %s becomes a rule', (script, tag, attribute, action) => {
    expect(ruleOf(tag, script)).toEqual({ attribute, action })
  })

  it('names private elements by creator', () => {
    expect(ruleOf('0019[SIEMENS MR HEADER]0C', '@keep()')).toEqual({
      privateCreator: 'SIEMENS MR HEADER',
      element: '0019,xx0C',
      action: 'keep',
    })
  })

  it('has parameters put in their place', () => {
    const { rules, notes } = importLines(
      '<p t="SITE">ALPHA</p>',
      e('00080080', '@param(@SITE)'),
      e('00081040', '@param(@X)'),
    )
    expect(rules.map(({ rule }) => rule)).toEqual([{ attribute: 'InstitutionName', action: { replace: 'ALPHA' } }])
    expect(notes).toMatchObject([{ line: 0 }, { line: 4, lost: true, message: expect.stringMatching(/parameter/) }])
  })

  it.each([
    '@if(this,isblank){@remove()}{@keep()}',
    '@truncate(this,4)',
    '@lookup(this,ptid)',
    '@round(this,5)',
    '@keep() x',
    'a @b',
  ])('with %s is left to the Basic Profile where that decides, and removed where it keeps', (script) => {
    const { rules, notes } = importLines(e('00100010', script), e('00280010', script))
    expect(rules).toEqual([{ line: 3, rule: { attribute: 'Rows', action: 'remove' } }])
    expect(notes.filter(({ lost }) => lost)).toMatchObject([
      { line: 2, message: expect.stringMatching(/left to the Basic Profile/) },
      { line: 3, message: expect.stringMatching(/removed instead/) },
    ])
  })

  it('that removes what it does not name removes all, but for what CTP never does', () => {
    const { rules } = importLines(
      '<r en="T" t="unspecifiedelements"/>',
      '<k en="T" t="0018"></k>',
      e('00280010', '@if(x)'),
    )
    expect(rules[0]!.rule).toMatchObject({ vr: expect.arrayContaining(['PN', 'LO', 'SQ']), action: 'remove' })
    expect(rules.slice(1).map(({ rule }) => rule)).toEqual([
      { attribute: ['0028,xxxx', '7FE0,xxxx', 'SOPClassUID', 'SpecificCharacterSet'], action: 'keep' },
      { attribute: ['SOPInstanceUID', 'StudyInstanceUID'], action: 'uid' },
      { attribute: '0018,xxxx', action: 'keep' },
    ])
  })

  it('asks for safe private elements and overlays', () => {
    const { options, rules } = importLines('<k en="T" t="safeprivateelements"/>', '<r en="T" t="overlays"/>')
    expect(options).toEqual(['retain-safe-private'])
    expect(rules).toMatchObject([{ rule: { attribute: '60xx,xxxx', action: 'remove' } }])
  })

  it('says of each thing that it cannot carry over where it stands', () => {
    const { notes } = importLines(
      e('00100010', '@remove()', 'F'),
      e('0010', '@keep()'),
      e('00191010', '@keep()'),
      '<x/>',
      '<r en="T" t="something"/>',
      '<r en="F" t="privategroups"/>',
      'text',
      e('00080020', '@hashuid(a,this)'),
    )
    expect(notes.map(({ line }) => line)).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('overrules an earlier element by a later one, and says so', () => {
    const { rules, notes } = importLines(e('00100010', '@keep()'), e('00100010', '@remove()'))
    expect(rules).toEqual([{ line: 3, rule: { attribute: 'PatientName', action: 'remove' } }])
    expect(notes).toContainEqual({ line: 2, source: 'an earlier rule', message: 'overruled by line 3', lost: false })
  })

  it('has nothing dropped without a word: each element is a rule or a note', () => {
    const script = fc.constantFrom(
      '@keep()',
      '@remove()',
      '',
      'X',
      '@if(a){b}{c}',
      '@hash(this)',
      '@hashuid(a,this)',
      '@x',
      '&lt;',
    )
    const tag = fc.constantFrom(
      '00100010',
      '00100020',
      '00280010',
      '00191010',
      '0009[A]01',
      'zz',
      '00020016',
      '00080000',
    )
    const elements = fc.array(fc.tuple(tag, script, fc.constantFrom('T', 'F')), { maxLength: 12 })
    fc.assert(
      fc.property(elements, (given) => {
        const { rules, notes } = importLines(...given.map(([t, s, enabled]) => e(t, s, enabled)))
        const told = new Set([...rules, ...notes].map(({ line }) => line))
        for (const index of given.keys()) expect(told).toContain(index + 2)
      }),
    )
  })

  it('is known by its looks', () => {
    expect(isCtpScript(`<script>${e('00100010', '')}</script>`)).toBe(true)
    expect(isCtpScript('FORMAT dicom\n%header\n')).toBe(false)
  })

  it.each([
    '<'.repeat(50_000),
    '<e '.repeat(20_000),
    '<e t="'.repeat(20_000),
    `${'<e en="T" t="00100010">'.repeat(3000)}`,
    '\0<!-- <e',
  ])('that is none is noted, within the time that a test has', (text) => {
    // A search that is quadratic in the length of the text would outlast the time that a test has.
    expect(importCtp(text).rules.length).toBeLessThan(2)
  })
})
