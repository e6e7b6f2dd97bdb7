/** What a report says of the run as a whole. */

import { createHash } from 'node:crypto'
import { type RunFacts, requestText } from '../report/run-record.ts'
import type { Deidentification } from '../streams/deidentification.ts'
import { engineBytes } from '../wasm/core.ts'
import { PROGRAM, readVersion } from './version.ts'

/** Takes the digest of the core: a fraction of a millisecond. */
export function factsOf({ plan, planDigest, keyFingerprint, linkable, settings }: Deidentification): RunFacts {
  return {
    profile: plan.profile,
    profileDigest: createHash('sha256').update(requestText(settings.plan)).digest('hex'),
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
