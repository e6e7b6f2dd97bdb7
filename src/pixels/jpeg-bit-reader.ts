/** Bits of entropy-coded data (ISO/IEC 10918-1 F.2.2.5), up to the next marker. */

import { SluiceError } from '../errors.ts'
import { FAST_BITS, type HuffmanDecoder } from './jpeg-huffman.ts'

const FAST_MASK = (1 << FAST_BITS) - 1
const LONGEST_CODE = 16
const BYTE_FF = 0xff
const RESTART = 0xd0

export class JpegBitReader {
  readonly #bytes: Uint8Array
  /** Of the next byte that is not in #bits. */
  #at: number
  #bits = 0
  /** In #bits, the last ones of which were made up because a marker was met. */
  #bitCount = 0
  #madeUpBits = 0

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  /** Throws where there is no such code. */
  symbol(decoder: HuffmanDecoder): number {
    if (this.#bitCount < LONGEST_CODE) this.#fill()
    const entry = decoder.fast[(this.#bits >>> (this.#bitCount - FAST_BITS)) & FAST_MASK]!
    if (entry === 0) return this.#longSymbol(decoder)
    this.#bitCount -= entry >> 8
    return entry & 0xff
  }

  /** The next `count` bits, at most 16, as a number. */
  bits(count: number): number {
    if (this.#bitCount < count) this.#fill()
    this.#bitCount -= count
    return (this.#bits >>> this.#bitCount) & ((1 << count) - 1)
  }

  /** Throws where more was read than there is. To be asked often enough that this ends in time. */
  checkOverrun(): void {
    if (this.#bitCount < this.#madeUpBits) throw new SluiceError('CODESTREAM_INVALID')
  }

  /** Goes on behind the restart marker of that number, from 0 to 7, which has to be next. */
  restart(number: number): void {
    let at = this.end()
    while (this.#bytes[at + 1] === BYTE_FF) at++
    if (this.#bytes[at + 1] !== RESTART + number) throw new SluiceError('CODESTREAM_INVALID')
    this.#at = at + 2
    this.#bitCount = 0
    this.#madeUpBits = 0
  }

  /** Where the next marker begins. Throws where more than padding stands before it, or there is none. */
  end(): number {
    this.checkOverrun()
    // Bits of a byte that was begun are padding, whatever they are.
    for (let from = this.#madeUpBits; from + 8 <= this.#bitCount; from += 8) {
      const byte = (this.#bits >>> from) & 0xff
      if (byte !== 0 && byte !== BYTE_FF) throw new SluiceError('CODESTREAM_INVALID')
    }
    const bytes = this.#bytes
    let at = this.#at
    for (; at + 1 < bytes.length; at++) {
      if (bytes[at] === 0) continue
      if (bytes[at] !== BYTE_FF) break
      if (bytes[at + 1] !== 0) return at
    }
    throw new SluiceError('CODESTREAM_INVALID')
  }

  #longSymbol(decoder: HuffmanDecoder): number {
    for (let length = FAST_BITS + 1; length <= LONGEST_CODE; length++) {
      const code = (this.#bits >>> (this.#bitCount - length)) & ((1 << length) - 1)
      if (code > decoder.highest[length]!) continue
      this.#bitCount -= length
      return decoder.symbols[code + decoder.toIndex[length]!]!
    }
    throw new SluiceError('CODESTREAM_INVALID')
  }

  #fill(): void {
    const bytes = this.#bytes
    while (this.#bitCount <= 24) {
      let byte = bytes[this.#at] ?? BYTE_FF
      if (byte !== BYTE_FF) this.#at++
      else if (bytes[this.#at + 1] === 0) this.#at += 2
      else {
        byte = 0
        this.#madeUpBits += 8
      }
      this.#bits = (this.#bits << 8) | byte
      this.#bitCount += 8
    }
  }
}
