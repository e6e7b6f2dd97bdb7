/** What a plan says of an element, in the place and the object that it stands in: docs/engine.md 3.5 to 3.7, asked of the plan itself. */

import { actionOf, transformOf } from '../profile/decisions.ts'
import type { ObjectKind, Place, Plan, Slot } from '../profile/plan.ts'
import type { Transform } from '../profile/transforms.ts'
import { ACTION_DUMMY, ACTION_EMPTY, ACTION_KEEP, ACTION_REMOVE, SLOT_FLAG_KEEP_IN_DUMMY } from '../wasm/seam.ts'
import type { WalkedElement } from './walked-element.ts'

/** The part of an element that decisions depend on. */
export type Placed = Pick<WalkedElement, 'tag' | 'steps' | 'path' | 'concept' | 'privateCreator'>

export interface Expectation {
  /** ACTION_*. */
  readonly action: number
  readonly transform: Transform | undefined
  readonly slot: Slot | undefined
  /** Whether it is in a sequence of which nothing stays. */
  readonly isGone: boolean
}

type Around = 'entered' | 'removed' | 'dummy'

/** Expectations for one object. Sequences have to be asked for before what is in them. */
export class Expectations {
  readonly #plan: Plan
  readonly #kind: ObjectKind
  readonly #around: Around[] = []

  constructor(plan: Plan, kind: ObjectKind) {
    this.#plan = plan
    this.#kind = kind
  }

  of(element: Placed, isSequence: boolean): Expectation {
    const { tag, steps, path, concept, privateCreator } = element
    const place: Place = {
      path,
      ...(concept !== undefined && { concept }),
      ...(privateCreator !== undefined && { privateCreator }),
    }
    const decided = this.#plan.decide(tag, place, this.#kind)
    const decision = decided?.decision ?? ACTION_REMOVE
    const around = this.#aroundOf(steps)
    const action = actionOf(decision)
    if (isSequence) this.#around[steps.length] = aroundInside(action, around)
    const isDummy = around === 'dummy' && action === ACTION_KEEP && !isSequence && !staysInDummy(decided?.slot)
    const transform = this.#plan.transforms[transformOf(decision)]
    return { action: isDummy ? ACTION_DUMMY : action, transform, slot: decided?.slot, isGone: around === 'removed' }
  }

  #aroundOf(steps: Placed['steps']): Around {
    const innermost = steps.at(-1)
    if (innermost === undefined) return 'entered'
    const around = this.#around[steps.length - 1] ?? 'entered'
    return around === 'dummy' && innermost.item > 0 ? 'removed' : around
  }
}

function aroundInside(action: number, around: Around): Around {
  if (around === 'removed' || action === ACTION_REMOVE || action === ACTION_EMPTY) return 'removed'
  return action === ACTION_DUMMY ? 'dummy' : around
}

function staysInDummy(slot: Slot | undefined): boolean {
  return ((slot?.flags ?? 0) & SLOT_FLAG_KEEP_IN_DUMMY) !== 0
}
