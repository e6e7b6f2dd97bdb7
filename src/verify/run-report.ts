/** What the report of a run says that verification needs: the profile, and what became of each entry of the input. */

import { createHash } from 'node:crypto'
import { SluiceError } from '../errors.ts'
import { MODES, OPTION_NAMES, type PlanRequest, PROFILE_NAMES } from '../profile/request.ts'
import { readFile } from './platform.ts'
import type { ToldMember } from './told-members.ts'
import { toldBytes, toldObject } from './told-pixels.ts'

/** How many members of the output an entry of the input became. */
export const OUTPUTS = { deidentified: 1, kept: 1, broken: 2, withheld: 0, dropped: 0 } as const

type Disposition = keyof typeof OUTPUTS

export interface RunReport {
  /** Undefined where the run had a profile of the site's own, which only its file can tell. */
  readonly plan: PlanRequest | undefined
  /** Whether every entry keeps its place, those that did not pass as zeros. Undefined where the report does not say. */
  readonly isSameSize: boolean | undefined
  /** By entry of the input, in order. */
  readonly dispositions: readonly Disposition[]
  /** Of what went out, in order, with the zeros that keep a place. */
  readonly members: readonly ToldMember[]
  /** Whether each line is chained to the one before, from the first to a summary, as docs/report.md says. */
  readonly isChained: boolean
}

/** Far longer than any record of a report. */
const MAX_LINE_CHARACTERS = 1_048_576
const CHAINED = /^(\{.+),"chain":"([0-9a-f]{64})"\}$/

/** Reads a report. Fails with IO where there is none, and with OPTION_INVALID where it is no report. */
export async function readRunReport(path: string): Promise<RunReport> {
  const dispositions: Disposition[] = []
  const told: ToldMember[] = []
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
      told.push({ bytes: toldBytes(record), object: toldObject(record) })
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
  const members = told.filter((_, entry) => isSameSize === true || OUTPUTS[dispositions[entry]!] > 0)
  return { plan, isSameSize, dispositions, members, isChained: isChained && isSummed }
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

function isDisposition(text: unknown): text is Disposition {
  return typeof text === 'string' && Object.hasOwn(OUTPUTS, text)
}

function noReport(): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, 'the file given as the report is none')
}
