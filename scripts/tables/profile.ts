/** confidentiality-profile.csv, phi-categories.csv and beyond-the-table.csv, checked against the registry and packed. */

import { parseTag } from '../../src/dicom/tag.ts'
import {
  type BasicCode,
  BEYOND_ACTIONS,
  COMPOUND_CODES,
  CURVE_ROW_TAG,
  OPTION_COLUMNS,
  PRIVATE_ROW_TAG,
  SIMPLE_CODES,
} from '../../src/profile/action-codes.ts'
import { categoryIndexOf } from '../../src/profile/categories.ts'
import { type Row, readTable, refuseDuplicates, TableFault } from './csv.ts'
import { type Edition, requireRows } from './edition.ts'
import type { Registry, RegistryRow } from './registry.ts'

const PROFILE_COLUMNS = ['tag', 'keyword', 'vr', 'name', 'std_comp_iod', 'retired', 'basic', ...OPTION_COLUMNS] as const
const CATEGORY_COLUMNS = [
  'tag',
  'keyword',
  'name',
  'category',
  'alt_category',
  'ambiguous',
  'hipaa',
  'hipaa_indirect',
  'rule',
] as const
const NOT_IN_REGISTRY: readonly string[] = [CURVE_ROW_TAG, PRIVATE_ROW_TAG]
const BASIC_CODES: readonly string[] = [...SIMPLE_CODES, ...COMPOUND_CODES]

/** VRs of which every registered attribute needs a decision: text that may hold anything, names, addresses, times, UIDs. */
const DECIDED_VRS = new Set(['PN', 'AE', 'LT', 'ST', 'UT', 'UC', 'UR', 'DA', 'TM', 'DT', 'UI'])
const FIRST_DATA_SET_GROUP = '0008'
const CURVE_GROUP = '50xx'

export interface Profile {
  /** Basic codes by tag as written. */
  readonly codes: ReadonlyMap<string, BasicCode>
  /** One line for each row, for src/profile/table.ts. */
  readonly lines: readonly string[]
}

/** Table E.1-1 with the category of each row. */
export function readProfile(directory: string, registry: Registry, edition: Edition): Profile {
  const file = 'confidentiality-profile.csv'
  const rows = readTable(directory, file, PROFILE_COLUMNS)
  refuseDuplicates(rows, 'tag')
  requireRows(file, rows.length, edition.profileRows)
  const categories = readCategories(directory)
  const codes = new Map<string, BasicCode>()
  const lines = rows.map((row) => {
    const { tag, keyword, vr, std_comp_iod, retired, basic } = row.cells
    if (!NOT_IN_REGISTRY.includes(tag)) {
      const registered = requireRegistered(row, tag, keyword, registry)
      if (registered.vrs.join(' or ') !== vr) throw row.fault(`${keyword} is not ${vr} in the registry`)
    } else if (keyword !== '' || vr !== '') {
      throw row.fault(`${tag} has neither keyword nor VR`)
    }
    if (!BASIC_CODES.includes(basic)) throw row.fault(`${basic} is no action code of the Basic Profile`)
    codes.set(tag, basic as BasicCode)
    const options = OPTION_COLUMNS.map((column) => {
      const code = row.cells[column]
      if (code !== '' && code !== 'K' && code !== 'C') throw row.fault(`${code} is no action code of an option`)
      return code || '-'
    })
    for (const flag of [std_comp_iod, retired]) {
      if (flag !== 'Y' && flag !== 'N') throw row.fault(`${flag} is neither Y nor N`)
    }
    const category = categories.get(tag)
    if (category === undefined) throw row.fault(`phi-categories.csv has no row for ${tag}`)
    if (category.row.cells.keyword !== keyword) throw category.row.fault(`the keyword is not that of ${tag}`)
    const letters = lettersOf(category.row)
    return [tag, std_comp_iod + retired, basic, options.join(''), category.index, letters].join('|')
  })
  if (categories.size !== rows.length) throw new TableFault('phi-categories.csv:1: has rows that the profile has not')
  return { codes, lines }
}

/** Letters of Safe Harbor that the attribute falls under: those of its patient, and after a slash those of somebody or something else. */
function lettersOf(row: Row<'hipaa' | 'hipaa_indirect'>): string {
  const { hipaa, hipaa_indirect } = row.cells
  if (!/^[A-R]*$/.test(hipaa)) throw row.fault(`${hipaa} is no list of letters`)
  if (!/^([A-R]*|any)$/.test(hipaa_indirect)) throw row.fault(`${hipaa_indirect} is no list of letters`)
  return `${hipaa}/${hipaa_indirect === 'any' ? '*' : hipaa_indirect}`
}

function readCategories(
  directory: string,
): Map<string, { index: number; row: Row<(typeof CATEGORY_COLUMNS)[number]> }> {
  const rows = readTable(directory, 'phi-categories.csv', CATEGORY_COLUMNS)
  refuseDuplicates(rows, 'tag')
  return new Map(
    rows.map((row) => {
      const index = categoryIndexOf(row.cells.category)
      if (index < 0) throw row.fault(`${row.cells.category} is no category`)
      return [row.cells.tag, { index, row }]
    }),
  )
}

/** The attributes that we decide beyond the table, a line for each. The registry must hold none of DECIDED_VRS that nobody decided. */
export function readBeyondTheTable(directory: string, registry: Registry, profile: Profile): string[] {
  const file = 'beyond-the-table.csv'
  const rows = readTable(directory, file, ['tag', 'keyword', 'action', 'reason'])
  refuseDuplicates(rows, 'tag')
  const decided = new Set<string>()
  const lines = rows.map((row) => {
    const { tag, keyword, action, reason } = row.cells
    // A repeating group is decided as its first one: the plan compiles one row for all of them.
    const firstTag = tag.replaceAll('x', '0')
    if (parseTag(firstTag) === undefined) throw row.fault(`${tag} is no tag`)
    const { vrs } = requireRegistered(row, tag, keyword, registry)
    if (profile.codes.has(tag)) throw row.fault(`${keyword} is in the table`)
    if (!(BEYOND_ACTIONS as readonly string[]).includes(action)) throw row.fault(`${action} is no action`)
    if (action === 'UID' && !vrs.includes('UI')) throw row.fault(`${keyword} is no UID`)
    if (!/^[^|`\\$]+$/.test(reason)) throw row.fault('the reason is missing or has a character that cannot be packed')
    decided.add(tag)
    return [firstTag, action, reason].join('|')
  })
  for (const row of registry.rows) {
    if (row.tagText < FIRST_DATA_SET_GROUP || row.tagText.startsWith(CURVE_GROUP)) continue
    if (row.vrs.some((vr) => DECIDED_VRS.has(vr)) && !profile.codes.has(row.tagText) && !decided.has(row.tagText)) {
      throw new TableFault(`${file}:${rows.length + 1}: nothing decides ${row.tagText} ${row.keyword}`)
    }
  }
  return lines
}

/** The registry's row of a tag, whose keyword must be the one given. */
export function requireRegistered(row: Row, tag: string, keyword: string, registry: Registry): RegistryRow {
  const registered = registry.byTagText.get(tag)
  if (registered === undefined) throw row.fault(`${tag} is not in the registry`)
  if (registered.keyword !== keyword) throw row.fault(`${keyword} is not the keyword of ${tag}`)
  return registered
}
