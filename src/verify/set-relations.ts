/** What an attribute that changed tells of other objects of the set: which UID became which, what refers to what, by how many days a date moved. */

import { isWellKnownUid } from '../dicom/uid.ts'
import { trimText } from '../dicom/value-text.ts'
import { ACTION_KEEP, ACTION_SHIFT, ACTION_UID } from '../wasm/seam.ts'
import type { JudgedElement } from './attribute-judge.ts'
import type { Expectation } from './expectation.ts'
import type { InputElement, InputObject } from './input-object.ts'
import type { SetComparison } from './set-comparison.ts'

/** An attribute of the output, and the one of the input in the same place. */
export interface Changed {
  readonly element: JudgedElement
  readonly before: InputElement
  readonly expectation: Expectation
  readonly path: string
}

const PATIENT_ID = '(0010,0020)'
const SOP_INSTANCE_UID = '(0008,0018)'
const REFERENCED_SOP_INSTANCE_UID = 0x00081155
const MS_PER_DAY = 86_400_000

/** Tells the set, value by value. `entry`: of the output. `dummies`: of the plan; they stand where nothing was left. */
export function relateToSet(
  { entry, input, set }: { readonly entry: number; readonly input: InputObject; readonly set: SetComparison },
  { element, before, expectation: { action, transform }, path }: Changed,
  dummies: ReadonlySet<string>,
): void {
  const was = (before.element.text ?? '').split('\\').map(trimText)
  const now = (element.text ?? '').split('\\').map(trimText)
  if (was.length !== now.length) return
  for (const [index, old] of was.entries()) {
    const after = now[index]!
    if (old === '' || after === '' || dummies.has(after)) continue
    if (element.vr === 'UI' && (action === ACTION_UID || action === ACTION_KEEP) && !isWellKnownUid(old)) {
      // One and the same may stay in one place and be replaced in another.
      if (action === ACTION_UID) set.uid(entry, path, old, after)
      if (path === SOP_INSTANCE_UID) set.instance(entry, old, after)
      if (element.tag === REFERENCED_SOP_INSTANCE_UID) set.reference(entry, path, old, after)
    } else if (action === ACTION_SHIFT && transform?.kind === 'shift-date') {
      const days = daysBetween(old, after)
      const patient = input.byPath.get(PATIENT_ID)?.element.text ?? ''
      if (days !== undefined && days !== 0) set.date(entry, path, patient, days)
    }
  }
}

/** Days from one DA or DT to another. */
function daysBetween(before: string, after: string): number | undefined {
  const from = dayOf(before)
  const to = dayOf(after)
  return from === undefined || to === undefined ? undefined : to - from
}

function dayOf(text: string): number | undefined {
  const parts = /^(\d{4})[.]?(\d{2})[.]?(\d{2})/.exec(text)
  if (parts === null) return undefined
  const milliseconds = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  return Number.isNaN(milliseconds) ? undefined : Math.round(milliseconds / MS_PER_DAY)
}
