/** compound-actions.csv, required-attributes.csv and iod-sop-classes.csv, checked against the profile and packed. */

import { type BasicCode, isCompound, SIMPLE_CODES, type SimpleCode } from '../../src/profile/action-codes.ts'
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

/** What the rows of places are checked against. */
interface PlaceTerms {
  readonly registry: Registry
  readonly profile: Profile
  /** As {@link readStorageSopClasses} gives them. */
  readonly storageSopClasses: readonly string[]
}

/**
 * What compound codes come to, and X where an IOD requires the attribute, a line for each attribute: tag, the strictest at the top level, that of a completely known SOP class (`-` where none is
 * given), that in any sequence, the exceptions by sequence, and the SOP classes (base 36, into the list of storage SOP classes) by code.
 */
export function readCompounds(directory: string, terms: PlaceTerms): string[] {
  const compounds = readPlaces(directory, FILE, terms, compoundAction)
  const tags = [...terms.profile.codes].filter(([, code]) => isCompound(code)).map(([tag]) => tag)
  const lines = tags.map((tag) => {
    const resolution = compounds.get(tag)
    if (resolution?.top === undefined) throw new TableFault(`${FILE}:1: no row * for ${tag} at the top level`)
    if (resolution.anySequence === undefined) throw new TableFault(`${FILE}:1: no row ** for ${tag} in a sequence`)
    return packResolution(tag, resolution)
  })
  const required = [...readPlaces(directory, REQUIRED_FILE, terms, requiredAction)].map(([tag, resolution]) =>
    packResolution(tag, { ...resolution, top: 'X', anySequence: 'X' }),
  )
  return [...lines, ...required].toSorted()
}

/** Of an attribute with a compound code: what the row chooses of it. */
function compoundAction(row: PlaceRow, code: BasicCode | undefined): SimpleCode {
  const { keyword, table_action, resolved_action } = row.cells
  if (code === undefined || !isCompound(code)) throw row.fault(`${keyword} has no compound code`)
  if (code !== table_action) throw row.fault(`the table says ${code}, not ${table_action}`)
  const action = SIMPLE_CODES.find((simple) => simple === resolved_action)
  if (action === undefined) throw row.fault(`${resolved_action} is no simple action code`)
  if (!code.replace('*', '').split('/').includes(action)) throw row.fault(`${action} is not what ${code} allows`)
  return action
}

/** Of an attribute of the code X that the IOD of some SOP class, or the macro of some sequence, has as Type 1 or 2: removed, but for these places. */
function requiredAction(row: PlaceRow, code: BasicCode | undefined): SimpleCode {
  const { sop_class_uid, sequence_path, keyword, table_action, iod_type, resolved_action } = row.cells
  if (code !== 'X' || table_action !== 'X') throw row.fault(`the table does not remove ${keyword}`)
  const action = ACTION_OF_TYPE[iod_type]
  if (action === undefined || action !== resolved_action) throw row.fault(`Type ${iod_type} is not ${resolved_action}`)
  const isAnywhere = sequence_path === ANY_SEQUENCE || (sequence_path === '' && !/^[0-9]/.test(sop_class_uid))
  if (isAnywhere) throw row.fault('the attribute is required by one IOD, and not by all')
  return action
}

/** What the attributes of a table come to in their places, by tag. `actionOf`: of a row and the code that the profile has for its attribute. */
function readPlaces(
  directory: string,
  file: string,
  { registry, profile, storageSopClasses }: PlaceTerms,
  actionOf: (row: PlaceRow, code: BasicCode | undefined) => SimpleCode,
): Map<string, Resolution> {
  const rows = readTable(directory, file, COLUMNS)
  refuseDuplicates(rows, 'sop_class_uid', 'sequence_path', 'tag')
  const resolutions = new Map<string, Resolution>()
  for (const row of rows) {
    const { sop_class_uid, sequence_path, tag, keyword } = row.cells
    requireRegistered(row, tag, keyword, registry)
    const action = actionOf(row, profile.codes.get(tag))
    const resolution: Resolution = resolutions.get(tag) ?? { sequences: [], sopClasses: new Map() }
    resolutions.set(tag, resolution)
    if (sequence_path !== '' && sop_class_uid !== STRICTEST) throw row.fault('a place in a sequence has a SOP class')
    if (sequence_path === ANY_SEQUENCE) resolution.anySequence = action
    else if (sequence_path !== '') resolution.sequences.push(`${requireSequence(row, registry)}=${action}`)
    else if (sop_class_uid === STRICTEST) resolution.top = action
    else if (sop_class_uid === KNOWN) resolution.known = action
    else {
      const index = storageSopClasses.findIndex((line) => line.split(' ')[0] === sop_class_uid)
      if (index < 0) throw row.fault(`${sop_class_uid} is not in iod-sop-classes.csv`)
      resolution.sopClasses.set(action, [...(resolution.sopClasses.get(action) ?? []), index])
    }
  }
  return resolutions
}

/** The tag of the sequence that a row names, as text. */
function requireSequence(row: PlaceRow, registry: Registry): string {
  const { sequence_path } = row.cells
  const sequence = registry.byKeyword.get(sequence_path)
  if (!sequence?.vrs.includes('SQ')) throw row.fault(`${sequence_path} is no keyword of a sequence`)
  return sequence.tagText
}

function packResolution(tag: string, { top, known, anySequence, sequences, sopClasses }: Resolution): string {
  const byCode = [...sopClasses].map(
    ([action, indexes]) => `${action}${indexes.map((index) => index.toString(36)).join('.')}`,
  )
  return [tag, `${top}${known ?? '-'}${anySequence}`, sequences.join(' '), byCode.join(' ')].join('|')
}
