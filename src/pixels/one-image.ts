/** Lets the image of an object pass that was treated before, and no other one at the root, of which nobody knows what it shows. */

import type { Code } from '../errors.ts'
import type { BulkFilter, BulkValue } from './bulk-filter.ts'

const PIXEL_DATA = 0x7fe00010

export class OneImage implements BulkFilter {
  readonly sees = 'all'
  readonly tallies = {}
  #images = 0
  #isContradictory = false

  get fault(): Code | undefined {
    return this.#isContradictory ? 'PIXELS_CONTRADICTORY' : undefined
  }

  begin({ tag, depth, fragment }: BulkValue): void {
    if (depth > 0) return
    // The Basic Offset Table is the first of fragments.
    if (fragment === undefined || fragment === 0) this.#images++
    this.#isContradictory ||= tag !== PIXEL_DATA || this.#images > 1
  }

  take(): void {}
}
