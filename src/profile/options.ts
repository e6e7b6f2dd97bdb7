/** The options of PS3.15 E.3: their columns in Table E.1-1, and which code of a row holds where several are followed (docs/decisions/0005-options-together.md). */

import { SluiceError } from '../errors.ts'
import { OPTION_COLUMNS, type OptionCode, type OptionColumn } from './action-codes.ts'
import { OPTION_NAMES, type OptionName, type ProfileName } from './request.ts'

const COLUMN_OF: Readonly<Partial<Record<OptionName, OptionColumn>>> = {
  'retain-safe-private': 'rtn_safe_private',
  'retain-uids': 'rtn_uids',
  'retain-device-identity': 'rtn_dev_id',
  'retain-institution-identity': 'rtn_inst_id',
  'retain-patient-characteristics': 'rtn_pat_chars',
  'retain-longitudinal-full-dates': 'rtn_long_full_dates',
  'retain-longitudinal-modified-dates': 'rtn_long_modif_dates',
  'clean-descriptors': 'clean_desc',
  'clean-structured-content': 'clean_struct_cont',
  'clean-graphics': 'clean_graph',
}

const NOT_YET: Readonly<Partial<Record<OptionName, string>>> = {
  'clean-recognizable-visual-features':
    'clean-recognizable-visual-features is not done by this version: faces that pixels show stay recognizable',
}

/** Options that would keep an identifier of 45 CFR 164.514(b)(2)(i), with its letter. */
const AGAINST_SAFE_HARBOR: Readonly<Partial<Record<OptionName, string>>> = {
  'retain-uids': 'R',
  'retain-device-identity': 'M',
  'retain-institution-identity': 'B',
  'retain-longitudinal-full-dates': 'C',
  'retain-longitudinal-modified-dates': 'C',
}

/** The options asked for, each once, sorted. Throws OPTION_INVALID for one that does not exist, is not done yet, or contradicts the profile. */
export function checkOptions(profile: ProfileName, asked: readonly OptionName[]): OptionName[] {
  for (const option of asked) {
    if (!OPTION_NAMES.includes(option))
      throw new SluiceError('OPTION_INVALID', {}, 'there is no such option of a profile')
    const refusal = NOT_YET[option]
    if (refusal !== undefined) throw new SluiceError('OPTION_INVALID', {}, refusal)
    const contradiction = findContradiction(profile, option)
    if (contradiction !== undefined) throw new SluiceError('OPTION_INVALID', {}, contradiction)
  }
  return [...new Set(asked)].toSorted()
}

/** All options that the profile can be had with. */
export function optionsAllowed(profile: ProfileName): OptionName[] {
  return OPTION_NAMES.filter(
    (option) => NOT_YET[option] === undefined && findContradiction(profile, option) === undefined,
  )
}

/** Why this option cannot be had; undefined where it can. */
export function findUnavailable(option: OptionName): string | undefined {
  return NOT_YET[option]
}

/** Why this option cannot be had with the profile; undefined where it can. */
export function findContradiction(profile: ProfileName, option: OptionName): string | undefined {
  const letter = profile === 'hipaa-safe-harbor' ? AGAINST_SAFE_HARBOR[option] : undefined
  return letter === undefined ? undefined : `${option} keeps what (${letter}) of HIPAA Safe Harbor takes away`
}

/** The columns that the options stand for. */
export function columnsOf(options: readonly OptionName[]): ReadonlySet<OptionColumn> {
  return new Set(options.map((option) => COLUMN_OF[option]).filter((column) => column !== undefined))
}

/** The option of a column. */
export function optionOfColumn(column: OptionColumn): OptionName {
  return OPTION_NAMES.find((option) => COLUMN_OF[option] === column)!
}

/** What the columns that are followed say of a row, and which of them say it. */
export interface OptionVerdict {
  readonly code: 'K' | 'C'
  readonly columns: readonly OptionColumn[]
}

/** C before K: an option that cleans holds against one that keeps, and so modified dates against full dates. Undefined where none says anything. */
export function verdictOf(
  codes: Readonly<Record<OptionColumn, OptionCode>>,
  followed: ReadonlySet<OptionColumn>,
): OptionVerdict | undefined {
  for (const code of ['C', 'K'] as const) {
    const columns = OPTION_COLUMNS.filter((column) => followed.has(column) && codes[column] === code)
    if (columns.length > 0) return { code, columns }
  }
  return undefined
}
