/** The tables of `standard/` for tests: read with as little as these files need, and by none of the code under test. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const REPOSITORY = join(import.meta.dirname, '../..')
export const STANDARD = join(REPOSITORY, 'standard')

export type TableRow = Readonly<Record<string, string>>

/** Rows as records of their columns. No cell of these files has a quote or a line end inside. */
export function readRows(file: string): TableRow[] {
  const [header = [], ...rows] = readFileSync(join(STANDARD, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((cell) => cell[1] ?? cell[2] ?? ''))
  return rows.map((cells) => Object.fromEntries(header.map((column, at) => [column, cells[at]!])))
}

/** `0010,0010` as a number. */
export function tagNumber(text: string): number {
  return Number.parseInt(text.replace(',', ''), 16)
}
