/** Bytes that grow at the end. */

import { write32 } from './reference-elements.ts'

export class ByteList {
  length = 0
  private bytes = new Uint8Array(1024)

  append(more: Uint8Array): void {
    if (this.length + more.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more.length))
      larger.set(this.bytes.subarray(0, this.length))
      this.bytes = larger
    }
    this.bytes.set(more, this.length)
    this.length += more.length
  }

  /** Writes a 32-bit length over four bytes that are there. */
  patch(at: number, value: number, encoding: number): void {
    write32(this.bytes, at, value, encoding)
  }

  toBytes(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }
}
