/** How much of a value a decision lets through: what a rule is compared with that it overrides. */

import { ACTION_CLEAN, ACTION_EMPTY, ACTION_KEEP, ACTION_REMOVE, ACTION_SHIFT } from '../wasm/seam.ts'
import { actionOf } from './decisions.ts'

const LETS_ALL = 0
const LETS_SOME = 1
const LETS_NOTHING = 2

/** 0: the value stays. 1: some of it may. From 2 on nothing of it does: it is replaced, empty, or gone. */
export function strictnessOf(decision: number): number {
  switch (actionOf(decision)) {
    case ACTION_KEEP:
      return LETS_ALL
    case ACTION_SHIFT:
    case ACTION_CLEAN:
      return LETS_SOME
    case ACTION_EMPTY:
      return LETS_NOTHING + 1
    case ACTION_REMOVE:
      return LETS_NOTHING + 2
    default:
      return LETS_NOTHING
  }
}

/** True where `decision` lets something through that `other` does not. */
export function isWeaker(decision: number, other: number): boolean {
  return Math.min(strictnessOf(decision), LETS_NOTHING) < Math.min(strictnessOf(other), LETS_NOTHING)
}

/** True where nothing of a value stays. */
export function letsNothing(decision: number): boolean {
  return strictnessOf(decision) >= LETS_NOTHING
}
