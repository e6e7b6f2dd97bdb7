/**
 * Many byte strings looked for in one pass over a stream, whatever its chunks. A string is found as its last byte comes by. ASCII letters are taken for
 * the same in both cases.
 */

export interface Hit {
  /** Index of the string that was found. */
  readonly needle: number
  /** Offset of its first byte in the stream. */
  readonly offsetBytes: number
}

/** Shorter strings are not looked for: they would be found everywhere. */
const SHORTEST_NEEDLE_BYTES = 4
/** Longer ones are looked for by their beginning. */
const LONGEST_NEEDLE_BYTES = 96

const TABLE_BITS = 16
const FOLDED = makeFolded()

/** Needles made ready, for any number of searches. */
export class Needles {
  /** Folded; those that are too short are empty. */
  readonly folded: readonly Uint8Array[]
  /** Needles by the hash of their last four bytes. */
  readonly byEnd: ReadonlyMap<number, readonly number[]>
  /** 1 where a hash of four bytes may be the end of one. */
  readonly mayEnd = new Uint8Array(1 << TABLE_BITS)

  constructor(needles: readonly Uint8Array[]) {
    this.folded = needles.map(fold)
    const byEnd = new Map<number, number[]>()
    for (const [index, needle] of this.folded.entries()) {
      if (needle.length < SHORTEST_NEEDLE_BYTES) continue
      const key = endOf(needle)
      byEnd.set(key, [...(byEnd.get(key) ?? []), index])
      this.mayEnd[cellOf(key)] = 1
    }
    this.byEnd = byEnd
  }

  get isEmpty(): boolean {
    return this.byEnd.size === 0
  }
}

/** One stream. */
export class ByteSearch {
  readonly #needles: Needles
  readonly #onHit: (hit: Hit) => void
  /** The last bytes of what came before. */
  #before: Uint8Array = new Uint8Array(0)
  #offsetBytes = 0
  #end = 0

  constructor(needles: Needles, onHit: (hit: Hit) => void) {
    this.#needles = needles
    this.#onHit = onHit
  }

  push(chunk: Uint8Array): void {
    const { mayEnd, byEnd, isEmpty } = this.#needles
    if (isEmpty) return
    let end = this.#end
    for (let at = 0; at < chunk.length; at++) {
      end = ((end << 8) | FOLDED[chunk[at]!]!) >>> 0
      if (mayEnd[cellOf(end)] === 0) continue
      const candidates = byEnd.get(end)
      if (candidates !== undefined) this.#tryAll(candidates, chunk, at)
    }
    this.#end = end
    this.#offsetBytes += chunk.length
    const kept = Buffer.concat([this.#before, chunk.subarray(-LONGEST_NEEDLE_BYTES)])
    this.#before = kept.subarray(-LONGEST_NEEDLE_BYTES)
  }

  #tryAll(candidates: readonly number[], chunk: Uint8Array, lastAt: number): void {
    for (const index of candidates) {
      const needle = this.#needles.folded[index]!
      const startAt = lastAt + 1 - needle.length
      if (this.#offsetBytes + startAt >= 0 && this.#stands(needle, chunk, startAt)) {
        this.#onHit({ needle: index, offsetBytes: this.#offsetBytes + startAt })
      }
    }
  }

  #stands(needle: Uint8Array, chunk: Uint8Array, startAt: number): boolean {
    for (let index = 0; index < needle.length; index++) {
      const at = startAt + index
      const byte = at >= 0 ? chunk[at]! : this.#before[this.#before.length + at]
      if (byte === undefined || FOLDED[byte] !== needle[index]) return false
    }
    return true
  }
}

function makeFolded(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))
}

function fold(needle: Uint8Array): Uint8Array {
  return needle.slice(0, LONGEST_NEEDLE_BYTES).map((byte) => FOLDED[byte]!)
}

function endOf(needle: Uint8Array): number {
  return needle.subarray(-4).reduce((end, byte) => ((end << 8) | byte) >>> 0, 0)
}

function cellOf(end: number): number {
  return Math.imul(end, -1640531535) >>> (32 - TABLE_BITS)
}
