/** Rules of a site in places that never come: in items of a sequence that goes as a whole. */

import { isPrivateTag } from '../dicom/tag.ts'
import { ACTION_DUMMY, ACTION_KEEP, COMPOUND_NONE } from '../wasm/seam.ts'
import { compilePlan } from './compile.ts'
import { actionOf } from './decisions.ts'
import { optionsAllowed } from './options.ts'
import type { Plan } from './plan.ts'
import type { PlanRequest } from './request.ts'
import { endsWith } from './rule-matching.ts'

/** A rule by its index, and the sequence of its path of which nothing stays. */
export interface IdleRule {
  readonly rule: number
  readonly sequenceTag: number
}

/** Rules that do not match under this plan. A sequence of which it depends on the object whether it stays counts as one that does. */
export function idleRules(plan: Plan): IdleRule[] {
  return (plan.request?.rules ?? []).flatMap(({ path = [] }, rule) => {
    const at = path.findIndex((sequenceTag, depth) => !mayBeEntered(plan, sequenceTag, path.slice(0, depth)))
    return at < 0 ? [] : [{ rule, sequenceTag: path[at]! }]
  })
}

/** Rules of a request that match under none of the options that its profile allows. */
export function neverMatchingRules(request: PlanRequest): IdleRule[] {
  if (!request.rules?.some(({ path = [] }) => path.length > 0)) return []
  return idleRules(compilePlan({ ...request, with: optionsAllowed(request.profile) }))
}

/** `tail`: the end of the path of sequences around it, as far as the rule says. */
function mayBeEntered(plan: Plan, sequenceTag: number, tail: readonly number[]): boolean {
  // What is said of a private sequence hangs on its creator, which a path does not name.
  if (isPrivateTag(sequenceTag)) return true
  const nested = plan.lookup(sequenceTag, { path: tail.length > 0 ? tail : [0] })
  if (nested !== undefined && isEntered(nested.decision)) return true
  const top = tail.length > 0 ? undefined : plan.lookup(sequenceTag, { path: [] })
  if (top !== undefined && (top.slot.compound !== COMPOUND_NONE || isEntered(top.decision))) return true
  return plan.nestedExceptions.some(
    ({ tag, path, decision }) =>
      tag === sequenceTag && isEntered(decision) && (endsWith(path, tail) || endsWith(tail, path)),
  )
}

function isEntered(decision: number): boolean {
  const action = actionOf(decision)
  return action === ACTION_KEEP || action === ACTION_DUMMY
}
