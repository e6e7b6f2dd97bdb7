/** Carries out in the engine, in passing, what the rules of a profile about pixels say (pixel-verdict.ts): withholds, or has native images blanked. Who attests it is staging/agreed-judge.ts. */

import { blankedRuns, NativeBlanking, type Run } from '../pixels/native-blanking.ts'
import type { Judgement, ObjectFacts } from './contract.ts'
import type { PixelVerdict } from './pixel-verdict.ts'

/** What was said of one image of a series is said of the next one. */
const runsOfVerdicts = new WeakMap<PixelVerdict, readonly Run[]>()

/** What of a verdict can be done in passing. */
export function carryOut(verdict: PixelVerdict, facts: ObjectFacts): Judgement | undefined {
  if (verdict.kind === 'withhold') return { code: verdict.code }
  // Nobody looks for text in what passes here.
  if (verdict.detect) return { code: 'PIXELS_NOT_INSPECTED' }
  if (verdict.kind === 'pass') return undefined
  const { geometry, rectangles } = verdict
  if (geometry === undefined) return { code: 'PIXELS_ENCAPSULATED' }
  let runs = runsOfVerdicts.get(verdict)
  if (runs === undefined) {
    runs = blankedRuns(rectangles, geometry)
    runsOfVerdicts.set(verdict, runs)
  }
  return { filter: new NativeBlanking(geometry, runs, facts.bulk!.tag) }
}
