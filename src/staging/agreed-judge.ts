/**
 * The second of two readers: asks the rules about pixels again, of what the engine noted, and lets nothing be done and nothing be said of an object on which it does not agree with
 * the first one, who looked at its head (object-head.ts).
 */

import type { Judgement, Note, ObjectFacts, ObjectJudge } from '../engine/contract.ts'
import { carryOut } from '../engine/pixel-judge.ts'
import { type PixelVerdict, pixelNotes, pixelVerdict } from '../engine/pixel-verdict.ts'
import { sameFacts } from '../engine/same-facts.ts'
import { OneImage } from '../pixels/one-image.ts'
import type { PixelTreatment } from '../pixels/treatment.ts'
import type { PixelRequest } from '../profile/pixel-request.ts'
import { noteBounds } from './data-set-head.ts'

/** What somebody noted of an object, and what the rules say of that. */
export interface Reading {
  readonly facts: ObjectFacts
  readonly verdict: PixelVerdict
}

/** What was said of an object that is to be treated, and the treatment, where its frames were treated before the engine saw them. */
export interface Agreement extends Reading {
  readonly treatment: PixelTreatment | undefined
}

/** What becomes of one image of a series becomes of the next one. */
const doneByVerdict = new WeakMap<PixelVerdict, PixelTreatment>()

export class AgreedJudge implements ObjectJudge {
  readonly noted
  readonly #request: PixelRequest
  readonly #bounds: ReadonlyMap<number, number>
  #agreement: Agreement | undefined
  #reading: Reading | undefined
  #treatment: PixelTreatment | undefined

  constructor(request: PixelRequest) {
    this.#request = request
    this.noted = pixelNotes(request)
    this.#bounds = noteBounds(this.noted)
  }

  /** `agreement`: undefined for an object that is to pass untreated or not at all. `reading`: of the first reader, where he could read the object; rules are not asked twice of the same. */
  begin(agreement: Agreement | undefined, reading: Reading | undefined = agreement): void {
    this.#agreement = agreement
    this.#reading = reading
    this.#treatment = undefined
  }

  /** What becomes of the pixels, once the object was judged; undefined where it has none. */
  get treatment(): PixelTreatment | undefined {
    return this.#treatment
  }

  judge(told: ObjectFacts): Judgement | undefined {
    const facts = { ...told, notes: this.#cut(told) }
    const reading = this.#reading
    const isSame = reading !== undefined && sameFacts(reading.facts, facts)
    const verdict = isSame ? reading.verdict : pixelVerdict(this.#request, facts)
    const judgement = this.#judge(facts, verdict, isSame)
    if (facts.bulk === undefined && judgement === undefined) return undefined
    const { rules } = verdict
    this.#treatment =
      judgement?.code === undefined ? this.#done(verdict) : { outcome: 'withheld', rules, rectangles: 0 }
    return judgement
  }

  /** Other judges may have asked for more of a value, and a rule may fit that. */
  #cut({ notes }: ObjectFacts): ObjectFacts['notes'] {
    const cut: Note[] = []
    for (const note of notes) {
      const maxBytes = this.#bounds.get(note.tag)
      if (maxBytes === undefined) continue
      cut.push(note.value.length <= maxBytes ? note : { ...note, value: note.value.subarray(0, maxBytes) })
    }
    return cut
  }

  #judge(facts: ObjectFacts, verdict: PixelVerdict, isSame: boolean): Judgement | undefined {
    if (verdict.kind === 'withhold') return { code: verdict.code }
    const agreement = this.#agreement
    const isUntreated = verdict.kind === 'pass' && !verdict.detect
    if (agreement === undefined) return isUntreated ? undefined : { code: 'PIXELS_UNSURE' }
    const agrees = isSame || summaryOf(facts, verdict) === summaryOf(agreement.facts, agreement.verdict)
    if (isUntreated || !agrees) return { code: 'PIXELS_UNSURE' }
    return agreement.treatment === undefined ? carryOut(verdict, facts) : { filter: new OneImage() }
  }

  #done(verdict: PixelVerdict): PixelTreatment {
    if (this.#agreement?.treatment !== undefined) return this.#agreement.treatment
    const done = doneByVerdict.get(verdict) ?? doneInPassing(verdict)
    doneByVerdict.set(verdict, done)
    return done
  }
}

function doneInPassing(verdict: PixelVerdict): PixelTreatment {
  const { rules } = verdict
  if (verdict.kind !== 'blank') return { outcome: 'passed', rules, rectangles: 0 }
  return { outcome: 'blanked', rules, rectangles: verdict.rectangles.length, method: 'native' }
}

/** All that a treatment goes by. */
function summaryOf({ transferSyntaxUid, encoding, bulk }: ObjectFacts, verdict: PixelVerdict): string {
  const { geometry: _, ...said } = { geometry: undefined, ...verdict }
  return JSON.stringify([transferSyntaxUid, encoding, bulk?.tag, bulk?.valueBytes ?? null, said])
}
