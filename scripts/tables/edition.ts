/** edition.csv: the edition of the tables, and how many rows it has. A row too many or too few is a mistake in a file, not a new edition. */

import { readTable, TableFault } from './csv.ts'

export const EDITION_FILE = 'edition.csv'
export const EDITION_COLUMNS = ['edition', 'profile_rows', 'safe_private_rows', 'concept_rows'] as const

export interface Edition {
  /** `2026d`. */
  readonly name: string
  readonly profileRows: number
  readonly safePrivateRows: number
  readonly conceptRows: number
}

/** Throws TableFault. */
export function readEdition(directory: string): Edition {
  const [row, ...others] = readTable(directory, EDITION_FILE, EDITION_COLUMNS)
  if (row === undefined || others.length > 0) throw new TableFault(`${EDITION_FILE}:1: there is not one row`)
  const { edition: name, profile_rows, safe_private_rows, concept_rows } = row.cells
  if (!/^20\d\d[a-z]$/.test(name)) throw row.fault(`${name} is no edition`)
  const [profileRows = 0, safePrivateRows = 0, conceptRows = 0] = [profile_rows, safe_private_rows, concept_rows].map(
    Number,
  )
  return { name, profileRows, safePrivateRows, conceptRows }
}

/** Throws TableFault where a file has not as many rows as its edition. */
export function requireRows(file: string, rows: number, expected: number): void {
  if (rows !== expected) throw new TableFault(`${file}:${rows + 1}: ${rows} rows, but the edition has ${expected}`)
}
