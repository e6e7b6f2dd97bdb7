/** Attributes whose values cleaning looks for in texts: names, numbers and addresses of persons, institutions and devices, dates and UIDs. */

import type { Attribute } from '../dicom/dictionary.ts'
import type { Vr } from '../dicom/vr.ts'
import { beyondTheTable, type ProfileRow } from './table.ts'

/** It says how the other facts are to be read. */
const SPECIFIC_CHARACTER_SET = 0x00080005
/** Texts of a few words at most. A code, or a text that may be about anything, says nothing about others. */
const FACT_VRS: ReadonlySet<Vr> = new Set(['AE', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UI', 'UR', 'UT'])
/** Letters of Safe Harbor of what may be repeated in a text. Not (Q), pictures, and not (C): dates go by their VR. */
const FACT_LETTERS = /[ABDEFGHIJKLMNOR]/

/** True where the value of the attribute is a fact of its object. */
export function isFact(tag: number, { vrs }: Attribute, row: ProfileRow | undefined): boolean {
  if (tag === SPECIFIC_CHARACTER_SET) return true
  const [vr] = vrs
  if (vr === 'PN') return true
  if (row === undefined) return vr === 'SH' && beyondTheTable().get(tag)?.action === 'DUMMY'
  if (vr === 'DA' || vr === 'DT') return true
  return FACT_VRS.has(vr) && FACT_LETTERS.test(row.letters + row.indirectLetters)
}
