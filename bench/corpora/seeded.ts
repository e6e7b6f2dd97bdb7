/** Numbers and noise that depend on a seed alone. */

/** xorshift32: fast, and good enough for pixels and choices. */
export class Seeded {
  #state: number

  constructor(seed: number) {
    // The generator never leaves zero, so it must not begin there; the multiplication tells neighbouring seeds apart.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) || 1
  }

  /** A whole number from 0 to 2^32 - 1, never 0 twice. */
  next(): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state
    return state >>> 0
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return this.next() % count
  }
}

/** Pixels of 12 bits with noise in all of them: what no compressor makes much smaller. `bytes` is even. */
export function noise(seed: number, bytes: number): Uint8Array {
  const random = new Seeded(seed)
  const pixels = new Uint16Array(bytes / 2)
  for (let index = 0; index < pixels.length; index++) pixels[index] = random.next() & 0xfff
  return new Uint8Array(pixels.buffer)
}
