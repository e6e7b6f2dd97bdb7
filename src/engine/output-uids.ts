/**
 * The UIDs by which an object of the output is named. Those that are replaced pass by the walk; it is not asked about those that stay, which are known as far
 * as the survey noted them.
 */

import { isUid } from '../dicom/uid.ts'
import { RecentText, trimmedText } from '../dicom/value-text.ts'
import type { ObjectKind } from '../profile/plan.ts'
import { keepsNamingUid, type PlanImage } from '../profile/plan-image.ts'
import type { OutputUids } from './contract.ts'

const TAG_SOP_INSTANCE_UID = 0x00080018
const TAG_STUDY_INSTANCE_UID = 0x0020000d
const TAG_SERIES_INSTANCE_UID = 0x0020000e

/** UIDs of one object after the other. The first of each counts. */
export class ObjectUids {
  #found: { study?: string; series?: string; instance?: string } = {}
  /** Most objects are of the study and the series of the one before. */
  readonly #studies = new RecentText()
  readonly #series = new RecentText()

  /** For the next object. */
  begin(): void {
    this.#found = {}
  }

  get found(): OutputUids {
    return this.#found
  }

  /** Notes a value of the output's top level, if it is one of those that name. */
  note(tag: number, value: Uint8Array): void {
    if (tag === TAG_SOP_INSTANCE_UID) this.#found.instance ??= trimmedText(value)
    else if (tag === TAG_STUDY_INSTANCE_UID) this.#found.study ??= this.#studies.textOf(value)
    else if (tag === TAG_SERIES_INSTANCE_UID) this.#found.series ??= this.#series.textOf(value)
  }

  /** Notes a value of the input, if the plan keeps it there. One that is no UID does not stay. */
  noteKept(tag: number, value: Uint8Array, plan: PlanImage, kind: ObjectKind): void {
    if (keepsNamingUid(plan, tag, kind) && isUid(trimmedText(value))) this.note(tag, value)
  }
}
