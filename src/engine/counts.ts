/** The core's counters as the counts of a report. */

import { CATEGORY_NAMES } from '../profile/categories.ts'
import { ACTION_NAMES } from '../profile/plan.ts'
import {
  ACTION_COUNT,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  CATEGORY_COUNT,
  TALLY_ELEMENTS,
  TALLY_PRIVATE,
  TALLY_UNKNOWN,
} from '../wasm/seam.ts'
import type { ObjectCounts } from './contract.ts'

/** Tallies that are told, by number. */
const TALLY_NAMES: readonly string[] = ['implausible', 'private', 'unknown', 'trailingBytes', 'degraded']
const TALLIES_AT = CATEGORY_COUNT * ACTION_COUNT

/** What the core tallies instead of counting it by category, and what these are called among categories and origins. */
const apart = new Float64Array(3)
const CATEGORIES_APART = ['private', 'other'] as const
const ORIGINS_APART = ['private', 'unknown', 'private-creator'] as const

/** Used again for each object. */
const byAction = new Float64Array(ACTION_COUNT)
const byCategory = new Float64Array(CATEGORY_COUNT)

/** Counts of an object that was not walked. */
export const NO_COUNTS: ObjectCounts = { elements: 0, actions: {}, categories: {}, origins: {}, tallies: {} }

/**
 * `counters`: by category and action, then the tallies (seam.ts). Private and unknown elements count as removed, creators of private blocks that stay as
 * kept. `origins`: by number of the origin, `originNames` its names. `judgeTallies` are those of the judges, `filterTallies` those of the filter, beside those of the core.
 */
export function readCounts(
  counters: ArrayLike<number>,
  origins: ArrayLike<number>,
  originNames: readonly string[],
  judgeTallies: Readonly<Record<string, number>> = {},
  filterTallies: Readonly<Record<string, number>> = {},
): ObjectCounts {
  const privates = counters[TALLIES_AT + TALLY_PRIVATE]!
  const unknown = counters[TALLIES_AT + TALLY_UNKNOWN]!
  // Of what the core saw, only creators that stay are counted under no action.
  const creators = counters[TALLIES_AT + TALLY_ELEMENTS]! - addUp(counters)
  byAction[ACTION_REMOVE] = byAction[ACTION_REMOVE]! + privates + unknown
  byAction[ACTION_KEEP] = byAction[ACTION_KEEP]! + creators
  apart[0] = privates
  apart[1] = unknown
  apart[2] = creators
  const categories = {}
  const byOrigin = {}
  const tallies = {}
  addNamed([
    { to: categories, names: CATEGORY_NAMES, amounts: byCategory, at: 0 },
    { to: categories, names: CATEGORIES_APART, amounts: apart, at: 0 },
    { to: byOrigin, names: originNames, amounts: origins, at: 0 },
    { to: byOrigin, names: ORIGINS_APART, amounts: apart, at: 0 },
    { to: tallies, names: TALLY_NAMES, amounts: counters, at: TALLIES_AT },
    { to: tallies, names: Object.keys(judgeTallies), amounts: Object.values(judgeTallies), at: 0 },
    { to: tallies, names: Object.keys(filterTallies), amounts: Object.values(filterTallies), at: 0 },
  ])
  const elements = counters[TALLIES_AT + TALLY_ELEMENTS]! + privates + unknown
  return { elements, actions: namedActions(), categories, origins: byOrigin, tallies }
}

/** Adds the counters up, by action and by category, and answers how many elements they are in all. */
function addUp(counters: ArrayLike<number>): number {
  byAction.fill(0)
  byCategory.fill(0)
  let sum = 0
  // Most counters are zero: those are looked at once, and nothing else is done for them.
  for (let at = 0; at < TALLIES_AT; at++) {
    const count = counters[at]!
    if (count === 0) continue
    const action = at % ACTION_COUNT
    byAction[action] = byAction[action]! + count
    sum += count
    if (action === ACTION_KEEP) continue
    const category = (at - action) / ACTION_COUNT
    byCategory[category] = byCategory[category]! + count
  }
  return sum
}

/** The actions of every plan are named whether they were applied or not. */
function namedActions(): Record<string, number> {
  const actions: Record<string, number> = {}
  for (let action = 0; action < ACTION_COUNT; action++) {
    if (byAction[action]! > 0 || action <= ACTION_PSEUDONYM) actions[ACTION_NAMES[action]!] = byAction[action]!
  }
  return actions
}

/** Amounts by number, the first of which stands at `at`, and the names of these numbers. */
interface NamedAmounts {
  readonly to: Record<string, number>
  readonly names: readonly string[]
  readonly amounts: ArrayLike<number>
  readonly at: number
}

/**
 * Adds up all amounts that are not zero. One place for all that is counted by name: V8 compiles each place where names are looked up for every
 * shape that it saw there, and many such places made of a function the one that its compilers needed most memory for, megabytes.
 */
function addNamed(lists: readonly NamedAmounts[]): void {
  for (const { to, names, amounts, at } of lists) {
    for (let number = 0; number < names.length; number++) {
      const amount = amounts[at + number]!
      if (amount > 0) to[names[number]!] = (to[names[number]!] ?? 0) + amount
    }
  }
}
