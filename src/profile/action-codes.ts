/** The vocabulary of the profile's tables: action codes and option columns, as the files in `standard/` spell them. */

/** An action code of PS3.15 Table E.1-1a that says one thing. */
export type SimpleCode = 'X' | 'Z' | 'D' | 'U'

/** A code that leaves the choice to the Type of the attribute in the IOD. */
export type CompoundCode = 'Z/D' | 'X/Z' | 'X/D' | 'X/Z/D' | 'X/Z/U*'

/** A code of the Basic Profile column. */
export type BasicCode = SimpleCode | CompoundCode

/** What an option column holds: keep, clean, or nothing of its own. */
export type OptionCode = 'K' | 'C' | ''

/** What `standard/beyond-the-table.csv` may say of an attribute. */
export type BeyondAction = 'REMOVE' | 'EMPTY' | 'DUMMY' | 'UID' | 'KEEP'

export const SIMPLE_CODES: readonly SimpleCode[] = ['X', 'Z', 'D', 'U']
export const COMPOUND_CODES: readonly CompoundCode[] = ['Z/D', 'X/Z', 'X/D', 'X/Z/D', 'X/Z/U*']
export const BEYOND_ACTIONS: readonly BeyondAction[] = ['REMOVE', 'EMPTY', 'DUMMY', 'UID', 'KEEP']

/** The option columns of Table E.1-1, in its order. */
export const OPTION_COLUMNS = [
  'rtn_safe_private',
  'rtn_uids',
  'rtn_dev_id',
  'rtn_inst_id',
  'rtn_pat_chars',
  'rtn_long_full_dates',
  'rtn_long_modif_dates',
  'clean_desc',
  'clean_struct_cont',
  'clean_graph',
] as const

export type OptionColumn = (typeof OPTION_COLUMNS)[number]

/** Value types of content items (PS3.3 C.17.3.2.1) that Table E.3.4-1 has concepts of. */
export const VALUE_TYPES = [
  'TEXT',
  'NUM',
  'CODE',
  'DATETIME',
  'DATE',
  'TIME',
  'UIDREF',
  'PNAME',
  'COMPOSITE',
  'IMAGE',
  'WAVEFORM',
  'CONTAINER',
] as const

export type ValueType = (typeof VALUE_TYPES)[number]

/** The row for private attributes, whose tag is a sentence. */
export const PRIVATE_ROW_TAG = 'gggg,eeee where gggg is odd'

/** The row for curves: all elements of a repeating group, of which the registry lists only some. */
export const CURVE_ROW_TAG = '50xx,xxxx'

/** True for a code that has to be resolved by SOP class and place. */
export function isCompound(code: BasicCode): code is CompoundCode {
  return code.includes('/')
}
