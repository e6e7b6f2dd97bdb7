/** A frame before and after areas of it are blanked, side by side, for people to look at. */

import type { Rectangle } from '../pixels/blanked-areas.ts'
import { type GreyPlane, LIGHTEST } from './grey-plane.ts'

/** Why an area is blanked: a rule says so, or text was found there. */
export interface DrawnArea {
  readonly box: Rectangle
  readonly why: 'rule' | 'text'
}

const GAP_COLUMNS = 8
const GAP_LIGHT = 96
const EDGE: Readonly<Record<DrawnArea['why'], readonly [number, number, number]>> = {
  rule: [255, 160, 0],
  text: [255, 32, 32],
}

/** To the left with the areas drawn, to the right with them blanked: red, green and blue, pixel by pixel. The shades are those of the plane, whatever the colours were. */
export function drawBeforeAndAfter(
  { rows, columns, light }: GreyPlane,
  areas: readonly DrawnArea[],
): { rows: number; columns: number; rgb: Uint8Array } {
  const width = 2 * columns + GAP_COLUMNS
  const rgb = new Uint8Array(rows * width * 3).fill(GAP_LIGHT)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const shade = (light[row * columns + column]! * 255) / LIGHTEST
      const at = (row * width + column) * 3
      rgb.fill(shade, at, at + 3)
      const after = at + (columns + GAP_COLUMNS) * 3
      rgb.fill(shade, after, after + 3)
    }
  }
  for (const { box, why } of areas) {
    const right = Math.min(columns, box.x + box.width)
    const bottom = Math.min(rows, box.y + box.height)
    for (let row = Math.max(0, box.y); row < bottom; row++) {
      for (let column = Math.max(0, box.x); column < right; column++) {
        const at = (row * width + column) * 3
        rgb.fill(0, at + (columns + GAP_COLUMNS) * 3, at + (columns + GAP_COLUMNS + 1) * 3)
        const isEdge = row === box.y || row === bottom - 1 || column === box.x || column === right - 1
        if (isEdge) rgb.set(EDGE[why], at)
      }
    }
  }
  return { rows, columns: width, rgb }
}
