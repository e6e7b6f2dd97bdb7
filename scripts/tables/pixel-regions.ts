/** pixel-regions.csv, checked and packed: where devices are known to write text into their images. */

import { type Row, readTable } from './csv.ts'
import type { Registry } from './registry.ts'

const FILE = 'pixel-regions.csv'
const CONDITION_COLUMNS = ['entry', 'manufacturer', 'model', 'modality', 'rows', 'columns', 'condition'] as const
const AREA_COLUMNS = ['x', 'y', 'width', 'height'] as const
const COLUMNS = [...CONDITION_COLUMNS, ...AREA_COLUMNS, 'note'] as const
const TEXTS = /^(?:[\w +-]+(?:\|[\w +-]+)*|)$/
const NUMBERS = /^(?:\d+(?:\|\d+)*|)$/
const TERM = /^(\w+) (?:contains ([\w -]+(?:\|[\w -]+)*)|equals (\d+))$/

/** Lines `manufacturer;model;modality;rows;columns;condition;areas`, one for each entry. Throws TableFault. */
export function readPixelRegions(directory: string, registry: Registry): string[] {
  const rows = readTable(directory, FILE, COLUMNS)
  for (const row of rows) checkRow(row, registry)
  const lines: string[] = []
  for (const [entry, ofEntry] of Map.groupBy(rows, ({ cells }) => cells.entry)) {
    const [condition, ...others] = new Set(ofEntry.map(conditionOf))
    if (others.length > 0) throw ofEntry.at(-1)!.fault(`entry ${entry} has another condition above`)
    lines.push(
      `${condition};${ofEntry.map(({ cells }) => AREA_COLUMNS.map((column) => cells[column]).join(',')).join(' ')}`,
    )
  }
  return lines
}

function conditionOf({ cells }: Row<(typeof COLUMNS)[number]>): string {
  return CONDITION_COLUMNS.slice(1)
    .map((column) => cells[column])
    .join(';')
}

function checkRow(row: Row<(typeof COLUMNS)[number]>, registry: Registry): void {
  const { manufacturer, model, modality, rows, columns, condition } = row.cells
  if (![manufacturer, model, modality].every((texts) => TEXTS.test(texts))) throw row.fault('a text is not one')
  if (![rows, columns].every((numbers) => NUMBERS.test(numbers))) throw row.fault('a size is no number')
  if (conditionOf(row).replaceAll(';', '') === '') throw row.fault('there is no condition')
  if (condition.includes(' or ') && condition.includes(' and ')) throw row.fault('and and or in one condition')
  for (const term of condition === '' ? [] : condition.split(/ (?:and|or) /)) {
    const keyword = TERM.exec(term)?.[1]
    if (keyword === undefined) throw row.fault('the condition cannot be read')
    if (!registry.byKeyword.has(keyword)) throw row.fault(`${keyword} is not registered`)
  }
  const [x, y, width, height] = AREA_COLUMNS.map((column) => Number(row.cells[column]))
  const isArea = [x, y, width, height].every((number) => Number.isInteger(number) && number! >= 0)
  if (!isArea || width === 0 || height === 0) throw row.fault('the area is none')
}
