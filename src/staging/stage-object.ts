/** Treats the frames of an object that is held whole: what the rules say is blanked. */

import { SluiceError } from '../errors.ts'
import type { LosslessEngines } from '../pixels/lossless-engine.ts'
import { openFrames } from './frame-source.ts'
import { rewriteFrames } from './rewrite-frames.ts'
import type { Stage } from './stage.ts'

/** `engines`: undefined where the platform has none. */
export function createStage(engines: LosslessEngines | undefined): Stage {
  return (object) => {
    const { verdict } = object
    if (verdict.detect || verdict.kind !== 'blank') throw new SluiceError('PIXELS_NOT_INSPECTED')
    const { rules, rectangles } = verdict
    const { method, ...rewritten } = rewriteFrames(object, openFrames(object, engines), rectangles)
    return { ...rewritten, treatment: { outcome: 'blanked', rules, rectangles: rectangles.length, method } }
  }
}
