/**
 * The UIDs by which an object of the output is named. Those that are replaced pass by the walk; it is not asked about those that stay, which are known as far
 * as the survey noted them.
 */

import { isUid, trimmedText } from '../dicom/uid.ts'
import { actionOf } from '../profile/decisions.ts'
import type { ObjectKind, Plan } from '../profile/plan.ts'
import { ACTION_KEEP, COMPOUND_NONE } from '../wasm/seam.ts'
import type { OutputUids } from './contract.ts'

const NAMES: ReadonlyMap<number, keyof OutputUids> = new Map([
  [0x0020000d, 'study'],
  [0x0020000e, 'series'],
  [0x00080018, 'instance'],
])

/** UIDs of one object. The first of each counts. */
export class ObjectUids {
  readonly #found: { study?: string; series?: string; instance?: string } = {}

  get found(): OutputUids {
    return this.#found
  }

  /** Notes a value of the output's top level, if it is one of those that name. */
  note(tag: number, value: Uint8Array): void {
    const name = NAMES.get(tag)
    if (name !== undefined) this.#found[name] ??= trimmedText(value)
  }

  /** Notes a value of the input, if the plan keeps it there. One that is no UID does not stay. */
  noteKept(tag: number, value: Uint8Array, plan: Plan, kind: ObjectKind): void {
    if (NAMES.has(tag) && isUid(trimmedText(value)) && isKeptAtTop(plan, tag, kind)) this.note(tag, value)
  }
}

/** Whether the plan keeps an attribute at the top level of an object of this kind. */
export function isKeptAtTop(plan: Plan, tag: number, kind: ObjectKind): boolean {
  const decided = plan.lookup(tag, { path: [] })
  if (decided === undefined) return false
  const { slot, decision } = decided
  return (
    actionOf(slot.compound === COMPOUND_NONE ? decision : plan.compoundDecisions(kind)[slot.compound]!) === ACTION_KEEP
  )
}
