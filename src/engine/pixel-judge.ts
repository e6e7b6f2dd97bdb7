/** Carries out in the engine, in passing, what the rules of a profile about pixels say (pixel-verdict.ts): withholds, or has native images blanked. Who attests it is staging/agreed-judge.ts. */

import { blankedSpans, type Span } from '../pixels/blanked-areas.ts'
import { NativeBlanking } from '../pixels/native-blanking.ts'
import type { Judgement, ObjectFacts } from './contract.ts'
import type { PixelVerdict } from './pixel-verdict.ts'

/** By row of the image. What was said of one image of a series is said of the next one. */
const spansOfVerdicts = new WeakMap<PixelVerdict, readonly (readonly Span[])[]>()

/** What of a verdict can be done in passing. */
export function carryOut(verdict: PixelVerdict, facts: ObjectFacts): Judgement | undefined {
  if (verdict.kind === 'withhold') return { code: verdict.code }
  // Nobody looks for text in what passes here.
  if (verdict.detect) return { code: 'PIXELS_NOT_INSPECTED' }
  if (verdict.kind === 'pass') return undefined
  const { geometry, rectangles } = verdict
  if (geometry === undefined) return { code: 'PIXELS_ENCAPSULATED' }
  let spans = spansOfVerdicts.get(verdict)
  if (spans === undefined) {
    spans = blankedSpans(rectangles, geometry)
    spansOfVerdicts.set(verdict, spans)
  }
  return { filter: new NativeBlanking(geometry, spans, facts.bulk!.tag) }
}
