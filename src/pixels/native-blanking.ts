/**
 * Blanks areas of a native image as it passes, in all of its frames, and cleans the bits that are no part of its samples. A second image at the root, of which
 * nobody knows what it shows, is a fault.
 */

import type { Code } from '../errors.ts'
import { blankedSpans, type Rectangle } from './blanked-areas.ts'
import type { BulkFilter, BulkValue, ChangePart } from './bulk-filter.ts'
import { type ImageGeometry, lineBytesOf } from './image-geometry.ts'

/** Bytes of a plane from the first to before the second. */
export type Run = readonly [from: number, to: number]

/** What is blanked of each plane, in order and apart: the same for all images of one geometry. */
export function blankedRuns(rectangles: readonly Rectangle[], geometry: ImageGeometry): readonly Run[] {
  const { cellBytes } = geometry
  const lineBytes = lineBytesOf(geometry)
  const runs: [from: number, to: number][] = []
  for (const [row, spans] of blankedSpans(rectangles, geometry).entries()) {
    for (const [fromCell, toCell] of spans) {
      const [from, to] = [row * lineBytes + fromCell * cellBytes, row * lineBytes + toCell * cellBytes]
      const last = runs.at(-1)
      if (last?.[1] === from) last[1] = to
      else runs.push([from, to])
    }
  }
  return runs
}

export class NativeBlanking implements BulkFilter {
  readonly sees = 'all'
  readonly #geometry: ImageGeometry
  readonly #runs: readonly Run[]
  readonly #tag: number
  readonly #planeBytes: number
  readonly #lastPlane: number
  /** With the byte that fills up its last word, where the pixel stands behind it. */
  readonly #endOfImage: number
  /** Of the image, where the next byte is; at its end where the value is another one. */
  #offset: number
  #blankedImages = 0
  #isContradictory = false

  /** `runs`: what is to be blanked, of this geometry. `tag`: of Pixel Data at the root. */
  constructor(geometry: ImageGeometry, runs: readonly Run[], tag: number) {
    this.#geometry = geometry
    this.#runs = runs
    this.#tag = tag
    this.#planeBytes = lineBytesOf(geometry) * geometry.rows
    this.#lastPlane = geometry.planes * geometry.frames - 1
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

  /** Of `byteCount` bytes of the image, that begin at `start`, changes those that are blanked. */
  #blank(start: number, byteCount: number, change: ChangePart): void {
    const { isByteOfWord } = this.#geometry
    const end = start + byteCount
    // A run may share its first word, and its last one, with its neighbours.
    const shared = isByteOfWord ? 1 : 0
    const lastPlane = Math.min(this.#lastPlane, Math.floor((end - 1 + shared) / this.#planeBytes))
    let blackTo = start
    for (let plane = Math.max(0, Math.floor((start - shared) / this.#planeBytes)); plane <= lastPlane; plane++) {
      const planeAt = plane * this.#planeBytes
      for (let index = firstBehind(this.#runs, start - shared - planeAt); index < this.#runs.length; index++) {
        const [fromByte, toByte] = [planeAt + this.#runs[index]![0], planeAt + this.#runs[index]![1]]
        const from = Math.max(blackTo, isByteOfWord ? fromByte - (fromByte % 2) : fromByte)
        const to = Math.min(end, isByteOfWord ? toByte + (toByte % 2) : toByte)
        if (from >= end) break
        if (from >= to) continue
        change(from - start, to - start, (part, at) => this.#fill(part, start + at))
        blackTo = to
      }
    }
  }

  /** Makes all of `part` black, which begins at the byte `at` of the image. */
  #fill(part: Uint8Array, at: number): void {
    const { planes, blackCells, cellBytes } = this.#geometry
    for (let filled = 0; filled < part.length; ) {
      const plane = Math.min(this.#lastPlane, Math.floor((at + filled) / this.#planeBytes))
      const planeOffset = at + filled - plane * this.#planeBytes
      const black = blackCells[plane % planes]!
      const cellOffset = planeOffset % cellBytes
      // The byte that fills up the last word belongs to the last plane.
      const leftBytes = plane === this.#lastPlane ? Number.POSITIVE_INFINITY : this.#planeBytes - planeOffset
      const bytes = Math.min(part.length - filled, leftBytes, black.length - cellOffset)
      part.set(black.subarray(cellOffset, cellOffset + bytes), filled)
      filled += bytes
    }
  }
}

/** The index of the first run that ends behind `offset`. */
function firstBehind(runs: readonly Run[], offset: number): number {
  let [low, high] = [0, runs.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (runs[middle]![1] > offset) high = middle
    else low = middle + 1
  }
  return low
}
