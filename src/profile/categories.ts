/**
 * The kinds of information by which the report counts, and their numbers in the plan. The names are those of
 * `standard/phi-categories.csv`, which puts each row of Table E.1-1 under one; what other attributes count as follows from their VR.
 */

import type { Vr } from '../dicom/vr.ts'

/** Names by number, fewer than CATEGORY_COUNT (wasm/seam.ts). Number 0 is for whatever the plan does not know. */
export const CATEGORY_NAMES = [
  'other',
  'private',
  'dates-times',
  'device',
  'free-text',
  'institutional',
  'patient-demographics',
  'patient-identifiers',
  'physician',
  'study-accession-ids',
  'uid',
] as const

export type CategoryName = (typeof CATEGORY_NAMES)[number]

const BY_VR: Partial<Record<Vr, CategoryName>> = {
  AE: 'device',
  AS: 'patient-demographics',
  DA: 'dates-times',
  DT: 'dates-times',
  LT: 'free-text',
  PN: 'physician',
  ST: 'free-text',
  TM: 'dates-times',
  UC: 'free-text',
  UI: 'uid',
  UR: 'free-text',
  UT: 'free-text',
}

/** Number of a category by name; -1 where there is none of this name. */
export function categoryIndexOf(name: string): number {
  return (CATEGORY_NAMES as readonly string[]).indexOf(name)
}

/** Number of the category of an attribute that Table E.1-1 does not list. Patients' names are all in it, so other names are those of staff. */
export function categoryOfVr(vr: Vr): number {
  return CATEGORY_NAMES.indexOf(BY_VR[vr] ?? 'other')
}
