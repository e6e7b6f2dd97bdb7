/** Asks the caller which objects it wants, before their pixels are read. */

import type { Judgement, ObjectFacts } from '../engine/contract.ts'
import type { AheadJudge } from '../staging/ahead-judge.ts'
import type { Accept } from './options.ts'
import { CallerFault } from './stream-error.ts'

const NOT_ACCEPTED: Judgement = { code: 'NOT_ACCEPTED' }

/** Lets pass what the caller wants. It may be asked ahead of an object, which is then asked about once, unless whoever asks again sees something else in it. */
export class AcceptJudge implements AheadJudge {
  readonly noted = []
  readonly #accept: Accept
  #answered: { readonly about: string; readonly isWanted: boolean } | undefined

  constructor(accept: Accept) {
    this.#accept = accept
  }

  begin(): void {
    this.#answered = undefined
  }

  judgeAhead(facts: ObjectFacts): Judgement | undefined {
    const judgement = this.#ask(facts)
    this.#answered = { about: aboutOf(facts), isWanted: judgement === undefined }
    return judgement
  }

  judge(facts: ObjectFacts): Judgement | undefined {
    if (this.#answered?.about !== aboutOf(facts)) return this.#ask(facts)
    return this.#answered.isWanted ? undefined : NOT_ACCEPTED
  }

  #ask({ sopClassUid, modality, transferSyntaxUid }: ObjectFacts): Judgement | undefined {
    let isWanted: unknown
    try {
      isWanted = this.#accept({ sopClassUid, modality, transferSyntaxUid })
    } catch (fault) {
      throw new CallerFault(fault)
    }
    // A promise, say, is no answer, and must not be taken for yes.
    if (typeof isWanted !== 'boolean') throw new CallerFault(new TypeError('accept answers with true or false'))
    return isWanted ? undefined : NOT_ACCEPTED
  }
}

/** What a caller is told. */
function aboutOf({ sopClassUid, modality, transferSyntaxUid }: ObjectFacts): string {
  return JSON.stringify([sopClassUid, modality, transferSyntaxUid])
}
