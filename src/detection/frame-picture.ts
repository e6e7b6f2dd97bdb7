/** A frame for people to look at: as it is, before and after areas of it are blanked, or small. */

import type { Rectangle } from '../pixels/blanked-areas.ts'
import type { FrameImage } from '../pixels/frame-codec.ts'
import { coloursOf, greyPlanes, LIGHTEST, type Palette } from './grey-plane.ts'

/** Red, green and blue, pixel by pixel. */
export interface FramePicture {
  readonly rows: number
  readonly columns: number
  readonly rgb: Uint8Array
}

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

/** In its colours, or its shades from the least to the greatest value: all that is in it, whatever a window would show. */
export function pictureOf(samples: Uint8Array, image: FrameImage, palette: Palette | undefined): FramePicture {
  const { rows, columns } = image
  const rgb = new Uint8Array(rows * columns * 3)
  if (image.samplesPerPixel === 1 && image.photometricInterpretation !== 'PALETTE COLOR') {
    const { light } = greyPlanes(samples, image)[0]!
    for (let at = 0; at < light.length; at++) rgb.fill((light[at]! * 255) / LIGHTEST, 3 * at, 3 * at + 3)
    return { rows, columns, rgb }
  }
  const colours = coloursOf(samples, image, palette)
  const factor = 255 / lightestOf(image, palette)
  for (const [sample, values] of colours.entries()) {
    for (let at = 0; at < values.length; at++) rgb[3 * at + sample] = Math.min(255, Math.max(0, values[at]! * factor))
  }
  return { rows, columns, rgb }
}

/** Entries of a palette have 16 bits, or, whatever its descriptor says, 8. */
function lightestOf({ bitsStored }: FrameImage, palette: Palette | undefined): number {
  if (palette === undefined) return 2 ** bitsStored - 1
  return palette.colours.every((entries) => entries.every((entry) => entry < 256)) ? 255 : LIGHTEST
}

/** Means of so many pixels across and down that no side is longer than `mostPixels`; what is left at the right and the bottom goes. */
export function smallPicture(picture: FramePicture, mostPixels: number): FramePicture {
  const scale = Math.ceil(Math.max(picture.rows, picture.columns) / mostPixels)
  if (scale === 1) return picture
  const rows = Math.max(1, Math.floor(picture.rows / scale))
  const columns = Math.max(1, Math.floor(picture.columns / scale))
  const [down, across] = [Math.min(scale, picture.rows), Math.min(scale, picture.columns)]
  const rgb = new Uint8Array(rows * columns * 3)
  for (let at = 0; at < rgb.length; at++) {
    const [pixel, sample] = [Math.floor(at / 3), at % 3]
    const [top, left] = [Math.floor(pixel / columns) * scale, (pixel % columns) * scale]
    let sum = 0
    for (let row = top; row < top + down; row++) {
      for (let column = left; column < left + across; column++) {
        sum += picture.rgb[(row * picture.columns + column) * 3 + sample]!
      }
    }
    rgb[at] = sum / (down * across)
  }
  return { rows, columns, rgb }
}

/** To the left with the areas drawn, to the right with them blanked. */
export function drawBeforeAndAfter(picture: FramePicture, areas: readonly DrawnArea[]): FramePicture {
  const { rows, columns } = picture
  const width = 2 * columns + GAP_COLUMNS
  const rgb = new Uint8Array(rows * width * 3).fill(GAP_LIGHT)
  for (let row = 0; row < rows; row++) {
    const line = picture.rgb.subarray(row * columns * 3, (row + 1) * columns * 3)
    rgb.set(line, row * width * 3)
    rgb.set(line, (row * width + columns + GAP_COLUMNS) * 3)
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
