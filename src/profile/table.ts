/**
 * PS3.15 Table E.1-1 as data, and what we decide beyond it (docs/decisions/0002-beyond-the-table.md). Nothing is resolved here: codes are
 * those of the table.
 */

import { parseTag, parseTagPattern, type TagPattern } from '../dicom/tag.ts'
import {
  type BasicCode,
  type BeyondAction,
  OPTION_COLUMNS,
  type OptionCode,
  type OptionColumn,
  PRIVATE_ROW_TAG,
} from './action-codes.ts'
import { BEYOND_ROWS, EDITION_NAME, PROFILE_ROWS } from './table.gen.ts'

/** The edition of the standard that the tables are from, as every report names it. */
export const EDITION = `PS3.15 ${EDITION_NAME}`

/** A row of Table E.1-1. */
export interface ProfileRow {
  /** As printed: `0010,0010`, `60xx,3000`, `50xx,xxxx`, or the sentence for private attributes. */
  readonly tagText: string
  /** The one tag of the row; undefined where it has several. */
  readonly tag: number | undefined
  /** The tags of a repeating group; undefined for a single tag and for private attributes. */
  readonly pattern: TagPattern | undefined
  readonly isInStandardCompositeIod: boolean
  readonly isRetired: boolean
  readonly basic: BasicCode
  readonly options: Readonly<Record<OptionColumn, OptionCode>>
  /** Number of the category (categories.ts). */
  readonly category: number
  /** Letters of the identifiers of HIPAA Safe Harbor that the attribute is one of. */
  readonly letters: string
  /** The same, where it is about somebody or something else than the patient; `*` where the value may hold anything. */
  readonly indirectLetters: string
}

/** Our own rule for an attribute that the table does not list. */
export interface BeyondRow {
  readonly tag: number
  readonly action: BeyondAction
  readonly reason: string
}

let profile: readonly ProfileRow[] | undefined
let beyond: ReadonlyMap<number, BeyondRow> | undefined

/** The 657 rows, in the table's order. */
export function profileRows(): readonly ProfileRow[] {
  profile ??= PROFILE_ROWS.split('\n').map(readProfileRow)
  return profile
}

/** Our own rules by tag. */
export function beyondTheTable(): ReadonlyMap<number, BeyondRow> {
  beyond ??= new Map(
    BEYOND_ROWS.split('\n').map((line) => {
      const [tagText = '', action, reason = ''] = line.split('|')
      const tag = requireTag(tagText)
      return [tag, { tag, action: action as BeyondAction, reason }]
    }),
  )
  return beyond
}

/** The number of a tag in a generated table. Throws RangeError: the generator lets no other through. */
export function requireTag(tagText: string): number {
  const tag = parseTag(tagText)
  if (tag === undefined) throw new RangeError(`${tagText} is no tag`)
  return tag
}

function readProfileRow(line: string): ProfileRow {
  const [tagText = '', flags = '', basic, options = '', category, letters = ''] = line.split('|')
  const tag = parseTag(tagText)
  return {
    tagText,
    tag,
    pattern: tag !== undefined || tagText === PRIVATE_ROW_TAG ? undefined : parseTagPattern(tagText),
    isInStandardCompositeIod: flags[0] === 'Y',
    isRetired: flags[1] === 'Y',
    basic: basic as BasicCode,
    options: Object.fromEntries(
      OPTION_COLUMNS.map((column, at) => [column, options[at]!.replace('-', '') as OptionCode]),
    ) as Record<OptionColumn, OptionCode>,
    category: Number(category),
    letters: letters.split('/')[0]!,
    indirectLetters: letters.split('/')[1]!,
  }
}
