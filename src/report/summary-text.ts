/** The summary of a run as a page for people. Holds what the summary record holds, in the reader's order. */

import type { Code } from '../errors.ts'
import { CODES } from '../errors.ts'
import { countsOf } from './pixel-counts.ts'
import type { RunFacts } from './run-record.ts'
import type { SummaryTotals } from './summary.ts'
import type { Row } from './text-table.ts'
import { formatBytes, formatCount, formatTable } from './text-table.ts'
import {
  ACTION_TEXT,
  CATEGORY_TEXT,
  DISPOSITION_TEXT,
  originText,
  PIXEL_METHOD_TEXT,
  PIXEL_OUTCOME_TEXT,
  TALLY_TEXT,
} from './words.ts'

/** Of a summary, what a person is told. */
export interface SummaryFacts
  extends SummaryTotals,
    Pick<
      RunFacts,
      'profile' | 'options' | 'mode' | 'edition' | 'planDigest' | 'linkable' | 'keyFingerprint' | 'warnings'
    > {
  readonly complete: boolean
}

/** Rows of what decided: a profile may have thousands of rules. */
const MAX_ORIGINS = 20
const INDENT = '  '

/** Tables of dispositions, reasons and actions, and the line that says under which profile and key. `chain`: the value of the report's last line. */
export function formatSummary(summary: SummaryFacts, chain?: string): string {
  const blocks = [
    headline(summary),
    reasons(summary),
    elements(summary),
    pixels(summary),
    provenance(summary),
    chain === undefined ? '' : `Last value of the report's chain, to be noted elsewhere:\n${INDENT}${chain}\n`,
  ]
  return blocks.filter((block) => block !== '').join('\n')
}

function headline(summary: SummaryFacts): string {
  const entries = summary.entries === 1 ? '1 entry' : `${formatCount(summary.entries)} entries`
  const bytes = `${formatBytes(summary.bytesIn)} in, ${formatBytes(summary.bytesOut)} out`
  const state = summary.complete ? '' : ': NOT COMPLETE, do not use the output'
  const rows = Object.entries(summary.dispositions).filter(([, count]) => count > 0)
  const table = formatTable(
    rows.map(([name, count]): Row => [name, count, DISPOSITION_TEXT[name] ?? '']),
    INDENT,
  )
  return `${entries}, ${bytes}${state}\n${table === '' ? '' : `\n${table}`}`
}

function reasons(summary: SummaryFacts): string {
  const rows = byCount(summary.codes)
  if (rows.length === 0) return ''
  return `Why entries did not pass:\n${formatTable(
    rows.map(([code, count]): Row => [code, count, CODES[code as Code] ?? '']),
    INDENT,
  )}`
}

/** Counts stand first, so that those of all tables are in one column. */
function elements(summary: SummaryFacts): string {
  if (summary.elements === 0) return ''
  const width = formatCount(summary.elements).length
  const origins = byCount(summary.origins)
  const more = origins.slice(MAX_ORIGINS).reduce((sum, [, count]) => sum + count, 0)
  const decided: [string, number][] = origins.slice(0, MAX_ORIGINS).map(([name, count]) => [originText(name), count])
  if (more > 0) decided.push([`${origins.length - MAX_ORIGINS} more`, more])
  const told = byCount(summary.tallies).filter(([name]) => name !== 'private' && name !== 'unknown')
  return [
    countList(`${formatCount(summary.elements)} data elements`, byCount(summary.actions), width, ACTION_TEXT),
    countList('Changed or removed, by kind of information', byCount(summary.categories), width, CATEGORY_TEXT),
    countList('By what decided', decided, width),
    countList('Worth a look', told, width, TALLY_TEXT),
  ]
    .filter((block) => block !== '')
    .join('\n')
}

/** What became of pixels, and by what. */
function pixels({ pixels: counts }: SummaryFacts): string {
  if (counts === undefined) return ''
  const outcomes = Object.keys(PIXEL_OUTCOME_TEXT).flatMap((name): [string, number][] =>
    counts[name] === undefined ? [] : [[name, counts[name]]],
  )
  const width = Math.max(...outcomes.map(([, count]) => formatCount(count).length))
  const methods = countsOf('method', Object.entries(counts))
  const rules = countsOf('rule', Object.entries(counts)).map(([name, count]): [string, number] => [
    `rule ${name} about pixels`,
    count,
  ])
  const more = rules.slice(MAX_ORIGINS).reduce((sum, [, count]) => sum + count, 0)
  const shown =
    more === 0 ? rules : [...rules.slice(0, MAX_ORIGINS), [`${rules.length - MAX_ORIGINS} more`, more] as const]
  return [
    countList('Objects with pixels', outcomes, width, PIXEL_OUTCOME_TEXT),
    countList('Blanked', methods, width, PIXEL_METHOD_TEXT),
    countList('By which rule', shown, width),
  ]
    .filter((block) => block !== '')
    .join('\n')
}

function countList(
  title: string,
  counts: readonly (readonly [string, number])[],
  width: number,
  texts: Readonly<Record<string, string>> = {},
): string {
  if (counts.length === 0) return ''
  const lines = counts.map(
    ([name, count]) => `${INDENT}${formatCount(count).padStart(width)}  ${texts[name] ?? name}\n`,
  )
  return `${title}:\n${lines.join('')}`
}

function provenance(summary: SummaryFacts): string {
  const options = summary.options.length > 0 ? ` with ${summary.options.join(', ')}` : ''
  const mode = summary.mode === 'standard' ? '' : `, mode ${summary.mode}`
  const key = summary.linkable ? `key ${summary.keyFingerprint}` : 'a key made for this run alone'
  const digest = summary.planDigest.slice(0, 16)
  return `Profile ${summary.profile}${options}${mode}, ${summary.edition}, digest ${digest}; ${key}\n${warnings(summary)}`
}

function warnings({ warnings }: SummaryFacts): string {
  if (warnings.length === 0) return ''
  const attributes = warnings.length === 1 ? '1 attribute' : `${formatCount(warnings.length)} attributes`
  return `WARNING: rules of the profile let ${attributes} stay that the standard takes away: see the report\n`
}

function byCount(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1))
}
