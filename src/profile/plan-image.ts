/**
 * A plan as the engine runs it: the bytes that the core searches, and what its driver asks beside them. It is made of a plan, or was made of one when
 * the package was built (built-plans.ts); then neither the registry nor the standard's tables are needed to run it.
 */

import { ACTION_KEEP, ACTION_REPLACE, COMPOUND_NONE } from '../wasm/seam.ts'
import { actionOf, transformOf } from './decisions.ts'
import { encodePlan } from './encode-plan.ts'
import type { ObjectKind, Plan } from './plan.ts'
import type { Transform, TransformSettings } from './request.ts'

/** The three UIDs that name an object: SOP, Study and Series Instance UID. */
export const NAMING_UIDS: readonly number[] = [0x00080018, 0x0020000d, 0x0020000e]

/** What is decided about an attribute at the top level. */
export interface TopDecision {
  readonly decision: number
  /** Index of the compound that decides instead, or COMPOUND_NONE. */
  readonly compound: number
}

export interface PlanImage {
  /** As in the plan, for reports. */
  readonly edition: string
  readonly profile: string
  readonly options: readonly string[]
  readonly warnings: readonly string[]
  /** Names of what decisions are from, by number. */
  readonly origins: readonly string[]
  /** What decisions name by index, and what it is carried out with. */
  readonly transforms: readonly Transform[]
  readonly settings: TransformSettings
  /** Of those of NAMING_UIDS that the plan knows. */
  readonly namingDecisions: ReadonlyMap<number, TopDecision>
  /** As encodePlan lays it out. Not to be written to. */
  readonly bytes: Uint8Array
  /** Decisions by compound index, for an object of this kind; the strictest where nothing is known of it. Not to be written to. */
  compoundDecisions(kind: ObjectKind): Uint32Array
}

/** The image of a plan. Its bytes are laid out when they are first asked for: that throws RangeError for a plan that does not fit PLAN_BYTES. */
export function imageOf(plan: Plan): PlanImage {
  const { edition, profile, options, warnings, origins, transforms, settings } = plan
  const namingDecisions = new Map<number, TopDecision>()
  for (const tag of NAMING_UIDS) {
    const decided = plan.lookup(tag, { path: [] })
    if (decided !== undefined) {
      namingDecisions.set(tag, { decision: decided.decision, compound: decided.slot.compound })
    }
  }
  let bytes: Uint8Array | undefined
  return {
    edition,
    profile,
    options,
    warnings,
    origins,
    transforms,
    settings,
    namingDecisions,
    // Not before: where rules are about pixels, a plan may be asked for its settings alone, because all objects go by the one that is made of it.
    get bytes() {
      bytes ??= encodePlan(plan)
      return bytes
    },
    compoundDecisions: (kind) => plan.compoundDecisions(kind),
  }
}

/** Whether one of NAMING_UIDS is kept at the top level of an object of this kind. */
export function keepsNamingUid(image: PlanImage, tag: number, kind: ObjectKind): boolean {
  const decision = namingDecision(image, tag, kind)
  return decision !== undefined && actionOf(decision) === ACTION_KEEP
}

/** The text that replaces one of NAMING_UIDS at the top level of an object of this kind; undefined where none does. */
export function textForNamingUid(image: PlanImage, tag: number, kind: ObjectKind): string | undefined {
  const decision = namingDecision(image, tag, kind)
  if (decision === undefined || actionOf(decision) !== ACTION_REPLACE) return undefined
  const transform = image.transforms[transformOf(decision)]
  return transform?.kind === 'replace-text' ? transform.text : undefined
}

function namingDecision(image: PlanImage, tag: number, kind: ObjectKind): number | undefined {
  const decided = image.namingDecisions.get(tag)
  if (decided === undefined) return undefined
  const { decision, compound } = decided
  return compound === COMPOUND_NONE ? decision : image.compoundDecisions(kind)[compound]!
}

/** Whether there are objects of which one of NAMING_UIDS is kept at the top level. */
export function mayKeepNamingUids(image: PlanImage): boolean {
  for (const { decision, compound } of image.namingDecisions.values()) {
    if (compound !== COMPOUND_NONE || actionOf(decision) === ACTION_KEEP) return true
  }
  return false
}
