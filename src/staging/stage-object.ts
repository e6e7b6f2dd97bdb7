/** Treats the frames of an object that is held whole: what the rules say is blanked, and text that is found in what is left. */

import { SluiceError } from '../errors.ts'
import type { LosslessEngines } from '../pixels/lossless-engine.ts'
import { openFrames } from './frame-source.ts'
import type { FrameInspector } from './inspect-frames.ts'
import { asInspected } from './inspected-object.ts'
import { rewriteFrames } from './rewrite-frames.ts'
import type { Stage, StagedResult } from './stage.ts'

/** `engines`, `inspect`: undefined where the platform has none. Without an inspector an object in which text is to be looked for is withheld. */
export function createStage(engines: LosslessEngines | undefined, inspect?: FrameInspector): Stage {
  return (object): StagedResult => {
    const { verdict, request } = object
    const { rules, detect } = verdict
    if (detect && inspect === undefined) throw new SluiceError('PIXELS_NOT_INSPECTED')
    const frames = openFrames(object, engines)
    const stated = verdict.kind === 'blank' ? verdict.rectangles : []
    const looked = detect ? inspect!(object, frames.source, stated) : undefined
    const found = looked?.rectangles ?? []
    if (found.length > 0 && request.found === 'withhold') throw new SluiceError('PIXELS_TEXT_FOUND')
    const rectangles = [...stated, ...found]
    const inspection = looked && { inspection: looked.inspection }
    if (rectangles.length === 0) {
      return {
        ...asInspected(object, frames),
        treatment: { outcome: 'inspected', rules, rectangles: 0, ...inspection },
      }
    }
    const { method, ...rewritten } = rewriteFrames(object, frames, rectangles)
    const treatment = { outcome: 'blanked', rules, rectangles: rectangles.length, method, ...inspection } as const
    return { ...rewritten, treatment }
  }
}
