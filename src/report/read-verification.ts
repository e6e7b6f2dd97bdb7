/** What a verification of the output said, as `sluice verify --json` writes it: only its summary is looked at. */

import { SluiceError } from '../errors.ts'
import type { Verification } from './page-facts.ts'
import { readLines } from './report-reader.ts'

const KIND = /^[a-z][a-z-]{0,63}$/
const MAX_KINDS = 100

/** Fails with IO, and with OPTION_INVALID for what is no such file. */
export function readVerification(path: string): Verification {
  let summary: Readonly<Record<string, unknown>> | undefined
  for (const line of readLines(path)) {
    const record = parse(line)
    if (record?.record === 'summary') summary = record
  }
  const { objects, against, severities, kinds } = summary ?? {}
  if (!isObject(severities)) {
    throw new SluiceError('OPTION_INVALID', {}, '--verification takes what sluice verify --json wrote')
  }
  const byKind = isObject(kinds) ? Object.entries(kinds).filter(([kind]) => KIND.test(kind)) : []
  return {
    objects: countOf(objects),
    isAgainstInput: against === true,
    leaks: countOf(severities.leak),
    suspects: countOf(severities.suspect),
    kinds: byKind.slice(0, MAX_KINDS).map(([kind, count]) => [kind, countOf(count)]),
  }
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const record: unknown = JSON.parse(line)
    return isObject(record) ? record : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}
