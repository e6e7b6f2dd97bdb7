/** `sluice profile diff A B`: attributes that two profiles, or two editions of the standard, treat differently; which changes of the standard concern a profile. */

import { parseTag } from '../dicom/tag.ts'
import { SluiceError } from '../errors.ts'
import { compilePlan } from '../profile/compile.ts'
import { describeDecision } from '../profile/decision-text.ts'
import { originOf } from '../profile/decisions.ts'
import { changesBetween, type EditionChange, knownEditions, OWN_EDITION } from '../profile/editions.ts'
import { columnsOf } from '../profile/options.ts'
import type { Plan } from '../profile/plan.ts'
import { OPTION_NAMES } from '../profile/request.ts'
import { formatCount, formatTable, type Row } from '../report/text-table.ts'
import { originText } from '../report/words.ts'
import { printText } from './console.ts'
import { comparePlans } from './plan-difference.ts'
import { loadProfile } from './profile-file.ts'

const EDITION = /^20\d\d[a-z]$/

/**
 * Prints a table, or with `isJson` one object. `of`: the profile that the changes between two editions are held against.
 * Fails with OPTION_INVALID or PROFILE_INVALID for what is neither a profile nor an edition.
 */
export function diffProfiles(before: string, after: string, of: string | undefined, isJson: boolean): void {
  if (EDITION.test(before) || EDITION.test(after)) {
    const changes = changesOf(before, after)
    if (of === undefined) printChanges(changes, isJson)
    else printChangesFor(changes, compilePlan(loadProfile(of).request), isJson)
  } else {
    if (of !== undefined) throw new SluiceError('OPTION_INVALID', {}, '--profile goes with two editions')
    diffPlans(compilePlan(loadProfile(before).request), compilePlan(loadProfile(after).request), isJson)
  }
}

interface Changes {
  readonly earlier: string
  readonly later: string
  readonly changes: readonly EditionChange[]
}

function changesOf(before: string, after: string): Changes {
  const editions = knownEditions()
  if (!editions.includes(before) || !editions.includes(after)) {
    throw new SluiceError(
      'OPTION_INVALID',
      {},
      `editions that can be compared are ${editions.join(', ')}; that of this program is ${OWN_EDITION}`,
    )
  }
  const [earlier, later] = before <= after ? [before, after] : [after, before]
  return { earlier, later, changes: changesBetween(earlier, later) }
}

function printChanges({ earlier, later, changes }: Changes, isJson: boolean): void {
  if (isJson) {
    printJson({ from: earlier, to: later, changes })
    return
  }
  const rows = changes.map((change): Row => rowOf(change))
  const count = changes.length === 1 ? '1 change' : `${formatCount(changes.length)} changes`
  printText(`${formatTable(rows)}${count} of Table E.1-1 from ${earlier} to ${later}\n`)
}

/** Changes of rows, of the codes of the Basic Profile and of those of options that the plan follows, with what it does there now. */
function printChangesFor({ earlier, later, changes }: Changes, plan: Plan, isJson: boolean): void {
  const columns = new Set<string>([
    'row',
    'basic',
    ...columnsOf(OPTION_NAMES.filter((name) => plan.options.includes(name))),
  ])
  const concerning = changes.filter(({ field }) => columns.has(field))
  if (isJson) {
    const told = concerning.map((change) => {
      const [outcome, decidedBy] = outcomeOf(plan, change.tagText)
      return { ...change, outcome, decidedBy }
    })
    printJson({ from: earlier, to: later, profile: plan.profile, changes: told })
    return
  }
  const rows = concerning.map((change): Row => [...rowOf(change), ...outcomeOf(plan, change.tagText)])
  const head: Row[] = rows.length > 0 ? [['edition', 'tag', 'attribute', 'change', 'done now', 'decided by']] : []
  printText(
    `${formatTable([...head, ...rows])}${formatCount(concerning.length)} of ${formatCount(changes.length)} changes of Table E.1-1 from ${earlier} to ${later} concern ${plan.profile}\n`,
  )
}

function rowOf({ after, tagText, name, field, was, is }: EditionChange): string[] {
  return [
    after,
    `(${tagText})`,
    name,
    field === 'row' ? is || was : `${field}: ${was || 'nothing'} -> ${is || 'nothing'}`,
  ]
}

/** At the top level of an object of which nothing is known. */
function outcomeOf(plan: Plan, tagText: string): string[] {
  // Of a repeating group, its first attribute stands for all.
  const tag = parseTag(tagText.replaceAll('x', '0'))
  if (tag === undefined) return ['', '']
  const decision = plan.decide(tag, { path: [] }, { sopClassUid: undefined, modality: undefined })?.decision
  const origin = decision === undefined ? 'unknown' : (plan.origins[originOf(decision)] ?? '')
  return [describeDecision(plan, decision), originText(origin)]
}

function diffPlans(before: Plan, after: Plan, isJson: boolean): void {
  const { rows, attributes } = comparePlans(before, after)
  if (isJson) {
    const differences = rows.map(([tag, attribute, place, was, is]) => ({
      tag,
      attribute,
      place,
      before: was,
      after: is,
    }))
    printJson({ before: before.profile, after: after.profile, attributes, differences })
    return
  }
  const title: Row[] = rows.length > 0 ? [['tag', 'attribute', 'place', before.profile, after.profile]] : []
  printText(`${formatTable([...title, ...rows])}${formatCount(attributes)} attributes are treated differently\n`)
}

function printJson(facts: object): void {
  printText(`${JSON.stringify(facts)}\n`)
}
