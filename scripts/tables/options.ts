/**
 * safe-private-attributes.csv, structured-content-codes.csv and safe-harbor.csv, checked and packed: what the options Retain Safe Private and
 * Clean Structured Content and the profile of HIPAA need beside the table of the profile.
 */

import { isVrName } from '../../src/dicom/vr.ts'
import { COMPOUND_CODES, OPTION_COLUMNS, SIMPLE_CODES, VALUE_TYPES } from '../../src/profile/action-codes.ts'
import { readTable, refuseDuplicates } from './csv.ts'
import { type Edition, requireRows } from './edition.ts'
import { type Profile, requireRegistered } from './profile.ts'
import type { Registry } from './registry.ts'

const CONCEPT_OPTIONS = [
  'rtn_uids',
  'rtn_dev_id',
  'rtn_inst_id',
  'rtn_pat_chars',
  'rtn_long_full_dates',
  'rtn_long_modif_dates',
  'clean_desc',
] as const
const BASIC_CODES: readonly string[] = [...SIMPLE_CODES, ...COMPOUND_CODES]
/** Text that can stand in a packed line: ASCII without what separates its parts, and without what a template literal would read. */
const PACKABLE = /^[ -#%-[\]^_a-{}~]+$/

/** Table E.3.10-1, a line for each private creator: its name, then `group,element:VRs` for each attribute, element without its block. */
export function readSafePrivate(directory: string, edition: Edition): string[] {
  const file = 'safe-private-attributes.csv'
  const rows = readTable(directory, file, ['tag', 'private_creator', 'vr', 'vm', 'meaning'])
  refuseDuplicates(rows, 'tag', 'private_creator')
  requireRows(file, rows.length, edition.safePrivateRows)
  const creators = new Map<string, string[]>()
  for (const row of rows) {
    const { tag, private_creator, vr } = row.cells
    const parts = /^([0-9A-F]{3}[13579BDF]),xx([0-9A-F]{2})$/.exec(tag)
    if (parts === null) throw row.fault(`${tag} is no tag of a private block`)
    if (!PACKABLE.test(private_creator) || private_creator.length > 64 || private_creator.trim() !== private_creator) {
      throw row.fault('the private creator is none')
    }
    const unknown = vr === '' ? undefined : vr.split('/').find((name) => !isVrName(name))
    if (unknown !== undefined) throw row.fault(`${unknown} is no VR`)
    creators.set(private_creator, [...(creators.get(private_creator) ?? []), `${parts[1]},00${parts[2]}:${vr}`])
  }
  return [...creators].map(([creator, attributes]) => [creator, ...attributes].join('|'))
}

/** Table E.3.4-1, a line for each concept and value type: scheme, code value, value type, basic code, codes of the option columns. */
export function readConcepts(directory: string, edition: Edition): string[] {
  const file = 'structured-content-codes.csv'
  const rows = readTable(directory, file, [
    'scheme',
    'code_value',
    'code_meaning',
    'value_type',
    'retired',
    'in_std_template',
    'basic',
    ...CONCEPT_OPTIONS,
  ])
  refuseDuplicates(rows, 'scheme', 'code_value', 'value_type')
  requireRows(file, rows.length, edition.conceptRows)
  return rows.map((row) => {
    const { scheme, code_value, code_meaning, value_type, basic } = row.cells
    if (![scheme, code_value, code_meaning].every((text) => PACKABLE.test(text))) throw row.fault('the code is none')
    if (!(VALUE_TYPES as readonly string[]).includes(value_type)) throw row.fault(`${value_type} is no value type`)
    if (!BASIC_CODES.includes(basic)) throw row.fault(`${basic} is no action code of the Basic Profile`)
    const options = OPTION_COLUMNS.map((column) => {
      const known = CONCEPT_OPTIONS.find((name) => name === column)
      const code = known === undefined ? '' : row.cells[known]
      if (code !== '' && code !== 'K' && code !== 'C') throw row.fault(`${code} is no action code of an option`)
      return code || '-'
    })
    return [scheme, code_value, value_type, basic, options.join('')].join('|')
  })
}

/** What the profile of HIPAA replaces beyond the Basic Profile, a line for each attribute: tag, letter of the identifier, reason. */
export function readSafeHarbor(directory: string, registry: Registry, profile: Profile): string[] {
  const rows = readTable(directory, 'safe-harbor.csv', ['tag', 'keyword', 'letter', 'reason'])
  refuseDuplicates(rows, 'tag')
  return rows.map((row) => {
    const { tag, keyword, letter, reason } = row.cells
    if (requireRegistered(row, tag, keyword, registry).tag === undefined) throw row.fault(`${tag} is not a single tag`)
    if (profile.codes.has(tag)) throw row.fault(`${keyword} is in the table`)
    if (!/^[A-R]$/.test(letter)) throw row.fault(`${letter} is no letter of Safe Harbor`)
    if (!PACKABLE.test(reason)) throw row.fault('the reason is missing or has a character that cannot be packed')
    return [tag, letter, reason].join('|')
  })
}
