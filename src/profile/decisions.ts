/** A decision: what becomes of an attribute in a place, and who says so, as one number that the core understands too (wasm/seam.ts). */

import {
  DECISION_ACTION_MASK,
  DECISION_ORIGIN_MASK,
  DECISION_ORIGIN_SHIFT,
  DECISION_TRANSFORM_SHIFT,
  ORIGIN_OTHER,
} from '../wasm/seam.ts'

/** `action`: ACTION_*. `transform`: index into the plan's transforms, for the actions that have one. */
export function decisionOf(action: number, transform = 0): number {
  return ((transform << DECISION_TRANSFORM_SHIFT) | action) >>> 0
}

export function actionOf(decision: number): number {
  return decision & DECISION_ACTION_MASK
}

/** Number of its origin (origins.ts). */
export function originOf(decision: number): number {
  return (decision >>> DECISION_ORIGIN_SHIFT) & DECISION_ORIGIN_MASK
}

/** The same decision, of another origin. */
export function withOrigin(decision: number, origin: number): number {
  const rest = decision & ~(DECISION_ORIGIN_MASK << DECISION_ORIGIN_SHIFT)
  return (rest | (origin << DECISION_ORIGIN_SHIFT)) >>> 0
}

/** What it comes to, whoever says so: for comparing. */
export function withoutOrigin(decision: number): number {
  return withOrigin(decision, ORIGIN_OTHER)
}

export function transformOf(decision: number): number {
  return decision >>> DECISION_TRANSFORM_SHIFT
}
