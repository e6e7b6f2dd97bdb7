/** What stands for transforms (transforms.ts) where a plan has none, so that nothing of what carries them out has to be there. */

import type { PlanImage } from '../profile/plan-image.ts'
import type { Transforms } from './transforms.ts'

const NOTHING = new Uint8Array(0)

export const NO_TRANSFORMS: Transforms = { begin: () => {}, apply: () => NOTHING }

/** Whether an object can be de-identified by this plan only with transforms: those that it names, and the look into a crosswalk that it asks for. */
export function needsTransforms({ transforms, settings }: PlanImage): boolean {
  return transforms.length > 0 || settings.dates.crosswalk !== 'none'
}
