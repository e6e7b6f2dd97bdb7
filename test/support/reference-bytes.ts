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

  /** Puts other bytes, as many or more, in the place of `countBytes` bytes. */
  replace(at: number, countBytes: number, bytes: Uint8Array): void {
    const behind = this.bytes.slice(at + countBytes, this.length)
    this.length = at
    this.append(bytes)
    this.append(behind)
  }

  /** Writes a 32-bit length over four bytes that are there. */
  patch(at: number, value: number, encoding: number): void {
    write32(this.bytes, at, value, encoding)
  }

  toBytes(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }
}
