/** Tables of `standard/`: CSV after RFC 4180, read strictly. Every fault names file and line. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is wrong with a table. The message begins with file and line. */
export class TableFault extends Error {
  override readonly name = 'TableFault'
}

/** A line of a table: its cells by column, and a way to complain about it. */
export interface Row<Column extends string = string> {
  readonly cells: Readonly<Record<Column, string>>
  fault(message: string): TableFault
}

/** Reads `file`, whose header must be exactly `columns`. Throws TableFault. */
export function readTable<Column extends string>(
  directory: string,
  file: string,
  columns: readonly Column[],
): Row<Column>[] {
  const faultAt = (line: number, message: string): TableFault => new TableFault(`${file}:${line}: ${message}`)
  let text: string
  try {
    text = readFileSync(join(directory, file), 'utf8')
  } catch {
    throw faultAt(1, 'the file cannot be read')
  }
  if (!text.endsWith('\n')) throw faultAt(text.split('\n').length, 'the last line has no end')
  const lines = text.slice(0, -1).split('\n')
  if (lines[0] !== columns.join(',')) throw faultAt(1, `the header is not ${columns.join(',')}`)
  return lines.slice(1).map((text, index) => {
    const line = index + 2
    const cells = splitLine(text)
    if (cells === undefined) throw faultAt(line, 'a quoted cell is not closed, or has text beside it')
    if (cells.length !== columns.length) throw faultAt(line, `${cells.length} cells for ${columns.length} columns`)
    return {
      cells: Object.fromEntries(columns.map((column, at) => [column, cells[at]!])) as Record<Column, string>,
      fault: (message) => faultAt(line, message),
    }
  })
}

/** Throws a fault of the first row whose key was there before. */
export function refuseDuplicates<Column extends string>(rows: readonly Row<Column>[], ...key: Column[]): void {
  const seen = new Set<string>()
  for (const row of rows) {
    const value = key.map((column) => row.cells[column]).join(' ')
    if (seen.has(value)) throw row.fault(`a second row for ${value}`)
    seen.add(value)
  }
}

/** The cells of a line; undefined where a quoted one is not closed, or has text beside it. */
export function splitLine(line: string): string[] | undefined {
  const cells: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y
  while (true) {
    const found = cell.exec(line)
    if (found === null) return undefined
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === '') return cells
  }
}
