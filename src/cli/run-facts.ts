/** What a report says of the run as a whole. */

import type { RunFacts } from '../report/summary.ts'
import type { Deidentification } from '../streams/deidentification.ts'
import { PROGRAM, readVersion } from './version.ts'

export function factsOf({ plan, planDigest, keyFingerprint, linkable, settings }: Deidentification): RunFacts {
  return {
    profile: plan.profile,
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
    program: PROGRAM,
    programVersion: readVersion(),
    nodeVersion: process.versions.node,
  }
}
