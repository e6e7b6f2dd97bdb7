/** Why a plan does with an attribute what it does: for `explain`, and for whoever has to sign. */

import { type Attribute, findAttribute, registeredAttributes, repeatingAttributes } from '../dicom/dictionary.ts'
import { elementOf, groupOf, isGroupLength, isPrivateTag, matchesTag } from '../dicom/tag.ts'
import type { Vr } from '../dicom/vr.ts'
import { ACTION_REMOVE } from '../wasm/seam.ts'
import { PRIVATE_ROW_TAG, type SimpleCode } from './action-codes.ts'
import { type BaseDecisions, decide } from './base-decisions.ts'
import { categoryIndexOf, categoryOfVr } from './categories.ts'
import { actionOf, transformOf } from './decisions.ts'
import { FIRST_DATA_SET_GROUP, plainDraft } from './drafts.ts'
import { ACTION_NAMES, type ActionName, type Plan, type Place as PlanPlace } from './plan.ts'
import { type Policy, policyOf } from './policy.ts'
import type { Mode, OptionName, Rule, Transform } from './request.ts'
import { compoundRules, resolveAtTopLevel, resolveInSequence } from './resolve.ts'
import { decisionForAction } from './rule-actions.ts'
import { endsWith, isAbout, isAboutPrivate, kindMatcher } from './rule-matching.ts'
import { privateAttribute, safePrivateAttributes } from './safe-private.ts'
import { beyondTheTable, type ProfileRow, profileRows } from './table.ts'

const MEDIA_STORAGE_SOP_INSTANCE_UID = 0x00020003
const SOP_INSTANCE_UID = 0x00080018

/** Where the decision comes from that profile, options and mode make. A rule of a site may stand above it: {@link Explanation.rule}. */
export type Source =
  | 'table' // a row of Table E.1-1
  | 'beyond-the-table' // our own rule for a registered attribute that the table does not list
  | 'registry' // registered and in neither: kept
  | 'attestation' // removed, because the plan writes its own
  | 'group-length'
  | 'outside' // no part of a data set: command, file meta and directory elements
  | 'unknown' // not registered: removed

/** Where an element stands. Nothing given: at the top level of an object of which nothing is known. */
export interface Place {
  readonly sopClassUid?: string
  readonly modality?: string
  /** The innermost sequence, where `path` is not given. */
  readonly sequenceTag?: number
  /** All sequences, outermost first. */
  readonly path?: readonly number[]
  readonly privateCreator?: string
  readonly concept?: { readonly codeValue: string; readonly codingScheme: string }
}

export interface Explanation {
  readonly tag: number
  readonly keyword: string | undefined
  readonly vrs: readonly Vr[]
  readonly action: ActionName
  /** How a value is shifted, cleaned or replaced, where it is. */
  readonly transform: Transform | undefined
  readonly source: Source
  /** The row of Table E.1-1, where there is one. */
  readonly row: ProfileRow | undefined
  /** What the row's code of the Basic Profile comes to in this place. */
  readonly code: SimpleCode | undefined
  /** The options that decided instead of the profile's own code. */
  readonly options: readonly OptionName[]
  /** The mode, where it changed the action. */
  readonly mode: Mode | undefined
  /** Index of the rule of the site that decided, where one did. */
  readonly rule: number | undefined
  /** The reason that our own rule, or the profile of HIPAA, gives. */
  readonly reason: string | undefined
}

/** What `plan` does with an attribute in a place, and why. */
export function explain(plan: Plan, tag: number, place: Place = {}): Explanation {
  if (tag === MEDIA_STORAGE_SOP_INSTANCE_UID && pathOf(place).length === 0) return explainMediaStorage(plan, place)
  const attribute = findAttribute(tag)
  const row = rowOf(tag)
  const path = pathOf(place)
  const { sopClassUid, modality } = place
  const decided = plan.decide(tag, placeOf(place), { sopClassUid, modality })
  const decision = decided?.decision ?? ACTION_REMOVE
  const policy = policyOf(plan.request ?? { profile: 'basic' })
  const source = sourceOf(tag, row, path.length === 0 && isAttested(plan, tag), decided !== undefined)
  const base = hasBase(source, tag) && attribute ? decide(policy, tag, attribute, row) : undefined
  const rule = source === 'attestation' || decided === undefined ? undefined : ruleIndex(plan, policy, tag, row, place)
  return {
    tag,
    keyword: attribute?.keyword,
    vrs: attribute?.vrs ?? privateAttributeOf(tag, place)?.vrs ?? [],
    action: ACTION_NAMES[actionOf(decision)]!,
    transform: ['shift', 'clean', 'replace'].includes(ACTION_NAMES[actionOf(decision)]!)
      ? plan.transforms[transformOf(decision)]
      : undefined,
    source,
    row,
    code: row === undefined ? undefined : codeIn(tag, row, place),
    options: rule === undefined ? optionsOf(plan, tag, place, base, decided !== undefined) : [],
    mode:
      base !== undefined && rule === undefined && isChangedByMode(policy, tag, attribute!, row, base, place)
        ? policy.mode
        : undefined,
    rule,
    reason: base?.reason ?? beyondTheTable().get(firstOfGroup(tag))?.reason,
  }
}

/** File meta information is written anew, and says of the instance what the data set says. */
function explainMediaStorage(plan: Plan, place: Place): Explanation {
  const tag = MEDIA_STORAGE_SOP_INSTANCE_UID
  const { keyword, vrs } = findAttribute(tag)!
  return { ...explain(plan, SOP_INSTANCE_UID, place), tag, keyword, vrs, source: 'outside', row: rowOf(tag) }
}

/** The attribute whose decision at the top level is that of `tag`. */
export function decidedBy(tag: number): number {
  return tag === MEDIA_STORAGE_SOP_INSTANCE_UID ? SOP_INSTANCE_UID : tag
}

function pathOf({ path, sequenceTag }: Place): readonly number[] {
  return path ?? (sequenceTag === undefined ? [] : [sequenceTag])
}

function placeOf(place: Place): PlanPlace {
  const { concept, privateCreator } = place
  return { path: pathOf(place), ...(concept && { concept }), ...(privateCreator !== undefined && { privateCreator }) }
}

function isAttested(plan: Plan, tag: number): boolean {
  return plan.inserts.some((insert) => insert.tag === tag)
}

/** The tag by which our own rules know an attribute: of a repeating group, the first one. */
function firstOfGroup(tag: number): number {
  if (registeredAttributes().has(tag)) return tag
  return repeatingAttributes().find((pattern) => matchesTag(pattern, tag))?.match ?? tag
}

function sourceOf(tag: number, row: ProfileRow | undefined, isInserted: boolean, hasSlot: boolean): Source {
  if (isPrivateTag(tag)) return 'table'
  if (groupOf(tag) < FIRST_DATA_SET_GROUP) return 'outside'
  if (isGroupLength(tag)) return 'group-length'
  if (isInserted) return 'attestation'
  if (row !== undefined) return 'table'
  if (beyondTheTable().has(firstOfGroup(tag))) return 'beyond-the-table'
  return hasSlot ? 'registry' : 'unknown'
}

function hasBase(source: Source, tag: number): boolean {
  return !isPrivateTag(tag) && ['table', 'beyond-the-table', 'registry'].includes(source)
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
  const rule = compoundRules().get(tag)
  if (rule === undefined) return row.basic as SimpleCode
  const sequenceTag = pathOf(place).at(-1)
  return sequenceTag === undefined ? resolveAtTopLevel(rule, place.sopClassUid) : resolveInSequence(rule, sequenceTag)
}

function optionsOf(
  plan: Plan,
  tag: number,
  { concept }: Place,
  base: BaseDecisions | undefined,
  isKnown: boolean,
): readonly OptionName[] {
  if (isPrivateTag(tag)) return isKnown ? ['retain-safe-private'] : []
  const rule =
    concept &&
    plan.concepts.find((one) => one.codeValue === concept.codeValue && one.codingScheme === concept.codingScheme)
  return rule?.decisions.has(tag) ? ['clean-structured-content'] : (base?.options ?? [])
}

function isChangedByMode(
  policy: Policy,
  tag: number,
  attribute: Attribute,
  row: ProfileRow | undefined,
  base: BaseDecisions,
  place: Place,
): boolean {
  if (policy.mode === 'standard') return false
  const standard = decide({ ...policy, mode: 'standard' }, tag, attribute, row)
  return baseDecisionIn(standard, place) !== baseDecisionIn(base, place)
}

function baseDecisionIn({ top, nested, bySequence, bySopClass }: BaseDecisions, place: Place): number {
  const sequenceTag = pathOf(place).at(-1)
  if (sequenceTag !== undefined) return bySequence.get(sequenceTag) ?? nested
  return bySopClass?.(place.sopClassUid) ?? top
}

function privateAttributeOf(tag: number, { privateCreator = '' }: Place): Attribute | undefined {
  return isPrivateTag(tag) ? safePrivateAttributes().get(privateCreator)?.get(blockless(tag)) : undefined
}

function blockless(tag: number): number {
  return (tag & 0xffff00ff) >>> 0
}

/** The last rule that is about the attribute in its place. */
function ruleIndex(
  plan: Plan,
  policy: Policy,
  tag: number,
  row: ProfileRow | undefined,
  place: Place,
): number | undefined {
  const rules = plan.request?.rules ?? []
  const index = rules.findLastIndex((rule) => {
    const attribute = ruledAttribute(tag, rule, place)
    if (attribute === undefined || !isInPlace(rule, place)) return false
    const isPrivate = isPrivateTag(tag)
    const category = isPrivate ? categoryIndexOf('private') : (row?.category ?? categoryOfVr(attribute.vrs[0]))
    const draft = plainDraft(isPrivate ? blockless(tag) : tag, attribute, category, 0)
    const isMatch = isPrivate ? isAboutPrivate(rule, place.privateCreator ?? '', draft) : isAbout(rule, draft)
    return isMatch && decisionForAction(policy, rule.action, attribute) !== undefined
  })
  return index < 0 ? undefined : index
}

function ruledAttribute(tag: number, { target }: Rule, place: Place): Attribute | undefined {
  if (!isPrivateTag(tag)) return findAttribute(tag)
  if (elementOf(tag) <= 0xff) return undefined
  return (
    privateAttributeOf(tag, place) ??
    ('privateCreator' in target ? privateAttribute(target.vr as Vr | undefined) : undefined)
  )
}

function isInPlace({ path: tail, when }: Rule, place: Place): boolean {
  const path = pathOf(place)
  if (when !== undefined) {
    const { sopClassUid, modality } = place
    return path.length === 0 && kindMatcher(when)({ sopClassUid, modality }) === true
  }
  if (tail === undefined) return true
  return tail.length === 0 ? path.length === 0 : endsWith(path, tail)
}
