/**
 * Carries out the rules of a site on what profile, options and mode decided. A later rule wins over an earlier one. Where a place cannot be told exactly (a path
 * into content items of a concept), a rule that takes away takes away more, and one that keeps keeps less.
 */

import { findAttribute } from '../dicom/dictionary.ts'
import { isGroupLength, tagOf } from '../dicom/tag.ts'
import { isVrName } from '../dicom/vr.ts'
import { copyOfDraft, type Draft, type Drafts, FIRST_DATA_SET_GROUP, privateDraft } from './drafts.ts'
import type { Origin } from './origins.ts'
import type { Policy } from './policy.ts'
import type { Rule } from './request.ts'
import { decisionForAction } from './rule-actions.ts'
import { checkRule, endsWith, isAbout, isAboutPrivate, kindMatcher, ruleFault } from './rule-matching.ts'
import { privateAttribute } from './safe-private.ts'
import { letsNothing, strictnessOf } from './strictness.ts'

const WHOLE_TAG = 0xffffffff
const ELEMENTS_OF_BLOCK = 256
const SOP_INSTANCE_UID = 0x00080018
const FIRST_TAG = tagOf(FIRST_DATA_SET_GROUP, 0)

/** Changes `drafts`. `origin`: of all of them, where they are no rules of the site. Throws OPTION_INVALID, naming the rule by its index, for one that can never match. */
export function applyRules(drafts: Drafts, rules: readonly Rule[], policy: Policy, origin?: Origin): void {
  for (const [index, rule] of rules.entries()) {
    checkRule(rule, index)
    const matched = [...singles(drafts, rule), ...repeating(drafts, rule), ...privates(drafts, rule)]
    if (matched.length === 0) throw ruleFault(index, neverMatches(rule))
    let isFit = false
    for (const draft of matched) {
      const decision = decisionForAction(policy, rule.action, draft.attribute)
      if (decision === undefined) continue
      isFit = true
      applyTo(drafts, draft, rule, index, policy.origins.stamp(decision, origin ?? `rule:${index + 1}`))
    }
    if (!isFit) throw ruleFault(index, 'the action does not fit the value representation of what the rule matches')
  }
}

function singles(drafts: Drafts, rule: Rule): Draft[] {
  const { target } = rule
  if ('tag' in target) {
    const draft = drafts.attributes.get(target.tag)
    return draft === undefined ? [] : [draft]
  }
  const found: Draft[] = []
  for (const draft of drafts.attributes.values()) if (isAbout(rule, draft)) found.push(draft)
  return found
}

/** The rows of repeating groups that a rule is about. A rule about some tags of a row makes a row of its own before it. */
function repeating(drafts: Drafts, rule: Rule): Draft[] {
  const { target } = rule
  if ('tag' in target) {
    const isSingle = drafts.attributes.has(target.tag) || isGroupLength(target.tag) || target.tag < FIRST_TAG
    return isSingle ? [] : masked(drafts, WHOLE_TAG, target.tag)
  }
  if ('mask' in target) return masked(drafts, target.mask, target.match)
  const rows = drafts.masks.filter(({ draft, isRegistered }) => isRegistered && isAbout(rule, draft))
  return rows.map(({ draft }) => draft)
}

function masked({ masks }: Drafts, mask: number, match: number): Draft[] {
  const found: Draft[] = []
  for (const row of [...masks]) {
    const isDisjoint = ((row.match ^ match) & row.mask & mask) !== 0
    if (!row.isRegistered || isDisjoint) continue
    const both = { mask: (row.mask | mask) >>> 0, match: (row.match | match) >>> 0 }
    if (both.mask === row.mask) {
      found.push(row.draft)
      continue
    }
    const draft = copyOfDraft(row.draft, both.match)
    masks.splice(masks.indexOf(row), 0, { ...both, draft, isRegistered: true })
    found.push(draft)
  }
  return found
}

function privates(drafts: Drafts, rule: Rule): Draft[] {
  if ('privateCreator' in rule.target) addPrivates(drafts, rule.target)
  const found: Draft[] = []
  for (const [creator, attributes] of drafts.privates) {
    for (const draft of attributes.values()) if (isAboutPrivate(rule, creator, draft)) found.push(draft)
  }
  return found
}

function addPrivates(
  drafts: Drafts,
  { privateCreator, group, element, vr }: Extract<Rule['target'], { readonly privateCreator: string }>,
): void {
  const attributes = drafts.privates.get(privateCreator) ?? new Map<number, Draft>()
  drafts.privates.set(privateCreator, attributes)
  const elements = element === undefined ? Array.from({ length: ELEMENTS_OF_BLOCK }, (_, low) => low) : [element]
  for (const low of elements) {
    const tag = tagOf(group, low)
    if (vr !== undefined && isVrName(vr)) {
      const known = attributes.get(tag)
      attributes.set(tag, { ...(known ?? privateDraft(tag)), attribute: privateAttribute(vr) })
    } else if (!attributes.has(tag)) {
      attributes.set(tag, privateDraft(tag))
    }
  }
}

function applyTo(drafts: Drafts, draft: Draft, rule: Rule, index: number, decision: number): void {
  const { path, when } = rule
  if (when !== undefined) {
    if (draft.tag === SOP_INSTANCE_UID) refuseCondition(rule, index)
    else draft.conditions.push({ rule: index, decision, when, matches: kindMatcher(when) })
  } else if (path === undefined) {
    decideTop(draft, decision)
    draft.nested = decision
    draft.exceptions = []
    for (const { decisions } of drafts.concepts) decisions.delete(draft.tag)
  } else if (path.length === 0) {
    decideTop(draft, decision)
  } else {
    draft.exceptions = draft.exceptions.filter((exception) => !endsWith(exception.path, path))
    draft.exceptions.push({ path, tag: draft.tag, decision })
    for (const { decisions } of drafts.concepts) {
      const before = decisions.get(draft.tag)
      if (before !== undefined) decisions.set(draft.tag, stricterOf(before, decision))
    }
  }
}

/** File meta information repeats SOP Instance UID, and what becomes of it there is known before the object is. */
function refuseCondition({ target }: Rule, index: number): void {
  if ('tag' in target) throw ruleFault(index, 'what becomes of SOP Instance UID cannot depend on the object')
}

/** The decision of the rule if it lets nothing through where the one before does. */
function stricterOf(before: number, decision: number): number {
  return letsNothing(decision) && strictnessOf(decision) > strictnessOf(before) ? decision : before
}

function decideTop(draft: Draft, decision: number): void {
  draft.top = decision
  draft.bySopClass = undefined
  draft.conditions = []
}

function neverMatches({ target }: Rule): string {
  if ('tag' in target) {
    return findAttribute(target.tag) === undefined || isGroupLength(target.tag) || target.tag < FIRST_TAG
      ? 'the tag is not registered as part of a data set, so that it is always removed'
      : 'the tag is never found'
  }
  if ('mask' in target) return 'no registered attribute has a tag of this group'
  if ('vr' in target) return 'no registered attribute has this VR'
  return 'no attribute is in this category'
}
