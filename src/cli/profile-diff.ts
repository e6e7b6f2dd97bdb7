/** `sluice profile diff A B`: attributes that two profiles, or two editions of the standard, treat differently. */

import { SluiceError } from '../errors.ts'
import { compilePlan } from '../profile/compile.ts'
import { changesBetween, knownEditions, OWN_EDITION } from '../profile/editions.ts'
import type { Plan } from '../profile/plan.ts'
import { formatCount, formatTable, type Row } from '../report/text-table.ts'
import { printText } from './console.ts'
import { comparePlans } from './plan-difference.ts'
import { loadProfile } from './profile-file.ts'

const EDITION = /^20\d\d[a-z]$/

/** Prints a table. Fails with OPTION_INVALID or PROFILE_INVALID for what is neither a profile nor an edition. */
export function diffProfiles(before: string, after: string): void {
  if (EDITION.test(before) || EDITION.test(after)) diffEditions(before, after)
  else diffPlans(compilePlan(loadProfile(before).request), compilePlan(loadProfile(after).request))
}

function diffEditions(before: string, after: string): void {
  const editions = knownEditions()
  if (!editions.includes(before) || !editions.includes(after)) {
    throw new SluiceError(
      'OPTION_INVALID',
      {},
      `editions that can be compared are ${editions.join(', ')}; that of this program is ${OWN_EDITION}`,
    )
  }
  const [earlier, later] = before <= after ? [before, after] : [after, before]
  const changes = changesBetween(earlier, later)
  const rows = changes.map(({ after: edition, tagText, name, field, was, is }): Row => {
    const change = field === 'row' ? is || was : `${field}: ${was || 'nothing'} -> ${is || 'nothing'}`
    return [edition, `(${tagText})`, name, change]
  })
  printText(`${formatTable(rows)}${formatCount(changes.length)} changes of Table E.1-1 from ${earlier} to ${later}\n`)
}

function diffPlans(before: Plan, after: Plan): void {
  const { rows, attributes } = comparePlans(before, after)
  const title: Row[] = rows.length > 0 ? [['tag', 'attribute', 'place', before.profile, after.profile]] : []
  printText(`${formatTable([...title, ...rows])}${formatCount(attributes)} attributes are treated differently\n`)
}
