/**
 * Which member of an output is the one that a record of its run is about: they stand in the same order. What was kept may look like an object to whoever
 * reads the output, and is none to the run.
 */

import type { ToldObject } from './told-pixels.ts'

/** A record of which something went out. */
export interface ToldMember {
  readonly bytes: number
  /** Undefined for what is no object. */
  readonly object: ToldObject | undefined
}

export class ToldMembers {
  readonly #members: readonly ToldMember[]
  #next = 0
  #isFirst = true

  constructor(members: readonly ToldMember[]) {
    this.#members = members
  }

  /** To be asked of every member of the output, in order: the object that the report tells in its place. */
  take(bytes: number, isObject: boolean): ToldObject | undefined {
    const isFirst = this.#isFirst
    this.#isFirst = false
    // An operating procedure may stand before all that was in the input.
    if (isFirst && !isObject && bytes !== this.#members[0]?.bytes) return undefined
    // What broke off is followed by an empty member of its name.
    const isEmptied = bytes === 0 && this.#members[this.#next - 1]?.object?.isWhole === false
    if (isEmptied && this.#members[this.#next]?.bytes !== 0) return undefined
    return this.#members[this.#next++]?.object
  }
}
