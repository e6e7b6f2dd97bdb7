/** What pixel rules of other programs have in common: conditions that are carried over as far as they can be, and rules that are never weaker than those they come from. */

import { findAttribute } from '../dicom/dictionary.ts'
import { parseAttribute } from './attribute-name.ts'
import { readPartialProfile } from './document.ts'
import type { PixelConditionDocument, PixelRuleDocument, PixelTestDocument } from './document-types.ts'
import type { ImportCollector } from './import-collector.ts'

/** A condition of another program. */
export type ForeignCondition =
  | { readonly all: readonly ForeignCondition[] }
  | { readonly any: readonly ForeignCondition[] }
  | { readonly not: ForeignCondition }
  | { readonly attribute: string; readonly tests: readonly PixelTestDocument[] }
  /** Fits everything. */
  | 'always'
  /** There is nothing like it here; `why`, in words. */
  | { readonly unknown: string }

/** A condition here, which fits whatever the other one does. */
export interface CarriedCondition {
  readonly when: PixelConditionDocument | 'always' | 'never'
  /** Why it fits more, or something else; none where it fits the same. */
  readonly differences: readonly string[]
}

/** Values of these are compared as numbers. */
const NUMBER_VRS = new Set(['US', 'SS', 'UL', 'SL', 'FL', 'FD', 'IS', 'DS'])
/** Tests of these alone do not tell which images are meant. */
const UNSPECIFIC = new Set(['Modality', 'Rows', 'Columns', 'BurnedInAnnotation'])

/** Whatever has rows or has none. */
export const EVERYTHING: PixelConditionDocument = { any: [{ Rows: { present: true } }, { Rows: { present: false } }] }

/** Larger than any image. */
export const WHOLE_IMAGE: readonly number[] = [0, 0, 65535, 65535]

/** A test of an attribute, or why there is none. `fits`: texts, of which one is enough. */
export function testOf(name: string, kind: 'equals' | 'contains', fits: readonly string[]): ForeignCondition {
  const attribute = attributeOf(name)
  if (attribute === undefined) return { unknown: 'an attribute that no rule about pixels can ask for' }
  const { keyword, isNumber } = attribute
  if (fits.some((text) => text.trim() === '')) {
    return kind === 'contains' ? 'always' : { attribute: keyword, tests: [{ present: false }] }
  }
  if (!isNumber) return { attribute: keyword, tests: fits.map((text) => ({ [kind]: text })) }
  const numbers = fits.map(Number)
  if (numbers.some(Number.isNaN)) return { unknown: 'a text in the place of a number' }
  return { attribute: keyword, tests: numbers.map((equals) => ({ equals })) }
}

/** Another test of an attribute. */
export function namedTestOf(name: string, test: PixelTestDocument): ForeignCondition {
  const attribute = attributeOf(name, test.present !== undefined)
  if (attribute === undefined) return { unknown: 'an attribute that no rule about pixels can ask for' }
  return { attribute: attribute.keyword, tests: [test] }
}

/** Whether values of the attribute are compared as numbers here. */
export function isNumeric(name: string): boolean {
  return attributeOf(name)?.isNumber ?? false
}

function attributeOf(name: string, isAny = false): { keyword: string; isNumber: boolean } | undefined {
  const tag = parseAttribute(name)
  const attribute = tag === undefined ? undefined : findAttribute(tag)
  if (attribute === undefined) return undefined
  const { keyword, vrs } = attribute
  const test = isAny ? { present: true } : NUMBER_VRS.has(vrs[0]!) ? 1 : 'x'
  const read = readPartialProfile({ pixels: { rules: [{ when: { [keyword]: test }, withhold: true }] } })
  return read.request === undefined ? undefined : { keyword, isNumber: NUMBER_VRS.has(vrs[0]!) }
}

/** Carries a condition over. What is not known is taken for what makes the whole fit. */
export function carry(condition: ForeignCondition): CarriedCondition {
  const differences: string[] = []
  const when = carried(condition, true, differences)
  return { when, differences: [...new Set(differences)] }
}

function carried(condition: ForeignCondition, fits: boolean, differences: string[]): CarriedCondition['when'] {
  if (condition === 'always') return 'always'
  if ('unknown' in condition) {
    differences.push(condition.unknown)
    return fits ? 'always' : 'never'
  }
  if ('attribute' in condition) {
    const { attribute, tests } = condition
    return { [attribute]: tests.length === 1 ? tests[0]! : tests }
  }
  if ('not' in condition) {
    const inner = carried(condition.not, !fits, differences)
    if (inner === 'always') return 'never'
    return inner === 'never' ? 'always' : { not: inner }
  }
  const isAll = 'all' in condition
  const parts = (isAll ? condition.all : condition.any).map((part) => carried(part, fits, differences))
  const [ruling, idle] = isAll ? (['never', 'always'] as const) : (['always', 'never'] as const)
  if (parts.includes(ruling)) return ruling
  const left = parts.filter((part) => part !== idle) as PixelConditionDocument[]
  if (left.length === 0) return idle
  if (left.length === 1) return left[0]!
  return isAll ? join(left) : { any: left }
}

/** One mapping of all parts where their keys are apart; else a condition of no one of which may fail. */
function join(parts: readonly PixelConditionDocument[]): PixelConditionDocument {
  const keys = parts.flatMap((part) => Object.keys(part))
  if (new Set(keys).size === keys.length) return Object.assign({}, ...parts) as PixelConditionDocument
  return { not: { any: parts.map((part) => ({ not: part })) } }
}

/** Whether the condition asks for more than modality and size. */
export function isSpecific(when: PixelConditionDocument): boolean {
  return Object.entries(when).some(([key, value]) => {
    if (key !== 'any' && key !== 'not') return !UNSPECIFIC.has(key)
    return [value].flat().some((part) => isSpecific(part as PixelConditionDocument))
  })
}

/** Why a profile may not have the rule; undefined where it may. */
function faultOf(rule: PixelRuleDocument): string | undefined {
  return readPartialProfile({ pixels: { rules: [rule] } }).faults[0]?.message
}

/**
 * A pattern of `*` and `?` that fits whatever the regular expression does in a part of a text, and whether it fits the same; undefined for one that says nothing
 * of the text.
 */
export function patternOf(expression: string, isWhole: boolean): { pattern: string; isExact: boolean } | undefined {
  const source = expression.trim()
  const [begins, ends] = [isWhole || source.startsWith('^'), isWhole || /(?<!\\)\$$/.test(source)]
  let rest = source.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')
  let isExact = true
  let pattern = ''
  while (rest !== '') {
    const [whole, atom] = /^(\\.|\[[^\]]*\]|[^\\[\](){}|*+?^$])(?:[*+?]|\{[\d,]*\})?/.exec(rest) ?? []
    if (whole === undefined || atom === undefined) return undefined
    const quantifier = whole.slice(atom.length)
    const isClass = atom === '.' || atom.startsWith('[') || /^\\[A-Za-z]/.test(atom)
    const one = isClass ? '?' : atom.replace(/^\\/, '')
    if (/[*?]/.test(one) && !isClass) return undefined
    isExact &&= (!isClass || atom === '.') && (quantifier === '' || (atom === '.' && quantifier !== '?'))
    if (atom === '.' && quantifier.startsWith('{')) isExact = false
    pattern += quantifier === '' ? one : quantifier === '+' ? `${one}*` : '*'
    rest = rest.slice(whole.length)
  }
  if (/^[*?\s]*$/.test(pattern)) return undefined
  return { pattern: `${begins ? '' : '*'}${pattern}${ends ? '' : '*'}`.replaceAll(/\*+/g, '*'), isExact }
}

/** What is said of images that no rule of the other program is about. */
export const PASSING_THERE = 'pass there; here those that are likely to hold text are withheld'

/** Adds a rule, or notes why it is none. `remark`: what it does not carry over; `isLost`: and what is lost by that. */
export function addRule(
  collector: ImportCollector,
  line: number,
  source: string,
  rule: PixelRuleDocument,
  remark?: string,
  isLost = false,
): void {
  const fault = faultOf(rule)
  if (fault !== undefined) {
    collector.note(line, source, `no rule: ${fault}`, true)
    return
  }
  collector.addPixelRule(line, rule)
  if (remark !== undefined) collector.note(line, source, remark, isLost)
}
