/**
 * Bits that are allocated to a sample and not part of it (PS3.5 8.1.1): overlays once lay in them, and anything may. Unsigned samples have zeros there; signed
 * ones have their sign above, as far as the byte that it is in reaches, because readers take the word as it stands.
 */

import { type BitMasks, sampleBits } from '../wasm/sample-bits.ts'

/** Where the bits of a sample are. `highBit`: of the sample in what is allocated. */
export interface SampleBits {
  readonly bitsAllocated: 8 | 16 | 32
  readonly bitsStored: number
  readonly highBit: number
  readonly isSigned: boolean
  readonly isBigEndian: boolean
}

const WORD_BYTES = 4

export class UnusedBits {
  readonly #sampleBytes: number
  /** By byte of a sample, as it stands in the data: the bits of the sample, and those that repeat its sign. */
  readonly #stored: Uint8Array
  readonly #repeated: Uint8Array
  /** What says the sign in the byte that has it; 0 in all others. */
  readonly #sign: Uint8Array
  /** By the byte of a sample that comes first. */
  readonly #masks: readonly BitMasks[]

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
    this.#masks = Array.from({ length: bytes }, (_, phase) => ({
      stored: inWord(this.#stored, phase),
      sign: inWord(this.#sign, phase),
      repeated: inWord(this.#repeated, phase),
    }))
  }

  /** Whether there is anything to change. `phase`: which byte of a sample the first one is. */
  isDirty(bytes: Uint8Array, phase: number): boolean {
    const machine = sampleBits()
    if (machine !== undefined) return machine.isDirty(bytes, this.#masks[phase]!)
    return bytes.some((byte, at) => this.#cleaned(byte, (phase + at) % this.#sampleBytes) !== byte)
  }

  /** Changes what is dirty. */
  clean(bytes: Uint8Array, phase: number): void {
    const machine = sampleBits()
    if (machine !== undefined) machine.clean(bytes, this.#masks[phase]!)
    else for (const [at, byte] of bytes.entries()) bytes[at] = this.#cleaned(byte, (phase + at) % this.#sampleBytes)
  }

  #cleaned(byte: number, at: number): number {
    const stored = byte & this.#stored[at]!
    return (stored & this.#sign[at]!) === 0 ? stored : stored | this.#repeated[at]!
  }
}

/** Four bytes of what repeats, from `phase` on, as the machine reads them: the lowest comes first. */
function inWord(masks: Uint8Array, phase: number): number {
  let word = 0
  for (let at = 0; at < WORD_BYTES; at++) word |= masks[(phase + at) % masks.length]! << (8 * at)
  return word
}
