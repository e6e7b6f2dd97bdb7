/** What a rule of a profile is about: attributes by keyword, tag or repeating group, value representations, categories, private elements. */

import { findAttribute, registeredAttributes, repeatingAttributes, tagOfKeyword } from '../dicom/dictionary.ts'
import { groupOf, isGroupLength, isPrivateTag, parseTag, parseTagPattern } from '../dicom/tag.ts'
import { isVrName, VR_NAMES, type Vr } from '../dicom/vr.ts'
import { CATEGORY_NAMES } from './categories.ts'
import { type Faults, type Field, hint, readChoice, readItems, readText } from './document-fields.ts'
import type { Rule } from './request.ts'

/** A target, with what its actions have to be fit for. */
export interface Target {
  readonly target: Rule['target']
  /** The VR of all that it matches, or its alternatives; undefined where it matches attributes of many kinds. */
  readonly vrs: readonly [Vr, ...Vr[]] | undefined
  readonly field: Field
}

const FIRST_DATA_SET_GROUP = 0x0008
const CREATOR_CHARACTERS = 64
const PRIVATE_ELEMENT = /^\(?([0-9A-Fa-f]{4}),?([xX]{2}|[0-9A-Fa-f]{2})([0-9A-Fa-f]{2}|[xX]{2})\)?$/
/** Categories that a profile can name: what is private is kept by its creator, and `other` is whatever nobody has put elsewhere. */
const RULED_CATEGORIES = CATEGORY_NAMES.filter((name) => name !== 'private' && name !== 'other')

/** `attribute`: keywords, tags and repeating groups, one or several. */
export function readAttributes(field: Field, faults: Faults): Target[] {
  return readItems(field).flatMap((item) => {
    const text = readText(item, faults)
    return text === undefined ? [] : (readAttribute(item, text, faults) ?? [])
  })
}

/** `vr`: value representations. */
export function readVrs(field: Field, faults: Faults): Target[] {
  return readItems(field).flatMap((item) => {
    const text = readText(item, faults)
    if (text === undefined) return []
    if (isVrName(text) && isRegisteredVr(text)) return [{ target: { vr: text }, vrs: [text], field: item }]
    const message = isVrName(text)
      ? 'no registered attribute has this VR, so that the rule would never match'
      : 'there is no such VR; they are two capital letters, as in PN'
    faults.add(item, message)
    return []
  })
}

/** `vr` of private elements: one. */
export function readPrivateVr(field: Field | undefined, faults: Faults): Vr | undefined {
  const text = field && readText(field, faults)
  if (field === undefined || text === undefined) return undefined
  if (isVrName(text)) return text
  faults.add(field, 'there is no such VR; they are two capital letters, as in PN')
  return undefined
}

/** `category`: names of categories.ts. */
export function readCategories(field: Field, faults: Faults): Target[] {
  return readItems(field).flatMap((item) => {
    const category = readChoice(item, RULED_CATEGORIES, faults)
    return category === undefined ? [] : [{ target: { category }, vrs: undefined, field: item }]
  })
}

export function categoryNames(): readonly string[] {
  return RULED_CATEGORIES
}

/** The name of a private creator, as its element has it. */
export function readCreator(field: Field, text: string | undefined, faults: Faults): string | undefined {
  const creator = text?.replace(/ +$/, '')
  if (creator === undefined) return undefined
  if (creator !== '' && creator.length <= CREATOR_CHARACTERS && /^[ -[\]-~]+$/.test(creator)) return creator
  faults.add(field, `a private creator is 1 to ${CREATOR_CHARACTERS} characters of ASCII without a backslash`)
  return undefined
}

/** `element`: private elements of a creator, `0019,xx0C`; `0019,xxxx` for all of a group. `vr`: theirs, where it is known. */
export function readPrivateElements(
  field: Field,
  privateCreator: string,
  vr: Vr | undefined,
  faults: Faults,
): Target[] {
  return readItems(field).flatMap((item) => {
    const text = readText(item, faults)
    if (text === undefined) return []
    const target = parsePrivateElement(text)
    if (typeof target !== 'string') {
      return [{ target: { privateCreator, ...target, ...(vr && { vr }) }, vrs: [vr ?? 'UN'], field: item }]
    }
    faults.add(item, target)
    return []
  })
}

/** The tag of a sequence, for the path of a rule. */
export function readSequence(field: Field, faults: Faults): number | undefined {
  const text = readText(field, faults)
  if (text === undefined) return undefined
  const tag = tagOfKeyword(text) ?? parseTag(text)
  const attribute = tag === undefined ? undefined : findAttribute(tag)
  if (attribute?.vrs[0] === 'SQ') return tag
  faults.add(
    field,
    attribute !== undefined
      ? 'the attribute is no sequence, so that the rule would never match'
      : `there is no such sequence; ${hint(text, sequenceKeywords(), 'write a keyword or a tag, as in RequestAttributesSequence')}`,
  )
  return undefined
}

function readAttribute(field: Field, text: string, faults: Faults): Target[] | undefined {
  const fault = (message: string): undefined => {
    faults.add(field, message)
    return undefined
  }
  const repeating = repeatingAttributes().find(
    ({ keyword, tagText }) => keyword === text || tagText === patternText(text),
  )
  if (repeating !== undefined) {
    if (isGroupLength(repeating.match)) return fault('a group length is always removed')
    return [{ target: { mask: repeating.mask, match: repeating.match }, vrs: repeating.vrs, field }]
  }
  const pattern = patternText(text).includes('x') ? parseTagPattern(patternText(text)) : undefined
  if (pattern !== undefined) return [{ target: { mask: pattern.mask, match: pattern.match }, vrs: undefined, field }]
  const tag = tagOfKeyword(text) ?? parseTag(text)
  if (tag === undefined) {
    return fault(`there is no such attribute; ${hint(text, keywords(), 'write PatientName, (0010,0010) or 60xx,3000')}`)
  }
  if (groupOf(tag) < FIRST_DATA_SET_GROUP)
    return fault('it is no part of a data set: file meta information is written anew')
  if (isGroupLength(tag)) return fault('a group length is always removed')
  if (isPrivateTag(tag)) return fault('a private element is named by privateCreator and element, as in 0019,xx0C')
  const attribute = findAttribute(tag)
  if (attribute === undefined)
    return fault('the tag is not registered in PS3.6, and what is not registered is always removed')
  return [{ target: { tag }, vrs: attribute.vrs, field }]
}

function parsePrivateElement(text: string): { group: number; element?: number } | string {
  const parts = PRIVATE_ELEMENT.exec(text)
  if (parts === null) return 'a private element is written as in 0019,xx0C, or 0019,xxxx for all of its group'
  const group = Number.parseInt(parts[1]!, 16)
  if ((group & 1) === 0 || group <= FIRST_DATA_SET_GROUP) return 'the group of a private element is odd'
  const [block, element] = [parts[2]!, parts[3]!]
  if (!/x/i.test(block) && Number.parseInt(block, 16) < 0x10) return 'elements below 1000 hold creators, not values'
  if (/x/i.test(element)) return /x/i.test(block) ? { group } : 'a block number has no meaning of its own: write xx'
  return { group, element: Number.parseInt(element, 16) }
}

/** As the registry writes a repeating group: without parentheses, digits capital, `x` small. */
function patternText(text: string): string {
  return text
    .replace(/^\((.*)\)$/, '$1')
    .toUpperCase()
    .replaceAll('X', 'x')
}

function* keywords(): Iterable<string> {
  for (const { keyword } of registeredAttributes().values()) yield keyword
  for (const { keyword } of repeatingAttributes()) yield keyword
}

function* sequenceKeywords(): Iterable<string> {
  for (const { keyword, vrs } of registeredAttributes().values()) if (vrs[0] === 'SQ') yield keyword
}

let known: ReadonlySet<Vr> | undefined

/** The VRs that registered attributes have, in the order of their names. */
export function registeredVrs(): Vr[] {
  return VR_NAMES.filter((name): name is Vr => name !== '' && isRegisteredVr(name))
}

function isRegisteredVr(vr: Vr): boolean {
  known ??= new Set([...registeredAttributes().values()].flatMap(({ vrs }) => vrs))
  return known.has(vr)
}
