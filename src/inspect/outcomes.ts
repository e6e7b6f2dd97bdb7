/** What becomes of each element of a listing, that of the sequences around it included (docs/engine.md 3.6 to 3.9). */

import type { Listed } from '../dicom/list-data-set.ts'
import { ACTION_WORDS } from '../profile/action-words.ts'
import { describeDecision } from '../profile/decision-text.ts'
import { actionOf } from '../profile/decisions.ts'
import type { ObjectKind, Plan } from '../profile/plan.ts'
import { ACTION_DUMMY, ACTION_EMPTY, ACTION_KEEP, ACTION_REMOVE, SLOT_FLAG_KEEP_IN_DUMMY } from '../wasm/seam.ts'

type Element = Extract<Listed, { kind: 'element' }>

/** What a sequence means for what is in it. */
type Around = 'entered' | 'removed' | 'dummy'

const ENTERED = 'entered'

/** Told of elements and items in their order. */
export class Outcomes {
  readonly #plan: Plan
  readonly #kind: ObjectKind
  /** Of the sequence that was last met at each depth. */
  readonly #sequences: Around[] = []
  /** Of its item that is open. */
  readonly #items: Around[] = []

  constructor(plan: Plan, kind: ObjectKind) {
    this.#plan = plan
    this.#kind = kind
  }

  /** `depth` counts the sequence that the item is in. */
  enterItem(depth: number, number: number): void {
    const sequence = this.#sequences[depth - 1] ?? 'entered'
    this.#items[depth - 1] = sequence === 'dummy' && number > 1 ? 'removed' : sequence
  }

  describe(element: Element): string {
    const { tag, path, privateCreator, concept, depth, isSequence } = element
    const around = depth === 0 ? 'entered' : (this.#items[depth - 1] ?? 'entered')
    const creator = privateCreator !== undefined && { privateCreator }
    const place = { path, ...creator, ...(concept !== undefined && { concept }) }
    const decided = this.#plan.decide(tag, place, this.#kind)
    const decision = decided?.decision
    const action = decision === undefined ? ACTION_REMOVE : actionOf(decision)
    if (isSequence) this.#sequences[depth] = aroundOf(action, around)
    if (around === 'removed') return `${ACTION_WORDS.remove}, with what it is in`
    if (isSequence && action === ACTION_KEEP) return around === 'dummy' ? `${ENTERED}, first item` : ENTERED
    if (around === 'dummy' && action === ACTION_KEEP) {
      return ((decided?.slot.flags ?? 0) & SLOT_FLAG_KEEP_IN_DUMMY) === 0 ? ACTION_WORDS.dummy : ACTION_WORDS.keep
    }
    if (isSequence && action === ACTION_DUMMY) return `${ENTERED}, first item, with dummies`
    return describeDecision(this.#plan, decision)
  }
}

function aroundOf(action: number, around: Around): Around {
  if (around === 'removed' || action === ACTION_REMOVE || action === ACTION_EMPTY) return 'removed'
  return action === ACTION_DUMMY ? 'dummy' : around
}
