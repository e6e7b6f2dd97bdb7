/**
 * The `%filter` sections of pydicom/deid recipes as rules about pixels. A section has labels; a label has lines of tests, and coordinates of what is blanked or
 * kept. All labels that fit apply.
 */

import type { PixelConditionDocument, PixelRuleDocument } from './document-types.ts'
import type { ImportCollector } from './import-collector.ts'
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
  WHOLE_IMAGE,
} from './import-pixels.ts'

/** A line without its remark. */
export interface RecipeLine {
  readonly number: number
  readonly text: string
}

interface Label {
  readonly line: RecipeLine
  readonly section: string
  readonly tests: RecipeLine[]
  readonly coordinates: RecipeLine[]
}

/** What a label blanks and keeps. */
interface Areas {
  readonly blank: number[][]
  readonly keep: number[][]
  blanksAll: boolean
  keepsRegions: boolean
  /** Why some of it could not be read. */
  fault?: string
}

const COORDINATES = /^(ctp)?(keep)?coordinates\s*(.*)$/i
const TEST = /^(contains|notcontains|equals|notequals|missing|empty|present)\s+(\S+)\s*(.*)$/i
const REGIONS = 'SequenceOfUltrasoundRegions'

/** Reads the lines of a `%filter` section by section; what has no counterpart is noted. */
export class FilterImport {
  readonly #collector: ImportCollector
  readonly #labels: Label[] = []
  #section = ''

  constructor(collector: ImportCollector) {
    this.#collector = collector
  }

  begin({ text }: RecipeLine): void {
    this.#section = text.split(/\s+/)[1]?.toLowerCase() ?? ''
  }

  take(line: RecipeLine): void {
    const label = this.#labels.at(-1)
    if (/^LABEL\b/i.test(line.text)) {
      this.#labels.push({ line, section: this.#section, tests: [], coordinates: [] })
    } else if (label === undefined || label.section !== this.#section) {
      this.#collector.note(line.number, line.text, 'not understood', true)
    } else if (COORDINATES.test(line.text)) label.coordinates.push(line)
    else label.tests.push(line)
  }

  finish(): void {
    if (this.#section === '') return
    const collector = this.#collector
    collector.beginPixels('all')
    const kept: PixelConditionDocument[] = []
    const emptied: (() => void)[] = []
    for (const label of this.#labels) this.#readLabel(label, kept, emptied)
    // What blanks all leaves what another label keeps.
    for (const add of emptied) add()
    collector.note(0, 'images that no label fits', PASSING_THERE, false)
    collector.note(
      0,
      'a test of a line',
      'belongs to its line, as deid documents it; its program reads on across lines',
      false,
    )
    collector.note(0, 'empty values', 'are missing and not present here', false)
  }

  #readLabel(label: Label, kept: PixelConditionDocument[], emptied: (() => void)[]): void {
    const { line, section } = label
    const carriedCondition = carry(conditionOf(label.tests))
    const { when } = carriedCondition
    const areas = areasOf(label.coordinates)
    const differences = [...carriedCondition.differences, ...(areas.fault === undefined ? [] : [areas.fault])]
    if (when === 'never') {
      this.#collector.note(line.number, line.text, 'fits nothing', false)
      return
    }
    const condition = when === 'always' ? EVERYTHING : when
    const treats = areas.blank.length > 0 || areas.keep.length > 0 || areas.blanksAll || areas.keepsRegions
    const isSafeToWithhold = when !== 'always' && isSpecific(when)
    if (differences.length > 0) {
      const why = differences.join('; ')
      if (!isSafeToWithhold || (!treats && section === 'whitelist')) {
        this.#collector.note(line.number, line.text, `no rule: ${why}`, true)
      } else this.#add(line, { when: condition, withhold: true }, `${why}; such images are withheld`, true)
    } else if (!treats) this.#addFlag(label, condition)
    else this.#addTreatment(label, condition, areas, kept, emptied)
  }

  /** A label without coordinates only says what is known of an image. */
  #addFlag({ line, section }: Label, when: PixelConditionDocument): void {
    if (section === 'whitelist') this.#add(line, { when, pass: true })
    else this.#add(line, { when, withhold: true }, 'only flagged there; withheld here', false)
  }

  #addTreatment(
    { line }: Label,
    when: PixelConditionDocument,
    { blank, keep, blanksAll, keepsRegions }: Areas,
    kept: PixelConditionDocument[],
    emptied: (() => void)[],
  ): void {
    if (keepsRegions && keep.length > 0) {
      this.#add(line, { when, withhold: true }, 'regions and areas are kept together; such images are withheld', true)
    } else if (keepsRegions || keep.length > 0) {
      kept.push(when)
      const rest = blank.length > 0 ? { blank } : {}
      this.#add(line, { when, keep: keepsRegions ? 'ultrasound-regions' : keep, ...rest })
      this.#collector.note(
        line.number,
        line.text,
        'what is kept is all that stays here, whether all was blanked before or not',
        false,
      )
    } else if (blanksAll) {
      emptied.push(() => {
        const others = kept.length === 0 ? when : { not: { any: [{ not: when }, ...kept] } }
        this.#add(line, { when: others, blank: [[...WHOLE_IMAGE]] })
      })
    } else this.#add(line, { when, blank })
  }

  #add({ number, text }: RecipeLine, rule: PixelRuleDocument, remark?: string, isLost = false): void {
    addRule(this.#collector, number, text, rule, remark, isLost)
  }
}

/** Lines are joined from the first to the last by the sign that each begins with. */
function conditionOf(lines: readonly RecipeLine[]): ForeignCondition {
  let condition: ForeignCondition | undefined
  for (const { text } of lines) {
    const [, sign, tests = ''] = /^(\+|\|\|)?\s*(.*)$/.exec(text)!
    const next = lineConditionOf(tests)
    if (condition === undefined) condition = next
    else condition = sign === '||' ? { any: [condition, next] } : { all: [condition, next] }
  }
  return condition ?? 'always'
}

/** `test || test + test`, likewise. A sign that no test follows is part of a value. */
function lineConditionOf(text: string): ForeignCondition {
  const parts = text.split(/(\|\||\+)(?=\s*(?:contains|notcontains|equals|notequals|missing|empty|present)\s)/i)
  let condition = testConditionOf(parts[0]!)
  for (let at = 1; at < parts.length; at += 2) {
    const next = testConditionOf(parts[at + 1]!)
    condition = parts[at] === '||' ? { any: [condition, next] } : { all: [condition, next] }
  }
  return condition
}

function testConditionOf(text: string): ForeignCondition {
  const [, word, field, operand = ''] = TEST.exec(text.trim()) ?? []
  if (word === undefined || field === undefined) return { unknown: 'a test that cannot be read' }
  switch (word.toLowerCase()) {
    case 'missing':
    case 'empty':
      return namedTestOf(field, { present: false })
    case 'present':
      return namedTestOf(field, { present: true })
    case 'equals':
      return operand === '' ? { unknown: 'a test without a value' } : testOf(field, 'equals', operand.split('|'))
    case 'notequals':
      // Whoever is not equal to all of a text is not equal to one of its parts either; that asks for less.
      return operand === '' || operand.includes('|')
        ? { unknown: 'a value with a stroke that is not to be equal' }
        : { not: testOf(field, 'equals', [operand]) }
    case 'contains':
      return containing(field, operand)
    default:
      return { not: containing(field, operand) }
  }
}

/** A regular expression in a part of the value: texts between strokes, or a pattern. */
function containing(field: string, written: string): ForeignCondition {
  // One or more of the last letter: one is enough where it does not matter what follows.
  const expression = written.replaceAll(/(?<=[\w ])\+(?=$|\|)/g, '')
  const alternatives = expression.split('|')
  if (expression === '' || isNumeric(field) || alternatives.every((text) => /^[\w ,:/_-]+$/.test(text))) {
    return expression === '' ? { unknown: 'a test without a value' } : testOf(field, 'contains', alternatives)
  }
  const any = alternatives.map((text) => one(field, text))
  return any.length === 1 ? any[0]! : { any }
}

function one(field: string, expression: string): ForeignCondition {
  if (/^[\w ,:/_-]+$/.test(expression)) return testOf(field, 'contains', [expression])
  const found = patternOf(expression, false)
  return found?.isExact === true
    ? namedTestOf(field, { matches: found.pattern })
    : { unknown: 'a regular expression that has no counterpart' }
}

/** Coordinates are the left, the upper, the right and the lower edge; those of CTP left, upper edge, width and height. */
function areasOf(lines: readonly RecipeLine[]): Areas {
  const areas: Areas = { blank: [], keep: [], blanksAll: false, keepsRegions: false }
  for (const { text } of lines) {
    const [, isCtp, isKept, operand = ''] = COORDINATES.exec(text)!
    const value = operand.trim()
    if (/^all$/i.test(value) && isKept === undefined) areas.blanksAll = true
    else if (isKept !== undefined && value.replaceAll(' ', '').toLowerCase() === `from:${REGIONS.toLowerCase()}`) {
      areas.keepsRegions = true
    } else {
      const area = areaOf(value, isCtp !== undefined)
      if (area === undefined) areas.fault = 'coordinates that cannot be read, or that the object is to tell'
      else if (isKept !== undefined) areas.keep.push(area)
      else areas.blank.push(area)
    }
  }
  return areas
}

function areaOf(text: string, isCtp: boolean): number[] | undefined {
  const numbers = text.split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : Number.NaN))
  if (numbers.length !== 4 || numbers.some(Number.isNaN)) return undefined
  const [x, y, third, fourth] = numbers as [number, number, number, number]
  const area = isCtp ? [x, y, third, fourth] : [x, y, third - x, fourth - y]
  return area[2]! > 0 && area[3]! > 0 ? area : undefined
}
