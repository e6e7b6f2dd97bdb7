/** Questions to a plan, for tests. */

import { ACTION_NAMES, type ObjectKind, type Place, type Plan } from '../../../src/profile/plan.ts'
import { COMPOUND_NONE } from '../../../src/wasm/seam.ts'

/** No attribute has an exception in items of this sequence, which is private. */
export const SOME_SEQUENCE = 0x00091001

/** What is done at the top level: the action, and the transform where there is one. */
export function atTop(plan: Plan, tag: number, kind: Partial<ObjectKind> = {}): string {
  const decided = plan.lookup(tag, { path: [] })
  if (decided === undefined) return 'remove'
  const { compound } = decided.slot
  const { sopClassUid, modality } = kind
  const decisions = plan.compoundDecisions({ sopClassUid, modality })
  return name(plan, compound === COMPOUND_NONE ? decided.decision : decisions[compound]!)
}

/** What is done in items. */
export function inItems(plan: Plan, tag: number, place: Partial<Place> = {}): string {
  const decided = plan.lookup(tag, { path: [SOME_SEQUENCE], ...place })
  return decided === undefined ? 'remove' : name(plan, decided.decision)
}

function name(plan: Plan, decision: number): string {
  const action = ACTION_NAMES[decision & 0x0f]!
  if (!['shift', 'clean', 'replace'].includes(action)) return action
  return `${action} ${plan.transforms[decision >>> 16]!.kind}`
}
