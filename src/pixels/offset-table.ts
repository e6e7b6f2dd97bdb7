/**
 * The Basic Offset Table: a number of four bytes for each frame, the first of them 0, each even and larger than the one before (PS3.5 A.4). From the
 * first byte on that can be of no such number all become zeros, because a text could be read there by anybody who looks. docs/side-data.md
 */

import type { BulkFilter, BulkValue, ChangePart } from './bulk-filter.ts'

const OFFSET_BYTES = 4
/** The highest byte of an offset: pixel data of 256 MiB and more are beyond what the tables of compressed images point into. Letters are larger. */
const HIGHEST_BYTE_BELOW = 0x10

/** Looks at the table, and lets `inner` have the other fragments. */
export class OffsetTableFilter implements BulkFilter {
  readonly sees = 'fragments'
  readonly #inner: BulkFilter | undefined
  readonly #tableBytes: number
  /** Of the next byte of the table; undefined in other fragments. */
  #at: number | undefined
  /** As far as its bytes have come, lowest first. */
  #offset = 0
  #offsetBefore = 0
  #isTable = true
  #blanked = 0

  constructor(frames: number, inner: BulkFilter | undefined) {
    this.#tableBytes = frames * OFFSET_BYTES
    this.#inner = inner
  }

  get fault(): BulkFilter['fault'] {
    return this.#inner?.fault
  }

  get tallies(): Readonly<Record<string, number>> {
    return { ...this.#inner?.tallies, offsetTable: this.#blanked }
  }

  begin(value: BulkValue): void {
    this.#at = value.fragment === 0 ? 0 : undefined
    this.#offset = 0
    this.#offsetBefore = 0
    this.#isTable = true
    this.#inner?.begin(value)
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    if (this.#at === undefined) {
      this.#inner?.take(bytes, change)
      return
    }
    for (const [at, byte] of bytes.entries()) {
      this.#isTable &&= this.#isPlausible(this.#at + at, byte)
      if (this.#isTable || byte === 0) continue
      this.#blanked = 1
      change(at, at + 1, (part) => part.fill(0))
    }
    this.#at += bytes.length
  }

  /** Takes the next byte. */
  #isPlausible(at: number, byte: number): boolean {
    if (at >= this.#tableBytes) return false
    if (at < OFFSET_BYTES) return byte === 0
    const place = at % OFFSET_BYTES
    if (place === 0) {
      this.#offsetBefore = this.#offset
      this.#offset = byte
      return byte % 2 === 0
    }
    this.#offset += byte * 256 ** place
    return place < OFFSET_BYTES - 1 || (byte < HIGHEST_BYTE_BELOW && this.#offset > this.#offsetBefore)
  }
}
