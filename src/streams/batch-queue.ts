/**
 * Batches that wait for a thread, in shared memory: one thread puts them in, and whichever thread is free takes the next. So nobody waits for
 * another to hand it something, and batches are taken in the order of the input.
 */

import type { Batch } from './archive-batches.ts'

const PUBLISHED_AT = 0
const CLAIMED_AT = 1
const COUNTERS_BYTES = 16
/** What of a batch comes along: ordinals and offsets of its two places. */
const FIELDS = 4
const FIELD_BYTES = 8
/** How long a thread sleeps at the most before it can be ended from outside. */
const WAIT_MILLISECONDS = 100

/** A batch and its place among all of them, from 0. */
export interface BatchTask {
  readonly index: number
  readonly batch: Batch
}

export class BatchQueue {
  /** What another thread makes its own BatchQueue from. */
  readonly memory: SharedArrayBuffer
  readonly #counters: Int32Array
  readonly #fields: Float64Array
  readonly #slots: number

  /** `slots`: how many batches may have been published of which it is not known that they were taken. */
  static create(slots: number): BatchQueue {
    return new BatchQueue(new SharedArrayBuffer(COUNTERS_BYTES + slots * FIELDS * FIELD_BYTES))
  }

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory
    this.#counters = new Int32Array(memory, 0, COUNTERS_BYTES / 4)
    this.#fields = new Float64Array(memory, COUNTERS_BYTES)
    this.#slots = this.#fields.length / FIELDS
  }

  /** For the one thread that puts batches in, and keeps to the slots. */
  publish({ start, end }: Batch): void {
    const index = Atomics.load(this.#counters, PUBLISHED_AT)
    this.#fields.set([start.ordinal, start.offsetBytes, end.ordinal, end.offsetBytes], (index % this.#slots) * FIELDS)
    Atomics.store(this.#counters, PUBLISHED_AT, index + 1)
    Atomics.notify(this.#counters, PUBLISHED_AT)
  }

  /** The next batch, which nobody else gets; undefined where there is none at present. */
  claim(): BatchTask | undefined {
    for (;;) {
      const index = Atomics.load(this.#counters, CLAIMED_AT)
      if (index >= Atomics.load(this.#counters, PUBLISHED_AT)) return undefined
      if (Atomics.compareExchange(this.#counters, CLAIMED_AT, index, index + 1) !== index) continue
      const at = (index % this.#slots) * FIELDS
      const [firstOrdinal, startBytes, nextOrdinal, endBytes] = this.#fields.subarray(at, at + FIELDS)
      const start = { ordinal: firstOrdinal!, offsetBytes: startBytes! }
      return { index, batch: { start, end: { ordinal: nextOrdinal!, offsetBytes: endBytes! }, last: false } }
    }
  }

  /** Blocks the thread until there may be a batch. */
  await(): void {
    const published = Atomics.load(this.#counters, PUBLISHED_AT)
    if (Atomics.load(this.#counters, CLAIMED_AT) < published) return
    Atomics.wait(this.#counters, PUBLISHED_AT, published, WAIT_MILLISECONDS)
  }
}
