/**
 * What is lighter, or darker, than all that is around it at the width of a stroke: letters, without the picture that they stand on. The top-hat transform of
 * mathematical morphology, with a square; the running extremes by the method of van Herk, three comparisons for each pixel whatever the size of the square.
 */

import { type GreyPlane, LIGHTEST } from './grey-plane.ts'

/** What is wider than this is no stroke. */
const STROKE_PIXELS = 17
/** A straight line of this length is one of a frame, a grid or a scale, and no letter. */
const LINE_PIXELS = 72
const STRIP_COLUMNS = 64

/** How much lighter than its surroundings each pixel is, straight lines left out. */
export function lightStrokes({ rows, columns, light }: GreyPlane): Uint16Array {
  const ground = blurred(light, rows, columns)
  const square = Math.floor(STROKE_PIXELS / 2)
  erode(ground, rows, columns, square, square)
  dilate(ground, rows, columns, square, square)
  const strokes = ground
  for (let at = 0; at < light.length; at++) strokes[at] = Math.max(0, light[at]! - ground[at]!)
  const reach = Math.floor(LINE_PIXELS / 2)
  const lines = openedBy(strokes, rows, columns, reach, 0)
  const upright = openedBy(strokes, rows, columns, 0, reach)
  for (let at = 0; at < strokes.length; at++) strokes[at] = strokes[at]! - Math.max(lines[at]!, upright[at]!)
  return strokes
}

/** The same of what is darker. */
export function darkStrokes({ rows, columns, light }: GreyPlane): Uint16Array {
  const inverted = light.slice()
  invert(inverted)
  return lightStrokes({ rows, columns, light: inverted })
}

function openedBy(light: Uint16Array, rows: number, columns: number, across: number, down: number): Uint16Array {
  const opened = light.slice()
  erode(opened, rows, columns, across, down)
  dilate(opened, rows, columns, across, down)
  return opened
}

function invert(light: Uint16Array): void {
  for (let at = 0; at < light.length; at++) light[at] = LIGHTEST - light[at]!
}

/** Means of three by three: the ground is not what the darkest of a few hundred pixels of noise is. */
function blurred(light: Uint16Array, rows: number, columns: number): Uint16Array {
  const across = new Uint16Array(light.length)
  for (let row = 0; row < rows; row++) {
    const from = row * columns
    for (let column = 0; column < columns; column++) {
      const before = light[from + Math.max(0, column - 1)]!
      const behind = light[from + Math.min(columns - 1, column + 1)]!
      across[from + column] = (before + light[from + column]! + behind) / 3
    }
  }
  const result = new Uint16Array(light.length)
  for (let row = 0; row < rows; row++) {
    const above = Math.max(0, row - 1) * columns
    const below = Math.min(rows - 1, row + 1) * columns
    for (let column = 0; column < columns; column++) {
      result[row * columns + column] =
        (across[above + column]! + across[row * columns + column]! + across[below + column]!) / 3
    }
  }
  return result
}

function dilate(light: Uint16Array, rows: number, columns: number, across: number, down: number): void {
  invert(light)
  erode(light, rows, columns, across, down)
  invert(light)
}

/** In place: the least as far as it reaches to both sides, and up and down. Beyond the edge there is nothing. */
function erode(light: Uint16Array, rows: number, columns: number, across: number, down: number): void {
  if (across > 0) erodeAcross(light, rows, columns, across)
  if (down > 0) erodeDown(light, rows, columns, down)
}

function erodeAcross(light: Uint16Array, rows: number, columns: number, reach: number): void {
  const size = 2 * reach + 1
  const padded = columns + 2 * reach
  const line = new Uint16Array(padded).fill(LIGHTEST)
  const ahead = new Uint16Array(padded)
  const back = new Uint16Array(padded)
  for (let row = 0; row < rows; row++) {
    line.set(light.subarray(row * columns, (row + 1) * columns), reach)
    let least = LIGHTEST
    for (let at = 0, phase = 0; at < padded; at++) {
      const value = line[at]!
      if (phase === 0 || value < least) least = value
      ahead[at] = least
      if (++phase === size) phase = 0
    }
    least = LIGHTEST
    for (let at = padded - 1, phase = (padded - 1) % size; at >= 0; at--) {
      const value = line[at]!
      if (phase === size - 1 || value < least) least = value
      back[at] = least
      if (--phase < 0) phase = size - 1
    }
    for (let at = 0, to = row * columns; at < columns; at++, to++) {
      const [left, right] = [back[at]!, ahead[at + 2 * reach]!]
      light[to] = left < right ? left : right
    }
  }
}

/** By strips of columns that lie together in memory. */
function erodeDown(light: Uint16Array, rows: number, columns: number, reach: number): void {
  const size = 2 * reach + 1
  const padded = rows + 2 * reach
  const ahead = new Uint16Array(padded * STRIP_COLUMNS)
  const back = new Uint16Array(padded * STRIP_COLUMNS)
  for (let first = 0; first < columns; first += STRIP_COLUMNS) {
    const width = Math.min(STRIP_COLUMNS, columns - first)
    for (let at = 0; at < padded; at++) {
      const from = at >= reach && at < reach + rows ? (at - reach) * columns + first : -1
      const to = at * STRIP_COLUMNS
      const starts = at % size === 0
      for (let column = 0; column < width; column++) {
        const value = from < 0 ? LIGHTEST : light[from + column]!
        const before = starts ? LIGHTEST : ahead[to - STRIP_COLUMNS + column]!
        ahead[to + column] = value < before ? value : before
      }
    }
    for (let at = padded - 1; at >= 0; at--) {
      const from = at >= reach && at < reach + rows ? (at - reach) * columns + first : -1
      const to = at * STRIP_COLUMNS
      const starts = at === padded - 1 || at % size === size - 1
      for (let column = 0; column < width; column++) {
        const value = from < 0 ? LIGHTEST : light[from + column]!
        const behind = starts ? LIGHTEST : back[to + STRIP_COLUMNS + column]!
        back[to + column] = value < behind ? value : behind
      }
    }
    for (let row = 0; row < rows; row++) {
      const to = row * columns + first
      const upper = row * STRIP_COLUMNS
      const lower = (row + 2 * reach) * STRIP_COLUMNS
      for (let column = 0; column < width; column++) {
        const [above, below] = [back[upper + column]!, ahead[lower + column]!]
        light[to + column] = above < below ? above : below
      }
    }
  }
}
