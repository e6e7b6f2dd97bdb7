/** The plan while it is made: decisions of profile, options and mode by attribute, which the rules of a site then change. */

import { type Attribute, registeredAttributes, repeatingAttributes } from '../dicom/dictionary.ts'
import { groupOf, isGroupLength, matchesTag, type TagPattern } from '../dicom/tag.ts'
import { ACTION_REMOVE } from '../wasm/seam.ts'
import { CURVE_ROW_TAG } from './action-codes.ts'
import { decide } from './base-decisions.ts'
import { categoryIndexOf, categoryOfVr } from './categories.ts'
import { decisionOf } from './decisions.ts'
import { isFact } from './facts.ts'
import type { NestedException } from './paths.ts'
import type { ObjectKind } from './plan.ts'
import type { Policy } from './policy.ts'
import type { Rule } from './request.ts'
import { decidePrivate, privateAttribute, safePrivateAttributes } from './safe-private.ts'
import { conceptRules } from './structured-content.ts'
import { type ProfileRow, profileRows } from './table.ts'

/** A decision at the top level of objects of some kinds. */
export interface Condition {
  readonly rule: number
  readonly decision: number
  readonly when: NonNullable<Rule['when']>
  /** Undefined where too little is known of the object to say. */
  matches(kind: ObjectKind): boolean | undefined
}

/** What is decided about an attribute, a repeating group or a private attribute. */
export interface Draft {
  /** Of a repeating group, its match; of a private attribute, with the block byte 00. */
  readonly tag: number
  readonly attribute: Attribute
  readonly category: number
  readonly isFact: boolean
  top: number
  nested: number
  exceptions: NestedException[]
  bySopClass: ((sopClassUid: string | undefined) => number) | undefined
  conditions: Condition[]
}

export interface MaskDraft extends TagPattern {
  readonly draft: Draft
  /** False for what no profile can change: group lengths, and what is unregistered among curves. */
  readonly isRegistered: boolean
}

export interface Drafts {
  /** By tag, in tag order. */
  readonly attributes: Map<number, Draft>
  /** In the order in which they are tried. */
  readonly masks: MaskDraft[]
  readonly privates: Map<string, Map<number, Draft>>
  readonly concepts: {
    readonly codeValue: string
    readonly codingScheme: string
    readonly decisions: Map<number, number>
  }[]
}

/** Groups below are command, file meta and directory elements: they are no part of a data set. */
export const FIRST_DATA_SET_GROUP = 0x0008

const ELEMENT_MASK = 0xffff
const BYTES: Attribute = { keyword: '', vrs: ['OB'], vmMax: 1 }
const PRIVATE = categoryIndexOf('private')

/** What the policy decides. */
export function draftsOf(policy: Policy): Drafts {
  const rows = new Map(profileRows().map((row) => [row.tagText, row]))
  const rowsByTag = new Map(profileRows().flatMap((row) => (row.tag === undefined ? [] : [[row.tag, row] as const])))
  const attributes = new Map<number, Draft>()
  for (const [tag, attribute] of registeredAttributes()) {
    if (groupOf(tag) >= FIRST_DATA_SET_GROUP) {
      attributes.set(tag, draftOf(policy, tag, attribute, rowsByTag.get(tag)))
    }
  }
  return {
    attributes,
    masks: maskDrafts(policy, rows),
    privates: policy.columns.has('rtn_safe_private') ? safePrivates(policy) : new Map(),
    concepts: conceptRules(policy).map((rule) => ({ ...rule, decisions: new Map(rule.decisions) })),
  }
}

function draftOf(policy: Policy, tag: number, attribute: Attribute, row: ProfileRow | undefined): Draft {
  const { top, nested, bySequence, bySopClass } = decide(policy, tag, attribute, row)
  return {
    ...plainDraft(tag, attribute, row?.category ?? categoryOfVr(attribute.vrs[0]), top),
    isFact: isFact(tag, attribute, row),
    nested,
    exceptions: [...bySequence].map(([sequenceTag, decision]) => ({ path: [sequenceTag], tag, decision })),
    bySopClass,
  }
}

/** A draft of one decision everywhere. */
export function plainDraft(tag: number, attribute: Attribute, category: number, decision: number): Draft {
  const nothing = { exceptions: [], bySopClass: undefined, conditions: [] }
  return { tag, attribute, category, isFact: false, top: decision, nested: decision, ...nothing }
}

/** A copy that can be changed on its own, for some of the tags. */
export function copyOfDraft(draft: Draft, tag: number): Draft {
  return { ...draft, tag, exceptions: [...draft.exceptions], conditions: [...draft.conditions] }
}

/** A private attribute that nothing has decided about yet. */
export function privateDraft(tag: number, attribute: Attribute = privateAttribute()): Draft {
  return plainDraft(tag, attribute, PRIVATE, decisionOf(ACTION_REMOVE))
}

function safePrivates(policy: Policy): Map<string, Map<number, Draft>> {
  const creators = new Map<string, Map<number, Draft>>()
  for (const [creator, attributes] of safePrivateAttributes()) {
    const drafts = new Map<number, Draft>()
    for (const [tag, attribute] of attributes) {
      drafts.set(tag, plainDraft(tag, attribute, PRIVATE, decidePrivate(policy, attribute)))
    }
    creators.set(creator, drafts)
  }
  return creators
}

/** Repeating groups. Curves have one row for all their elements; the others follow the table where it lists them, else the registry. */
function maskDrafts(policy: Policy, rows: ReadonlyMap<string, ProfileRow>): MaskDraft[] {
  const curves = rows.get(CURVE_ROW_TAG)!
  const ofCurves: MaskDraft[] = []
  const listed: MaskDraft[] = []
  const others: MaskDraft[] = []
  for (const attribute of repeatingAttributes()) {
    const { mask, match } = attribute
    const isCurve = matchesTag(curves.pattern!, match)
    const row = rows.get(attribute.tagText) ?? (isCurve ? curves : undefined)
    const draft = draftOf(policy, match, attribute, row)
    if (draft.bySopClass !== undefined) throw new RangeError('a repeating group with a compound code')
    ;(isCurve ? ofCurves : row === undefined ? others : listed).push({ mask, match, draft, isRegistered: true })
  }
  const curvesDecision = policy.origins.stamp(decisionOf(ACTION_REMOVE), 'table:X')
  const otherCurves = unregisteredMask(curves.pattern!, curves.category, curvesDecision)
  const groupLength = policy.origins.stamp(decisionOf(ACTION_REMOVE), 'group-length')
  return [...groupLengthMasks(groupLength), ...ofCurves, otherCurves, ...listed, ...others]
}

/** Where element numbers repeat, as in (1010,xxxx), the length of the group is none of its attributes. */
export function groupLengthMasks(decision = decisionOf(ACTION_REMOVE)): MaskDraft[] {
  const patterns = repeatingAttributes().filter((pattern) => isGroupLength(pattern.match))
  return patterns.map(({ mask, match }) => unregisteredMask({ mask: (mask | ELEMENT_MASK) >>> 0, match }, 0, decision))
}

function unregisteredMask({ mask, match }: TagPattern, category: number, decision: number): MaskDraft {
  return { mask, match, draft: plainDraft(match, BYTES, category, decision), isRegistered: false }
}
