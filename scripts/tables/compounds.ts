/** compound-actions.csv, required-attributes.csv, iod-sop-classes.csv and deidentification-method-codes.csv, checked against the profile and packed. */

import { isCompound, OPTION_COLUMNS, SIMPLE_CODES, type SimpleCode } from '../../src/profile/action-codes.ts'
import { type Row, readTable, refuseDuplicates, TableFault } from './csv.ts'
import { type Profile, requireRegistered } from './profile.ts'
import type { Registry } from './registry.ts'
import { requireUid } from './uids.ts'

const FILE = 'compound-actions.csv'
/** Attributes that the table removes and an IOD requires. */
const REQUIRED_FILE = 'required-attributes.csv'
const COLUMNS = [
  'sop_class_uid',
  'sequence_path',
  'tag',
  'keyword',
  'table_action',
  'iod_type',
  'resolved_action',
] as const

/** What an attribute that is required comes to, by its Type in the IOD. */
const ACTION_OF_TYPE: Readonly<Record<string, SimpleCode>> = { 1: 'D', 2: 'Z' }

const STRICTEST = '*'
const KNOWN = 'known'
const ANY_SEQUENCE = '**'

type PlaceRow = Row<(typeof COLUMNS)[number]>

interface Resolution {
  top?: SimpleCode
  known?: SimpleCode
  anySequence?: SimpleCode
  readonly sequences: string[]
  readonly sopClasses: Map<SimpleCode, number[]>
}

/** Storage SOP classes, a line for each: UID, and Y where every module of its IOD was read. */
export function readStorageSopClasses(directory: string): string[] {
  const rows = readTable(directory, 'iod-sop-classes.csv', ['sop_class_uid', 'complete'])
  refuseDuplicates(rows, 'sop_class_uid')
  return rows.map((row) => {
    const { sop_class_uid, complete } = row.cells
    requireUid(row, sop_class_uid)
    if (complete !== 'Y' && complete !== 'N') throw row.fault(`${complete} is neither Y nor N`)
    return `${sop_class_uid} ${complete}`
  })
}

/**
 * What compound codes come to, and X where an IOD requires the attribute, a line for each attribute: tag, the strictest at the top level, that of a completely known SOP class (`-` where none is
 * given), that in any sequence, the exceptions by sequence, and the SOP classes (base 36, into the list of storage SOP classes) by code.
 */
export function readCompounds(
  directory: string,
  registry: Registry,
  profile: Profile,
  storageSopClasses: readonly string[],
): string[] {
  const resolutions = new Map<string, Resolution>()
  for (const row of readPlaces(directory, FILE)) {
    const { tag, keyword, table_action } = row.cells
    requireRegistered(row, tag, keyword, registry)
    const code = profile.codes.get(tag)
    if (code === undefined || !isCompound(code)) throw row.fault(`${keyword} has no compound code`)
    if (code !== table_action) throw row.fault(`the table says ${code}, not ${table_action}`)
    const action = SIMPLE_CODES.find((simple) => simple === row.cells.resolved_action)
    if (action === undefined) throw row.fault(`${row.cells.resolved_action} is no simple action code`)
    if (!code.replace('*', '').split('/').includes(action)) throw row.fault(`${action} is not what ${code} allows`)
    resolve(row, action, registry, storageSopClasses, resolutions)
  }
  const compound = [...profile.codes].filter(([, code]) => isCompound(code)).map(([tag]) => tag)
  const lines = compound.map((tag) => {
    const resolution = resolutions.get(tag)
    if (resolution?.top === undefined) throw new TableFault(`${FILE}:1: no row * for ${tag} at the top level`)
    if (resolution.anySequence === undefined) throw new TableFault(`${FILE}:1: no row ** for ${tag} in a sequence`)
    return packResolution(tag, resolution)
  })
  return [...lines, ...readRequired(directory, registry, profile, storageSopClasses)].toSorted()
}

/** Attributes of the code X that the IOD of some SOP class, or the macro of some sequence, has as Type 1 or 2: removed, but for these places. */
function readRequired(
  directory: string,
  registry: Registry,
  profile: Profile,
  storageSopClasses: readonly string[],
): string[] {
  const resolutions = new Map<string, Resolution>()
  for (const row of readPlaces(directory, REQUIRED_FILE)) {
    const { sop_class_uid, sequence_path, tag, keyword, table_action, iod_type, resolved_action } = row.cells
    requireRegistered(row, tag, keyword, registry)
    if (profile.codes.get(tag) !== 'X' || table_action !== 'X') throw row.fault(`the table does not remove ${keyword}`)
    const action = ACTION_OF_TYPE[iod_type]
    if (action === undefined || action !== resolved_action)
      throw row.fault(`Type ${iod_type} is not ${resolved_action}`)
    const isAnywhere = sequence_path === ANY_SEQUENCE || (sequence_path === '' && !/^[0-9]/.test(sop_class_uid))
    if (isAnywhere) throw row.fault('the attribute is required by one IOD, and not by all')
    resolve(row, action, registry, storageSopClasses, resolutions)
  }
  return [...resolutions].map(([tag, resolution]) => packResolution(tag, { ...resolution, top: 'X', anySequence: 'X' }))
}

function readPlaces(directory: string, file: string): PlaceRow[] {
  const rows = readTable(directory, file, COLUMNS)
  refuseDuplicates(rows, 'sop_class_uid', 'sequence_path', 'tag')
  return rows
}

/** Notes what the attribute of a row comes to in its place. */
function resolve(
  row: PlaceRow,
  action: SimpleCode,
  registry: Registry,
  storageSopClasses: readonly string[],
  resolutions: Map<string, Resolution>,
): void {
  const { sop_class_uid, sequence_path, tag } = row.cells
  const resolution: Resolution = resolutions.get(tag) ?? { sequences: [], sopClasses: new Map() }
  resolutions.set(tag, resolution)
  if (sequence_path === '') {
    if (sop_class_uid === STRICTEST) resolution.top = action
    else if (sop_class_uid === KNOWN) resolution.known = action
    else {
      const index = storageSopClasses.findIndex((line) => line.split(' ')[0] === sop_class_uid)
      if (index < 0) throw row.fault(`${sop_class_uid} is not in iod-sop-classes.csv`)
      resolution.sopClasses.set(action, [...(resolution.sopClasses.get(action) ?? []), index])
    }
  } else {
    if (sop_class_uid !== STRICTEST) throw row.fault('a place in a sequence has a SOP class')
    if (sequence_path === ANY_SEQUENCE) resolution.anySequence = action
    else {
      const sequence = registry.byKeyword.get(sequence_path)
      if (!sequence?.vrs.includes('SQ')) throw row.fault(`${sequence_path} is no keyword of a sequence`)
      resolution.sequences.push(`${sequence.tagText}=${action}`)
    }
  }
}

function packResolution(tag: string, { top, known, anySequence, sequences, sopClasses }: Resolution): string {
  const byCode = [...sopClasses].map(
    ([action, indexes]) => `${action}${indexes.map((index) => index.toString(36)).join('.')}`,
  )
  return [tag, `${top}${known ?? '-'}${anySequence}`, sequences.join(' '), byCode.join(' ')].join('|')
}

/** Codes of the de-identification methods, a line for each: value, scheme, option column (`-` for none), meaning. */
export function readMethodCodes(directory: string): string[] {
  const file = 'deidentification-method-codes.csv'
  const rows = readTable(directory, file, ['code_value', 'scheme', 'meaning', 'ps315_section', 'profile_column'])
  refuseDuplicates(rows, 'code_value')
  return rows.map((row) => {
    const { code_value, scheme, meaning, profile_column } = row.cells
    if (!/^[0-9]{1,16}$/.test(code_value)) throw row.fault(`${code_value} is no code value`)
    if (scheme !== 'DCM') throw row.fault(`${scheme} is not the coding scheme of this context group`)
    if (!/^[A-Za-z -]{1,64}$/.test(meaning)) throw row.fault('the meaning is not plain text of at most 64 characters')
    if (!['', 'basic', ...OPTION_COLUMNS].includes(profile_column)) {
      throw row.fault(`${profile_column} is no column of the profile`)
    }
    return [code_value, scheme, profile_column || '-', meaning].join('|')
  })
}
