/** A JPEG code stream that is written: segments as they are, and bits of entropy-coded data (ISO/IEC 10918-1 F.1.2.3). */

const BYTE_FF = 0xff
const RESTART = 0xd0
/** What four bytes of bits, or a marker, take at most. */
const SLACK_BYTES = 16

export class JpegWriter {
  #bytes: Uint8Array
  #length = 0
  #bits = 0
  #bitCount = 0

  /** `expectedBytes`: what it will most likely take. */
  constructor(expectedBytes: number) {
    this.#bytes = new Uint8Array(expectedBytes + SLACK_BYTES)
  }

  /** Of whole bytes. */
  get length(): number {
    return this.#length
  }

  /** What was written. Valid until something else is. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  append(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** The lowest `count` bits of a number that has no others, at most 24. */
  bits(value: number, count: number): void {
    if (this.#bitCount + count > 32) this.#writeBytes()
    this.#bits = (this.#bits << count) | value
    this.#bitCount += count
  }

  /** Fills the last byte of the entropy-coded data with ones. */
  endData(): void {
    this.#writeBytes()
    if (this.#bitCount > 0) this.bits(BYTE_FF >> this.#bitCount, 8 - this.#bitCount)
    this.#writeBytes()
  }

  /** Ends the data with the restart marker of that number, from 0 to 7. */
  restart(number: number): void {
    this.endData()
    this.append(Uint8Array.of(BYTE_FF, RESTART + number))
  }

  /** Takes back all but the first `length` bytes, and bits that fill none. */
  cutTo(length: number): void {
    this.#length = length
    this.#bitCount = 0
  }

  #writeBytes(): void {
    this.#makeRoom(8)
    while (this.#bitCount >= 8) {
      this.#bitCount -= 8
      const byte = (this.#bits >>> this.#bitCount) & 0xff
      this.#bytes[this.#length++] = byte
      if (byte === BYTE_FF) this.#bytes[this.#length++] = 0
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#length + bytes, this.#bytes.length * 2))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}
