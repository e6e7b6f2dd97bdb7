/** A decision: what becomes of an attribute in a place, as one number that the core understands too (wasm/seam.ts). */

import { DECISION_ACTION_MASK, DECISION_TRANSFORM_SHIFT } from '../wasm/seam.ts'

/** `action`: ACTION_*. `transform`: index into the plan's transforms, for the actions that have one. */
export function decisionOf(action: number, transform = 0): number {
  return ((transform << DECISION_TRANSFORM_SHIFT) | action) >>> 0
}

export function actionOf(decision: number): number {
  return decision & DECISION_ACTION_MASK
}

export function transformOf(decision: number): number {
  return decision >>> DECISION_TRANSFORM_SHIFT
}
