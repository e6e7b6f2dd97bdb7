/** burned-in-risk.csv, checked and packed: what headers tell of text in pixels and of faces. */

import { RISK_LEVELS, RISK_REASONS, TRIAGE_TESTS } from '../../src/profile/triage-words.ts'
import { readTable } from './csv.ts'
import type { Registry } from './registry.ts'

const FILE = 'burned-in-risk.csv'
const COLUMNS = ['subject', 'tag', 'test', 'value', 'only', 'risk', 'reason', 'basis', 'unmatched'] as const
const ONLY = /^(?:no-manufacturer|(?:modality|sop-class|manufacturer)=[A-Z0-9.]+(?:\|[A-Z0-9.]+)*)?$/
/** Attributes of repeating groups, and of file meta information, which the registry lists by themselves. */
const OTHER_TAGS = ['60xx,0102', '0002,0010']

/** Lines `subject;tag;test;value;only;risk;reason;unmatched`. Throws TableFault. */
export function readTriage(directory: string, registry: Registry): string[] {
  return readTable(directory, FILE, COLUMNS).map((row) => {
    const { subject, tag, test, value, only, risk, reason, unmatched } = row.cells
    if (subject !== 'pixels' && subject !== 'faces') throw row.fault(`${subject} is neither pixels nor faces`)
    if (!OTHER_TAGS.includes(tag) && !registry.byTagText.has(tag)) throw row.fault(`${tag} is not registered`)
    if (!(TRIAGE_TESTS as readonly string[]).includes(test)) throw row.fault(`${test} is no test`)
    if (!/^[A-Za-z0-9. ]*$/.test(value)) throw row.fault('the value has characters that no code has')
    if (!ONLY.test(only)) throw row.fault(`${only} is no condition`)
    if (!(RISK_LEVELS as readonly string[]).includes(risk)) throw row.fault(`${risk} is no level of risk`)
    if (!(RISK_REASONS as readonly string[]).includes(reason)) throw row.fault(`${reason} is no reason`)
    // Rules about pixels know no conditions, and are asked of all values of an attribute.
    const isUnconditional = subject === 'pixels' && only === '' && ['is', 'contains', 'present'].includes(test)
    if (unmatched !== '' && !(unmatched === 'yes' && isUnconditional))
      throw row.fault('this row says nothing of itself')
    return [subject, tag, test, value, only, risk, reason, unmatched].join(';')
  })
}
