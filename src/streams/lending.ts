/**
 * Memory that is used again, handed from stream to stream without a copy. A stream of this package (the lender) gives bytes of its own memory to
 * another one (the borrower) by `write`, past the queue of its own readable side, and has them back when the callback of that write is
 * called. That is done only where the borrower is the one consumer there is: everybody else gets bytes that are theirs to keep.
 */

import type { Readable, Writable } from 'node:stream'

const borrowers = new WeakSet<object>()
const memories = new WeakSet<object>()

/** Says that `stream` has no use for a chunk once it has called the callback of its write. */
export function markBorrower(stream: Writable): void {
  borrowers.add(stream)
}

/** New memory, all zeros, that is known as such wherever it is lent. */
export function makeLendable(bytes: number): Uint8Array {
  const memory = new Uint8Array(bytes)
  memories.add(memory.buffer)
  return memory
}

/** Whether somebody else will use the memory of these bytes again. */
export function isLent(bytes: Uint8Array): boolean {
  return memories.has(bytes.buffer)
}

/** Whom a stream may lend to. Told of every pipe that begins and ends. */
export class Loan {
  readonly #lender: Readable
  readonly #consumers = new Set<object>()

  constructor(lender: Readable) {
    this.#lender = lender
  }

  begin(consumer: object): void {
    this.#consumers.add(consumer)
  }

  /** Of all consumers, where none is named. */
  end(consumer: object | undefined): void {
    if (consumer === undefined) this.#consumers.clear()
    else this.#consumers.delete(consumer)
  }

  /**
   * The one consumer, if it borrows, and if bytes given to it now come after all that it has been given. To be asked again for each chunk:
   * others may listen, pause or unpipe at any time.
   */
  get borrower(): Writable | undefined {
    const lender = this.#lender
    if (this.#consumers.size !== 1 || lender.readableFlowing !== true || lender.readableLength > 0) return undefined
    // The pipe listens itself.
    if (lender.listenerCount('data') !== 1 || lender.listenerCount('readable') !== 0) return undefined
    const [consumer] = this.#consumers
    return borrowers.has(consumer!) ? (consumer as Writable) : undefined
  }
}
