/** deidentification-method-codes.csv, checked and packed. */

import { OPTION_COLUMNS } from '../../src/profile/action-codes.ts'
import { readTable, refuseDuplicates } from './csv.ts'

const FILE = 'deidentification-method-codes.csv'

/** Codes of the de-identification methods, a line for each: value, scheme, option column (`-` for none), meaning. */
export function readMethodCodes(directory: string): string[] {
  const rows = readTable(directory, FILE, ['code_value', 'scheme', 'meaning', 'ps315_section', 'profile_column'])
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
