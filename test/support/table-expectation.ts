/** What the tables of `standard/` ask for, written down once more from docs/profiles.md: by none of the code under test. */

import type { Mode, OptionName } from '../../src/profile/request.ts'
import { readRows, type TableRow } from './standard-tables.ts'

/** An action, and for `shift` and `clean` the transform that does it. */
export type ExpectedAction =
  | 'remove'
  | 'empty'
  | 'dummy'
  | 'keep'
  | 'uid'
  | 'pseudonym'
  | 'shift shift-date'
  | 'shift time-of-day'
  | 'shift cap-age'
  | 'clean clean-text'

/** The ten options and their columns. */
export const COLUMNS: readonly (readonly [option: OptionName, column: string])[] = [
  ['retain-safe-private', 'rtn_safe_private'],
  ['retain-uids', 'rtn_uids'],
  ['retain-device-identity', 'rtn_dev_id'],
  ['retain-institution-identity', 'rtn_inst_id'],
  ['retain-patient-characteristics', 'rtn_pat_chars'],
  ['retain-longitudinal-full-dates', 'rtn_long_full_dates'],
  ['retain-longitudinal-modified-dates', 'rtn_long_modif_dates'],
  ['clean-descriptors', 'clean_desc'],
  ['clean-structured-content', 'clean_struct_cont'],
  ['clean-graphics', 'clean_graph'],
]

export const OPTIONS = COLUMNS.map(([option]) => option)
export const RETAINING = OPTIONS.filter((option) => option.startsWith('retain'))
export const MODES: readonly Mode[] = ['standard', 'empty', 'placeholder']

const TEXT_VRS = ['AE', 'CS', 'LO', 'LT', 'SH', 'ST', 'UC', 'UT', 'UR']

/** What becomes of an attribute of a row of Table E.1-1. `code` is what the Basic Profile says in the place. */
export function expectedAction(
  row: TableRow,
  code: string,
  options: readonly OptionName[],
  mode: Mode,
): ExpectedAction {
  const followed = COLUMNS.filter(([option]) => options.includes(option)).map(([, column]) => column)
  const codes = followed.map((column) => row[column])
  const isDate = row.rtn_long_modif_dates === 'C' && followed.includes('rtn_long_modif_dates')
  const first = row.vr!.split(' or ')[0]!
  if (codes.includes('C')) {
    if (first === 'SQ') return 'keep'
    if (isDate && (first === 'DA' || first === 'DT')) return 'shift shift-date'
    if (isDate && (first === 'TM' || first === 'SH')) return 'shift time-of-day'
    if (!isDate && TEXT_VRS.includes(first)) return 'clean clean-text'
  } else if (codes.includes('K')) return first === 'AS' ? 'shift cap-age' : 'keep'
  return inMode(row, first, code, mode)
}

function inMode(row: TableRow, vr: string, code: string, mode: Mode): ExpectedAction {
  const basic = { X: 'remove', Z: 'empty', D: vr === 'UI' ? 'uid' : 'dummy', U: vr === 'UI' ? 'uid' : 'keep' } as const
  const action = row.keyword === 'PatientID' ? 'pseudonym' : basic[code as keyof typeof basic]
  if (mode === 'standard' || action === 'uid' || action === 'keep') return action
  if (mode === 'empty') return 'empty'
  if (action === 'pseudonym') return action
  return vr === 'UI' ? 'uid' : 'dummy'
}

/** The codes that compound ones come to, by SOP class and place, and X where an IOD requires the attribute. */
export class CompoundCodes {
  private readonly byPlace: ReadonlyMap<string, string>

  constructor() {
    const rows = ['compound-actions.csv', 'required-attributes.csv'].flatMap(readRows)
    this.byPlace = new Map(
      rows.map((row) => [`${row.sop_class_uid} ${row.sequence_path} ${row.tag}`, row.resolved_action!]),
    )
  }

  /** At the top level. `isComplete`: every module of the class was read. */
  atTop(row: TableRow, sopClassUid?: string, isComplete = false): string {
    const listed = sopClassUid === undefined ? undefined : this.byPlace.get(`${sopClassUid}  ${row.tag}`)
    if (!row.basic!.includes('/')) return listed ?? row.basic!
    const known = isComplete ? this.byPlace.get(`known  ${row.tag}`) : undefined
    return listed ?? known ?? this.byPlace.get(`*  ${row.tag}`)!
  }

  /** In an item of the sequence with this keyword, or of any that has no code of its own. */
  inSequence(row: TableRow, keyword = '**'): string {
    return this.byPlace.get(`* ${keyword} ${row.tag}`) ?? this.byPlace.get(`* ** ${row.tag}`) ?? row.basic!
  }

  /** Rows with a code of their own in some sequence: its keyword, and the tag of the attribute. */
  sequencePlaces(): readonly (readonly [keyword: string, tag: string])[] {
    return [...this.byPlace.keys()]
      .map((place) => place.split(' '))
      .filter(([sopClass, keyword]) => sopClass === '*' && keyword !== '' && keyword !== '**')
      .map(([, keyword, tag]) => [keyword!, tag!] as const)
  }
}
