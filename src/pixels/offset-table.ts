/**
 * The Basic Offset Table: a number of four bytes for each frame, the first of them 0 (PS3.5 A.4). Bytes that can be of no such number become
 * zeros, because a text could be read there by anybody who looks. docs/side-data.md
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
    this.#inner?.begin(value)
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    if (this.#at === undefined) {
      this.#inner?.take(bytes, change)
      return
    }
    for (const [at, byte] of bytes.entries()) {
      if (!this.#isPlausible(this.#at + at, byte)) {
        this.#blanked = 1
        change(at, at + 1, (part) => part.fill(0))
      }
    }
    this.#at += bytes.length
  }

  #isPlausible(at: number, byte: number): boolean {
    if (byte === 0) return true
    const isHighest = at % OFFSET_BYTES === OFFSET_BYTES - 1
    return at >= OFFSET_BYTES && at < this.#tableBytes && !(isHighest && byte >= HIGHEST_BYTE_BELOW)
  }
}
