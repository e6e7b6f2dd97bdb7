/**
 * What is lighter, or darker, than all that is around it at the width of a stroke: letters, without the picture that they stand on. The top-hat transform of
 * mathematical morphology, with a square; the running extremes by the method of van Herk, three comparisons for each pixel whatever the size of the square.
 */

import { type GreyPlane, LIGHTEST } from './grey-plane.ts'

/** What is wider than this is no stroke. */
const STROKE_PIXELS = 17
/** A straight line of this length is one of a frame, a grid or a scale, and no letter. */
const LINE_PIXELS = 72

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
  const line = new Uint16Array(Math.max(rows + 2 * down, columns + 2 * across))
  const ahead = new Uint16Array(line.length)
  const back = new Uint16Array(line.length)
  const run = (from: number, step: number, count: number, reach: number): void => {
    const size = 2 * reach + 1
    const padded = count + 2 * reach
    line.fill(LIGHTEST, 0, padded)
    for (let at = 0; at < count; at++) line[reach + at] = light[from + at * step]!
    for (let at = 0, phase = 0; at < padded; at++, phase = phase + 1 === size ? 0 : phase + 1) {
      ahead[at] = phase === 0 ? line[at]! : Math.min(ahead[at - 1]!, line[at]!)
    }
    for (let at = padded - 1, phase = (padded - 1) % size; at >= 0; at--, phase = phase === 0 ? size - 1 : phase - 1) {
      back[at] = at === padded - 1 || phase === size - 1 ? line[at]! : Math.min(back[at + 1]!, line[at]!)
    }
    for (let at = 0; at < count; at++) light[from + at * step] = Math.min(back[at]!, ahead[at + 2 * reach]!)
  }
  if (across > 0) for (let row = 0; row < rows; row++) run(row * columns, 1, columns, across)
  if (down > 0) for (let column = 0; column < columns; column++) run(column, columns, rows, down)
}
