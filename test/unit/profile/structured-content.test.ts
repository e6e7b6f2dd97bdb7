import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../../src/profile/compile.ts'
import type { OptionName } from '../../../src/profile/request.ts'
import { readRows, type TableRow } from '../../support/standard-tables.ts'
import { inItems } from './ask-plan.ts'

const rows = readRows('structured-content-codes.csv')
const CONTENT_SEQUENCE = 0x0040a730
const TEXT_VALUE = 0x0040a160
const DATE_TIME = 0x0040a120
const PERSON_NAME = 0x0040a123
const UID = 0x0040a124

/** The attribute of a value type, and what replaces a value that has to go. */
const VALUES: Record<string, [tag: number, replaced: string]> = {
  TEXT: [TEXT_VALUE, 'dummy'],
  DATETIME: [DATE_TIME, 'dummy'],
  DATE: [0x0040a121, 'dummy'],
  TIME: [0x0040a122, 'dummy'],
  PNAME: [PERSON_NAME, 'dummy'],
  UIDREF: [UID, 'uid'],
  CODE: [0x0040a168, 'dummy'],
  NUM: [0x0040a300, 'empty'],
  CONTAINER: [CONTENT_SEQUENCE, 'remove'],
}
const REFERENCES = ['COMPOSITE', 'IMAGE', 'WAVEFORM']
const COLUMNS: [OptionName, string][] = [
  ['retain-uids', 'rtn_uids'],
  ['retain-device-identity', 'rtn_dev_id'],
  ['retain-institution-identity', 'rtn_inst_id'],
  ['retain-patient-characteristics', 'rtn_pat_chars'],
  ['retain-longitudinal-full-dates', 'rtn_long_full_dates'],
  ['retain-longitudinal-modified-dates', 'rtn_long_modif_dates'],
  ['clean-descriptors', 'clean_desc'],
]

function expected(row: TableRow, options: readonly OptionName[]): string {
  const codes = COLUMNS.filter(([option]) => options.includes(option)).map(([, column]) => row[column])
  const type = row.value_type!
  if (codes.includes('C')) {
    if (type === 'TIME') return 'shift time-of-day'
    return type === 'DATE' || type === 'DATETIME' ? 'shift shift-date' : 'clean clean-text'
  }
  return codes.includes('K') ? 'keep' : VALUES[type]![1]
}

const SETS: (readonly OptionName[])[] = [[], ...COLUMNS.map(([option]) => [option]), COLUMNS.map(([option]) => option)]

describe('clean-structured-content', () => {
  it.each(SETS.map((options) => [options.join(', ') || 'nothing else', options] as const))(
    'decides by concept about the values of Table E.3.4-1, with %s',
    (_, options) => {
      const plan = compilePlan({ profile: 'basic', with: ['clean-structured-content', ...options] })
      let compared = 0
      for (const row of rows) {
        if (REFERENCES.includes(row.value_type!)) continue
        const concept = { codeValue: row.code_value!, codingScheme: row.scheme! }
        const tag = VALUES[row.value_type!]![0]
        const action = inItems(plan, tag, { path: [CONTENT_SEQUENCE, CONTENT_SEQUENCE], concept })
        expect([row.code_meaning, row.value_type, action]).toEqual([
          row.code_meaning,
          row.value_type,
          expected(row, options),
        ])
        compared++
      }
      expect([rows.length, compared]).toEqual([214, 173])
    },
  )

  it('enters the four sequences, and cleans, replaces or moves what no concept decides', () => {
    const plan = compilePlan({ profile: 'basic', with: ['clean-structured-content'] })
    const dated = compilePlan({
      profile: 'basic',
      with: ['clean-structured-content', 'retain-longitudinal-modified-dates'],
    })
    for (const tag of [CONTENT_SEQUENCE, 0x00400555, 0x00400610, 0x0040b020]) expect(inItems(plan, tag)).toBe('keep')
    const path = [CONTENT_SEQUENCE]
    expect(inItems(plan, TEXT_VALUE, { path })).toBe('clean clean-text')
    expect(inItems(plan, PERSON_NAME, { path })).toBe('dummy')
    expect(inItems(plan, UID, { path })).toBe('uid')
    expect(inItems(plan, DATE_TIME, { path })).toBe('dummy')
    expect(inItems(dated, DATE_TIME, { path })).toBe('shift shift-date')
    // of another value type than the table has for the concept, 121071 Finding: TEXT
    expect(inItems(plan, PERSON_NAME, { path, concept: { codeValue: '121071', codingScheme: 'DCM' } })).toBe('dummy')
  })

  it('is what knows concepts', () => {
    expect(compilePlan({ profile: 'basic', with: ['clean-descriptors'] }).concepts).toEqual([])
  })

  it('empties in mode empty what would be a dummy', () => {
    const plan = compilePlan({ profile: 'basic', mode: 'empty', with: ['clean-structured-content'] })
    const concept = { codeValue: '121022', codingScheme: 'DCM' } // Accession Number
    expect(inItems(plan, TEXT_VALUE, { path: [CONTENT_SEQUENCE], concept })).toBe('empty')
  })

  it('does not keep the age of the subject as a number under Safe Harbor', () => {
    const options: OptionName[] = ['clean-structured-content', 'retain-patient-characteristics']
    const place = { path: [CONTENT_SEQUENCE], concept: { codeValue: '121033', codingScheme: 'DCM' } }
    expect(inItems(compilePlan({ profile: 'basic', with: options }), 0x0040a300, place)).toBe('keep')
    expect(inItems(compilePlan({ profile: 'hipaa-safe-harbor', with: options }), 0x0040a300, place)).toBe('empty')
  })

  it.each([
    // Finding Site under its retired SNOMED identifier, and the designators that this was once given
    ['G-C0E3', 'SRT', TEXT_VALUE, 'dummy'],
    ['G-C0E3', 'SNM3', TEXT_VALUE, 'dummy'],
    ['G-C0E3', '99SDM', TEXT_VALUE, 'dummy'],
    ['DF-0068E', 'SRT', DATE_TIME, 'dummy'], // Anesthesia Start Time
    ['52', 'NCDR', DATE_TIME, 'dummy'], // an object has the version, 2.0b, in Coding Scheme Version
    // concepts that the table does not have
    ['G-C0E3', 'SCT', TEXT_VALUE, 'clean clean-text'],
    ['G-C0E4', 'SRT', TEXT_VALUE, 'clean clean-text'],
  ])('finds %s of %s', (codeValue, codingScheme, tag, action) => {
    const plan = compilePlan({ profile: 'basic', with: ['clean-structured-content'] })
    expect(inItems(plan, tag, { path: [CONTENT_SEQUENCE], concept: { codeValue, codingScheme } })).toBe(action)
  })

  it('knows a retired identifier for each concept of SNOMED CT in the table', () => {
    const { concepts } = compilePlan({ profile: 'basic', with: ['clean-structured-content'] })
    const retired = concepts.filter(({ codingScheme }) => codingScheme === 'SRT')
    const listed = rows.filter(({ scheme, value_type }) => scheme === 'SCT' && !REFERENCES.includes(value_type!))
    expect(new Set(listed.map(({ code_value }) => code_value)).size).toBe(10)
    expect(retired.map(({ codeValue }) => codeValue).toSorted()).toEqual(
      'DD-60002 DF-0068E DF-0070B F-00033 F-02455 G-C0E3 G-D320 G-D321 PA-30029 R-42B89'.split(' '),
    )
  })

  it('replaces every value, whatever the options, where the name cannot be read, but enters a container', () => {
    const options = COLUMNS.map(([option]) => option)
    const plan = compilePlan({ profile: 'basic', with: ['clean-structured-content', ...options] })
    const place = { path: [CONTENT_SEQUENCE], concept: { codeValue: '', codingScheme: '' } }
    for (const [tag, replaced] of Object.values(VALUES)) {
      expect([tag, inItems(plan, tag, place)]).toEqual([tag, tag === CONTENT_SEQUENCE ? 'keep' : replaced])
    }
  })

  it('decides at the top level too', () => {
    const plan = compilePlan({ profile: 'basic', with: ['clean-structured-content'] })
    const devices = { codeValue: '121000', codingScheme: 'DCM' } // Unique Device Identifiers: CONTAINER
    expect(inItems(plan, CONTENT_SEQUENCE, { path: [], concept: devices })).toBe('remove')
    expect(inItems(plan, CONTENT_SEQUENCE, { path: [] })).toBe('keep')
  })
})
