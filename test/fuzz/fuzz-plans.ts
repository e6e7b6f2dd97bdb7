/** The plans that the engine is fuzzed under. */

import { compilePlan, keepAllPlan } from '../../src/profile/compile.ts'
import type { Plan } from '../../src/profile/plan.ts'
import { OPTION_NAMES } from '../../src/profile/request.ts'
import { randomPlan } from '../support/random-plan.ts'

/** The basic profile, one with every option that cleans and moves, one that keeps all, and some that are drawn by lot. */
export function fuzzPlans(): Plan[] {
  const available = OPTION_NAMES.filter((option) => !/pixel|visual|full-dates|uids/.test(option))
  return [
    compilePlan({ profile: 'basic' }),
    compilePlan({ profile: 'basic', with: available }),
    keepAllPlan(),
    ...Array.from({ length: 4 }, (_, seed) => randomPlan(700 + seed)),
  ]
}
