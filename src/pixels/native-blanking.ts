/**
 * Blanks areas of a native image as it passes, in all of its frames, and cleans the bits that are no part of its samples. A second image at the root, of which
 * nobody knows what it shows, is a fault.
 */

import type { Code } from '../errors.ts'
import type { Span } from './blanked-areas.ts'
import type { BulkFilter, BulkValue, ChangePart } from './bulk-filter.ts'
import { type ImageGeometry, lineBytesOf } from './image-geometry.ts'

export class NativeBlanking implements BulkFilter {
  readonly sees = 'all'
  readonly #geometry: ImageGeometry
  readonly #spansByRow: readonly (readonly Span[])[]
  readonly #tag: number
  readonly #lineBytes: number
  readonly #lines: number
  /** With the byte that fills up its last word, where the pixel stands behind it. */
  readonly #endOfImage: number
  /** Of the image, where the next byte is; at its end where the value is another one. */
  #offset: number
  #blankedImages = 0
  #isContradictory = false

  /** `spansByRow`: cells to blank, by row. `tag`: of Pixel Data at the root. */
  constructor(geometry: ImageGeometry, spansByRow: readonly (readonly Span[])[], tag: number) {
    this.#geometry = geometry
    this.#spansByRow = spansByRow
    this.#tag = tag
    this.#lineBytes = lineBytesOf(geometry)
    this.#lines = geometry.rows * geometry.planes * geometry.frames
    this.#endOfImage = geometry.imageBytes + (geometry.isByteOfWord ? geometry.imageBytes % 2 : 0)
    this.#offset = this.#endOfImage
  }

  get fault(): Code | undefined {
    return this.#isContradictory ? 'PIXELS_CONTRADICTORY' : undefined
  }

  get tallies(): Readonly<Record<string, number>> {
    return { pixelsBlanked: this.#blankedImages }
  }

  begin({ tag, depth, fragment }: BulkValue): void {
    const isImage = tag === this.#tag && depth === 0 && fragment === undefined
    this.#isContradictory ||= depth === 0 && (!isImage || this.#blankedImages > 0)
    if (isImage) this.#blankedImages++
    this.#offset = isImage ? 0 : this.#endOfImage
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    const { sampleBytes, unusedBits } = this.#geometry
    const start = this.#offset
    const image = bytes.subarray(0, Math.max(0, Math.min(bytes.length, this.#endOfImage - start)))
    if (unusedBits?.isDirty(image, start % sampleBytes) === true) {
      change(0, image.length, (part, at) => {
        unusedBits.clean(part, (start + at) % sampleBytes)
        this.#blank(start + at, part.length, (from, to, black) => black(part.subarray(from, to), from))
      })
    } else {
      this.#blank(start, image.length, change)
    }
    this.#offset = start + bytes.length
  }

  /** Of `byteCount` bytes of the image, that begin at `start`, changes those that are blanked. What follows on each other is one change. */
  #blank(start: number, byteCount: number, change: ChangePart): void {
    const { rows, cellBytes, isByteOfWord } = this.#geometry
    const end = start + byteCount
    // A line may share its first word, and its last one, with its neighbours.
    const shared = isByteOfWord ? 1 : 0
    const lastLine = Math.min(this.#lines - 1, Math.floor((end - 1 + shared) / this.#lineBytes))
    let [runFrom, runTo] = [start, start]
    const flush = (): void => {
      const from = runFrom
      if (from < runTo) change(from - start, runTo - start, (part, at) => this.#fill(part, start + at))
    }
    for (let line = Math.max(0, Math.floor((start - shared) / this.#lineBytes)); line <= lastLine; line++) {
      const lineAt = line * this.#lineBytes
      for (const [fromCell, toCell] of this.#spansByRow[line % rows]!) {
        const [fromByte, toByte] = [lineAt + fromCell * cellBytes, lineAt + toCell * cellBytes]
        const from = Math.max(runTo, isByteOfWord ? fromByte - (fromByte % 2) : fromByte)
        const to = Math.min(end, isByteOfWord ? toByte + (toByte % 2) : toByte)
        if (from >= to) continue
        if (from !== runTo) {
          flush()
          runFrom = from
        }
        runTo = to
      }
    }
    flush()
  }

  /** Makes all of `part` black, which begins at the byte `at` of the image. */
  #fill(part: Uint8Array, at: number): void {
    const { rows, planes, blackLines } = this.#geometry
    for (let filled = 0; filled < part.length; ) {
      const line = Math.min(this.#lines - 1, Math.floor((at + filled) / this.#lineBytes))
      const column = at + filled - line * this.#lineBytes
      const black = blackLines[Math.floor(line / rows) % planes]!
      // The byte that fills up the last word belongs to the last line.
      const lineEnd = line === this.#lines - 1 ? Number.POSITIVE_INFINITY : this.#lineBytes - column
      const bytes = Math.min(part.length - filled, lineEnd)
      part.set(black.subarray(column, column + bytes), filled)
      filled += bytes
    }
  }
}
