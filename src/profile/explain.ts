/** Why a plan does with an attribute what it does: for `explain`, and for whoever has to sign. */

import { findAttribute, repeatingAttributes } from '../dicom/dictionary.ts'
import { groupOf, isGroupLength, isPrivateTag, matchesTag } from '../dicom/tag.ts'
import type { Vr } from '../dicom/vr.ts'
import { ACTION_REMOVE, COMPOUND_NONE } from '../wasm/seam.ts'
import { isCompound, PRIVATE_ROW_TAG, type SimpleCode } from './action-codes.ts'
import { actionOf } from './decisions.ts'
import { FIRST_DATA_SET_GROUP } from './compile.ts'
import { ACTION_NAMES, type ActionName, type Plan , type Place as PlanPlace } from './plan.ts'
import { compoundRules, resolveAtTopLevel, resolveInSequence } from './resolve.ts'
import { beyondTheTable, type ProfileRow, profileRows } from './table.ts'

/** Where a decision comes from. */
export type Source =
  | 'table' // a row of Table E.1-1
  | 'beyond-the-table' // our own rule for a registered attribute that the table does not list
  | 'registry' // registered and in neither: kept
  | 'attestation' // removed, because the plan writes its own
  | 'group-length'
  | 'outside' // no part of a data set: command, file meta and directory elements
  | 'unknown' // not registered: removed

/** Where an element stands. Nothing given: at the top level of an object whose SOP class is not known. */
export interface Place {
  readonly sopClassUid?: string
  /** The innermost sequence. */
  readonly sequenceTag?: number
}

export interface Explanation {
  readonly tag: number
  readonly keyword: string | undefined
  readonly vrs: readonly Vr[]
  readonly action: ActionName
  readonly source: Source
  /** The row of Table E.1-1, where there is one. */
  readonly row: ProfileRow | undefined
  /** What the row's code comes to in this place. */
  readonly code: SimpleCode | undefined
  /** The reason that our own rule gives. */
  readonly reason: string | undefined
}

/** What `plan` does with an attribute in a place, and why. */
export function explain(plan: Plan, tag: number, place: Place = {}): Explanation {
  const attribute = findAttribute(tag)
  const row = rowOf(tag)
  const isInserted = place.sequenceTag === undefined && plan.inserts.some((insert) => insert.tag === tag)
  return {
    tag,
    keyword: attribute?.keyword,
    vrs: attribute?.vrs ?? [],
    action: ACTION_NAMES[actionIn(plan, tag, place)]!,
    source: sourceOf(tag, row, isInserted, plan.lookup(tag, placeOf(place)) !== undefined),
    row,
    code: row === undefined ? undefined : codeIn(tag, row, place),
    reason: beyondTheTable().get(tag)?.reason,
  }
}

function actionIn(plan: Plan, tag: number, place: Place): number {
  const decided = plan.lookup(tag, placeOf(place))
  if (decided === undefined) return ACTION_REMOVE
  const { compound } = decided.slot
  if (place.sequenceTag !== undefined || compound === COMPOUND_NONE) return actionOf(decided.decision)
  return actionOf(plan.compoundDecisions({ sopClassUid: place.sopClassUid, modality: undefined })[compound]!)
}

function placeOf({ sequenceTag }: Place): PlanPlace {
  return { path: sequenceTag === undefined ? [] : [sequenceTag] }
}

function sourceOf(tag: number, row: ProfileRow | undefined, isInserted: boolean, hasSlot: boolean): Source {
  if (isPrivateTag(tag)) return 'table'
  if (groupOf(tag) < FIRST_DATA_SET_GROUP) return 'outside'
  if (isGroupLength(tag)) return 'group-length'
  if (isInserted) return 'attestation'
  if (row !== undefined) return 'table'
  if (beyondTheTable().has(tag)) return 'beyond-the-table'
  return hasSlot ? 'registry' : 'unknown'
}

/** The row of a tag. An attribute of a repeating group may have a row of its own or share one with all of its group. */
function rowOf(tag: number): ProfileRow | undefined {
  if (isPrivateTag(tag)) return profileRows().find((row) => row.tagText === PRIVATE_ROW_TAG)
  const repeating = repeatingAttributes().find((pattern) => matchesTag(pattern, tag))
  return (
    profileRows().find((row) => row.tag === tag || row.tagText === repeating?.tagText) ??
    profileRows().find((row) => row.pattern !== undefined && matchesTag(row.pattern, tag))
  )
}

function codeIn(tag: number, row: ProfileRow, place: Place): SimpleCode {
  if (!isCompound(row.basic)) return row.basic
  const rule = compoundRules().get(tag)!
  return place.sequenceTag === undefined
    ? resolveAtTopLevel(rule, place.sopClassUid)
    : resolveInSequence(rule, place.sequenceTag)
}
