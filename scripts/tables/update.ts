/** New data files beside the project's copies: what they would bring, row by row, and a folder of tables in which they have taken the place of the old ones. */

import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { splitLine, TableFault } from './csv.ts'
import { EDITION_COLUMNS, EDITION_FILE, readEdition } from './edition.ts'

/** What tells rows of a file apart. Files that are not listed are ours, and no new ones are looked for. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'compound-actions.csv': ['sop_class_uid', 'sequence_path', 'tag'],
  'confidentiality-profile-differences.csv': ['edition_from', 'edition_to', 'tag', 'field'],
  'confidentiality-profile.csv': ['tag'],
  'data-elements.csv': ['tag'],
  'deidentification-method-codes.csv': ['code_value'],
  'iod-sop-classes.csv': ['sop_class_uid'],
  'phi-categories.csv': ['tag'],
  'safe-private-attributes.csv': ['tag', 'private_creator'],
  'sop-classes.csv': ['uid'],
  'structured-content-codes.csv': ['scheme', 'code_value', 'value_type'],
  'transfer-syntaxes.csv': ['uid'],
}
const PROFILE = 'confidentiality-profile.csv'
const DIFFERENCES = 'confidentiality-profile-differences.csv'
const DIFFERENCE_COLUMNS = ['edition_from', 'edition_to', 'tag', 'name', 'field', 'from', 'to'] as const
/** Columns of Table E.1-1 that say what is done. */
const ACTION_COLUMNS = /^(?:basic|rtn_[a-z_]+|clean_[a-z_]+)$/

type Cells = Readonly<Record<string, string>>

interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly Cells[]
}

export interface RowChange {
  readonly row: Cells
  /** Of a row that stays: by column, what was and what is. */
  readonly changed: readonly (readonly [column: string, was: string, is: string])[]
}

/** What a new file would bring. */
export interface FileDifference {
  readonly file: string
  readonly key: readonly string[]
  readonly added: readonly Cells[]
  readonly removed: readonly Cells[]
  readonly changed: readonly RowChange[]
}

/** Compares the files of `source` with those of the same name in `standard`. Throws TableFault for one that is no such table. */
export function compareFolders(standard: string, source: string): { differences: FileDifference[]; absent: string[] } {
  const files = readdirSync(standard).filter((file) => KEYS[file] !== undefined)
  const absent = files.filter((file) => !existsSync(join(source, file)))
  const present = files.filter((file) => !absent.includes(file))
  if (present.length === 0) throw new TableFault(`the folder has none of ${files.join(', ')}`)
  return { differences: present.map((file) => compareFile(standard, source, file)), absent }
}

function compareFile(standard: string, source: string, file: string): FileDifference {
  const before = readFile(standard, file)
  const after = readFile(source, file)
  const missing = before.columns.filter((column) => !after.columns.includes(column))
  if (missing.length > 0) throw new TableFault(`${file}:1: the new file has no ${missing.join(', ')}`)
  const key = KEYS[file]!
  const [old, fresh] = [byKey(file, before, key), byKey(file, after, key)]
  const changed: RowChange[] = []
  for (const [name, row] of fresh) {
    const was = old.get(name)
    if (was === undefined) continue
    const cells = before.columns.filter((column) => was[column] !== row[column])
    if (cells.length > 0)
      changed.push({ row, changed: cells.map((column) => [column, was[column]!, row[column]!] as const) })
  }
  return {
    file,
    key,
    added: [...fresh].filter(([name]) => !old.has(name)).map(([, row]) => row),
    removed: [...old].filter(([name]) => !fresh.has(name)).map(([, row]) => row),
    changed,
  }
}

/**
 * Writes into `target` the tables of `standard` with those of `source` in their place, and where an edition is named that, its numbers of rows,
 * and what changed to it.
 */
export function mergeFolders(standard: string, source: string, target: string, edition: string | undefined): void {
  const { differences } = compareFolders(standard, source)
  const before = readEdition(standard)
  cpSync(standard, target, { recursive: true })
  for (const { file } of differences) {
    const { columns } = readFile(standard, file)
    writeTable(target, file, columns, readFile(source, file).rows)
  }
  const name = edition ?? before.name
  if (name < before.name) throw new TableFault(`${name} is earlier than ${before.name}`)
  const counts = [PROFILE, 'safe-private-attributes.csv', 'structured-content-codes.csv'].map((file) =>
    String(readFile(target, file).rows.length),
  )
  const cells = [name, ...counts]
  writeTable(target, EDITION_FILE, EDITION_COLUMNS, [
    Object.fromEntries(EDITION_COLUMNS.map((column, at) => [column, cells[at]!])),
  ])
  if (name === before.name) return
  const told = readFile(target, DIFFERENCES).rows
  if (told.some((row) => row.edition_to === name)) return
  const profile = differences.find(({ file }) => file === PROFILE)
  const news = profile === undefined ? [] : changesOfTable(profile, before.name, name)
  writeTable(target, DIFFERENCES, DIFFERENCE_COLUMNS, [...told, ...news])
}

/** Rows for confidentiality-profile-differences.csv. */
function changesOfTable({ added, removed, changed }: FileDifference, from: string, to: string): Cells[] {
  const rowOf = (row: Cells, field: string, was: string, is: string): Cells => {
    return { edition_from: from, edition_to: to, tag: row.tag!, name: row.name!, field, from: was, to: is }
  }
  return [
    ...added.map((row) => rowOf(row, 'row', '', `added: ${row.basic}`)),
    ...removed.map((row) => rowOf(row, 'row', `removed: ${row.basic}`, '')),
    ...changed.flatMap(({ row, changed: cells }) =>
      cells
        .filter(([column]) => ACTION_COLUMNS.test(column) || column === 'retired' || column === 'std_comp_iod')
        .map(([column, was, is]) => rowOf(row, column, was, is)),
    ),
  ]
}

function readFile(directory: string, file: string): Table {
  let text: string
  try {
    text = readFileSync(join(directory, file), 'utf8')
  } catch {
    throw new TableFault(`${file}:1: the file cannot be read`)
  }
  const lines = text.replaceAll('\r\n', '\n').trimEnd().split('\n')
  const rows = lines.map((line, index) => {
    const cells = splitLine(line)
    if (cells === undefined)
      throw new TableFault(`${file}:${index + 1}: a quoted cell is not closed, or has text beside it`)
    return cells
  })
  const [columns = [], ...others] = rows
  const odd = others.findIndex((cells) => cells.length !== columns.length)
  if (odd >= 0) throw new TableFault(`${file}:${odd + 2}: ${others[odd]!.length} cells for ${columns.length} columns`)
  return { columns, rows: others.map((cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at]!]))) }
}

function byKey(file: string, { rows }: Table, key: readonly string[]): Map<string, Cells> {
  const found = new Map<string, Cells>()
  for (const [index, row] of rows.entries()) {
    const name = keyOf(row, key)
    if (found.has(name)) throw new TableFault(`${file}:${index + 2}: a second row for ${name}`)
    found.set(name, row)
  }
  return found
}

export function keyOf(row: Cells, key: readonly string[]): string {
  return key
    .map((column) => row[column] ?? '')
    .join(' ')
    .trim()
}

function writeTable(directory: string, file: string, columns: readonly string[], rows: readonly Cells[]): void {
  const quote = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  const lines = [columns.join(','), ...rows.map((row) => columns.map((column) => quote(row[column]!)).join(','))]
  writeFileSync(join(directory, file), `${lines.join('\n')}\n`)
}
