/** The actions of a plan in words for people. */

import type { ActionName } from './plan.ts'

export const ACTION_WORDS: Readonly<Record<ActionName, string>> = {
  remove: 'removed',
  keep: 'kept',
  empty: 'emptied',
  dummy: 'replaced by a dummy',
  uid: 'replaced by a keyed UID',
  pseudonym: 'replaced by a keyed pseudonym',
  shift: 'moved, or reduced, as a date',
  clean: 'cleaned',
  replace: 'replaced',
}
