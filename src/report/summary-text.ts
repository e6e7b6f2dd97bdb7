/** The summary of a run as a page for people. Holds what the summary record holds, in the reader's order. */

import type { Code } from '../errors.ts'
import { CODES } from '../errors.ts'
import type { SummaryRecord } from './summary.ts'
import type { Row } from './text-table.ts'
import { formatBytes, formatCount, formatTable } from './text-table.ts'

const DISPOSITION_TEXT: Readonly<Record<string, string>> = {
  deidentified: 'passed on, de-identified',
  withheld: 'not passed on: could not be made safe',
  broken: 'cut short, and filled up with zeros',
  dropped: 'not passed on: not a DICOM object',
  kept: 'passed on unchanged, as asked: NOT de-identified',
}

const ACTION_TEXT: Readonly<Record<string, string>> = {
  remove: 'removed',
  keep: 'kept',
  empty: 'emptied',
  dummy: 'replaced by a dummy',
  uid: 'UID replaced',
  pseudonym: 'replaced by a pseudonym',
  shift: 'moved, or reduced, as a date',
  clean: 'cleaned',
  replace: 'replaced by a text or a hash',
}

const TALLY_TEXT: Readonly<Record<string, string>> = {
  implausible: 'kept by the profile, but not what its type says: emptied',
  private: 'private elements removed',
  unknown: 'elements unknown to the registry, removed',
  trailingBytes: 'bytes after the last element, removed',
  offsetTable: 'objects with tables of offsets that held something else, blanked',
  pixelExcess: 'objects with bytes behind the last pixel, blanked',
  degraded: 'emptied or removed where the replacement did not fit',
  sideData: 'comments and other side data of compressed images, blanked',
  codestreamUnread: 'images in a code that is not looked into',
}

/** Tables of dispositions, reasons and actions, and the line that says under which profile and key. */
export function formatSummary(summary: SummaryRecord): string {
  const blocks = [headline(summary), dispositions(summary), reasons(summary), actions(summary), provenance(summary)]
  return blocks.filter((block) => block !== '').join('\n')
}

function headline(summary: SummaryRecord): string {
  const entries = summary.entries === 1 ? '1 entry' : `${formatCount(summary.entries)} entries`
  const bytes = `${formatBytes(summary.bytesIn)} in, ${formatBytes(summary.bytesOut)} out`
  return `${entries}, ${bytes}${summary.complete ? '' : ': NOT COMPLETE, do not use the output'}\n`
}

function dispositions(summary: SummaryRecord): string {
  const rows = Object.entries(summary.dispositions).filter(([, count]) => count > 0)
  return formatTable(
    rows.map(([name, count]): Row => [name, count, DISPOSITION_TEXT[name] ?? '']),
    '  ',
  )
}

function reasons(summary: SummaryRecord): string {
  const rows = byCount(summary.codes)
  if (rows.length === 0) return ''
  return `Why entries did not pass:\n${formatTable(
    rows.map(([code, count]): Row => [code, count, CODES[code as Code] ?? '']),
    '  ',
  )}`
}

function actions(summary: SummaryRecord): string {
  if (summary.elements === 0) return ''
  const rows: Row[] = byCount(summary.actions).map(([name, count]) => [ACTION_TEXT[name] ?? name, count])
  const tallies: Row[] = byCount(summary.tallies).map(([name, count]) => [TALLY_TEXT[name] ?? name, count])
  const categories: Row[] = byCount(summary.categories).map(([name, count]) => [name, count])
  return [
    `Data elements: ${formatCount(summary.elements)}\n${formatTable(rows, '  ')}`,
    tallies.length > 0 ? `Of note:\n${formatTable(tallies, '  ')}` : '',
    categories.length > 0 ? `Removed or changed, by category:\n${formatTable(categories, '  ')}` : '',
  ]
    .filter((block) => block !== '')
    .join('\n')
}

function provenance(summary: SummaryRecord): string {
  const options = summary.options.length > 0 ? ` with ${summary.options.join(', ')}` : ''
  const mode = summary.mode === 'standard' ? '' : `, mode ${summary.mode}`
  const key = summary.linkable ? `key ${summary.keyFingerprint}` : 'a key made for this run alone'
  const digest = summary.planDigest.slice(0, 16)
  return `Profile ${summary.profile}${options}${mode}, ${summary.edition}, digest ${digest}; ${key}\n${warnings(summary)}`
}

function warnings({ warnings }: SummaryRecord): string {
  if (warnings.length === 0) return ''
  const attributes = warnings.length === 1 ? '1 attribute' : `${formatCount(warnings.length)} attributes`
  return `WARNING: rules of the profile let ${attributes} stay that the standard takes away: see the report\n`
}

function byCount(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1))
}
