/** Several judges as one: what they ask to be noted put together, and what they say of an object. */

import type { Code } from '../errors.ts'
import type { BulkFilter } from '../pixels/bulk-filter.ts'
import type { NotedAttribute, ObjectFacts, ObjectJudge } from './contract.ts'

/** What all judges together said. */
export interface Verdict {
  /** That of the first judge who refuses the object. */
  readonly code?: Code
  readonly tallies: Readonly<Record<string, number>>
  /** That of the first judge who names one. */
  readonly filter?: BulkFilter
}

export class Judges {
  readonly #judges: readonly ObjectJudge[]
  /** In tag order, each tag once; undefined where there is no judge. */
  readonly noted: readonly NotedAttribute[] | undefined

  constructor(judges: readonly ObjectJudge[]) {
    this.#judges = judges
    const maxBytes = new Map<number, number>()
    for (const { noted } of judges) {
      for (const { tag, maxBytes: bytes } of noted) maxBytes.set(tag, Math.max(bytes, maxBytes.get(tag) ?? 0))
    }
    if (judges.length === 0) return
    this.noted = [...maxBytes].map(([tag, bytes]) => ({ tag, maxBytes: bytes })).sort((a, b) => a.tag - b.tag)
  }

  /** Asks each until one refuses. */
  judge(facts: ObjectFacts): Verdict {
    const tallies: Record<string, number> = {}
    let filter: BulkFilter | undefined
    for (const judge of this.#judges) {
      const judgement = judge.judge(facts)
      for (const [name, count] of Object.entries(judgement?.tallies ?? {})) tallies[name] = (tallies[name] ?? 0) + count
      if (judgement?.code !== undefined) return { code: judgement.code, tallies }
      filter ??= judgement?.filter
    }
    return filter === undefined ? { tallies } : { tallies, filter }
  }
}
