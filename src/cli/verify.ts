/** `sluice verify OUTPUT`: findings as a table for people, or as a line for each. */

import { statSync } from 'node:fs'
import type { PlanRequest } from '../profile/request.ts'
import type { Severity } from '../verify/findings.ts'
import { type VerifySummary, verify } from '../verify/verify.ts'
import { printMessage, printText } from './console.ts'
import { EXIT_DONE, EXIT_FAILED, EXIT_FOUND, FAIL_ON } from './exit-codes.ts'
import { openProgress, type ProgressMode } from './progress.ts'
import { COME_APART, FindingGroups, formatVerification, REPORT_ALTERED } from './verify-text.ts'

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

const BATCH_CHARACTERS = 65_536
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
  const groups = new FindingGroups()
  let lines = ''
  try {
    for await (const finding of verification) {
      if (!isJson) {
        groups.add(finding)
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
  printText(isJson ? `${lines}${JSON.stringify(record)}\n` : formatVerification(groups, summary))
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
