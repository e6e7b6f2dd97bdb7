/** A filter that is made for the first fragment of an object: most objects have none. */

import type { Code } from '../errors.ts'
import type { BulkFilter, BulkValue, ChangePart } from './bulk-filter.ts'

const NO_TALLIES: Readonly<Record<string, number>> = {}

export class LateFilter implements BulkFilter {
  readonly sees = 'fragments'
  readonly #make: () => BulkFilter
  #filter: BulkFilter | undefined

  constructor(make: () => BulkFilter) {
    this.#make = make
  }

  get fault(): Code | undefined {
    return this.#filter?.fault
  }

  get tallies(): Readonly<Record<string, number>> {
    return this.#filter === undefined ? NO_TALLIES : this.#filter.tallies
  }

  begin(value: BulkValue): void {
    this.#filter ??= this.#make()
    this.#filter.begin(value)
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    this.#filter?.take(bytes, change)
  }
}
