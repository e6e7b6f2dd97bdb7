/** Bytes that come in chunks, for a reader that is a generator: it says how many it needs, and goes on when they are there. */

const NOTHING = new Uint8Array(0)

/** A reader yields when it needs more input. */
export type Reading<Result = void> = Generator<void, Result, void>

export class ByteFeed {
  #chunk: Uint8Array = NOTHING
  #at = 0
  #offsetBytes: number
  #ended = false

  /** `offsetBytes`: where in the object its first byte stands. */
  constructor(offsetBytes = 0) {
    this.#offsetBytes = offsetBytes
  }

  /** Bytes that were taken so far. */
  get offsetBytes(): number {
    return this.#offsetBytes
  }

  /** What was pushed last and not taken. */
  get unread(): Uint8Array {
    return this.#chunk.subarray(this.#at)
  }

  /** To be called only when the reader waits. `chunk` has to stay as it is until the reader waits again. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk
    this.#at = 0
  }

  end(): void {
    this.#ended = true
  }

  /** The next `count` bytes, of their own memory; fewer at the end of the input. */
  *take(count: number): Reading<Uint8Array> {
    if (this.#chunk.length - this.#at >= count) return copyOf(this.#next(count))
    const bytes = new Uint8Array(count)
    let filled = 0
    while (filled < count) {
      const slice = yield* this.some(count - filled)
      if (slice.length === 0) return bytes.subarray(0, filled)
      bytes.set(slice, filled)
      filled += slice.length
    }
    return bytes
  }

  /** At least one byte and at most `most`, valid until the reader waits again; none at the end of the input. */
  *some(most: number): Reading<Uint8Array> {
    while (this.#at === this.#chunk.length) {
      if (this.#ended) return NOTHING
      yield
    }
    return this.#next(Math.min(most, this.#chunk.length - this.#at))
  }

  #next(count: number): Uint8Array {
    const bytes = this.#chunk.subarray(this.#at, this.#at + count)
    this.#at += count
    this.#offsetBytes += count
    return bytes
  }
}

/** A feed whose first bytes were taken and given back. */
export class RewoundFeed extends ByteFeed {
  readonly #source: ByteFeed
  #back: Uint8Array
  #taken: number

  constructor(source: ByteFeed, back: Uint8Array, taken: number) {
    super()
    this.#source = source
    this.#back = back
    this.#taken = taken
  }

  override get offsetBytes(): number {
    return this.#taken
  }

  override get unread(): Uint8Array {
    return this.#source.unread
  }

  override push(chunk: Uint8Array): void {
    this.#source.push(chunk)
  }

  override end(): void {
    this.#source.end()
  }

  override *some(most: number): Reading<Uint8Array> {
    const slice = this.#back.length > 0 ? this.#back.subarray(0, most) : yield* this.#source.some(most)
    this.#back = this.#back.subarray(this.#back.length > 0 ? slice.length : 0)
    this.#taken += slice.length
    return slice
  }
}

/** Bytes in memory of their own: `slice` of a Buffer would not copy. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}

/** Whether there is no other byte. A loop, because it goes over pixels. */
export function isZeros(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== 0) return false
  return true
}
