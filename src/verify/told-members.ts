/**
 * Which member of an output is the one that a record of its run is about: they stand in the same order. What was kept may look like an object to whoever
 * reads the output, and is none to the run.
 */

/** How many members of the output an entry of the input became. */
export const OUTPUTS = { deidentified: 1, kept: 1, broken: 2, withheld: 0, dropped: 0 } as const

export type Disposition = keyof typeof OUTPUTS

/** Of an object of which something went out. */
interface ToldObject {
  /** It went out as a whole. */
  readonly isWhole: boolean
}

/** A record of an entry. */
export interface ToldEntry<Told extends ToldObject> {
  readonly disposition: Disposition
  /** Of what went out; NaN where the record does not say. */
  readonly bytes: number
  /** Undefined for what is no object, or of which nothing went out. */
  readonly object: Told | undefined
}

export class ToldMembers<Told extends ToldObject> {
  readonly #members: readonly ToldEntry<Told>[]
  #next = 0
  #isFirst = true

  /** `entries`: all that are told, in order. `isSameSize`: whether zeros keep the place of what did not go out. */
  constructor(entries: readonly ToldEntry<Told>[], isSameSize: boolean) {
    this.#members = entries.filter(({ disposition }) => isSameSize || OUTPUTS[disposition] > 0)
  }

  /** Whether every member that is told was there. */
  get isAtEnd(): boolean {
    return this.#next >= this.#members.length
  }

  /** The object that is told next: that of the next member, unless `take` says otherwise when it is known. */
  get next(): Told | undefined {
    return this.#members[this.#next]?.object
  }

  /** To be asked of every member of the output, in order: the object that the report tells in its place. */
  take(bytes: number, isObject: boolean): Told | undefined {
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

export function isDisposition(text: unknown): text is Disposition {
  return typeof text === 'string' && Object.hasOwn(OUTPUTS, text)
}
