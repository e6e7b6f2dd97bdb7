/**
 * What was made of values that came lately, found by their bytes: a patient, a study and a series come again with each object, and to find them by a text, that text
 * would have to be made and looked up first. A value that falls on the place of another takes it.
 */

/** What lies in them lives long enough to be copied by each collection of the young generation, which grows by that in a process that does not bound it. */
const PLACES = 64
const MAX_BYTES = 64
/** Values that follow one another mostly differ at their end. */
const HASHED_BYTES = 12
const FNV_PRIME = 0x01000193

export class RecentValues<Result> {
  readonly #bytes = new Uint8Array(PLACES * MAX_BYTES)
  readonly #results = new Array<Result | undefined>(PLACES).fill(undefined)
  readonly #lengths = new Uint8Array(PLACES)

  find(value: Uint8Array): Result | undefined {
    const length = value.length
    if (length > MAX_BYTES) return undefined
    const place = placeOf(value)
    if (this.#lengths[place] !== length) return undefined
    const bytes = this.#bytes
    const from = place * MAX_BYTES
    for (let at = 0; at < length; at++) if (bytes[from + at] !== value[at]) return undefined
    return this.#results[place]
  }

  /** Copies `value`. One that is too long is not remembered. */
  remember(value: Uint8Array, result: Result): void {
    const length = value.length
    if (length > MAX_BYTES) return
    const place = placeOf(value)
    const bytes = this.#bytes
    const from = place * MAX_BYTES
    for (let at = 0; at < length; at++) bytes[from + at] = value[at]!
    this.#lengths[place] = length
    this.#results[place] = result
  }
}

function placeOf(value: Uint8Array): number {
  let hash = value.length
  for (let at = Math.max(0, value.length - HASHED_BYTES); at < value.length; at++) {
    hash = Math.imul(hash ^ value[at]!, FNV_PRIME)
  }
  return (hash ^ (hash >>> 16)) & (PLACES - 1)
}
