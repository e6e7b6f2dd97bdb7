/** The first line of a report: what was asked for, of which program. */

import type { PlanRequest } from '../profile/request.ts'

/** The version of the records' shape: raised when a field changes its meaning. */
export const REPORT_VERSION = 2

/** What was asked for and by which program: the same for every entry of a run. */
export interface RunFacts {
  readonly profile: string
  /** SHA-256 of what was asked for: profile, options, mode, dates, rules and words of the site. */
  readonly profileDigest: string
  /** Edition of the standard that the table of actions is from. */
  readonly edition: string
  readonly options: readonly string[]
  readonly mode: string
  /** SHA-256 of the compiled plan: equal digests mean equal rules. */
  readonly planDigest: string
  /** Keywords of attributes that rules of the profile let stay though the standard takes them away. */
  readonly warnings: readonly string[]
  /** Names the key without giving it away. */
  readonly keyFingerprint: string
  /** Whether another run can give the same pseudonyms: false where the key was made for this run alone. */
  readonly linkable: boolean
  readonly names: string
  readonly nonDicom: string
  readonly onError: string
  readonly framing: string
  /** Whether records have the SHA-256 of each entry. */
  readonly digests: boolean
  readonly program: string
  readonly programVersion: string
  /** SHA-256 of the WebAssembly core. */
  readonly wasmDigest: string
}

/** Where a rule of a site stands. */
export interface RulePlace {
  /** Of its file, from 1 on; absent where the profile was no text. */
  readonly line?: number
  /** 1 in the profile that the profile extends, and so on; absent in the profile itself. */
  readonly extended?: number
}

/** The first line. */
export interface RunRecord extends RunFacts {
  readonly record: 'run'
  readonly reportVersion: number
  /** In their order: origins name rules by their number, from 1 on. */
  readonly rules: readonly RulePlace[]
}

export function runRecord(run: RunFacts, rules: readonly RulePlace[]): RunRecord {
  return { record: 'run', reportVersion: REPORT_VERSION, ...run, rules }
}

/** What the digest of a profile is over: what was asked for, the order of options and keys aside. */
export function requestText({ with: options = [], mode = 'standard', ...rest }: PlanRequest): string {
  return JSON.stringify({ ...rest, with: options.toSorted(), mode }, inKeyOrder)
}

function inKeyOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
