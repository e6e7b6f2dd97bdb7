/**
 * Bits that are allocated to a sample and not part of it (PS3.5 8.1.1): overlays once lay in them, and anything may. Unsigned samples have zeros there; signed
 * ones have their sign above, as far as the byte that it is in reaches, because readers take the word as it stands.
 */

/** Where the bits of a sample are. `highBit`: of the sample in what is allocated. */
export interface SampleBits {
  readonly bitsAllocated: 8 | 16 | 32
  readonly bitsStored: number
  readonly highBit: number
  readonly isSigned: boolean
  readonly isBigEndian: boolean
}

const WORD_BYTES = 4
const UNROLLED = 8
const ALL = 0xff
const NO_WORDS = new Int32Array(0)

export class UnusedBits {
  readonly #sampleBytes: number
  /** By byte of a sample, as it stands in the data: the bits of the sample, those that repeat its sign, and those that have to be 0. */
  readonly #stored: Uint8Array
  readonly #repeated: Uint8Array
  readonly #zero: Uint8Array
  /** What says the sign in the byte that has it; 0 in all others. */
  readonly #sign: Uint8Array

  /** Undefined where there are none. */
  static of(bits: SampleBits): UnusedBits | undefined {
    return bits.bitsStored === bits.bitsAllocated ? undefined : new UnusedBits(bits)
  }

  private constructor({ bitsAllocated, bitsStored, highBit, isSigned, isBigEndian }: SampleBits) {
    const bytes = bitsAllocated / 8
    this.#sampleBytes = bytes
    this.#stored = new Uint8Array(bytes)
    this.#repeated = new Uint8Array(bytes)
    this.#sign = new Uint8Array(bytes)
    const signByte = highBit >> 3
    for (let bit = 0; bit < bitsAllocated; bit++) {
      const at = isBigEndian ? bytes - 1 - (bit >> 3) : bit >> 3
      const value = 1 << (bit & 7)
      if (bit <= highBit && bit > highBit - bitsStored) this.#stored[at]! |= value
      if (isSigned && bit === highBit) this.#sign[at]! |= value
      if (isSigned && bit > highBit && bit >> 3 === signByte) this.#repeated[at]! |= value
    }
    this.#zero = this.#stored.map((stored, at) => ALL & ~stored & ~this.#repeated[at]!)
  }

  /** Whether there is anything to change. `phase`: which byte of a sample the first one is. */
  isDirty(bytes: Uint8Array, phase: number): boolean {
    const head = Math.min(bytes.length, (WORD_BYTES - (bytes.byteOffset % WORD_BYTES)) % WORD_BYTES)
    const count = (bytes.length - head) >> 2
    const words = count === 0 ? NO_WORDS : new Int32Array(bytes.buffer, bytes.byteOffset + head, count)
    const tail = head + words.length * WORD_BYTES
    return (
      this.#isDirtyByByte(bytes, 0, head, phase) ||
      this.#isDirtyByWord(words, (phase + head) % this.#sampleBytes) ||
      this.#isDirtyByByte(bytes, tail, bytes.length, phase)
    )
  }

  /** Changes what is dirty. */
  clean(bytes: Uint8Array, phase: number): void {
    for (let at = 0; at < bytes.length; at++) bytes[at] = this.#cleaned(bytes[at]!, (phase + at) % this.#sampleBytes)
  }

  #cleaned(byte: number, at: number): number {
    const stored = byte & this.#stored[at]!
    return (stored & this.#sign[at]!) === 0 ? stored : stored | this.#repeated[at]!
  }

  #isDirtyByByte(bytes: Uint8Array, from: number, to: number, phase: number): boolean {
    for (let at = from; at < to; at++) {
      if (this.#cleaned(bytes[at]!, (phase + at) % this.#sampleBytes) !== bytes[at]) return true
    }
    return false
  }

  /** Of four bytes at a time. */
  #isDirtyByWord(words: Int32Array, phase: number): boolean {
    const [zero, repeated] = [this.#inWord(this.#zero, phase), this.#inWord(this.#repeated, phase)]
    return (orOf(words) & zero) !== 0 || (repeated !== 0 && (edgesOf(words) & repeated) !== 0)
  }

  /** As the machine reads four bytes, of which the lowest comes first. */
  #inWord(masks: Uint8Array, phase: number): number {
    let word = 0
    for (let at = 0; at < WORD_BYTES; at++) word |= masks[(phase + at) % this.#sampleBytes]! << (8 * at)
    return word
  }
}

/** The bits that any of the words has. Written out, because all of an image goes through it. */
function orOf(words: Int32Array): number {
  const whole = words.length - (words.length % UNROLLED)
  let bits = 0
  for (let at = 0; at < whole; at += UNROLLED) {
    bits |=
      words[at]! |
      words[at + 1]! |
      words[at + 2]! |
      words[at + 3]! |
      words[at + 4]! |
      words[at + 5]! |
      words[at + 6]! |
      words[at + 7]!
  }
  for (let at = whole; at < words.length; at++) bits |= words[at]!
  return bits
}

/** The bits that are another than the one below them, in any of the words. */
function edgesOf(words: Int32Array): number {
  const whole = words.length - (words.length % 4)
  let bits = 0
  for (let at = 0; at < whole; at += 4) {
    const a = words[at]!
    const b = words[at + 1]!
    const c = words[at + 2]!
    const d = words[at + 3]!
    bits |= (a ^ (a << 1)) | (b ^ (b << 1)) | (c ^ (c << 1)) | (d ^ (d << 1))
  }
  for (let at = whole; at < words.length; at++) bits |= words[at]! ^ (words[at]! << 1)
  return bits
}
