/**
 * Where the decisions of a plan come from: a row of the table, an option, a rule of the site. The core counts elements by the number of the
 * origin, the report by its name, so that who signs sees what did how much.
 */

import { MAX_ORIGINS, ORIGIN_OTHER } from '../wasm/seam.ts'
import type { SimpleCode } from './action-codes.ts'
import { withOrigin } from './decisions.ts'
import type { OptionName } from './request.ts'

/** What decides about elements. Those that the plan does not know come on top, as the core counts them. */
export type Origin =
  | `table:${SimpleCode}` // the code of the Basic Profile in Table E.1-1, compound codes resolved
  | `option:${string}` // names of options, with `+` between them where several say the same
  | `rule:${number}` // a rule of the site, from 1 on
  | 'safe-harbor' // what HIPAA asks for beyond the Basic Profile
  | 'beyond-the-table' // our own decision on a registered attribute that the table does not list
  | 'registry' // registered, and in neither: kept
  | 'attestation' // removed, because the plan writes its own
  | 'group-length'

/** Names of the origins of a plan that tells of none: ORIGIN_OTHER and ORIGIN_DUMMY_SEQUENCE of seam.ts, by number. */
export const NO_ORIGINS: readonly string[] = ['other', 'dummy-sequence']

/** The origins of a plan, each once, numbered as they are first asked for. */
export class OriginTable {
  readonly #numbers: Map<string, number>

  /** `names`: those that it begins with, by number. */
  constructor(names: readonly string[] = NO_ORIGINS) {
    this.#numbers = new Map(names.map((name, number) => [name, number]))
  }

  /** `decision`, saying where it is from. Origins for which there is no number are `other`. */
  stamp(decision: number, origin: Origin): number {
    let number = this.#numbers.get(origin)
    if (number === undefined) {
      number = this.#numbers.size < MAX_ORIGINS ? this.#numbers.size : ORIGIN_OTHER
      if (number !== ORIGIN_OTHER) this.#numbers.set(origin, number)
    }
    return withOrigin(decision, number)
  }

  /** By number. */
  get names(): readonly string[] {
    return [...this.#numbers.keys()]
  }
}

/** The origin of what options decided. */
export function originOfOptions(options: readonly OptionName[]): Origin {
  return `option:${options.join('+')}`
}
