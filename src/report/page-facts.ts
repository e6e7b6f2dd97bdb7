/** What the page of a report shows, gathered from the report: never believed, only counted again. */

import type { RiskFigures } from './read-risk.ts'
import type { ChainCheck, ReadRecord } from './report-reader.ts'
import { readReport } from './report-reader.ts'
import { ReportTotals } from './report-totals.ts'
import type { RunFacts } from './run-record.ts'

/** What a run record says; empty or false where it has none. */
export interface RunTexts extends RunFacts {
  /** Lines of the rules of the site, by their number less one. */
  readonly ruleLines: readonly (number | undefined)[]
}

export interface PageFacts {
  readonly run: RunTexts
  readonly totals: ReportTotals
  readonly check: ChainCheck
  /** The run came to the end of its input. */
  readonly complete: boolean
  /** Why it did not. */
  readonly code: string | undefined
  /** The summary of the report says what its entries come to. */
  readonly agrees: boolean
  /** Of a verification of the output: leaks, suspects; undefined where none was given. */
  readonly verification: Verification | undefined
  /** Of the patients of the output; undefined where none was given. */
  readonly risk: RiskFigures | undefined
  /** Of objects of the output; undefined where none were asked for. */
  readonly pictures: ObjectPictures | undefined
}

/** What was found out about the output after the run. */
export interface Findings {
  readonly verification?: Verification | undefined
  readonly risk?: RiskFigures | undefined
  readonly pictures?: ObjectPictures | undefined
}

export interface Verification {
  readonly objects: number
  /** The identifying values of the input were looked for in it. */
  readonly isAgainstInput: boolean
  readonly leaks: number
  readonly suspects: number
  /** Findings by kind. */
  readonly kinds: readonly (readonly [kind: string, count: number])[]
}

/** A frame of an object of the output, small. */
export interface ObjectPicture {
  /** Of the input, as in the report. */
  readonly entry: number
  readonly outcome: 'blanked' | 'inspected'
  readonly rectangles: number
  /** From 1. */
  readonly frame: number
  readonly frames: number
  /** Where the frame cannot be shown: undefined. */
  readonly image: { readonly rows: number; readonly columns: number; readonly png: Uint8Array } | undefined
}

export interface ObjectPictures {
  /** Objects of the output that were treated, of which some are shown. */
  readonly treated: number
  readonly shown: readonly ObjectPicture[]
}

/** Names in a run that are listed; rules may weaken thousands of attributes. */
const MAX_NAMES = 500
const MAX_CHARACTERS = 200
const MAX_RULES = 10_000

/** Reads a report. Fails as readReport does. */
export function gatherFacts(path: string, seal?: (text: string) => string, findings: Findings = {}): PageFacts {
  const totals = new ReportTotals()
  let run: ReadRecord | undefined
  let summary: ReadRecord | undefined
  const check = readReport(
    path,
    (record) => {
      if (record.record === 'entry') totals.add(record)
      else if (record.record === 'run') run ??= record
      else summary = record
    },
    seal,
  )
  return {
    run: textsOf(run ?? summary ?? {}),
    totals,
    check,
    complete: summary?.complete === true,
    code: summary === undefined || typeof summary.code !== 'string' ? undefined : summary.code.slice(0, MAX_CHARACTERS),
    agrees: summary !== undefined && totals.agreesWith(summary),
    verification: findings.verification,
    risk: findings.risk,
    pictures: findings.pictures,
  }
}

function textsOf(record: ReadRecord): RunTexts {
  const text = (name: string): string => {
    const value = record[name]
    return typeof value === 'string' ? value.slice(0, MAX_CHARACTERS) : ''
  }
  const list = (name: string): string[] => {
    const value = record[name]
    const texts = Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
    return texts.slice(0, MAX_NAMES).map((item) => item.slice(0, MAX_CHARACTERS))
  }
  return {
    profile: text('profile'),
    profileDigest: text('profileDigest'),
    edition: text('edition'),
    options: list('options'),
    mode: text('mode'),
    planDigest: text('planDigest'),
    warnings: list('warnings'),
    keyFingerprint: text('keyFingerprint'),
    linkable: record.linkable === true,
    names: text('names'),
    nonDicom: text('nonDicom'),
    onError: text('onError'),
    framing: text('framing'),
    digests: record.digests === true,
    program: text('program'),
    programVersion: text('programVersion'),
    wasmDigest: text('wasmDigest'),
    ruleLines: linesOf(record.rules),
  }
}

function linesOf(rules: unknown): (number | undefined)[] {
  if (!Array.isArray(rules)) return []
  return rules.slice(0, MAX_RULES).map((rule: unknown) => {
    const isPlaced = typeof rule === 'object' && rule !== null && 'line' in rule && !('extended' in rule)
    return isPlaced && Number.isSafeInteger(rule.line) ? (rule.line as number) : undefined
  })
}
