/** JPEG baseline and extended: 1.2.840.10008.1.2.4.50 and .51. They are blanked as they are. An engine decodes 8 bits; more of them, in shades of grey, are decoded here. */

import { SluiceError } from '../errors.ts'
import type { FrameCodec } from './frame-codec.ts'
import { decodeGreyJpeg } from './jpeg-decoding.ts'
import { blankJpeg } from './jpeg-sequential.ts'
import type { LosslessEngines } from './lossless-engine.ts'
import { checkOneJpeg } from './second-image.ts'

/** `engines`: undefined where there are none to decode with. */
export function jpegCodec(engines: LosslessEngines | undefined): FrameCodec {
  return {
    method: 'jpeg',
    blank: blankJpeg,
    clean() {
      throw new SluiceError('PIXELS_CONTRADICTORY')
    },
    decode(codestream, image) {
      if (image.bitsAllocated !== 8) return decodeGreyJpeg(codestream, image)
      if (engines === undefined) throw new SluiceError('PIXELS_ENCAPSULATED')
      checkOneJpeg(codestream)
      const frame = engines('jpeg').decode(codestream, image.columns * image.rows * image.samplesPerPixel)
      const isOfImage =
        frame.columns === image.columns && frame.rows === image.rows && frame.components === image.samplesPerPixel
      if (!isOfImage) throw new SluiceError('PIXELS_CONTRADICTORY')
      return frame.bytes
    },
  }
}
