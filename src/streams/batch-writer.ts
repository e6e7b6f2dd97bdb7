/**
 * The output of one batch, held until its place is known: what lies in the input that was read stays there, and is written from there. A
 * batch that is longer than the memory for it waits for its turn, keeps it, and is written as it comes.
 */

import type { ByteSink } from './byte-consumer.ts'
import type { OutputTurns } from './output-turns.ts'
import { type PositionedFile, PositionedWriter } from './positioned-file.ts'

/** Copies are made in pieces of this. */
const PIECE_BYTES = 1_048_576
/** What is shorter is copied beside its neighbours. */
const DIRECT_BYTES = 16_384

export class BatchWriter implements ByteSink {
  readonly #file: PositionedFile
  readonly #turns: OutputTurns
  readonly #longHeldBytes: number
  readonly #writer: PositionedWriter
  /** Used again for each batch. */
  readonly #pieces: Uint8Array[] = []
  #pieceIndex = 0
  #pieceBytes = 0
  /** Where in its piece begins what was copied and is not among the parts yet. */
  #copiedFrom = 0
  #parts: Uint8Array[] = []
  #heldBytes = 0
  #index = 0
  #isLong = false
  /** The batch has its turn, and goes to the file as it comes. */
  #isThrough = false

  /** `longHeldBytes`: how much is held at the most of a long batch. */
  constructor(file: PositionedFile, turns: OutputTurns, longHeldBytes: number) {
    this.#file = file
    this.#turns = turns
    this.#longHeldBytes = longHeldBytes
    this.#writer = new PositionedWriter(file)
  }

  /**
   * Whatever was held of another batch is forgotten. `isLong`: its input is not kept until it is written. `placeBytes`: where it belongs, where that
   * is known and need not be waited for.
   */
  begin(index: number, isLong: boolean, placeBytes?: number): void {
    this.#index = index
    this.#isLong = isLong
    this.#isThrough = placeBytes !== undefined
    if (placeBytes !== undefined) this.#writer.moveTo(placeBytes)
    this.#parts = []
    this.#heldBytes = 0
    this.#pieceIndex = 0
    this.#pieceBytes = 0
    this.#copiedFrom = 0
  }

  /**
   * Takes a slice of the input that is kept until `end`, or copies what is not. Of a long batch, may block the thread until it is its turn, and fail as
   * OutputTurns.await does.
   */
  write(bytes: Uint8Array, ephemeral: boolean): void {
    if (this.#isThrough) this.#writer.write(bytes)
    else if (this.#isLong && this.#heldBytes + bytes.length > this.#longHeldBytes) {
      this.#writer.moveTo(this.#turns.await(this.#index))
      this.#isThrough = true
      for (const part of this.#takeParts()) this.#writer.write(part)
      this.#writer.write(bytes)
    } else {
      this.#heldBytes += bytes.length
      if (this.#isLong || ephemeral || bytes.length < DIRECT_BYTES) this.#copy(bytes)
      else {
        this.#endCopied()
        this.#parts.push(bytes)
      }
    }
  }

  /** The batch is whole, and has its turn, which it ends. */
  end(): void {
    if (this.#isThrough) {
      this.#turns.pass(this.#writer.endBytes)
      this.#writer.flush()
      return
    }
    const offsetBytes = this.#turns.endBytes
    this.#turns.pass(offsetBytes + this.#heldBytes)
    this.#file.writeManyAt(this.#takeParts(), offsetBytes)
  }

  #copy(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#pieceBytes === PIECE_BYTES) {
        this.#endCopied()
        this.#pieceIndex += 1
        this.#pieceBytes = 0
        this.#copiedFrom = 0
      }
      if (this.#pieceIndex === this.#pieces.length) this.#pieces.push(new Uint8Array(PIECE_BYTES))
      const count = Math.min(bytes.length - at, PIECE_BYTES - this.#pieceBytes)
      this.#pieces[this.#pieceIndex]!.set(
        at === 0 && count === bytes.length ? bytes : bytes.subarray(at, at + count),
        this.#pieceBytes,
      )
      this.#pieceBytes += count
      at += count
    }
  }

  #endCopied(): void {
    if (this.#pieceBytes > this.#copiedFrom) {
      this.#parts.push(this.#pieces[this.#pieceIndex]!.subarray(this.#copiedFrom, this.#pieceBytes))
    }
    this.#copiedFrom = this.#pieceBytes
  }

  #takeParts(): Uint8Array[] {
    this.#endCopied()
    return this.#parts
  }
}
