/** What the reference counts while it rewrites a data set: docs/engine.md section 5. */

import type { ObjectCounts } from '../../src/engine/contract.ts'
import { CATEGORY_NAMES } from '../../src/profile/categories.ts'
import { ACTION_NAMES } from '../../src/profile/plan.ts'
import { ACTION_DUMMY, ACTION_EMPTY, ACTION_KEEP, ACTION_REMOVE, CHECK_SEQUENCE } from '../../src/wasm/seam.ts'
import type { Decision } from './reference-decision.ts'
import { isPrivate, type Rule } from './reference-plan.ts'

type Counts = Record<string, number>

export class ReferenceCounts {
  private elements = 0
  private readonly actions: Counts = {}
  private readonly categories: Counts = {}
  private readonly origins: Counts = {}
  private readonly tallies: Counts = {}

  /** An element that no rule is about: 3.5. */
  withoutRule(tag: number): void {
    this.add(ACTION_REMOVE, isPrivate(tag) ? 'private' : 'other', isPrivate(tag) ? 'private' : 'unknown')
    this.tally(isPrivate(tag) ? 'private' : 'unknown')
  }

  keptCreator(): void {
    this.add(ACTION_KEEP, '', 'private-creator')
  }

  /** `isWritten`: false where what was decided did not fit. */
  byRule(rule: Rule, decision: Decision, dummyMode: boolean, isWritten: boolean): void {
    const isDummied = dummyMode && rule.action === ACTION_KEEP && (rule.check === CHECK_SEQUENCE || !rule.keepInDummy)
    const action = actionOf(rule, decision, isDummied)
    const instead = decision.kind === 'enter' ? ACTION_REMOVE : ACTION_EMPTY
    const category = CATEGORY_NAMES[rule.category] ?? 'other'
    this.add(isWritten ? action : instead, category, isDummied ? 'dummy-sequence' : rule.origin)
    if (!isWritten) this.tally('degraded')
    if (decision.kind === 'empty' && decision.implausible === true) this.tally('implausible')
  }

  tally(name: string, amount = 1): void {
    if (amount > 0) increase(this.tallies, name, amount)
  }

  whole(): ObjectCounts {
    const { elements, actions, categories, origins, tallies } = this
    return { elements, actions, categories, origins, tallies }
  }

  private add(action: number, category: string, origin: string): void {
    this.elements++
    increase(this.actions, ACTION_NAMES[action]!, 1)
    if (action !== ACTION_KEEP) increase(this.categories, category, 1)
    increase(this.origins, origin, 1)
  }
}

function actionOf(rule: Rule, decision: Decision, isDummied: boolean): number {
  switch (decision.kind) {
    case 'remove':
      return ACTION_REMOVE
    case 'empty':
      return ACTION_EMPTY
    case 'replace':
      return isDummied ? ACTION_DUMMY : rule.action
    case 'keep':
    case 'keep-fragments':
      return ACTION_KEEP
    case 'enter':
      return decision.dummyMode ? ACTION_DUMMY : ACTION_KEEP
  }
}

function increase(counts: Counts, name: string, amount: number): void {
  counts[name] = (counts[name] ?? 0) + amount
}
