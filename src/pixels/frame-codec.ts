/** What is done to one frame of a compressed image: areas of it are blanked, or it is decoded. A function of its bytes and of what its object says of it. */

import { SluiceError } from '../errors.ts'
import type { Rectangle } from './blanked-areas.ts'
import { blackSamples } from './image-geometry.ts'

/** The Image Pixel attributes of a frame (PS3.3 C.7.6.3): all there, none contradicts another. */
export interface FrameImage {
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: 1 | 3
  readonly bitsAllocated: 8 | 16 | 32
  readonly bitsStored: number
  readonly highBit: number
  readonly pixelRepresentation: 0 | 1
  readonly photometricInterpretation: string
  /** 0 where there is one sample per pixel. */
  readonly planarConfiguration: 0 | 1
  /** The index of the darkest entry of the palette, where that is known. */
  readonly darkestIndex?: number | undefined
}

export interface FrameCodec {
  /** What a report calls this way to blank. */
  readonly method: 'native' | 'rle' | 'jpeg' | 'lossless'
  /**
   * The code stream with the rectangles, cut to the image, blanked and all else of the picture as it was: equal samples, or, in JPEG, equal
   * coefficients. Without its padding to an even length. Throws CODESTREAM_INVALID where it is broken, PIXELS_CONTRADICTORY where it is
   * of another image than its object says, PIXELS_ENCAPSULATED where it is of a kind that cannot be blanked.
   */
  blank(codestream: Uint8Array, image: FrameImage, rectangles: readonly Rectangle[]): Uint8Array
  /**
   * The code stream without the bits of samples beyond those stored, and all else of the picture as it was. Throws as `blank` does, and PIXELS_CONTRADICTORY where a code stream has
   * no such bits of its own: then what was decoded is nothing that could be cleaned.
   */
  clean(codestream: Uint8Array, image: FrameImage): Uint8Array
  /** Native samples: pixel by pixel, little endian, as wide as bits are allocated. Throws as `blank` does. */
  decode(codestream: Uint8Array, image: FrameImage): Uint8Array
}

/** Colours that a decoder of JPEG 2000 turns into red, green and blue. */
const DECODED_TO_RGB = new Set(['YBR_ICT', 'YBR_RCT'])

/** Black, by sample of a pixel, as it stands in the bits that are allocated. Throws PIXELS_CONTRADICTORY where the attributes do not tell. */
export function blackOf(image: FrameImage): readonly number[] {
  const { photometricInterpretation: kind } = image
  const samples = blackSamples(DECODED_TO_RGB.has(kind) ? 'RGB' : kind, image)
  if (samples?.length !== image.samplesPerPixel) throw new SluiceError('PIXELS_CONTRADICTORY')
  return samples
}
