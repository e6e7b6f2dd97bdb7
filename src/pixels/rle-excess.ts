/**
 * What no decoder reads in run-length encoded fragments (PS3.5 Annex G): offsets of segments that there are not, and what stands in a segment behind
 * the last pixel of its plane. A name could be read there; it becomes zeros, in its place. docs/side-data.md
 */

import type { BulkFilter, BulkValue, ChangePart } from './bulk-filter.ts'
import { RLE_HEADER_BYTES } from './rle-segments.ts'

const FIELD_BYTES = 4
const MAX_SEGMENTS = 15
/** A head of a run that stands for nothing. */
const NOTHING = 0x80

export class RleExcessFilter implements BulkFilter {
  readonly sees = 'fragments'
  readonly fault = undefined
  readonly #planePixels: number
  #isFrame = false
  #fragmentBytes = 0
  /** Offset in the fragment of the next byte. */
  #at = 0
  /** Of the header, the field that is being read, lowest byte first. */
  #field = 0
  #count = 0
  #offsets: number[] = []
  /** What is there can be no header: nothing of the fragment can be read. */
  #isLost = false
  #segment = 0
  #pixelsLeft = 0
  /** Bytes that are still to come of the run that has begun. */
  #runBytes = 0
  #isBlanked = false
  #blankedFragments = 0

  /** `planePixels`: rows by columns; infinite where they are not known, and then only headers are looked at. */
  constructor(planePixels: number) {
    this.#planePixels = planePixels
  }

  get tallies(): Readonly<Record<string, number>> {
    return { sideData: this.#blankedFragments, codestreamUnread: 0 }
  }

  begin({ fragment, valueBytes }: BulkValue): void {
    this.#isFrame = fragment !== undefined && fragment > 0
    this.#fragmentBytes = valueBytes
    this.#at = 0
    this.#field = 0
    this.#offsets = []
    this.#isLost = false
    this.#isBlanked = false
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    if (!this.#isFrame) return
    let at = 0
    while (at < bytes.length && this.#at < RLE_HEADER_BYTES && !this.#isLost) {
      if (!this.#staysInHeader(bytes[at]!)) this.#blank(bytes, at, at + 1, change)
      at++
      this.#at++
      if (this.#at === RLE_HEADER_BYTES) this.#beginSegment(0)
    }
    if (this.#isLost) this.#blank(bytes, at, bytes.length, change)
    else this.#takeRuns(bytes, at, change)
  }

  #staysInHeader(byte: number): boolean {
    const index = Math.trunc(this.#at / FIELD_BYTES)
    const place = this.#at % FIELD_BYTES
    if (index > this.#count && index > 0) return false
    this.#field = (place === 0 ? 0 : this.#field) + byte * 256 ** place
    if (place < FIELD_BYTES - 1) this.#isLost = index < 2 && !this.#mayBegin(index, place, byte)
    else if (index === 0) this.#count = this.#field
    else this.#isLost = !this.#takeOffset(this.#field)
    if (index === 0 && (this.#field > MAX_SEGMENTS || (place === FIELD_BYTES - 1 && this.#field === 0)))
      this.#isLost = true
    return !this.#isLost
  }

  /** The number of segments and the first offset have one low byte each. */
  #mayBegin(index: number, place: number, byte: number): boolean {
    if (place > 0) return byte === 0
    return index === 0 ? byte <= MAX_SEGMENTS : byte === RLE_HEADER_BYTES
  }

  #takeOffset(offset: number): boolean {
    const before = this.#offsets.at(-1)
    this.#offsets.push(offset)
    return offset <= this.#fragmentBytes && (before === undefined ? offset === RLE_HEADER_BYTES : offset > before)
  }

  #beginSegment(segment: number): void {
    this.#segment = segment
    this.#pixelsLeft = this.#planePixels
    this.#runBytes = 0
  }

  #takeRuns(bytes: Uint8Array, from: number, change: ChangePart): void {
    let at = from
    while (at < bytes.length) {
      const segmentLeft = (this.#offsets[this.#segment + 1] ?? this.#fragmentBytes) - this.#at
      if (segmentLeft <= 0 && this.#segment + 1 < this.#offsets.length) {
        this.#beginSegment(this.#segment + 1)
        continue
      }
      const end = Math.min(bytes.length, at + Math.max(1, segmentLeft))
      const next = this.#takeRun(bytes, at, end, end - at === segmentLeft, change)
      this.#at += next - at
      at = next
    }
  }

  /**
   * Where the next byte is: all of one head, of the bytes of a run that are at hand, or of what is too much. `isLast`: the segment ends at `end`; encoders
   * make its length even with a head that stands for nothing, which stays.
   */
  #takeRun(bytes: Uint8Array, at: number, end: number, isLast: boolean, change: ChangePart): number {
    if (this.#runBytes > 0) {
      const count = Math.min(this.#runBytes, end - at)
      this.#runBytes -= count
      return at + count
    }
    if (this.#pixelsLeft === 0) {
      this.#blank(bytes, at, isLast && bytes[end - 1] === NOTHING ? end - 1 : end, change)
      return end
    }
    const head = bytes[at]!
    if (head !== NOTHING) {
      const pixels = Math.min(head > NOTHING ? 257 - head : head + 1, this.#pixelsLeft)
      this.#pixelsLeft -= pixels
      this.#runBytes = head > NOTHING ? 1 : pixels
    }
    return at + 1
  }

  #blank(bytes: Uint8Array, from: number, to: number, change: ChangePart): void {
    let at = from
    while (at < to && bytes[at] === 0) at++
    if (at === to) return
    if (!this.#isBlanked) this.#blankedFragments++
    this.#isBlanked = true
    change(at, to, (part) => part.fill(0))
  }
}
