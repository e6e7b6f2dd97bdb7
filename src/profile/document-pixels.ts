/** The key `pixels` of a profile: which areas of which images become black. */

import { findAttribute } from '../dicom/dictionary.ts'
import { limits } from '../limits.ts'
import { hintAtAttribute, parseAttribute } from './attribute-name.ts'
import { type Faults, type Field, readChoice, readFreeMap, readInteger, readItems, readMap } from './document-fields.ts'
import {
  type PixelArea,
  type PixelCondition,
  type PixelRequest,
  type PixelRule,
  type PixelTest,
  tagsOf,
} from './pixel-request.ts'

export const PIXEL_KEYS = ['unmatched', 'rules'] as const
export const PIXEL_RULE_KEYS = ['when', 'blank', 'withhold'] as const
const TEST_KEYS = ['equals', 'contains', 'above', 'below'] as const
const UNMATCHED = ['withhold', 'pass'] as const
/** What stands behind Pixel Data is not known when it is decided on. */
const PIXEL_DATA_GROUP = 0x7fe0
const VRS = new Set('AE AS CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UC UI UL US UT'.split(' '))

/** Lists of what it extends are replaced, not added to: which rules fit an image has to be seen in one place. */
export function readPixels(field: Field, faults: Faults): PixelRequest {
  const fields = readMap(field, PIXEL_KEYS, faults)
  const unmatched = fields.get('unmatched')
  const rules = fields.get('rules')
  const read = rules === undefined ? [] : readItems(rules).flatMap((item) => readRule(item, faults) ?? [])
  if (read.length > limits.pixelRules) faults.add(field, 'there are more rules than limits.pixelRules')
  if (new Set(read.flatMap(({ when }) => tagsOf(when))).size > limits.pixelAttributes) {
    faults.add(field, 'the rules ask for more attributes than limits.pixelAttributes')
  }
  return { unmatched: (unmatched && readChoice(unmatched, UNMATCHED, faults)) ?? 'withhold', rules: read }
}

function readRule(field: Field, faults: Faults): PixelRule | undefined {
  const fields = readMap(field, PIXEL_RULE_KEYS, faults)
  const when = fields.get('when')
  const blank = fields.get('blank')
  const withhold = fields.get('withhold')
  if (when === undefined) faults.add(field, 'a rule about pixels says of which images it is, in when')
  if ((blank === undefined) === (withhold === undefined)) {
    faults.add(field, 'a rule about pixels has blank, with areas, or withhold: true')
    return undefined
  }
  const condition = when && readCondition(when, faults)
  if (withhold !== undefined) {
    if (withhold.node.kind !== 'value' || withhold.node.value !== true) faults.add(withhold, 'true belongs here')
    return condition && { when: condition, action: 'withhold' }
  }
  const areas = readAreas(blank!, faults)
  return condition && { when: condition, action: { blank: areas } }
}

function readCondition(field: Field, faults: Faults): PixelCondition {
  const parts: PixelCondition[] = []
  for (const [key, value] of readFreeMap(field, faults)) {
    if (key === 'any') parts.push({ any: someOf(value, faults).map((item) => readCondition(item, faults)) })
    else if (key === 'not') parts.push({ not: readCondition(value, faults) })
    else parts.push(...readTests(key, value, faults))
  }
  if (parts.length === 0) faults.add(field, 'a condition without attributes is none')
  return parts.length === 1 ? parts[0]! : { all: parts }
}

function readTests(name: string, field: Field, faults: Faults): PixelCondition[] {
  const tag = parseAttribute(name)
  const vr = tag === undefined ? undefined : findAttribute(tag)?.vrs[0]
  if (tag === undefined || vr === undefined) {
    faults.add(field, `a condition has any, not, and attributes; ${hintAtAttribute(name)}`)
    return []
  }
  if (tag >>> 16 >= PIXEL_DATA_GROUP || !VRS.has(vr)) {
    faults.add(field, 'the attribute has neither texts nor numbers, or does not stand before Pixel Data')
    return []
  }
  const tests = someOf(field, faults).flatMap((item) => readTest(item, faults) ?? [])
  const conditions = tests.map((test): PixelCondition => ({ tag, vr, test }))
  return conditions.length > 1 ? [{ any: conditions }] : conditions
}

/** The items of a list that is not empty: what nothing is asked of would be true of every image. */
function someOf(field: Field, faults: Faults): Field[] {
  const items = readItems(field)
  if (items.length === 0) faults.add(field, 'a list of conditions or tests is not empty')
  return items
}

/** A number is one to be equal to, a text one to be contained. */
function readTest(field: Field, faults: Faults): PixelTest | undefined {
  const { node } = field
  if (node.kind === 'map') {
    const [first, ...others] = readMap(field, TEST_KEYS, faults)
    if (first === undefined || others.length > 0) {
      faults.add(field, `a test has one of ${TEST_KEYS.join(', ')}`)
      return undefined
    }
    const value = readScalar(first[1], faults)
    const wantsNumber = first[0] === 'above' || first[0] === 'below'
    const fits = wantsNumber ? typeof value === 'number' : first[0] !== 'contains' || typeof value === 'string'
    if (value !== undefined && !fits)
      faults.add(first[1], wantsNumber ? 'a number belongs here' : 'a text belongs here')
    return value === undefined || !fits ? undefined : ({ [first[0]]: value } as unknown as PixelTest)
  }
  const value = readScalar(field, faults)
  if (value === undefined) return undefined
  return typeof value === 'number' ? { equals: value } : { contains: value }
}

function readScalar(field: Field, faults: Faults): string | number | undefined {
  const { node } = field
  if (
    node.kind === 'value' &&
    (typeof node.value === 'number' || (typeof node.value === 'string' && node.value.trim()))
  ) {
    return node.value
  }
  faults.add(field, 'a text or a number belongs here')
  return undefined
}

function readAreas(field: Field, faults: Faults): PixelArea[] {
  const items = readItems(field)
  const isOne = items.length === 4 && items.every(({ node }) => node.kind === 'value')
  const areas = isOne ? [field] : items
  if (areas.length === 0 || areas.length > limits.pixelAreas) {
    faults.add(field, 'areas are at least one and at most limits.pixelAreas')
  }
  return areas.flatMap((area) => {
    const [x, y, width, height, ...others] = readItems(area).map((item) => readInteger(item, faults))
    const fits = x !== undefined && y !== undefined && width !== undefined && height !== undefined
    if (fits && others.length === 0 && width > 0 && height > 0) return { x, y, width, height }
    faults.add(area, 'an area is [x, y, width, height], in pixels')
    return []
  })
}
