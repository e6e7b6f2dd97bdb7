/** What a plan decides, in words for people. */

import { ACTION_REMOVE } from '../wasm/seam.ts'
import { ACTION_WORDS } from './action-words.ts'
import { actionOf, transformOf } from './decisions.ts'
import { ACTION_NAMES, type Plan } from './plan.ts'
import type { Transform } from './transforms.ts'

const TRANSFORM_WORDS: Readonly<Record<Exclude<Transform['kind'], 'replace-text'>, string>> = {
  'shift-date': 'moved by the days of the patient',
  'time-of-day': 'kept, where it is a time of day or a time zone',
  'year-only': 'reduced to the year',
  'cap-age': 'kept, above 89 years as 090Y',
  'clean-text': 'cleaned of what identifies',
  pseudonym: 'replaced by a keyed pseudonym',
  hash: 'replaced by a keyed hash',
}

/** What becomes of an element. `decision`: undefined where the plan does not know it, which means that it is removed. */
export function describeDecision(plan: Plan, decision: number | undefined): string {
  if (decision === undefined) return ACTION_WORDS.remove
  const action = ACTION_NAMES[actionOf(decision)]!
  if (action !== 'shift' && action !== 'clean' && action !== 'replace') return ACTION_WORDS[action]
  const transform = plan.transforms[transformOf(decision)]
  if (transform === undefined) return ACTION_WORDS[action]
  return transform.kind === 'replace-text' ? `replaced by "${transform.text}"` : TRANSFORM_WORDS[transform.kind]
}

const COLUMNS: Readonly<Record<Transform['kind'], string>> = {
  'shift-date': 'moved',
  'time-of-day': 'time',
  'year-only': 'year',
  'cap-age': 'age',
  'clean-text': 'cleaned',
  'replace-text': 'text',
  pseudonym: 'pseudonym',
  hash: 'hash',
}

/** The same in one word, for the head of a column. */
export function nameDecision(plan: Plan, decision: number | undefined): string {
  const action = ACTION_NAMES[decision === undefined ? ACTION_REMOVE : actionOf(decision)]!
  const transform = decision === undefined ? undefined : plan.transforms[transformOf(decision)]
  if (transform !== undefined && ['shift', 'clean', 'replace'].includes(action)) return COLUMNS[transform.kind]
  return action
}
