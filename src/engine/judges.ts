/** Several judges as one: what they ask to be noted put together, and what they say of an object. */

import type { Code } from '../errors.ts'
import type { BulkFilter } from '../pixels/bulk-filter.ts'
import { FilterChain } from '../pixels/filter-chain.ts'
import type { ObjectRisk } from '../profile/triage-words.ts'
import type { NotedRow } from '../wasm/core.ts'
import type { Judgement, ObjectFacts, ObjectJudge } from './contract.ts'

/** What all judges together said. */
export interface Verdict {
  /** That of the first judge who refuses the object. */
  readonly code?: Code
  readonly tallies: Readonly<Record<string, number>>
  /** That of the first judge who tells one. */
  readonly risk?: ObjectRisk
  /** Those of all judges who name one, one after the other. */
  readonly filter?: BulkFilter
}

export class Judges {
  readonly #judges: readonly ObjectJudge[]
  /** In tag order, each tag once; undefined where there is no judge. */
  readonly noted: readonly NotedRow[] | undefined

  constructor(judges: readonly ObjectJudge[]) {
    this.#judges = judges
    if (judges.length === 0) return
    // Whoever decides is asked first: what others want besides changes nothing of what is noted for them.
    const rows = new Map<number, NotedRow>()
    for (const { noted, onlyTells = false } of judges.toSorted(
      (a, b) => Number(a.onlyTells === true) - Number(b.onlyTells === true),
    )) {
      for (const { tag, maxBytes } of noted) {
        const row = rows.get(tag)
        if (row === undefined) rows.set(tag, { tag, maxBytes, isOnlyTold: onlyTells })
        else if (row.isOnlyTold === onlyTells && row.maxBytes < maxBytes) rows.set(tag, { ...row, maxBytes })
      }
    }
    this.noted = [...rows.values()].sort((a, b) => a.tag - b.tag)
  }

  /** Asks each until one refuses. */
  judge(facts: ObjectFacts): Verdict {
    const [first] = this.#judges
    return first !== undefined && this.#judges.length === 1 ? asVerdict(first.judge(facts)) : this.#askAll(facts)
  }

  #askAll(facts: ObjectFacts): Verdict {
    const tallies: Record<string, number> = {}
    const filters: BulkFilter[] = []
    let risk: ObjectRisk | undefined
    for (const judge of this.#judges) {
      const judgement = judge.judge(facts)
      for (const [name, count] of Object.entries(judgement?.tallies ?? {})) tallies[name] = (tallies[name] ?? 0) + count
      risk ??= judgement?.risk
      const said = { tallies, ...(risk !== undefined && { risk }) }
      if (judgement?.code !== undefined) return { code: judgement.code, ...said }
      if (judgement?.filter !== undefined) filters.push(judgement.filter)
    }
    const [first] = filters
    const filter = filters.length > 1 ? new FilterChain(filters) : first
    return { tallies, ...(risk !== undefined && { risk }), ...(filter !== undefined && { filter }) }
  }
}

const NO_TALLIES: Readonly<Record<string, number>> = {}

function asVerdict(judgement: Judgement | undefined): Verdict {
  if (judgement === undefined) return { tallies: NO_TALLIES }
  const { code, tallies = NO_TALLIES, risk, filter } = judgement
  if (code === undefined && risk === undefined && filter !== undefined) return { tallies, filter }
  return {
    tallies,
    ...(code !== undefined && { code }),
    ...(risk !== undefined && { risk }),
    ...(code === undefined && filter !== undefined && { filter }),
  }
}
