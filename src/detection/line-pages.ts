/** A line as a page for a reader of text: dark on white, its letters as tall as the reader knows them best. */

import type { TextLine } from './text-lines.ts'

export interface Page {
  readonly rows: number
  readonly columns: number
  /** White is 255. */
  readonly grey: Uint8Array
}

const LETTER_PIXELS = 34
const BORDER_PIXELS = 12
/** Around the marks, in heights of letters: accents, commas, hyphens. */
const MARGIN = 0.35
const WHITE = 255

/** `strokes`: how much each pixel of a frame of `columns` stands out. */
export function pageOf(line: TextLine, strokes: Uint16Array, rows: number, columns: number): Page {
  const margin = Math.ceil(MARGIN * line.letterPixels)
  const left = Math.max(0, line.left - margin)
  const top = Math.max(0, line.top - margin)
  const right = Math.min(columns, line.right + margin)
  const bottom = Math.min(rows, line.bottom + margin)
  const scale = LETTER_PIXELS / line.letterPixels
  const ink = inkOf(line, strokes, columns)
  const width = Math.max(1, Math.round((right - left) * scale))
  const height = Math.max(1, Math.round((bottom - top) * scale))
  const page = {
    rows: height + 2 * BORDER_PIXELS,
    columns: width + 2 * BORDER_PIXELS,
    grey: new Uint8Array((height + 2 * BORDER_PIXELS) * (width + 2 * BORDER_PIXELS)).fill(WHITE),
  }
  const at = (row: number, column: number): number =>
    strokes[Math.min(bottom - 1, Math.max(top, row)) * columns + Math.min(right - 1, Math.max(left, column))]!
  for (let row = 0; row < height; row++) {
    const y = top + (row + 0.5) / scale - 0.5
    const upper = Math.floor(y)
    for (let column = 0; column < width; column++) {
      const x = left + (column + 0.5) / scale - 0.5
      const before = Math.floor(x)
      const [down, across] = [y - upper, x - before]
      const stroke =
        (at(upper, before) * (1 - across) + at(upper, before + 1) * across) * (1 - down) +
        (at(upper + 1, before) * (1 - across) + at(upper + 1, before + 1) * across) * down
      page.grey[(row + BORDER_PIXELS) * page.columns + column + BORDER_PIXELS] =
        WHITE - Math.min(WHITE, (WHITE * stroke) / ink)
    }
  }
  return page
}

/** What the strokes of its letters stand out by. */
function inkOf(line: TextLine, strokes: Uint16Array, columns: number): number {
  const values: number[] = []
  for (const mark of line.marks) {
    for (let row = mark.top; row < mark.bottom; row++) {
      let most = 0
      for (let column = mark.left; column < mark.right; column++)
        most = Math.max(most, strokes[row * columns + column]!)
      values.push(most)
    }
  }
  values.sort((a, b) => a - b)
  return Math.max(1, values[Math.floor(values.length * 0.6)]!)
}
