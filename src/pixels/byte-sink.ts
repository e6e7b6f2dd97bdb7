/** Bytes that are written one after another, as many as come. */
export class ByteSink {
  #bytes: Uint8Array
  #length = 0

  /** `expectedBytes`: what it will most likely take. */
  constructor(expectedBytes: number) {
    this.#bytes = new Uint8Array(Math.max(expectedBytes, 64))
  }

  get length(): number {
    return this.#length
  }

  /** What was written. Valid until something else is. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#length++] = value
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #grow(bytes: number): void {
    const grown = new Uint8Array(Math.max(this.#length + bytes, this.#bytes.length * 2))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}
