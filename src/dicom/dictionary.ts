/**
 * The registry of attributes (PS3.6, PS3.7): keyword, VRs and value multiplicity by tag. It is unpacked when it is first asked, in a few
 * milliseconds, so that importing it costs next to nothing.
 */

import { ELEMENTS, REPEATING_ELEMENTS } from './dictionary.gen.ts'
import { matchesTag, parseTagPattern, type TagPattern } from './tag.ts'
import { isVrName, type Vr } from './vr.ts'

/** An attribute as it is registered. */
export interface Attribute {
  readonly keyword: string
  /** One VR, or the alternatives where the registry leaves it to other attributes ("US or SS"). Never empty. */
  readonly vrs: readonly [Vr, ...Vr[]]
  /** The highest value multiplicity; Infinity where it has no bound. */
  readonly vmMax: number
  /** The lowest one; 1 where it is left out. */
  readonly vmMin?: number
}

/** An attribute of a repeating group, with the tags that it stands for. */
export interface RepeatingAttribute extends Attribute, TagPattern {
  /** As the registry writes it, `60xx,3000`. */
  readonly tagText: string
}

interface Registry {
  readonly attributes: ReadonlyMap<number, Attribute>
  readonly repeating: readonly RepeatingAttribute[]
  readonly tagsByKeyword: ReadonlyMap<string, number>
}

let registry: Registry | undefined

/** The attribute of a tag, one of a repeating group included; undefined for what is not registered. */
export function findAttribute(tag: number): Attribute | undefined {
  const { attributes, repeating } = unpacked()
  return attributes.get(tag) ?? repeating.find((pattern) => matchesTag(pattern, tag))
}

/** The tag of a keyword. Keywords of repeating groups have no single tag and are not found. */
export function tagOfKeyword(keyword: string): number | undefined {
  return unpacked().tagsByKeyword.get(keyword)
}

/** All attributes by tag, in tag order, but for those of repeating groups. */
export function registeredAttributes(): ReadonlyMap<number, Attribute> {
  return unpacked().attributes
}

/** The attributes of repeating groups, in tag order. */
export function repeatingAttributes(): readonly RepeatingAttribute[] {
  return unpacked().repeating
}

function unpacked(): Registry {
  registry ??= unpack()
  return registry
}

/** A line is tag, keyword, VRs separated by `/`, and the multiplicity unless it is 1. */
function unpack(): Registry {
  // There are some forty different lists of VRs among five thousand attributes.
  const vrLists = new Map<string, Attribute['vrs']>()
  const readAttribute = (line: string, keywordAt: number): Attribute => {
    const vrAt = line.indexOf(' ', keywordAt) + 1
    const vmAt = line.indexOf(' ', vrAt) + 1
    const vrText = line.slice(vrAt, vmAt === 0 ? undefined : vmAt - 1)
    const vrs = vrLists.get(vrText) ?? readVrs(vrText)
    vrLists.set(vrText, vrs)
    const keyword = line.slice(keywordAt, vrAt - 1)
    return vmAt === 0 ? { keyword, vrs, vmMax: 1 } : { keyword, vrs, ...readMultiplicity(line.slice(vmAt)) }
  }
  const attributes = new Map<number, Attribute>()
  const tagsByKeyword = new Map<string, number>()
  let tag = 0
  for (const line of ELEMENTS.split('\n')) {
    const keywordAt = line.indexOf(' ') + 1
    tag += Number.parseInt(line.slice(0, keywordAt - 1), 36)
    const attribute = readAttribute(line, keywordAt)
    attributes.set(tag, attribute)
    tagsByKeyword.set(attribute.keyword, tag)
  }
  const repeating = REPEATING_ELEMENTS.split('\n').map((line) => {
    const keywordAt = line.indexOf(' ') + 1
    const tagText = line.slice(0, keywordAt - 1)
    const pattern = parseTagPattern(tagText)
    if (pattern === undefined) throw new RangeError(`${tagText} is no tag pattern`)
    return { ...readAttribute(line, keywordAt), ...pattern, tagText }
  })
  return { attributes, repeating, tagsByKeyword }
}

function readVrs(text: string): Attribute['vrs'] {
  const [first, ...others] = text.split('/').filter(isVrName)
  if (first === undefined) throw new RangeError(`${text} is no VR`)
  return [first, ...others]
}

/** `3`, `1-3` or `2-n`. */
function readMultiplicity(text: string): Pick<Attribute, 'vmMin' | 'vmMax'> {
  const [least = '', most = least] = text.split('-')
  return { vmMin: Number(least), vmMax: most === 'n' ? Number.POSITIVE_INFINITY : Number(most) }
}
