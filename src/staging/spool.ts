/** Where an object waits that has to be known whole before it is rewritten. In memory here; streams/file-spool.ts goes on in a file. */

import { SluiceError } from '../errors.ts'

/** Bytes of one object, in the order in which they came. */
export interface Spool {
  readonly sizeBytes: number
  /** Takes a copy. Fails with STAGED_TOO_LARGE where there is no room, and with IO. */
  append(bytes: Uint8Array): void
  /** `bytes` of them from `offset` on, which have to be there; not to be written to, and valid until the next `read`, `append` or `clear`. */
  read(offset: number, bytes: number): Uint8Array
  /** Nothing is left of what was appended; it can be used again. */
  clear(): void
}

const FIRST_BYTES = 65_536

/** In one piece of memory, which grows as it is needed. */
export class MemorySpool implements Spool {
  readonly #maxBytes: number
  #memory = new Uint8Array(0)
  #sizeBytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  append(bytes: Uint8Array): void {
    const neededBytes = this.#sizeBytes + bytes.length
    if (neededBytes > this.#maxBytes) throw new SluiceError('STAGED_TOO_LARGE')
    if (neededBytes > this.#memory.length) this.#grow(neededBytes)
    this.#memory.set(bytes, this.#sizeBytes)
    this.#sizeBytes = neededBytes
  }

  read(offset: number, bytes: number): Uint8Array {
    if (offset < 0 || bytes < 0 || offset + bytes > this.#sizeBytes) throw new RangeError('not in the spool')
    return this.#memory.subarray(offset, offset + bytes)
  }

  clear(): void {
    this.#memory = new Uint8Array(0)
    this.#sizeBytes = 0
  }

  #grow(neededBytes: number): void {
    const memory = new Uint8Array(Math.min(this.#maxBytes, Math.max(neededBytes, this.#memory.length * 2, FIRST_BYTES)))
    memory.set(this.#memory.subarray(0, this.#sizeBytes))
    this.#memory = memory
  }
}
