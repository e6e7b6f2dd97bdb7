/** What stands upright, as it lies after a quarter of a turn: a line of letters that reads upwards or downwards is one that reads to the right in a turned picture. */

import type { Rectangle } from '../pixels/blanked-areas.ts'
import type { Mark } from './marks.ts'

/** How the picture is turned: not at all, so that what read upwards reads to the right, and so that what read downwards does. */
export const TURNS = ['none', 'clockwise', 'counterclockwise'] as const
export type Turn = (typeof TURNS)[number]

/** Of a picture before it is turned. */
interface Size {
  readonly rows: number
  readonly columns: number
}

/** Size of the turned picture. */
export function turnedSize({ rows, columns }: Size, turn: Turn): Size {
  return turn === 'none' ? { rows, columns } : { rows: columns, columns: rows }
}

/** In the same order. */
export function turnedMarks(marks: readonly Mark[], { rows, columns }: Size, turn: Turn): readonly Mark[] {
  if (turn === 'none') return marks
  return marks.map(({ left, top, right, bottom, area, peak }) => ({
    ...(turn === 'clockwise'
      ? { left: rows - bottom, right: rows - top, top: left, bottom: right }
      : { left: top, right: bottom, top: columns - right, bottom: columns - left }),
    area,
    peak,
  }))
}

/** Of a picture that is row after row. */
export function turnedPixels(pixels: Uint16Array, { rows, columns }: Size, turn: Turn): Uint16Array {
  if (turn === 'none') return pixels
  const turned = new Uint16Array(pixels.length)
  for (let row = 0, at = 0; row < rows; row++) {
    const to = turn === 'clockwise' ? rows - 1 - row : row
    for (let column = 0; column < columns; column++, at++) {
      turned[(turn === 'clockwise' ? column : columns - 1 - column) * rows + to] = pixels[at]!
    }
  }
  return turned
}

/** Where a box of the turned picture is in the picture of `size` before it was turned. */
export function turnedBack({ x, y, width, height }: Rectangle, { rows, columns }: Size, turn: Turn): Rectangle {
  if (turn === 'none') return { x, y, width, height }
  return turn === 'clockwise'
    ? { x: y, y: rows - x - width, width: height, height: width }
    : { x: columns - y - height, y: x, width: height, height: width }
}
