/** Memory in which output that is short or ephemeral is gathered, and which is used again once that has been handed on. */

import { makeLendable } from './lending.ts'

/** As a rule one is all that one chunk takes: a chunk of PooledReadStream and a header that began before it. */
const PIECE_BYTES = 393_216
/** More are given up when they are empty. These hold all that a long header is when its size is committed. */
const KEPT_PIECES = 24

export class Gathering {
  readonly #onPart: (bytes: Uint8Array) => void
  readonly #pieces = [makeLendable(PIECE_BYTES)]
  /** Where the next byte goes: which piece, and where in it. */
  #piece = 0
  #at = 0
  /** Where in the piece the part begins that still grows. */
  #partAt = 0

  /** `onPart`: told of each part, in order, that is whole. It is valid until clear(). */
  constructor(onPart: (bytes: Uint8Array) => void) {
    this.#onPart = onPart
  }

  /** Copies all of `bytes` to the end. */
  add(bytes: Uint8Array): void {
    let from = 0
    while (from < bytes.byteLength) {
      if (this.#at === PIECE_BYTES) this.#openPiece()
      const count = Math.min(PIECE_BYTES - this.#at, bytes.byteLength - from)
      const copied = count === bytes.byteLength ? bytes : bytes.subarray(from, from + count)
      this.#pieces[this.#piece]!.set(copied, this.#at)
      this.#at += count
      from += count
    }
  }

  /** What comes next is another part. */
  endPart(): void {
    if (this.#at === this.#partAt) return
    this.#onPart(this.#pieces[this.#piece]!.subarray(this.#partAt, this.#at))
    this.#partAt = this.#at
  }

  /** All parts have been handed on. */
  clear(): void {
    this.#piece = 0
    this.#at = 0
    this.#partAt = 0
    if (this.#pieces.length > KEPT_PIECES) this.#pieces.length = KEPT_PIECES
  }

  #openPiece(): void {
    this.endPart()
    this.#piece++
    if (this.#piece === this.#pieces.length) this.#pieces.push(makeLendable(PIECE_BYTES))
    this.#at = 0
    this.#partAt = 0
  }
}
