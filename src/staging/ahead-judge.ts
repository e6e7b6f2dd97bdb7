/** A judge who can be asked of an object before it is held whole, for what nobody wants need not be. */

import type { Judgement, ObjectFacts, ObjectJudge } from '../engine/contract.ts'

export interface AheadJudge extends ObjectJudge {
  /** For each object. */
  begin(): void
  judgeAhead(facts: ObjectFacts): Judgement | undefined
}
