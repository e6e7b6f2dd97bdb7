/** Decisions at the top level that depend on the object: by SOP class from compound codes, by SOP class or modality from the conditions of rules. */

import { formatTag, SluiceError } from '../errors.ts'
import { COMPOUND_NONE, MAX_COMPOUNDS } from '../wasm/seam.ts'
import { withoutOrigin } from './decisions.ts'
import type { Draft } from './drafts.ts'
import type { Compound, ObjectKind } from './plan.ts'
import { resolvableSopClasses } from './resolve.ts'
import { strictnessOf } from './strictness.ts'

const UNKNOWN_KIND: ObjectKind = { sopClassUid: undefined, modality: undefined }

/** The compounds of a plan. Attributes that are treated alike, by decisions of the same origins, share one. */
export class CompoundTable {
  readonly list: Compound[] = []
  readonly #tellsOrigins: boolean
  readonly #indexes = new Map<string, number>()

  /** `tellsOrigins`: false where the origins of conditions are to be `other`, which takes less room. */
  constructor(tellsOrigins: boolean) {
    this.#tellsOrigins = tellsOrigins
  }

  /** The index for a draft; COMPOUND_NONE where its decision does not depend on the object. Throws OPTION_INVALID where there are too many. */
  indexOf(given: Draft): number {
    if (given.bySopClass === undefined && given.conditions.length === 0) return COMPOUND_NONE
    const draft = this.#tellsOrigins || given.bySopClass !== undefined ? given : withoutOrigins(given)
    const key = draft.bySopClass === undefined ? describeShared(draft) : formatTag(draft.tag)
    const known = this.#indexes.get(key)
    if (known !== undefined) return known
    if (this.list.length === MAX_COMPOUNDS) {
      throw new SluiceError('OPTION_INVALID', {}, 'the rules have more different conditions than a plan has room for')
    }
    const index = this.list.push(compoundOf(draft)) - 1
    this.#indexes.set(key, index)
    return index
  }
}

/** The decision for a draft at the top level of an object of which nothing is known: the strictest. */
export function strictestTop(draft: Draft): number {
  return topDecision(draft, UNKNOWN_KIND)
}

/** Conditions in their order. One that cannot be answered counts if it is the stricter. */
function topDecision({ top, bySopClass, conditions }: Draft, kind: ObjectKind): number {
  let decision = bySopClass?.(kind.sopClassUid) ?? top
  for (const condition of conditions) {
    const matches = condition.matches(kind)
    const isStricter = strictnessOf(condition.decision) > strictnessOf(decision)
    if (matches === true || (matches === undefined && isStricter)) decision = condition.decision
  }
  return decision
}

function compoundOf(draft: Draft): Compound {
  const { tag, bySopClass } = draft
  return {
    decisionFor: (kind) => topDecision(draft, kind),
    describe: () => {
      const rest = describeShared(withoutOrigins(draft))
      if (bySopClass === undefined) return `kinds ${rest}`
      const bySopClassText = Array.from(resolvableSopClasses(), (uid) => withoutOrigin(bySopClass(uid))).join(' ')
      return `${formatTag(tag)} ${bySopClassText} ${rest}`
    },
  }
}

function withoutOrigins(draft: Draft): Draft {
  const conditions = draft.conditions.map((one) => ({ ...one, decision: withoutOrigin(one.decision) }))
  return { ...draft, top: withoutOrigin(draft.top), conditions }
}

function describeShared({ top, conditions }: Draft): string {
  return [top, ...conditions.map(({ decision, when }) => `${JSON.stringify(when)} ${decision}`)].join(' ')
}
