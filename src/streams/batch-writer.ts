/**
 * The output of one batch, held until its place is known. A batch that is longer than the memory for it waits for its turn, keeps
 * it, and is written as it comes.
 */

import type { ByteSink } from './byte-consumer.ts'
import type { OutputTurns } from './output-turns.ts'
import { type PositionedFile, PositionedWriter } from './positioned-file.ts'

export class BatchWriter implements ByteSink {
  readonly #file: PositionedFile
  readonly #turns: OutputTurns
  readonly #held: Uint8Array
  #index = 0
  #heldBytes = 0
  readonly #writer: PositionedWriter
  /** The batch is too long to be held. */
  #isThrough = false

  /** `heldBytes`: how much is held at the most. */
  constructor(file: PositionedFile, turns: OutputTurns, heldBytes: number) {
    this.#file = file
    this.#turns = turns
    this.#held = new Uint8Array(heldBytes)
    this.#writer = new PositionedWriter(file)
  }

  begin(index: number): void {
    this.#index = index
    this.#heldBytes = 0
    this.#isThrough = false
  }

  write(bytes: Uint8Array): void {
    if (!this.#isThrough && bytes.length > this.#held.length - this.#heldBytes) {
      this.#writer.moveTo(this.#turns.await(this.#index))
      this.#isThrough = true
      this.#writer.write(this.#held.subarray(0, this.#heldBytes))
    }
    if (this.#isThrough) {
      this.#writer.write(bytes)
      return
    }
    this.#held.set(bytes, this.#heldBytes)
    this.#heldBytes += bytes.length
  }

  /** The batch is whole. */
  end(): void {
    if (this.#isThrough) {
      this.#turns.pass(this.#writer.endBytes)
      this.#writer.flush()
      return
    }
    const offsetBytes = this.#turns.await(this.#index)
    this.#turns.pass(offsetBytes + this.#heldBytes)
    this.#file.writeAt(this.#held.subarray(0, this.#heldBytes), offsetBytes)
  }
}
