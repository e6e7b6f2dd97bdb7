/** Counts of many objects, added up as the core has them: to put each into names takes longer than to count it, and a summary needs the sums alone. */

import { ACTION_COUNT, CATEGORY_COUNT, TALLY_COUNT } from '../wasm/seam.ts'
import type { ObjectCounts } from './contract.ts'
import { readCounts } from './counts.ts'

export class CountTotals {
  readonly #counters = new Float64Array(CATEGORY_COUNT * ACTION_COUNT + TALLY_COUNT)
  readonly #tallies: Record<string, number> = {}
  #origins = new Float64Array(0)
  #originNames: readonly string[] = []

  /** Parameters as for readCounts; `originNames` are the same for all objects. */
  add(
    counters: Uint32Array,
    origins: Uint32Array,
    originNames: readonly string[],
    judgeTallies: Readonly<Record<string, number>>,
    filterTallies: Readonly<Record<string, number>> = {},
  ): void {
    if (this.#originNames !== originNames) this.#begin(originNames)
    for (let at = 0; at < this.#counters.length; at++) this.#counters[at]! += counters[at]!
    for (let at = 0; at < this.#origins.length; at++) this.#origins[at]! += origins[at]!
    this.#tally(judgeTallies)
    this.#tally(filterTallies)
  }

  /** The sums of all that was added. */
  get sums(): ObjectCounts {
    return readCounts(this.#counters, this.#origins, this.#originNames, this.#tallies)
  }

  #begin(originNames: readonly string[]): void {
    if (this.#originNames.length > 0) throw new RangeError('counts of one plan only')
    this.#originNames = originNames
    this.#origins = new Float64Array(originNames.length)
  }

  #tally(tallies: Readonly<Record<string, number>>): void {
    for (const name in tallies) this.#tallies[name] = (this.#tallies[name] ?? 0) + tallies[name]!
  }
}
