/** A frame with rows of made-up letters, for what looks for text before anything is read. */

import type { Page } from '../../src/detection/line-pages.ts'
import type { ReadWord, TextReader } from '../../src/detection/text-reader.ts'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'

/** Five by seven: enough to look like letters and digits, not to be read. */
const SHAPES = [
  '01110100011000111111100011000110001',
  '11110100011000111110100011000111110',
  '11111100001000011110100001000011111',
  '10001110011010110011100011000110001',
  '01110100011000110001100011000101110',
]

export interface Painted {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function grey8(rows: number, columns: number, value = 0): { image: FrameImage; samples: Uint8Array } {
  const image: FrameImage = {
    rows,
    columns,
    samplesPerPixel: 1,
    bitsAllocated: 8,
    bitsStored: 8,
    highBit: 7,
    pixelRepresentation: 0,
    photometricInterpretation: 'MONOCHROME2',
    planarConfiguration: 0,
  }
  return { image, samples: new Uint8Array(rows * columns).fill(value) }
}

/** Paints `count` letters of seven times `scale` pixels of height, and says where they are. */
export function paintLetters(
  samples: Uint8Array,
  columns: number,
  { x, y, count, scale, value }: { x: number; y: number; count: number; scale: number; value: number },
): Painted {
  for (let letter = 0; letter < count; letter++) {
    const shape = SHAPES[letter % SHAPES.length]!
    for (let row = 0; row < 7 * scale; row++) {
      for (let column = 0; column < 5 * scale; column++) {
        if (shape[Math.floor(row / scale) * 5 + Math.floor(column / scale)] !== '1') continue
        samples[(y + row) * columns + x + letter * 6 * scale + column] = value
      }
    }
  }
  return { x, y, width: (6 * count - 1) * scale, height: 7 * scale }
}

/** Turns a frame of `rows` by `columns` by a quarter, so that letters read upwards, or downwards. */
export function turnFrame(
  samples: Uint8Array,
  rows: number,
  columns: number,
  reads: 'upwards' | 'downwards',
): Uint8Array {
  const turned = new Uint8Array(samples.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const to = reads === 'downwards' ? column * rows + rows - 1 - row : (columns - 1 - column) * rows + row
      turned[to] = samples[row * columns + column]!
    }
  }
  return turned
}

/** Reads `words` in a page that shows `count` of these letters, dark on white and nothing else, and nothing in any other. */
export function readingLetters(count: number, ...words: readonly ReadWord[]): TextReader {
  return { readLines: (pages) => pages.map((page) => (showsLetters(page, count) ? words : [])) }
}

/** Looks at the middle of each square of each letter. */
function showsLetters({ rows, columns, grey }: Page, count: number): boolean {
  const isDark = (row: number, column: number): boolean => grey[row * columns + column]! < 128
  const darkRows = range(rows).filter((row) => range(columns).some((column) => isDark(row, column)))
  const darkColumns = range(columns).filter((column) => range(rows).some((row) => isDark(row, column)))
  const [top = 0, left = 0] = [darkRows[0], darkColumns[0]]
  const [height, width] = [(darkRows.at(-1) ?? 0) + 1 - top, (darkColumns.at(-1) ?? 0) + 1 - left]
  const squares = range(7 * (6 * count - 1))
  const wrong = squares.filter((square) => {
    const [row, column] = [Math.floor(square / (6 * count - 1)), square % (6 * count - 1)]
    const isInk = column % 6 < 5 && SHAPES[Math.floor(column / 6) % SHAPES.length]![row * 5 + (column % 6)] === '1'
    const at = left + Math.floor(((column + 0.5) * width) / (6 * count - 1))
    return isInk !== isDark(top + Math.floor(((row + 0.5) * height) / 7), at)
  })
  return wrong.length < squares.length / 20
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at)
}
