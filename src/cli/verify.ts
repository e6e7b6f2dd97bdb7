/** `sluice verify OUTPUT`: findings as a table for people, or as a line for each. */

import { statSync } from 'node:fs'
import { findAttribute } from '../dicom/dictionary.ts'
import { parseTag } from '../dicom/tag.ts'
import type { PlanRequest } from '../profile/request.ts'
import { formatTable, type Row } from '../report/text-table.ts'
import { type Finding, KINDS, type Kind, type Severity } from '../verify/findings.ts'
import { type VerifySummary, verify } from '../verify/verify.ts'
import { printMessage, printText } from './console.ts'
import { EXIT_DONE, EXIT_FAILED, EXIT_FOUND, FAIL_ON } from './exit-codes.ts'
import { openProgress, type ProgressMode } from './progress.ts'

export interface VerifyCommandOptions {
  readonly against: string | undefined
  readonly plan: PlanRequest | undefined
  readonly report: string | undefined
  readonly uidRoots: readonly string[]
  readonly isJson: boolean
  readonly showValues: boolean
  /** Whether text is looked for in images. */
  readonly pixels: boolean
  /** What counts as found besides leaks. */
  readonly failOn: Severity
  readonly progress: ProgressMode
}

/** Findings of one kind in one place of objects, however many objects have them. */
interface Group {
  readonly first: Finding
  count: number
}

/** Groups that are shown. Findings beyond are counted by their kind only. */
const MAX_GROUPS = 1000
const SHOWN_CHARACTERS = 48
const BATCH_CHARACTERS = 65_536
const SEVERITIES: readonly Severity[] = ['leak', 'suspect', 'conformance']
/** A de-identifier did these, whatever its input was like. */
const COME_APART: readonly Kind[] = ['uid-mapping-differs', 'reference-broken', 'date-offset-differs']
/** What was told of the output was not told by the run. */
const REPORT_ALTERED: Kind = 'report-altered'

/** Answers with EXIT_FOUND where there is a leak or what else counts, with EXIT_FAILED where the archive could not be looked into to its end. Fails as verify() does. */
export async function verifyOutput(path: string, options: VerifyCommandOptions): Promise<number> {
  const { uidRoots, showValues, isJson } = options
  if (showValues) printMessage('sluice: --show-values: what is shown may identify somebody.')
  const { plan, report, against } = options
  const progress = await openProgress(options.progress, totalOf(path, options))
  const verification = verify(path, {
    onProgress: (readBytes, entries) => progress.update(readBytes, entries),
    uidRoots,
    showValues,
    ...(plan !== undefined && { plan }),
    ...(report !== undefined && { report }),
    ...(against !== undefined && { against }),
  })
  const groups = new Map<string, Group>()
  let lines = ''
  try {
    for await (const finding of verification) {
      if (!isJson) {
        group(groups, finding)
        continue
      }
      lines += `${JSON.stringify({ record: 'finding', ...finding })}\n`
      if (lines.length < BATCH_CHARACTERS) continue
      printText(lines)
      lines = ''
    }
  } finally {
    progress.stop()
  }
  const { summary } = verification
  const record = { record: 'summary', against: against !== undefined, ...summary }
  printText(isJson ? `${lines}${JSON.stringify(record)}\n` : format(groups, summary))
  const pixels = options.pixels ? await printPixels(path, isJson) : { found: 0, unread: 0 }
  if (isFound(summary, options.failOn) || pixels.found > 0) return EXIT_FOUND
  // What could not be looked at is not clean.
  return summary.kinds['archive-damaged'] === undefined && pixels.unread === 0 ? EXIT_DONE : EXIT_FAILED
}

/** Bytes that will be read, where that is known: what is held against an input is read twice, but for an input that a report tells the entries of. */
function totalOf(path: string, { against, report }: VerifyCommandOptions): number | undefined {
  const output = sizeOf(path)
  if (output === undefined || against === undefined) return output
  const input = sizeOf(against)
  return input === undefined ? undefined : 2 * output + (report === undefined ? 2 : 1) * input
}

/** Undefined for what is no file. */
function sizeOf(path: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() === true ? stats.size : undefined
}

/** Leaks, what came apart among the objects of the set, a report that was altered, and whatever else was asked for. */
function isFound({ severities, kinds }: VerifySummary, failOn: Severity): boolean {
  const counted = FAIL_ON.slice(0, FAIL_ON.indexOf(failOn) + 1)
  const isApart = [...COME_APART, REPORT_ALTERED].some((kind) => kinds[kind] !== undefined)
  return isApart || counted.some((severity) => severities[severity] > 0)
}

/** Prints where there is text in images, and where nobody could look. How many places and how many entries these are. */
async function printPixels(path: string, isJson: boolean): Promise<{ found: number; unread: number }> {
  const { verifyPixels } = await import('./verify-pixels.ts')
  let found = 0
  let unread = 0
  for await (const finding of verifyPixels(path)) {
    if ('code' in finding) unread++
    else found++
    if (isJson) printText(`${JSON.stringify({ record: 'pixels', ...finding })}\n`)
    else if ('code' in finding)
      printText(`  entry ${finding.entry}: its frames could not be looked at: ${finding.code}\n`)
    else {
      const { entry, frame, box, kind, severity } = finding
      const place = `${box.width} x ${box.height} at ${box.x}, ${box.y}`
      printText(`  ${severity}  ${kind}  entry ${entry}, frame ${frame}, ${place}\n`)
    }
  }
  if (!isJson) printText(`Text in images: ${found} places; ${unread} entries could not be looked at.\n`)
  return { found, unread }
}

function group(groups: Map<string, Group>, finding: Finding): void {
  const key = `${finding.kind} ${finding.path?.replaceAll(/\[\d+\]/g, '[]') ?? ''}`
  const known = groups.get(key)
  if (known !== undefined) known.count++
  else if (groups.size < MAX_GROUPS) groups.set(key, { first: finding, count: 1 })
}

function format(groups: ReadonlyMap<string, Group>, summary: VerifySummary): string {
  const { entries, objects, severities } = summary
  const counts = SEVERITIES.map((severity) => `${severity}: ${severities[severity]}`).join(', ')
  const shown = [...groups.values()].sort(bySeverity)
  const rows: Row[] = shown.map(({ first, count }) => [
    first.severity,
    first.kind,
    count,
    first.entry === undefined ? 'archive' : `entry ${first.entry}`,
    first.offsetBytes === undefined ? '' : `byte ${first.offsetBytes}`,
    `${first.path ?? ''} ${keywordOf(first.path)}${formatValue(first.value)}`.trim(),
  ])
  const kinds = Object.keys(summary.kinds) as Kind[]
  return [
    rows.length === 0 ? '' : `Findings, and where the first of each is:\n${formatTable(rows, '  ')}`,
    kinds.length === 0
      ? ''
      : `What they mean:\n${formatTable(
          kinds.map((kind) => [kind, summary.kinds[kind]!, KINDS[kind][1]]),
          '  ',
        )}`,
    `${objects} objects in ${entries} entries. ${counts}\n`,
    verdict(summary),
  ]
    .filter((block) => block !== '')
    .join('\n')
}

function verdict({ severities, kinds }: VerifySummary): string {
  if (severities.leak > 0) return 'LEAKS WERE FOUND: do not pass this output on.\n'
  if (COME_APART.some((kind) => kinds[kind] !== undefined))
    return 'No leak was found, but UIDs, references or dates of the set do not go together any more.\n'
  if (kinds[REPORT_ALTERED] !== undefined)
    return 'No leak was found, but the report is not as it was written: see sluice report --check.\n'
  if (kinds['archive-damaged'] !== undefined) return 'The archive is damaged: what was seen of it has no leak.\n'
  return 'No leak was found.\n'
}

function bySeverity(one: Group, other: Group): number {
  return SEVERITIES.indexOf(one.first.severity) - SEVERITIES.indexOf(other.first.severity) || other.count - one.count
}

function keywordOf(path: string | undefined): string {
  const tag = path === undefined ? undefined : parseTag(path.slice(path.lastIndexOf('(')))
  return tag === undefined ? '' : (findAttribute(tag)?.keyword ?? '')
}

/** Whatever is no plain character does not reach a terminal. */
function formatValue(value: string | undefined): string {
  if (value === undefined) return ''
  return ` "${value.slice(0, SHOWN_CHARACTERS).replaceAll(/[^ -~]/g, '.')}"`
}
