/** The key `pixels` of a profile: which areas of which images become black. */

import { findAttribute } from '../dicom/dictionary.ts'
import { limits } from '../limits.ts'
import { hintAtAttribute, parseAttribute } from './attribute-name.ts'
import {
  type Faults,
  type Field,
  readBoolean,
  readChoice,
  readFreeMap,
  readInteger,
  readItems,
  readMap,
  readWords,
} from './document-fields.ts'
import {
  type KeptAreas,
  type PixelAction,
  type PixelArea,
  type PixelCondition,
  type PixelRequest,
  type PixelRule,
  type PixelTest,
  tagsOf,
} from './pixel-request.ts'
import { starterRules } from './pixel-starter.ts'

export const PIXEL_KEYS = ['match', 'unmatched', 'detect', 'found', 'frames', 'allowed', 'starter', 'rules'] as const
export const PIXEL_RULE_KEYS = ['when', 'blank', 'keep', 'detect', 'withhold', 'pass'] as const
export const PIXEL_TEST_KEYS = ['equals', 'contains', 'matches', 'above', 'below', 'present'] as const
const MATCH = ['all', 'first'] as const
const UNMATCHED = ['withhold', 'pass', 'detect'] as const
const FOUND = ['blank', 'withhold'] as const
const FRAMES = ['all', 'sample'] as const
const REGIONS = 'ultrasound-regions' as const
/** What one may well think of. */
const KEY_HINTS = new Map([
  ['ocr', 'text is looked for with detect: true'],
  ['sample', 'a sample of the frames is looked at with frames: sample'],
  ['default', 'what no rule is about is said by unmatched'],
])
const RULE_HINTS = new Map([
  ['deny', 'an object is withheld with withhold: true'],
  ['regions', `all but the regions of ultrasound is blanked with keep: ${REGIONS}`],
  ['areas', 'areas are said by blank'],
  ['ocr', 'text is looked for with detect: true'],
])
const TEST_HINTS = new Map([
  ['greater', 'a number that is greater is asked for with above'],
  ['less', 'a number that is less is asked for with below'],
  ['exists', 'whether there is a value is asked for with present'],
])
/** Whoever writes one of these means a regular expression. */
const REGULAR_EXPRESSION = /^\^|\$$|\.[*+]|\\[dswDSW]/
/** What stands behind Pixel Data is not known when it is decided on. */
const PIXEL_DATA_GROUP = 0x7fe0
/** Groups below are file meta information and the like. */
const FIRST_GROUP = 8
const VRS = new Set('AE AS CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UC UI UL US UT'.split(' '))

/** Lists of what it extends are replaced, not added to: which rules fit an image has to be seen in one place. */
export function readPixels(field: Field, faults: Faults): PixelRequest {
  const fields = readMap(field, PIXEL_KEYS, faults, KEY_HINTS)
  const choose = <Name extends string>(key: string, names: readonly Name[]): Name | undefined => {
    const chosen = fields.get(key)
    return chosen && readChoice(chosen, names, faults)
  }
  const match = choose('match', MATCH)
  const unmatched = choose('unmatched', UNMATCHED)
  const found = choose('found', FOUND)
  const frames = choose('frames', FRAMES)
  const allowed = fields.get('allowed')
  const words = allowed === undefined ? [] : readWords(allowed, faults)
  const detect = fields.get('detect')
  const detects = detect !== undefined && readBoolean(detect, faults) === true
  const starter = fields.get('starter')
  const isStarted = starter !== undefined && readBoolean(starter, faults) === true
  const rules = fields.get('rules')
  const own = rules === undefined ? [] : readItems(rules).flatMap((item) => readRule(item, faults) ?? [])
  const read = isStarted ? [...own, ...starterRules()] : own
  if (read.length > limits.pixelRules) faults.add(field, 'there are more rules than limits.pixelRules')
  if (new Set(read.flatMap(({ when }) => tagsOf(when))).size > limits.pixelAttributes) {
    faults.add(field, 'the rules ask for more attributes than limits.pixelAttributes')
  }
  return {
    ...(match !== undefined && { match }),
    unmatched: unmatched ?? 'withhold',
    ...(detects && { detect: true }),
    ...(found !== undefined && { found }),
    ...(frames !== undefined && { frames }),
    ...(words.length > 0 && { allowed: words }),
    rules: read,
  }
}

function readRule(field: Field, faults: Faults): PixelRule | undefined {
  const fields = readMap(field, PIXEL_RULE_KEYS, faults, RULE_HINTS)
  const when = fields.get('when')
  if (when === undefined) faults.add(field, 'a rule about pixels says of which images it is, in when')
  const action = readAction(field, fields, faults)
  const condition = when && readCondition(when, faults)
  return condition && action && { when: condition, action }
}

function readAction(field: Field, fields: ReadonlyMap<string, Field>, faults: Faults): PixelAction | undefined {
  const [blank, keep, detect] = [fields.get('blank'), fields.get('keep'), fields.get('detect')]
  const treats = blank !== undefined || keep !== undefined || detect !== undefined
  const words = (['withhold', 'pass'] as const).filter((word) => fields.has(word))
  for (const flag of [detect, ...words.map((word) => fields.get(word))]) {
    if (flag !== undefined && (flag.node.kind !== 'value' || flag.node.value !== true)) {
      faults.add(flag, 'true belongs here')
    }
  }
  if (words.length + (treats ? 1 : 0) !== 1) {
    faults.add(
      field,
      'a rule about pixels has withhold: true, or pass: true, or some of blank, keep and detect: with areas, what stays, and true',
    )
    return undefined
  }
  if (words.length > 0) return words[0]
  const kept = keep && readKept(keep, faults)
  return {
    ...(blank !== undefined && { blank: readAreas(blank, faults) }),
    ...(kept !== undefined && { keep: kept }),
    ...(detect !== undefined && { detect: true }),
  }
}

function readKept(field: Field, faults: Faults): KeptAreas | undefined {
  const { node } = field
  if (node.kind === 'list') return readAreas(field, faults)
  if (node.kind === 'value' && typeof node.value === 'string') return readChoice(field, [REGIONS], faults)
  faults.add(field, `areas or ${REGIONS} belong here`)
  return undefined
}

function readCondition(field: Field, faults: Faults): PixelCondition {
  const parts: PixelCondition[] = []
  for (const [key, value] of readFreeMap(field, faults)) {
    if (key === 'any') parts.push({ any: someOf(value, faults).map((item) => readCondition(item, faults)) })
    else if (key === 'not') parts.push({ not: readCondition(value, faults) })
    else parts.push(...readTests(key, value, faults))
  }
  if (field.node.kind === 'map' && field.node.entries.length === 0) {
    faults.add(field, 'a condition without attributes is none')
  }
  return parts.length === 1 ? parts[0]! : { all: parts }
}

function readTests(name: string, field: Field, faults: Faults): PixelCondition[] {
  const tag = parseAttribute(name)
  const vr = tag === undefined ? undefined : findAttribute(tag)?.vrs[0]
  if (tag === undefined || vr === undefined) {
    faults.add(field, `a condition has any, not, and attributes; ${hintAtAttribute(name)}`)
    return []
  }
  if (tag >>> 16 < FIRST_GROUP) {
    faults.add(field, 'the attribute is no part of a data set')
    return []
  }
  const asksForPresence = someOf(field, faults).every(({ node }) => isPresenceTest(node))
  if (tag >>> 16 >= PIXEL_DATA_GROUP || !(VRS.has(vr) || asksForPresence)) {
    faults.add(field, 'the attribute has neither texts nor numbers, or does not stand before Pixel Data')
    return []
  }
  const tests = readItems(field).flatMap((item) => readTest(item, faults) ?? [])
  const conditions = tests.map((test): PixelCondition => ({ tag, vr, test }))
  return conditions.length > 1 ? [{ any: conditions }] : conditions
}

/** The items of a list that is not empty: what nothing is asked of would be true of every image. */
function someOf(field: Field, faults: Faults): Field[] {
  const items = readItems(field)
  if (items.length === 0) faults.add(field, 'a list of conditions or tests is not empty')
  return items
}

function isPresenceTest(node: Field['node']): boolean {
  return node.kind === 'map' && node.entries.length > 0 && node.entries.every(({ key }) => key === 'present')
}

/** A number is one to be equal to, a text one to be contained. */
function readTest(field: Field, faults: Faults): PixelTest | undefined {
  if (field.node.kind === 'map') return readNamedTest(field, faults)
  const value = readScalar(field, faults)
  if (value === undefined) return undefined
  return typeof value === 'number' ? { equals: value } : { contains: value }
}

function readNamedTest(field: Field, faults: Faults): PixelTest | undefined {
  const [first, ...others] = readMap(field, PIXEL_TEST_KEYS, faults, TEST_HINTS)
  if (first === undefined || others.length > 0) {
    faults.add(field, `a test has one of ${PIXEL_TEST_KEYS.join(', ')}`)
    return undefined
  }
  const [name, operand] = first
  if (name === 'present') {
    const present = readBoolean(operand, faults)
    return present === undefined ? undefined : { present }
  }
  const value = readScalar(operand, faults)
  if (value === undefined) return undefined
  const wanted = name === 'above' || name === 'below' ? 'number' : name === 'equals' ? typeof value : 'string'
  if (typeof value !== wanted) {
    faults.add(operand, `a ${wanted === 'number' ? 'number' : 'text'} belongs here`)
    return undefined
  }
  if (name === 'matches' && !isPattern(`${value}`, operand, faults)) return undefined
  return { [name]: value } as unknown as PixelTest
}

function isPattern(text: string, field: Field, faults: Faults): boolean {
  const fault = REGULAR_EXPRESSION.test(text)
    ? 'this looks like a regular expression; a pattern has * for any characters and ? for one'
    : text.length > limits.pixelPatternCharacters
      ? 'a pattern is at most limits.pixelPatternCharacters long'
      : undefined
  if (fault !== undefined) faults.add(field, fault)
  return fault === undefined
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
