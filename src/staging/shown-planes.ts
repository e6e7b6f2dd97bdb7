/** The planes of a frame in which text is looked for, as its object has it shown. */

import { type GreyPlane, greyPlanes, rankPlane, showTheSame } from '../detection/grey-plane.ts'
import { SluiceError } from '../errors.ts'
import type { FrameImage } from '../pixels/frame-codec.ts'
import type { ShownObject } from './shown-object.ts'

const PALETTE_COLOR = 'PALETTE COLOR'

/**
 * `samples`: native, little endian, as `image` says. Where shades of grey have a palette beside them, which colours the uppermost values (PS3.3 C.8.16.2.1.1.1), both are looked at: neighbours among these values
 * are one shade and may be two colours. Of indexes of a palette, what is not seen in its colours is looked at too: another palette shows it, and some readers show indexes as shades. Throws PIXELS_NOT_INSPECTED where there is a palette that cannot be read, a segmented one say.
 */
export function shownPlanes(samples: Uint8Array, image: FrameImage, shown: ShownObject): readonly GreyPlane[] {
  const { palette, windows, hasPalette } = shown
  const isPalette = image.photometricInterpretation === PALETTE_COLOR
  const isColoured = image.samplesPerPixel === 1 && (isPalette || hasPalette)
  if (isColoured && palette === undefined) throw new SluiceError('PIXELS_NOT_INSPECTED')
  const planes = greyPlanes(samples, image, { palette, windows })
  if (!isColoured) return planes
  if (isPalette) {
    const ranks = rankPlane(samples, image)
    return planes.some((plane) => showTheSame(plane, ranks)) ? planes : [...planes, ranks]
  }
  return [...planes, ...greyPlanes(samples, { ...image, photometricInterpretation: PALETTE_COLOR }, { palette })]
}
