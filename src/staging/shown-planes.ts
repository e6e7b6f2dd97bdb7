/** The planes of a frame in which text is looked for, as its object has it shown. */

import {
  type GreyPlane,
  greyPlanes,
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

/**
 * One after the other, so that only one need be held. Where shades of grey have a palette beside them, which colours the uppermost values (PS3.3 C.8.16.2.1.1.1), both are looked at: neighbours among these values
 * are one shade and may be two colours. Of indexes of a palette, what is not seen in its colours is looked at too: another palette shows it, and some readers show indexes as shades. Throws PIXELS_NOT_INSPECTED where
 * the head cannot be read, or a palette, a segmented one say, or how shades are shown.
 */
export function* shownPlanes(shownFrame: ShownFrame, shown: ShownObject): Generator<GreyPlane> {
  const { samples, image, frame, frames } = shownFrame
  const { palette, hasPalette, isWhole } = shown
  const isPalette = image.photometricInterpretation === PALETTE_COLOR
  const isColoured = image.samplesPerPixel === 1 && (isPalette || hasPalette)
  if (!isWhole || (isColoured && palette === undefined)) throw new SluiceError('PIXELS_NOT_INSPECTED')
  const planes = greyPlanes(samples, image, { palette })
  yield* planes
  if (image.samplesPerPixel === 1 && !isPalette) {
    const values = storedValues(samples, image)
    for (const view of shown.viewsOf(frame, frames)) yield* planesOfView(values, image, view, planes[0]!)
  }
  if (!isColoured) return
  if (isPalette) {
    const ranks = rankPlane(samples, image)
    if (!planes.some((plane) => showTheSame(plane, ranks))) yield ranks
  } else yield* greyPlanes(samples, { ...image, photometricInterpretation: PALETTE_COLOR }, { palette })
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
