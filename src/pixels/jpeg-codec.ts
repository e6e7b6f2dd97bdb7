/** JPEG baseline and extended: 1.2.840.10008.1.2.4.50 and .51. They are blanked as they are; nothing here decodes them. */

import { SluiceError } from '../errors.ts'
import type { FrameCodec } from './frame-codec.ts'
import { blankJpeg } from './jpeg-sequential.ts'

export const jpegCodec: FrameCodec = {
  method: 'jpeg',
  blank: blankJpeg,
  decode() {
    throw new SluiceError('PIXELS_ENCAPSULATED')
  },
}
