/** The planes of a frame in which text is looked for, as its object has it shown. */

import {
  type GreyPlane,
  greyPlanes,
  LIGHTEST,
  planeWithin,
  rankPlane,
  showTheSame,
  spanOf,
  storedValues,
} from '../detection/grey-plane.ts'
import { SluiceError } from '../errors.ts'
import type { FrameImage } from '../pixels/frame-codec.ts'
import type { Step, View } from './frame-views.ts'
import type { ShownObject } from './shown-object.ts'

/** Of a frame, from 0, of so many. */
export interface ShownFrame {
  /** Native, little endian, as `image` says. */
  readonly samples: Uint8Array
  readonly image: FrameImage
  readonly frame: number
  readonly frames: number
}

const PALETTE_COLOR = 'PALETTE COLOR'
/** A window that is no narrower, in parts of the span of values, shows nothing that all of the span does not. */
const NARROWER = 0.7

/** Of three letters of eight pixels. */
const LETTERS_AREA = 64
/** Parts of all light, from black and from white: less is no stroke. */
const SHADE = 0.1

/**
 * As it is shown: one after the other, so that only one need be held. Where shades of grey have a palette beside them, which colours the uppermost values (PS3.3 C.8.16.2.1.1.1), both are looked at: neighbours among these values
 * are one shade and may be two colours. Throws PIXELS_NOT_INSPECTED where the head cannot be read, or a palette, a segmented one say, or how shades are shown.
 */
export function* shownPlanes(shownFrame: ShownFrame, shown: ShownObject): Generator<GreyPlane> {
  const { samples, image, frame, frames } = shownFrame
  const { palette, hasPalette, isWhole } = shown
  const isPalette = image.photometricInterpretation === PALETTE_COLOR
  const isColoured = image.samplesPerPixel === 1 && (isPalette || hasPalette)
  if (!isWhole || (isColoured && palette === undefined)) throw new SluiceError('PIXELS_NOT_INSPECTED')
  const planes = greyPlanes(samples, image, { palette })
  yield* planes
  if (image.samplesPerPixel !== 1 || isPalette) return
  const values = storedValues(samples, image)
  const span = planeWithin(values, image, spanOf(values))
  if (hasCutShades(planes[0]!, span)) yield span
  for (const view of shown.viewsOf(frame, frames)) yield* planesOfView(values, image, view, planes[0]!)
  if (hasPalette) yield* greyPlanes(samples, { ...image, photometricInterpretation: PALETTE_COLOR }, { palette })
}

/** Whether what `plane` shows as black and white has shades in all of the span of values, on pixels enough for letters: a label far lighter than the rest of a large film. */
function hasCutShades({ light }: GreyPlane, { light: spanned }: GreyPlane): boolean {
  let cut = 0
  for (let at = 0; at < light.length; at++) {
    const isEnd = light[at] === 0 || light[at] === LIGHTEST
    if (isEnd && spanned[at]! > SHADE * LIGHTEST && spanned[at]! < (1 - SHADE) * LIGHTEST && ++cut > LETTERS_AREA)
      return true
  }
  return false
}

/** Indexes of a palette: as shades, as readers show them that know no palettes, and with those that occur at even distances, because another palette may tell neighbours apart. None that show what its colours do, or their negative. */
export function* indexPlanes({ samples, image }: ShownFrame, { palette }: ShownObject): Generator<GreyPlane> {
  if (image.samplesPerPixel !== 1 || image.photometricInterpretation !== PALETTE_COLOR) return
  const shown = [...greyPlanes(samples, image, { palette })]
  const values = storedValues(samples, image)
  for (const plane of [planeWithin(values, image, spanOf(values)), rankPlane(samples, image)]) {
    if (shown.some((other) => showTheSame(other, plane))) continue
    shown.push(plane)
    yield plane
  }
}

/** One, or none where it shows what `whole` does. */
function* planesOfView(
  values: Float32Array,
  image: FrameImage,
  { steps, window }: View,
  whole: GreyPlane,
): Generator<GreyPlane> {
  const shown = steps.reduce(throughStep, values)
  const span = spanOf(shown)
  if (window === undefined) {
    const plane = planeWithin(shown, image, span)
    if (!showTheSame(plane, whole)) yield plane
  } else if (window.lightest - window.darkest < NARROWER * (span.lightest - span.darkest)) {
    yield planeWithin(shown, image, window)
  }
}

function throughStep(values: Float32Array, { slope, intercept, table: { first, entries } }: Step): Float32Array {
  const last = entries.length - 1
  return values.map((value) => entries[Math.min(last, Math.max(0, Math.round(value * slope + intercept) - first))]!)
}
