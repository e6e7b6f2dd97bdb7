/** What a plan does, in numbers: categories of attributes by what becomes of them. */

import { CATEGORY_NAMES } from './categories.ts'
import { nameDecision } from './decision-text.ts'
import type { Plan } from './plan.ts'

const NOTHING_KNOWN = { sopClassUid: undefined, modality: undefined }
const TOP = { path: [] }

export interface OutcomeCounts {
  /** What becomes of attributes, that of the most first. */
  readonly columns: readonly string[]
  /** A category with its attributes for each column. */
  readonly rows: readonly { readonly name: string; readonly counts: readonly number[] }[]
  readonly totals: readonly number[]
}

/** Of the registered attributes, at the top level of an object of which nothing is known. */
export function countOutcomes(plan: Plan): OutcomeCounts {
  const outcomes = new Map<string, Map<string, number>>()
  const totals = new Map<string, number>()
  for (const [tag, slot] of plan.slots) {
    const outcome = nameDecision(plan, plan.decide(tag, TOP, NOTHING_KNOWN)?.decision)
    const category = CATEGORY_NAMES[slot.category]!
    const counts = outcomes.get(category) ?? new Map<string, number>()
    outcomes.set(category, counts.set(outcome, (counts.get(outcome) ?? 0) + 1))
    totals.set(outcome, (totals.get(outcome) ?? 0) + 1)
  }
  const columns = [...totals.keys()].toSorted((left, right) => totals.get(right)! - totals.get(left)!)
  return {
    columns,
    rows: CATEGORY_NAMES.filter((name) => outcomes.has(name)).map((name) => ({
      name,
      counts: columns.map((column) => outcomes.get(name)!.get(column) ?? 0),
    })),
    totals: columns.map((column) => totals.get(column)!),
  }
}
