/** Whether what an object says of its de-identification can be so: PS3.15 E.1.1, PS3.3 C.12.1.1.1.1 and C.7.6.1.1. */

import type { Kind, Report, Severity } from './findings.ts'
import { severityOf } from './findings.ts'
import {
  BASIC_PROFILE,
  CLEAN_FEATURES,
  CLEAN_PIXEL_DATA,
  FULL_DATES,
  hasOwnRules,
  isMethodCode,
  MODIFIED_DATES,
  type Statement,
} from './stated-profile.ts'

/** What was seen of an object besides what it states. */
export interface Seen {
  /** Kinds that were found in it. */
  readonly kinds: ReadonlySet<Kind>
  /** Whether one of them was at an attribute that names the patient. */
  readonly isPatientNamed: boolean
  /** Whether a DA or DT looks real. */
  readonly hasRealDate: boolean
}

const IDENTITY_REMOVED = '(0012,0062)'
const METHOD_CODES = '(0012,0064)'
const TEMPORAL_INFORMATION = '(0028,0303)'
const BURNED_IN_ANNOTATION = '(0028,0301)'
const RECOGNIZABLE_FEATURES = '(0028,0302)'
/** Kinds that say that an attribute was not treated as the Basic Profile asks. */
const UNTREATED: readonly Kind[] = ['attribute-left', 'private-left', 'date-left', 'uid-left', 'value-unchanged']
const LEAK: Severity = 'leak'

export function judgeClaims(statement: Statement, seen: Seen, report: Report): void {
  const { codes, temporalInformation } = statement
  if (statement.identityRemoved === 'YES' && seen.isPatientNamed) report('claim-false', { path: IDENTITY_REMOVED })
  const isUntreated = UNTREATED.some((kind) => severityOf(kind) === LEAK && seen.kinds.has(kind))
  if (codes.has(BASIC_PROFILE) && isUntreated) report('claim-false', { path: METHOD_CODES })
  if ([...codes].some((code) => !isMethodCode(code))) report('claim-false', { path: METHOD_CODES })
  if (temporalInformation === 'REMOVED' && seen.hasRealDate) report('claim-false', { path: TEMPORAL_INFORMATION })
  const isProfiled = codes.has(BASIC_PROFILE) && !hasOwnRules(statement.method)
  const isContradicted =
    (temporalInformation === 'REMOVED' && (codes.has(FULL_DATES) || codes.has(MODIFIED_DATES))) ||
    (temporalInformation === 'UNMODIFIED' && (codes.has(MODIFIED_DATES) || (isProfiled && !codes.has(FULL_DATES)))) ||
    (temporalInformation === 'MODIFIED' && codes.has(FULL_DATES) && !codes.has(MODIFIED_DATES))
  if (isContradicted) report('claim-false', { path: TEMPORAL_INFORMATION })
  judgePixels(codes.has(CLEAN_PIXEL_DATA), statement.burnedInAnnotation, BURNED_IN_ANNOTATION, report)
  judgePixels(codes.has(CLEAN_FEATURES), statement.recognizableFeatures, RECOGNIZABLE_FEATURES, report)
}

/** Pixels that were cleaned have nothing left in them; that they have nothing left cannot be seen in a header. */
function judgePixels(isCleaned: boolean, isLeft: string | undefined, path: string, report: Report): void {
  if (!isCleaned) return
  report(isLeft === 'YES' ? 'claim-false' : 'claim-unproven', { path: isLeft === 'YES' ? path : METHOD_CODES })
}
