/** Blanks areas of a native image as it passes, in all of its frames. A second image at the root, of which nobody knows what it shows, is a fault. */

import type { Code } from '../errors.ts'
import type { Span } from './blanked-areas.ts'
import type { BulkFilter, BulkValue, ChangePart } from './bulk-filter.ts'
import type { ImageGeometry } from './image-geometry.ts'

export class NativeBlanking implements BulkFilter {
  readonly sees = 'all'
  readonly #geometry: ImageGeometry
  readonly #spansByRow: readonly (readonly Span[])[]
  readonly #tag: number
  readonly #lineBytes: number
  /** By plane: a line of black, and a cell more. */
  readonly #blackLines: readonly Uint8Array[]
  /** Of the image, where the next byte is; at its end where the value is another one. */
  #offset: number
  #blankedImages = 0
  #isContradictory = false

  /** `spansByRow`: cells to blank, by row. `tag`: of Pixel Data at the root. */
  constructor(geometry: ImageGeometry, spansByRow: readonly (readonly Span[])[], tag: number) {
    this.#geometry = geometry
    this.#spansByRow = spansByRow
    this.#tag = tag
    this.#lineBytes = (geometry.columns / geometry.cellPixels) * geometry.cellBytes
    this.#blackLines = geometry.black.map((cell) => repeat(cell, this.#lineBytes + cell.length))
    this.#offset = geometry.imageBytes
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
    this.#offset = isImage ? 0 : this.#geometry.imageBytes
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    const { imageBytes, rows, planes, cellBytes } = this.#geometry
    const start = this.#offset
    const end = Math.min(imageBytes, start + bytes.length)
    for (let line = Math.floor(start / this.#lineBytes); line * this.#lineBytes < end; line++) {
      const lineAt = line * this.#lineBytes
      for (const [fromCell, toCell] of this.#spansByRow[line % rows]!) {
        const from = Math.max(start, lineAt + fromCell * cellBytes)
        const to = Math.min(end, lineAt + toCell * cellBytes)
        if (from >= to) continue
        const black = this.#blackLines[Math.floor(line / rows) % planes]!
        change(from - start, to - start, (part, at) => {
          const phase = (start + at - lineAt) % cellBytes
          part.set(black.subarray(phase, phase + part.length))
        })
      }
    }
    this.#offset = start + bytes.length
  }
}

function repeat(cell: Uint8Array, bytes: number): Uint8Array {
  const line = new Uint8Array(bytes)
  for (let at = 0; at < bytes; at += cell.length) line.set(cell.subarray(0, Math.min(cell.length, bytes - at)), at)
  return line
}
