/** Which attributes and places a rule of a site is about. Used by what carries rules out (rules.ts) and by what explains them (explain.ts). */

import { findAttribute } from '../dicom/dictionary.ts'
import { groupOf, isPrivateTag, matchesTag } from '../dicom/tag.ts'
import { isVrName } from '../dicom/vr.ts'
import { SluiceError } from '../errors.ts'
import { CATEGORY_NAMES, categoryIndexOf } from './categories.ts'
import type { Condition, Draft } from './drafts.ts'
import type { ObjectKind } from './plan.ts'
import type { Rule } from './request.ts'

const MAX_CREATOR_CHARACTERS = 64
const MAX_ELEMENT_BYTE = 0xff
const FIRST_PRIVATE_GROUP = 0x0009

/** A rule that is wrong in itself: OPTION_INVALID, told by its index. */
export function ruleFault(index: number, message: string): SluiceError {
  return new SluiceError('OPTION_INVALID', {}, `rules[${index}]: ${message}`)
}

/** Throws OPTION_INVALID for a rule that could not match anything, whatever the object. */
export function checkRule({ target, path, when }: Rule, index: number): void {
  const fault = (message: string): SluiceError => ruleFault(index, message)
  if ('vr' in target && !('privateCreator' in target) && !isVrName(target.vr)) throw fault('there is no such VR')
  if ('category' in target && categoryIndexOf(target.category) < 0) throw fault('there is no such category')
  if ('tag' in target && isPrivateTag(target.tag)) throw fault('a private attribute is named by its private creator')
  if ('privateCreator' in target) checkPrivate(target, fault)
  for (const sequenceTag of path ?? []) {
    const isSequence = isPrivateTag(sequenceTag) || findAttribute(sequenceTag)?.vrs.includes('SQ') === true
    if (!isSequence) throw fault('the path has a tag that is no sequence')
  }
  if (when === undefined) return
  if (path !== undefined && path.length > 0)
    throw fault('a condition on the object holds at the top level only, and the path is not')
  const { sopClassUids = [], modalities = [] } = when
  if (sopClassUids.length + modalities.length === 0) throw fault('the condition has neither a SOP class nor a modality')
}

function checkPrivate(
  { privateCreator, group, element, vr }: Extract<Rule['target'], { readonly privateCreator: string }>,
  fault: (message: string) => SluiceError,
): void {
  const isOdd = Number.isInteger(group) && group >= FIRST_PRIVATE_GROUP && group < 0xffff && (group & 1) === 1
  if (!isOdd) throw fault('the group of a private attribute is an odd number, 0009 or above')
  if (
    !/^[ -[\]-~]+$/.test(privateCreator) ||
    privateCreator.length > MAX_CREATOR_CHARACTERS ||
    privateCreator.endsWith(' ')
  ) {
    throw fault('a private creator is 1 to 64 characters of ASCII without a backslash or a space at its end')
  }
  const isByte = element === undefined || (Number.isInteger(element) && element >= 0 && element <= MAX_ELEMENT_BYTE)
  if (!isByte) throw fault('the element of a private attribute is its low byte, 00 to FF')
  if (vr !== undefined && !isVrName(vr)) throw fault('there is no such VR')
}

/** Whether the rule is about the attribute, wherever it stands; of repeating groups and private attributes, see rules.ts. */
export function isAbout(
  { target }: Rule,
  { tag, attribute, category }: Pick<Draft, 'tag' | 'attribute' | 'category'>,
): boolean {
  if ('privateCreator' in target) return false
  if ('tag' in target) return target.tag === tag
  if ('mask' in target) return matchesTag(target, tag)
  if ('vr' in target) return (attribute.vrs as readonly string[]).includes(target.vr)
  return CATEGORY_NAMES[category] === target.category
}

/** Whether the rule is about a private attribute of this creator, `tag` having the block byte 00. */
export function isAboutPrivate({ target }: Rule, creator: string, { tag, attribute, category }: Draft): boolean {
  if ('privateCreator' in target) {
    const { privateCreator, group, element } = target
    return (
      privateCreator === creator &&
      group === groupOf(tag) &&
      (element === undefined || element === (tag & MAX_ELEMENT_BYTE))
    )
  }
  if ('vr' in target) return (attribute.vrs as readonly string[]).includes(target.vr)
  return 'category' in target && CATEGORY_NAMES[category] === target.category
}

/** Whether the condition of a rule holds; undefined where too little is known of the object to say. */
export function kindMatcher({ sopClassUids = [], modalities = [] }: NonNullable<Rule['when']>): Condition['matches'] {
  return ({ sopClassUid, modality }: ObjectKind) => {
    if (sopClassUid !== undefined && sopClassUids.includes(sopClassUid)) return true
    if (modality !== undefined && modalities.includes(modality)) return true
    const isOpen =
      (sopClassUid === undefined && sopClassUids.length > 0) || (modality === undefined && modalities.length > 0)
    return isOpen ? undefined : false
  }
}

/** Whether `path` ends with `tail`. */
export function endsWith(path: readonly number[], tail: readonly number[]): boolean {
  const from = path.length - tail.length
  return from >= 0 && tail.every((tag, index) => path[from + index] === tag)
}
