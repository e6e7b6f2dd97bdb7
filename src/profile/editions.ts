/** What changed in Table E.1-1 from edition to edition, as far as the editions at hand tell. */

import { DIFFERENCE_ROWS } from './editions.gen.ts'
import { EDITION } from './table.ts'

/** One change of the table. */
export interface EditionChange {
  /** The earlier and the later edition, `2023b`. */
  readonly before: string
  readonly after: string
  readonly tagText: string
  readonly name: string
  /** `row` for a row that came or went; else the column. */
  readonly field: string
  readonly was: string
  readonly is: string
}

let changes: readonly EditionChange[] | undefined

/** All changes, earlier editions first. */
export function editionChanges(): readonly EditionChange[] {
  changes ??= DIFFERENCE_ROWS.split('\n').map((line) => {
    const [before = '', after = '', tagText = '', name = '', field = '', was = '', is = ''] = line.split('|')
    return { before, after, tagText, name, field, was, is }
  })
  return changes
}

/** The editions that can be compared, the earliest first; the last is that of the tables of this program. */
export function knownEditions(): string[] {
  return [...new Set(editionChanges().flatMap(({ before, after }) => [before, after]))].toSorted()
}

/** Changes from one edition to a later one. */
export function changesBetween(before: string, after: string): EditionChange[] {
  return editionChanges().filter((change) => change.before >= before && change.after <= after)
}

/** The edition of the tables of this program, `2026d`. */
export const OWN_EDITION = EDITION.split(' ')[1]!
