/**
 * The UIDs by which an object of the output is named. Those that are replaced pass by the walk; it is not asked about those that stay, which are known as far
 * as the survey noted them.
 */

import { isUid, trimmedText } from '../dicom/uid.ts'
import type { ObjectKind } from '../profile/plan.ts'
import { keepsNamingUid, type PlanImage } from '../profile/plan-image.ts'
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
  noteKept(tag: number, value: Uint8Array, plan: PlanImage, kind: ObjectKind): void {
    if (NAMES.has(tag) && keepsNamingUid(plan, tag, kind) && isUid(trimmedText(value))) this.note(tag, value)
  }
}
