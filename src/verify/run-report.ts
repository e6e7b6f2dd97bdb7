/** What the report of a run says that verification needs: the profile, and what became of each entry of the input. */

import { createHash } from 'node:crypto'
import { SluiceError } from '../errors.ts'
import { MODES, OPTION_NAMES, type PlanRequest, PROFILE_NAMES } from '../profile/request.ts'
import { readFile } from './platform.ts'
import { type Disposition, isDisposition, type ToldEntry } from './told-members.ts'
import { type ToldObject, toldBytes, toldObject } from './told-pixels.ts'

export interface RunReport {
  /** Undefined where the run had a profile of the site's own, which only its file can tell. */
  readonly plan: PlanRequest | undefined
  /** Whether every entry keeps its place, those that did not pass as zeros. Undefined where the report does not say. */
  readonly isSameSize: boolean | undefined
  /** By entry of the input, in order. */
  readonly dispositions: readonly Disposition[]
  /** Likewise. */
  readonly told: readonly ToldEntry<ToldObject>[]
  /** Whether each line is chained to the one before, from the first to a summary, as docs/report.md says. */
  readonly isChained: boolean
}

/** Far longer than any record of a report. */
const MAX_LINE_CHARACTERS = 1_048_576
const CHAINED = /^(\{.+),"chain":"([0-9a-f]{64})"\}$/

/** Reads a report. Fails with IO where there is none, and with OPTION_INVALID where it is no report. */
export async function readRunReport(path: string): Promise<RunReport> {
  const dispositions: Disposition[] = []
  const told: ToldEntry<ToldObject>[] = []
  let plan: PlanRequest | undefined
  let isSameSize: boolean | undefined
  let rest = ''
  let isChained = true
  let isSummed = false
  let chain = '0'.repeat(64)
  const take = (line: string): void => {
    const record = parse(line)
    const [, text, stated = ''] = CHAINED.exec(line) ?? []
    chain = createHash('sha256').update(`${chain}\n${text}}`, 'latin1').digest('hex')
    isChained &&= !isSummed && stated === chain
    isSummed = record.record === 'summary'
    if (record.record === 'entry' && isDisposition(record.disposition)) {
      dispositions.push(record.disposition)
      told.push({ disposition: record.disposition, bytes: toldBytes(record), object: toldObject(record) })
    } else if (record.record === 'summary') {
      plan = planOf(record)
      if (typeof record.framing === 'string') isSameSize = record.framing === 'same-size'
    }
  }
  for await (const chunk of readFile(path)) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n')
    rest = lines.pop()!
    if (rest.length > MAX_LINE_CHARACTERS) throw noReport()
    for (const line of lines) {
      if (line === '') isChained = false
      else take(line)
    }
  }
  if (rest !== '') {
    isChained = false
    take(rest)
  }
  if (dispositions.length === 0) throw noReport()
  return { plan, isSameSize, dispositions, told, isChained: isChained && isSummed }
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    const record: unknown = JSON.parse(line)
    if (typeof record === 'object' && record !== null) return record as Record<string, unknown>
  } catch {
    // told below, without what the line has
  }
  throw noReport()
}

function planOf(record: Readonly<Record<string, unknown>>): PlanRequest | undefined {
  const profile = PROFILE_NAMES.find((name) => name === record.profile)
  const mode = MODES.find((name) => name === record.mode) ?? 'standard'
  const given = Array.isArray(record.options) ? (record.options as unknown[]) : []
  const options = OPTION_NAMES.filter((name) => given.includes(name))
  return profile === undefined ? undefined : { profile, with: options, mode }
}

function noReport(): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, 'the file given as the report is none')
}
