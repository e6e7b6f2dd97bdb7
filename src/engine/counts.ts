/** The core's counters as the counts of a report. */

import { CATEGORY_NAMES } from '../profile/categories.ts'
import { ACTION_NAMES } from '../profile/plan.ts'
import {
  ACTION_COUNT,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  CATEGORY_COUNT,
  TALLY_DEGRADED,
  TALLY_ELEMENTS,
  TALLY_IMPLAUSIBLE,
  TALLY_PRIVATE,
  TALLY_TRAILING_BYTES,
  TALLY_UNKNOWN,
} from '../wasm/seam.ts'
import type { ObjectCounts } from './contract.ts'

const TALLY_NAMES: Readonly<Record<number, string>> = {
  [TALLY_IMPLAUSIBLE]: 'implausible',
  [TALLY_PRIVATE]: 'private',
  [TALLY_UNKNOWN]: 'unknown',
  [TALLY_TRAILING_BYTES]: 'trailingBytes',
  [TALLY_DEGRADED]: 'degraded',
}

const TALLIES = Object.entries(TALLY_NAMES).map(([tally, name]) => [Number(tally), name] as const)
const TALLIES_AT = CATEGORY_COUNT * ACTION_COUNT

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
  const actions: Record<string, number> = {}
  const categories: Record<string, number> = {}
  const tallies: Record<string, number> = {}
  const privates = counters[TALLIES_AT + TALLY_PRIVATE]!
  const unknown = counters[TALLIES_AT + TALLY_UNKNOWN]!
  // Of what the core saw, only creators that stay are counted under no action.
  let creators = counters[TALLIES_AT + TALLY_ELEMENTS]!
  const totals = new Array<number>(ACTION_COUNT).fill(0)
  totals[ACTION_REMOVE] = privates + unknown
  // Most counters are zero: those are looked at once, and nothing else is done for them.
  for (let at = 0; at < TALLIES_AT; at++) {
    const count = counters[at]!
    if (count === 0) continue
    const action = at % ACTION_COUNT
    totals[action] = totals[action]! + count
    creators -= count
    if (action !== ACTION_KEEP) add(categories, CATEGORY_NAMES[(at - action) / ACTION_COUNT] ?? 'other', count)
  }
  totals[ACTION_KEEP] = totals[ACTION_KEEP]! + creators
  for (let action = 0; action < ACTION_COUNT; action++) {
    if (totals[action]! > 0 || action <= ACTION_PSEUDONYM) actions[ACTION_NAMES[action]!] = totals[action]!
  }
  add(categories, 'private', privates)
  add(categories, 'other', unknown)
  const byOrigin: Record<string, number> = {}
  for (let number = 0; number < originNames.length; number++) {
    if (origins[number]! > 0) add(byOrigin, originNames[number]!, origins[number]!)
  }
  add(byOrigin, 'private', privates)
  add(byOrigin, 'unknown', unknown)
  add(byOrigin, 'private-creator', creators)
  for (const [tally, name] of TALLIES) add(tallies, name, counters[TALLIES_AT + tally]!)
  for (const [name, count] of Object.entries(judgeTallies)) add(tallies, name, count)
  for (const [name, count] of Object.entries(filterTallies)) add(tallies, name, count)
  const elements = counters[TALLIES_AT + TALLY_ELEMENTS]! + privates + unknown
  return { elements, actions, categories, origins: byOrigin, tallies }
}

function add(counts: Record<string, number>, name: string, amount: number): void {
  if (amount > 0) counts[name] = (counts[name] ?? 0) + amount
}
