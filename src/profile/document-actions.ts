/** What a rule of a profile does, and whether that can be done with what it is about. */

import { type Faults, type Field, readChoice, readMap, readText } from './document-fields.ts'
import type { Target } from './document-targets.ts'
import { type Policy, policyOf } from './policy.ts'
import type { RuleAction } from './request.ts'
import { decisionForAction } from './rule-actions.ts'

export const ACTION_WORDS = [
  'keep',
  'remove',
  'empty',
  'dummy',
  'uid',
  'shift',
  'clean',
  'pseudonym',
  'hash',
] as const satisfies readonly RuleAction[]

/** What each action that does not go with everything needs, for people. */
const NEEDS: Partial<Record<(typeof ACTION_WORDS)[number], string>> = {
  uid: 'a UID (UI)',
  shift: 'a date or a time (DA, DT, TM, AS)',
  clean: 'a text, a date or a sequence',
  pseudonym: 'a text of 16 characters or more',
  hash: 'a text of 32 characters or more',
}

let basicPolicy: Policy | undefined

/** `action`: a word, or `{ replace: TEXT }`. */
export function readAction(field: Field, faults: Faults): RuleAction | undefined {
  if (field.node.kind !== 'map') return readChoice(field, ACTION_WORDS, faults)
  const replacement = readMap(field, ['replace'], faults).get('replace')
  if (replacement === undefined) {
    faults.add(field, 'an action is a word, or replace: with a text')
    return undefined
  }
  const replace = readText(replacement, faults)
  return replace === undefined ? undefined : { replace }
}

/** Why `action` cannot be done with `target`; undefined where it can. */
export function findMisfit(action: RuleAction, { target, vrs }: Target): string | undefined {
  if ('category' in target && typeof action === 'object') {
    return 'a category has attributes of many kinds, for which one text does not do'
  }
  if (vrs === undefined) return undefined
  basicPolicy ??= policyOf({ profile: 'basic' })
  if (decisionForAction(basicPolicy, action, { keyword: '', vrs, vmMax: 1 }) !== undefined) return undefined
  const vr = vrs.join(' or ')
  return typeof action === 'object'
    ? `the text is none that ${vr} may have: too long, not ASCII, or not in its form. To clear a value, ask for empty`
    : `${action} needs ${NEEDS[action] ?? 'something else'}, and this is ${vr}`
}
