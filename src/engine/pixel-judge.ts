/**
 * Carries out, in the engine, what the rules of a profile about pixels say (engine/pixel-verdict.ts): withholds, or has native images blanked as they pass. A judge
 * of this kind never says that an image is clean.
 */

import { blankedSpans } from '../pixels/blanked-areas.ts'
import { NativeBlanking } from '../pixels/native-blanking.ts'
import type { PixelRequest } from '../profile/pixel-request.ts'
import type { Judgement, ObjectFacts, ObjectJudge } from './contract.ts'
import { type PixelVerdict, pixelNotes, pixelVerdict } from './pixel-verdict.ts'

/** A judge for the key `pixels` of a profile. */
export function pixelJudge(request: PixelRequest): ObjectJudge {
  return { noted: pixelNotes(request), judge: (facts) => carryOut(pixelVerdict(request, facts), facts) }
}

/** What of a verdict can be done in passing. */
export function carryOut(verdict: PixelVerdict, facts: ObjectFacts): Judgement | undefined {
  if (verdict.kind === 'withhold') return { code: verdict.code }
  // Nobody looks for text in what passes here.
  if (verdict.detect) return { code: 'PIXELS_NOT_INSPECTED' }
  if (verdict.kind === 'pass') return undefined
  const { geometry, rectangles } = verdict
  if (geometry === undefined) return { code: 'PIXELS_ENCAPSULATED' }
  return { filter: new NativeBlanking(geometry, blankedSpans(rectangles, geometry), facts.bulk!.tag) }
}
