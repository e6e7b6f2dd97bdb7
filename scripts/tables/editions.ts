/** confidentiality-profile-differences.csv, checked and packed: what changed in Table E.1-1 from edition to edition. */

import { parseTag, parseTagPattern } from '../../src/dicom/tag.ts'
import { PRIVATE_ROW_TAG } from '../../src/profile/action-codes.ts'
import { readTable } from './csv.ts'

const FIELDS: ReadonlySet<string> = new Set(['row', 'basic', 'retired', 'std', 'std_comp_iod'])
const EDITION = /^20\d\d[a-z]$/
/** Text that can stand in a packed line. */
const PACKABLE = /^[^|`\\$]*$/

/** Lines `from|to|tag|name|field|was|is`, in the order of the editions. Throws TableFault. */
export function readDifferences(directory: string): string[] {
  const columns = ['edition_from', 'edition_to', 'tag', 'name', 'field', 'from', 'to'] as const
  return readTable(directory, 'confidentiality-profile-differences.csv', columns).map((row) => {
    const { edition_from: before, edition_to: after, tag, name, field, from, to } = row.cells
    if (!EDITION.test(before) || !EDITION.test(after) || before >= after)
      throw row.fault('no two editions, the earlier first')
    if (parseTag(tag) === undefined && parseTagPattern(tag) === undefined && tag !== PRIVATE_ROW_TAG)
      throw row.fault(`${tag} is no tag`)
    if (!FIELDS.has(field) && !/^(?:rtn|clean)_[a-z_]+$/.test(field))
      throw row.fault(`${field} is no field of the table`)
    const cells = [before, after, tag, name, field, from, to]
    if (!cells.every((cell) => PACKABLE.test(cell))) throw row.fault('text that cannot be packed')
    return cells.join('|')
  })
}
