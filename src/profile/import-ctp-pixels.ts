/**
 * RSNA CTP DicomPixelAnonymizer scripts as rules about pixels. Such a script is a text in which signatures stand, conditions in braces, each with the areas that
 * follow it in parentheses; all else is a remark. The first signature that fits applies.
 */

import { parseTag } from '../dicom/tag.ts'
import type { PixelRuleDocument } from './document-types.ts'
import { ImportCollector, type ImportedProfile, nameOfTag } from './import-collector.ts'
import {
  addRule,
  carry,
  EVERYTHING,
  type ForeignCondition,
  isNumeric,
  isSpecific,
  namedTestOf,
  PASSING_THERE,
  patternOf,
  testOf,
} from './import-pixels.ts'

const SIGNATURE = /\{([^}]*)\}([^{]*)/g
const AREA = /\(([^()]*)\)/g
const TOKEN =
  /\s*(?:([!*+()])|(true|false)\.?|(\[[0-9A-Fa-f]{4},[0-9A-Fa-f]{4}\]|[A-Za-z][\w:]*|\[[^\]]*\][\w:[\],]*)\s*\.\s*([A-Za-z]+)\s*\(\s*"([^"]*)"\s*\))/y

/** Whether a text looks like such a script. */
export function isCtpPixelScript(text: string): boolean {
  return /\{[^{}]*\.\s*\w+\s*\(\s*"[^{}]*\}\s*\(\s*\d+\s*,/.test(text)
}

/** Reads a script. Never fails: what cannot be read is noted. */
export function importCtpPixels(text: string): ImportedProfile {
  const collector = new ImportCollector('RSNA CTP DicomPixelAnonymizer')
  collector.beginPixels('first')
  for (const match of text.matchAll(SIGNATURE)) {
    const [, script = '', behind = ''] = match
    readSignature(lineAt(text, match.index), script, behind, collector)
  }
  const unclosed = text.replaceAll(SIGNATURE, '').search(/[{}]/)
  if (unclosed >= 0) collector.note(0, 'a brace', 'one that is not closed, or closes nothing', true)
  collector.note(0, 'images that no signature fits', PASSING_THERE, false)
  collector.note(0, 'texts', 'compared in any case here', false)
  collector.note(0, 'areas', 'reach one row and one column further there than they say; here too', false)
  return collector.finish()
}

function readSignature(line: number, script: string, behind: string, collector: ImportCollector): void {
  const source = `{${script}}`
  const { when, differences } = carry(new ConditionReader(script).read())
  const areas = [...behind.matchAll(AREA)].map(([, inner = '']) => areaOf(inner))
  const [first] = areas
  // A remark may have parentheses, too, but no numbers in them.
  const known = areas.filter((area) => Array.isArray(area))
  const isDamaged = areas.includes('damaged')
  if (when === 'never') {
    collector.note(line, source, 'fits nothing', false)
    return
  }
  const why = [
    ...differences,
    ...(isDamaged ? ['an area that cannot be read'] : []),
    ...(known.length === 0 && first !== 'damaged' ? ['no areas, and all images that it fits pass there'] : []),
  ]
  const condition = when === 'always' ? EVERYTHING : when
  const isLost = differences.length > 0 && (when === 'always' || !isSpecific(when))
  const rule: PixelRuleDocument =
    why.length > 0 ? { when: condition, withhold: true } : { when: condition, blank: known as number[][] }
  const said = why.join('; ')
  if (isLost) collector.note(line, source, `no rule: ${said}`, true)
  else addRule(collector, line, source, rule, why.length > 0 ? `${said}; such images are withheld` : undefined, true)
}

/** Undefined for a remark. */
function areaOf(text: string): number[] | 'damaged' | undefined {
  if (!/\d\s*,|,\s*\d/.test(text)) return undefined
  const numbers = text.split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : Number.NaN))
  const [x, y, width, height] = numbers
  if (numbers.length !== 4 || numbers.some(Number.isNaN)) return 'damaged'
  return [x!, y!, width! + 1, height! + 1]
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

/** `!` binds closer than `*`, and that closer than `+`. */
class ConditionReader {
  readonly #text: string
  #at = 0
  #depth = 0
  /** Undefined at the end, and for what cannot be read. */
  #token: RegExpExecArray | undefined
  #isDamaged = false

  constructor(text: string) {
    this.#text = text.trim()
  }

  read(): ForeignCondition {
    this.#next()
    const condition = this.#readAny()
    if (this.#token !== undefined || this.#isDamaged) return { unknown: 'a condition that cannot be read' }
    return condition
  }

  #next(): void {
    TOKEN.lastIndex = this.#at
    this.#token = this.#at >= this.#text.length ? undefined : (TOKEN.exec(this.#text) ?? undefined)
    if (this.#token === undefined && this.#at < this.#text.length) this.#isDamaged = true
    this.#at = this.#token === undefined ? this.#text.length : TOKEN.lastIndex
  }

  #readAny(): ForeignCondition {
    const any = [this.#readAll()]
    while (this.#token?.[1] === '+') {
      this.#next()
      any.push(this.#readAll())
    }
    return any.length === 1 ? any[0]! : { any }
  }

  #readAll(): ForeignCondition {
    const all = [this.#readOne()]
    while (this.#token?.[1] === '*') {
      this.#next()
      all.push(this.#readOne())
    }
    return all.length === 1 ? all[0]! : { all }
  }

  #readOne(): ForeignCondition {
    const [, sign, constant, name, method, operand] = this.#token ?? []
    if (sign === '!') {
      this.#next()
      return { not: this.#readOne() }
    }
    if (sign === '(' && this.#depth < 16) {
      this.#depth++
      this.#next()
      const inner = this.#readAny()
      if ((this.#token as RegExpExecArray | undefined)?.[1] !== ')') this.#isDamaged = true
      this.#depth--
      this.#next()
      return inner
    }
    if (constant === undefined && name === undefined) {
      this.#isDamaged = true
      return { unknown: 'a condition that cannot be read' }
    }
    this.#next()
    if (constant !== undefined) return constant === 'true' ? 'always' : { not: 'always' }
    return testFor(name!, method!.toLowerCase(), operand!)
  }
}

function testFor(written: string, method: string, operand: string): ForeignCondition {
  const tag = parseTag(written.replaceAll(/[[\]]/g, ''))
  const name = tag === undefined ? written : nameOfTag(tag)
  const plain = /^(.*?)(?:ignorecase)?$/.exec(method)![1]!
  switch (plain) {
    case 'equals':
    case 'contains':
      return testOf(name, plain, [operand])
    case 'startswith':
    case 'endswith': {
      if (isNumeric(name) || /[*?]/.test(operand)) return { unknown: `${plain} of a number, or with a star` }
      return namedTestOf(name, { matches: plain === 'startswith' ? `${operand}*` : `*${operand}` })
    }
    case 'matches': {
      const found = isNumeric(name) ? undefined : patternOf(operand, true)
      return found?.isExact === true
        ? namedTestOf(name, { matches: found.pattern })
        : { unknown: 'a regular expression that has no counterpart' }
    }
    case 'isgreaterthan':
    case 'islessthan': {
      const number = Number(operand)
      if (operand.trim() === '' || Number.isNaN(number) || !isNumeric(name)) return { unknown: 'no number' }
      return namedTestOf(name, plain === 'isgreaterthan' ? { above: number } : { below: number })
    }
    default:
      return { unknown: 'a test that has no counterpart' }
  }
}
