/**
 * Batches that wait for a thread, in shared memory: one thread puts them in, and whichever thread is free takes the next. So nobody waits for
 * another to hand it something, and batches are taken in the order of the input.
 */

import type { Batch } from './archive-batches.ts'

const PUBLISHED_AT = 0
const CLAIMED_AT = 1
const SLOTS_AT = 2
const LIST_LIMIT_AT = 3
const COUNTERS_BYTES = 16
/** What of a batch comes along: ordinals and offsets of its two places, the length of its list, and the list. */
const FIELDS = 5
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
  readonly #lists: Uint8Array
  readonly #slots: number
  readonly #listLimit: number

  /**
   * `slots`: how many batches may have been published of which it is not known that they were taken. `listLimit`: bytes of the longest list of
   * members, 0 where there are none.
   */
  static create(slots: number, listLimit: number): BatchQueue {
    const memory = new SharedArrayBuffer(COUNTERS_BYTES + slots * (FIELDS * FIELD_BYTES + listLimit))
    new Int32Array(memory).set([slots, listLimit], SLOTS_AT)
    return new BatchQueue(memory)
  }

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory
    this.#counters = new Int32Array(memory, 0, COUNTERS_BYTES / 4)
    this.#slots = this.#counters[SLOTS_AT]!
    this.#listLimit = this.#counters[LIST_LIMIT_AT]!
    this.#fields = new Float64Array(memory, COUNTERS_BYTES, this.#slots * FIELDS)
    this.#lists = new Uint8Array(memory, COUNTERS_BYTES + this.#slots * FIELDS * FIELD_BYTES)
  }

  /** For the one thread that puts batches in, and keeps to the slots. */
  publish({ start, end, members }: Batch): void {
    const index = Atomics.load(this.#counters, PUBLISHED_AT)
    const slot = index % this.#slots
    const listBytes = members?.length ?? 0
    this.#fields.set([start.ordinal, start.offsetBytes, end.ordinal, end.offsetBytes, listBytes], slot * FIELDS)
    if (members !== undefined) this.#lists.set(members, slot * this.#listLimit)
    Atomics.store(this.#counters, PUBLISHED_AT, index + 1)
    Atomics.notify(this.#counters, PUBLISHED_AT)
  }

  /** The next batch, which nobody else gets; undefined where there is none at present. */
  claim(): BatchTask | undefined {
    for (;;) {
      const index = Atomics.load(this.#counters, CLAIMED_AT)
      if (index >= Atomics.load(this.#counters, PUBLISHED_AT)) return undefined
      if (Atomics.compareExchange(this.#counters, CLAIMED_AT, index, index + 1) !== index) continue
      return { index, batch: this.#read(index % this.#slots) }
    }
  }

  #read(slot: number): Batch {
    const fields = this.#fields.subarray(slot * FIELDS, (slot + 1) * FIELDS)
    const [firstOrdinal, startBytes, nextOrdinal, endBytes, listBytes] = fields
    const listAt = slot * this.#listLimit
    return {
      start: { ordinal: firstOrdinal!, offsetBytes: startBytes! },
      end: { ordinal: nextOrdinal!, offsetBytes: endBytes! },
      last: false,
      ...(listBytes! > 0 && { members: this.#lists.slice(listAt, listAt + listBytes!) }),
    }
  }

  /** Blocks the thread until there may be a batch. */
  await(): void {
    const published = Atomics.load(this.#counters, PUBLISHED_AT)
    if (Atomics.load(this.#counters, CLAIMED_AT) < published) return
    Atomics.wait(this.#counters, PUBLISHED_AT, published, WAIT_MILLISECONDS)
  }
}
