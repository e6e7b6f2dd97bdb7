/** The plan of a request, ready to run: one that the build made, where there is one, else compiled here. */

import { isBuilt, loadBuiltPlan } from '../profile/built-plans.ts'
import { imageOf, type PlanImage } from '../profile/plan-image.ts'
import type { PlanRequest } from '../profile/request.ts'
import type { Platform } from './platform.ts'

export interface ReadyPlan {
  readonly image: PlanImage
  /** SHA-256 of the plan's rules, in hexadecimal: equal digests mean equal rules. */
  digest(): string
  /** The image for objects whose pixels were treated, or looked at for text; `attests`: which say so. Undefined where no rules are about pixels. */
  readonly openTreating: ((attests: boolean) => PlanImage) | undefined
}

/** Fails with OPTION_INVALID, as compilePlan does. The compiler, and the tables it reads, are loaded only where they are needed. */
export async function readyPlan(request: PlanRequest, platform: Platform): Promise<ReadyPlan> {
  if (isBuilt(request)) {
    const { image, digest } = await loadBuiltPlan(request)
    return { image, digest: () => digest, openTreating: undefined }
  }
  const { compileRequest } = await import('../profile/compile.ts')
  const { plan, treated } = compileRequest(request)
  const image = imageOf(plan)
  let digest: string | undefined
  return {
    image,
    digest: () => {
      digest ??= platform.digest(plan.describe())
      return digest
    },
    openTreating: image.settings.pixels === undefined ? undefined : (attests) => imageOf(treated(attests)),
  }
}
