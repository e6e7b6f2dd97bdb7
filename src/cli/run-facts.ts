/** What a report says of the run as a whole. */

import { createHash } from 'node:crypto'
import type { PlanRequest } from '../profile/request.ts'
import type { RunFacts } from '../report/run-record.ts'
import type { Deidentification } from '../streams/deidentification.ts'
import { engineBytes } from '../wasm/core.ts'
import { PROGRAM, readVersion } from './version.ts'

/** Takes the digest of the core: a fraction of a millisecond. */
export function factsOf({ plan, planDigest, keyFingerprint, linkable, settings }: Deidentification): RunFacts {
  return {
    profile: plan.profile,
    profileDigest: digestOfRequest(settings.plan),
    edition: plan.edition,
    options: plan.options,
    mode: settings.plan.mode ?? 'standard',
    planDigest,
    warnings: plan.warnings,
    keyFingerprint,
    linkable,
    names: settings.names,
    nonDicom: settings.nonDicom,
    onError: settings.onError,
    framing: settings.framing,
    digests: settings.digests,
    program: PROGRAM,
    programVersion: readVersion(),
    wasmDigest: createHash('sha256').update(engineBytes()).digest('hex'),
  }
}

/** Of what was asked for, the order of options and keys aside. */
function digestOfRequest({ with: options = [], mode = 'standard', ...rest }: PlanRequest): string {
  const request = { ...rest, with: options.toSorted(), mode }
  return createHash('sha256').update(JSON.stringify(request, inKeyOrder)).digest('hex')
}

function inKeyOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
