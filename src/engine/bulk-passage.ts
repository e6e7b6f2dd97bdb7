/** The way of bulk data through a filter: which bytes it sees, and where what it changes is written. docs/engine.md 6. */

import type { Code } from '../errors.ts'
import type { BulkFilter, BulkValue } from '../pixels/bulk-filter.ts'
import { BLOCK_BYTES, writeChanged } from './changing-piece.ts'

export class BulkPassage {
  readonly #inputMemory: ArrayBufferLike | undefined
  #filter: BulkFilter | undefined
  /** Left of the value that the filter sees. */
  #dueBytes = 0
  /** For copies: made once, because there may be one for each block of a long image. */
  #block: Uint8Array | undefined

  /** `inputMemory`: chunks in it are changed where they lie. */
  constructor(inputMemory: Uint8Array | undefined) {
    this.#inputMemory = inputMemory?.buffer
  }

  /** For an object, or what is left of it. */
  begin(filter: BulkFilter | undefined): void {
    this.#filter = filter
    this.#dueBytes = 0
  }

  beginValue(value: BulkValue): void {
    this.#dueBytes = value.valueBytes
    this.#filter!.begin(value)
  }

  /** Changes what lies in memory of our own where it lies, if it is of a value that has begun. */
  changeOwned(bytes: Uint8Array): void {
    if (this.#dueBytes === 0) return
    this.#dueBytes -= bytes.length
    this.#filter!.take(bytes, (from, to, change) => change(bytes.subarray(from, to), from))
  }

  /** Writes what lies in a chunk, where something changes with changed copies, which are ephemeral. */
  writeLent(bytes: Uint8Array, write: (bytes: Uint8Array, ephemeral: boolean) => void): void {
    const isOwned = bytes.buffer === this.#inputMemory
    if (isOwned) this.changeOwned(bytes)
    if (isOwned || this.#dueBytes === 0) {
      write(bytes, false)
      return
    }
    this.#dueBytes -= bytes.length
    this.#block ??= new Uint8Array(BLOCK_BYTES)
    writeChanged(bytes, (change) => this.#filter!.take(bytes, change), write, this.#block)
  }

  /** What is wrong with a value that is whole or has only begun; undefined in between, so that it does not depend on pieces. */
  faultOf(value: 'begun' | 'whole'): Code | undefined {
    return value === 'begun' || this.#dueBytes === 0 ? this.#filter?.fault : undefined
  }
}
