/** A picture in a part of its size. */

import type { GreyPlane } from './grey-plane.ts'

/** Means of squares of `scale` pixels; what is left at the right and the bottom goes. */
export function shrink(plane: GreyPlane, scale: number): GreyPlane {
  if (scale === 1) return plane
  const rows = Math.max(1, Math.floor(plane.rows / scale))
  const columns = Math.max(1, Math.floor(plane.columns / scale))
  const light = new Uint16Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0
      for (let down = 0; down < scale; down++) {
        const at = Math.min(plane.rows - 1, row * scale + down) * plane.columns
        for (let across = 0; across < scale; across++)
          sum += plane.light[at + Math.min(plane.columns - 1, column * scale + across)]!
      }
      light[row * columns + column] = sum / (scale * scale)
    }
  }
  return { rows, columns, light }
}
