/** `sluice report FILE.jsonl`: the page of a report, or whether its chain holds. */

import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { formatPage } from '../report/page.ts'
import { gatherFacts, type ObjectPictures, type PageFacts } from '../report/page-facts.ts'
import { BREAK_TEXT } from '../report/page-head.ts'
import { parseRisk, type RiskFigures } from '../report/read-risk.ts'
import { readVerification } from '../report/read-verification.ts'
import { DISPOSITIONS } from '../report/summary.ts'
import { formatSummary } from '../report/summary-text.ts'
import { formatCount } from '../report/text-table.ts'
import { writeDescriptor } from '../streams/descriptors.ts'
import { createKeyedHash } from '../streams/node-platform.ts'
import { sealOf } from '../streams/report-seal.ts'
import { readBounded } from './bounded-file.ts'
import { isTerminal, printMessage, printText, STDOUT } from './console.ts'
import { EXIT_DONE, EXIT_FOUND } from './exit-codes.ts'
import { readKeyFile } from './key-file.ts'
import { isSameFile, OutputFile } from './output-file.ts'

/** Of a page with pictures. */
const OWNER_ONLY = 0o600

export interface ReportCommandOptions {
  readonly output: string | undefined
  /** Only say whether the report is as it was written. */
  readonly isCheck: boolean
  /** What would be said, as one object of JSON. */
  readonly isJson: boolean
  /** What was noted when the run ended. */
  readonly anchor: string | undefined
  readonly keyFile: string | undefined
  /** What `sluice verify --json` said of the output. */
  readonly verification: string | undefined
  /** What `sluice risk --json` said of the output. */
  readonly risk: string | undefined
  /** The output of the run, of which pictures are to be in the page. */
  readonly pictures: string | undefined
}

/** Answers with EXIT_FOUND where the report is not as it was written. Fails with IO, REPORT_INVALID, KEY_INVALID and OPTION_INVALID. */
export async function showReport(path: string, options: ReportCommandOptions): Promise<number> {
  const { output, isCheck, isJson, anchor, keyFile } = options
  if (isJson && output !== undefined)
    throw new SluiceError('OPTION_INVALID', {}, '--json is on stdout: it does not go with -o')
  if (anchor !== undefined && !/^[0-9a-f]{64}$/i.test(anchor)) {
    throw new SluiceError('OPTION_INVALID', {}, '--anchor takes the 64 hexadecimal digits that were noted')
  }
  const isPage = !isCheck && !isJson && (output !== undefined || !isTerminal(STDOUT))
  if (options.pictures !== undefined && !isPage)
    throw new SluiceError('OPTION_INVALID', {}, '--pictures are for the page: name a file for it with -o')
  const pictures = options.pictures === undefined ? undefined : await picturesOf(path, options.pictures)
  const verification = options.verification === undefined ? undefined : readVerification(options.verification)
  const risk = options.risk === undefined ? undefined : readRisk(options.risk)
  const facts = gatherFacts(path, keyFile === undefined ? undefined : sealWith(keyFile), {
    verification,
    risk,
    pictures,
  })
  const problem = findProblem(facts, anchor)
  if (isJson) printText(`${JSON.stringify(verdictOf(facts, problem), undefined, 2)}\n`)
  else if (isCheck) printText(formatCheck(facts, problem))
  else showFacts(facts, path, output)
  if (problem === undefined) return EXIT_DONE
  if (!isCheck && !isJson) printMessage(`sluice: the report is not as it was written: ${problem}`)
  return EXIT_FOUND
}

function showFacts(facts: PageFacts, path: string, output: string | undefined): void {
  if (output !== undefined && output !== '-') writePage(formatPage(facts), path, output, facts.pictures !== undefined)
  else if (isTerminal(STDOUT)) printText(formatText(facts))
  else printText(formatPage(facts))
}

function writePage(page: string, reportPath: string, path: string, hasPictures: boolean): void {
  const existing = statSync(path, { throwIfNoEntry: false })
  if (existing !== undefined && isSameFile(existing, statSync(reportPath))) {
    throw new SluiceError('OPTION_INVALID', {}, 'the report would be overwritten: name another file')
  }
  const file = OutputFile.create(path, hasPictures ? OWNER_ONLY : undefined)
  try {
    writeDescriptor(file.descriptor, Buffer.from(page))
    file.commit()
  } finally {
    file.discard()
  }
}

/** Loaded where pictures are asked for: codecs come along. */
async function picturesOf(path: string, output: string): Promise<ObjectPictures> {
  const { gatherPictures } = await import('./report-pictures.ts')
  return await gatherPictures(path, output)
}

function readRisk(path: string): RiskFigures {
  const text = readBounded(path, limits.riskRecordBytes)
  if (typeof text !== 'string') throw new SluiceError('OPTION_INVALID', {}, `--risk: ${text.message}`)
  return parseRisk(text)
}

function sealWith(keyFile: string): (text: string) => string {
  const keyedHash = createKeyedHash(readKeyFile(keyFile).key)
  return (text) => sealOf(keyedHash, createHash('sha256').update(text).digest('hex'))
}

function findProblem({ check, agrees }: PageFacts, anchor: string | undefined): string | undefined {
  const { broken, seal } = check
  if (broken !== undefined) return `line ${formatCount(broken.line)}: ${BREAK_TEXT[broken.reason]}`
  if (seal === 'broken') return 'its seal was not made with this key'
  if (seal === 'missing') return 'it has no seal to hold against the key'
  if (!agrees) return 'its summary is not what its entries come to'
  return anchor === undefined || anchor.toLowerCase() === check.anchor
    ? undefined
    : 'it ends with another value than was noted'
}

function formatCheck({ check }: PageFacts, problem: string | undefined): string {
  if (problem !== undefined) return `NOT as it was written: ${problem}\n`
  const seal = {
    none: 'It has no seal: only its last value, where it was noted (--anchor), shows whether all of it was made anew.',
    unchecked: 'It has a seal: --key-file holds it against a key.',
    holds: 'Its seal was made with this key.',
    broken: '',
    missing: '',
  }[check.seal]
  return `The chain holds over ${formatCount(check.lines)} lines, and the summary is what the entries come to.\n${seal}\nIt ends with ${check.anchor}\n`
}

function formatText(facts: PageFacts): string {
  const { complete, code, check } = facts
  const end = complete || code === undefined ? '' : `The run ended with ${code}.\n`
  return `${formatSummary(summaryOf(facts), check.anchor)}${end}\nFor the page: -o FILE.html\n`
}

/** For programs: whether the report is as it was written, and what its entries come to. */
function verdictOf(facts: PageFacts, problem: string | undefined): object {
  const { check, code, verification, risk } = facts
  const { lines, anchor, seal } = check
  const summary = summaryOf(facts)
  const none = Object.fromEntries(DISPOSITIONS.map((name) => [name, 0]))
  return {
    record: 'report',
    intact: problem === undefined,
    problem,
    lines,
    anchor,
    seal,
    code,
    ...summary,
    dispositions: { ...none, ...summary.dispositions },
    verification,
    risk,
  }
}

function summaryOf({ run, totals, complete }: PageFacts): Parameters<typeof formatSummary>[0] {
  const { entries, bytesIn, bytesOut, elements } = totals
  return {
    ...run,
    complete,
    entries,
    bytesIn,
    bytesOut,
    elements,
    dispositions: Object.fromEntries(totals.dispositions),
    codes: Object.fromEntries(totals.codes),
    actions: Object.fromEntries(totals.actions),
    categories: Object.fromEntries(totals.categories),
    origins: Object.fromEntries(totals.origins),
    tallies: Object.fromEntries(totals.tallies),
    ...(totals.pixels.size > 0 && { pixels: Object.fromEntries(totals.pixels) }),
  }
}
