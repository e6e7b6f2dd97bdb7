/** A frame for people to look at: as it is, before and after areas of it are blanked, or small. */

import { concatenate } from '../dicom/concatenate.ts'
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

/** The frame with the samples `after` in its place, in the colours and shades of `before`: a value that has no shade there has that of the next one. */
export function pictureLike(
  before: Uint8Array,
  after: Uint8Array,
  image: FrameImage,
  palette: Palette | undefined,
): FramePicture {
  const picture = pictureOf(after, image, palette)
  if (image.samplesPerPixel !== 1 || image.photometricInterpretation === 'PALETTE COLOR') return picture
  const both = concatenate([before, after])
  // One scale for both, to find values by.
  const { light } = greyPlanes(both, { ...image, rows: 2 * image.rows })[0]!
  const pixels = image.rows * image.columns
  const shades = new Map<number, number>()
  const { rgb } = pictureOf(before, image, palette)
  for (let at = 0; at < pixels; at++) shades.set(light[at]!, rgb[3 * at]!)
  const known = Uint16Array.from(shades.keys()).sort()
  for (let at = 0; at < pixels; at++) {
    const shade = shades.get(light[pixels + at]!) ?? shades.get(nearest(known, light[pixels + at]!))!
    picture.rgb.fill(shade, 3 * at, 3 * at + 3)
  }
  return picture
}

/** Of numbers in order, of which there is one at least. */
function nearest(known: Uint16Array, value: number): number {
  let [from, to] = [0, known.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if (known[middle]! < value) from = middle + 1
    else to = middle
  }
  const [below, above] = [known[Math.max(0, from - 1)]!, known[from]!]
  return Math.abs(value - below) < Math.abs(above - value) ? below : above
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

/** To the left as it is, with the areas drawn, to the right as it will be. Both are of one size. */
export function drawBeforeAndAfter(
  before: FramePicture,
  after: FramePicture,
  areas: readonly DrawnArea[],
): FramePicture {
  const { rows, columns } = before
  const width = 2 * columns + GAP_COLUMNS
  const rgb = new Uint8Array(rows * width * 3).fill(GAP_LIGHT)
  for (let row = 0; row < rows; row++) {
    const lineAt = row * columns * 3
    const lineEnd = lineAt + columns * 3
    rgb.set(before.rgb.subarray(lineAt, lineEnd), row * width * 3)
    rgb.set(after.rgb.subarray(lineAt, lineEnd), (row * width + columns + GAP_COLUMNS) * 3)
  }
  for (const { box, why } of areas) {
    const right = Math.min(columns, box.x + box.width)
    const bottom = Math.min(rows, box.y + box.height)
    for (let row = Math.max(0, box.y); row < bottom; row++) {
      for (let column = Math.max(0, box.x); column < right; column++) {
        const isEdge = row === box.y || row === bottom - 1 || column === box.x || column === right - 1
        if (isEdge) rgb.set(EDGE[why], (row * width + column) * 3)
      }
    }
  }
  return { rows, columns: width, rgb }
}
