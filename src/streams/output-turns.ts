/**
 * Where in one output the workers' batches go, which is known only when those before are known: batch follows batch without a gap, in the
 * order of the input. Shared by threads. A worker takes its turn to learn where its batch begins and to say where it ends, and writes
 * while others have theirs.
 */

const INDEX_AT = 0
const ABORTED_AT = 1
const OFFSET_AT = 1
const SHARED_BYTES = 16
/** How long a thread sleeps at the most before it can be ended from outside. */
const WAIT_MILLISECONDS = 100
const BRIEF_MILLISECONDS = 5

/** Thrown where a turn will not come, because a batch before has failed. */
export class TurnsEndedError extends Error {
  override readonly name = 'TurnsEndedError'
}

export class OutputTurns {
  /** What another thread makes its own OutputTurns from. */
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array
  readonly #offsets: BigInt64Array

  constructor(memory = new SharedArrayBuffer(SHARED_BYTES)) {
    this.memory = memory
    this.#words = new Int32Array(memory)
    this.#offsets = new BigInt64Array(memory)
  }

  /** Blocks the thread until the batch of that index has its turn; answers where in the output it begins. */
  await(index: number): number {
    for (;;) {
      if (Atomics.load(this.#words, ABORTED_AT) !== 0) throw new TurnsEndedError()
      const current = Atomics.load(this.#words, INDEX_AT)
      if (current === index) return this.endBytes
      Atomics.wait(this.#words, INDEX_AT, current, WAIT_MILLISECONDS)
    }
  }

  /** Blocks the thread until `await` may be due, but not for long: it can look up in between. */
  awaitBriefly(index: number): void {
    const current = Atomics.load(this.#words, INDEX_AT)
    if (!this.isDue(index)) Atomics.wait(this.#words, INDEX_AT, current, BRIEF_MILLISECONDS)
  }

  /** Whether `await` would return, or throw, at once. */
  isDue(index: number): boolean {
    return Atomics.load(this.#words, ABORTED_AT) !== 0 || Atomics.load(this.#words, INDEX_AT) >= index
  }

  /** Ends the turn of the batch that has it. `endBytes`: where in the output the next one begins. */
  pass(endBytes: number): void {
    Atomics.store(this.#offsets, OFFSET_AT, BigInt(endBytes))
    Atomics.add(this.#words, INDEX_AT, 1)
    Atomics.notify(this.#words, INDEX_AT)
  }

  /** Whether the batch of that index has had its turn. */
  isOver(index: number): boolean {
    return Atomics.load(this.#words, INDEX_AT) > index
  }

  /** To be called by a batch that has its turn or has had it: no other will have one. */
  abort(): void {
    Atomics.store(this.#words, ABORTED_AT, 1)
    Atomics.add(this.#words, INDEX_AT, 1)
    Atomics.notify(this.#words, INDEX_AT)
  }

  /** Where the batches that had their turn end. */
  get endBytes(): number {
    return Number(Atomics.load(this.#offsets, OFFSET_AT))
  }
}
