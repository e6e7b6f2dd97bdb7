/** Treats the frames of an object that is held whole: the frames of compressed images are not rewritten, and no text is looked for. */

import { SluiceError } from '../errors.ts'
import type { Stage } from './stage.ts'

export const stage: Stage = ({ verdict }) => {
  throw new SluiceError(verdict.detect ? 'PIXELS_NOT_INSPECTED' : 'PIXELS_ENCAPSULATED')
}
