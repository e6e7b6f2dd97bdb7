/** Which MCUs of a JPEG image are blanked: those that an area touches, so that nothing of it is left in colours that pixels share. */

import { blankedSpans, type Rectangle, type Span } from './blanked-areas.ts'
import type { JpegFrame } from './jpeg-segments.ts'

export class JpegAreas {
  readonly isEmpty: boolean
  readonly #spansByRow: readonly (readonly Span[])[]
  readonly #mcuColumns: number
  readonly #mcuRows: number
  readonly #line: Uint8Array
  #lineIndex = -1

  /** Rectangles are cut to the image. */
  constructor(rectangles: readonly Rectangle[], { rows, columns, mcuColumns, mcuRows }: JpegFrame) {
    this.#spansByRow = blankedSpans(rectangles, { rows, columns, cellPixels: 1 })
    this.#mcuColumns = mcuColumns
    this.#mcuRows = mcuRows
    this.isEmpty = this.#spansByRow.every((spans) => spans.length === 0)
    this.#line = new Uint8Array(Math.ceil(columns / mcuColumns))
  }

  /** By MCU of that line of MCUs: 1 where it is blanked. Valid until another line is asked for. */
  line(index: number): Uint8Array {
    if (index !== this.#lineIndex) {
      this.#lineIndex = index
      this.#line.fill(0)
      let last: readonly Span[] | undefined
      for (const spans of this.#spansByRow.slice(index * this.#mcuRows, (index + 1) * this.#mcuRows)) {
        if (spans === last) continue
        last = spans
        for (const [from, to] of spans) {
          this.#line.fill(1, Math.floor(from / this.#mcuColumns), Math.ceil(to / this.#mcuColumns))
        }
      }
    }
    return this.#line
  }
}
