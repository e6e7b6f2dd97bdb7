/**
 * What to look for in text, from the facts of an object: the values of its own identifying attributes, their parts, and the
 * ways in which they are written.
 */

import { findAttribute } from '../dicom/dictionary.ts'
import { latin1Text } from '../dicom/value-text.ts'
import type { Vr } from '../dicom/vr.ts'
import type { Decoder, Delimiters } from './charset.ts'
import { COMMON_WORDS } from './common-words.ts'
import { dayAndMonthSpellings } from './dates.ts'
import { type IdentifyingWord, isUnspaced, type Reach } from './find-words.ts'
import { fold, kindOf, SEPARATOR } from './fold.ts'

/** The words of one fact. */
export interface FactWords {
  readonly words: readonly IdentifyingWord[]
  /** First letters of names, folded. */
  readonly initials: string
  /** False where the value cannot be read, so that words may be missing. */
  readonly isComplete: boolean
}

/** Shorter words are found as whole words only, longer ones also inside of others. */
const WITHIN_FROM = 5
/** Longer words are found also where they begin or end in the middle of others. */
const ANYWHERE_FROM = 8
const SHORTEST = 3
const SHORTEST_NUMBER_AMONG_WORDS = 4
const TELEPHONE_DIGITS = 7
const NAME_COMPONENTS = 3

/** VRs of numbers and codes that identify nobody, UIDs and times that patterns.ts finds by their looks, and what is no text. */
const WITHOUT_WORDS: ReadonlySet<Vr> = new Set<Vr>([
  ...(['AS', 'AT', 'CS', 'DS', 'FD', 'FL', 'IS', 'OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SL', 'SQ', 'SS', 'SV'] as const),
  ...(['TM', 'UI', 'UL', 'UN', 'US', 'UV'] as const),
])
const ONE_VALUE: ReadonlySet<Vr> = new Set<Vr>(['LT', 'ST', 'UT', 'UR'])
const NOTHING: FactWords = { words: [], initials: '', isComplete: true }

/** The words of the fact `value` of the attribute `tag`. Without a decoder, or where it fails: the ASCII words, and not complete. */
export function wordsOfFact(tag: number, value: Uint8Array, decoder: Decoder | undefined): FactWords {
  const vr = findAttribute(tag)?.vrs[0] ?? 'LO'
  if (WITHOUT_WORDS.has(vr)) return NOTHING
  const delimiters: Delimiters = vr === 'PN' ? 'names' : ONE_VALUE.has(vr) ? 'text' : 'values'
  const decoded = decoder?.(value, delimiters)
  const text = (decoded?.text ?? latin1Text(value).replaceAll(/[^ -~]+/g, ' ')).replaceAll('\0', ' ')
  const words = createWordList()
  for (const part of delimiters === 'text' ? [text] : text.split('\\')) {
    if (vr === 'PN') addPersonName(part, words)
    else if (vr === 'DA' || vr === 'DT') addDate(part, words)
    else addText(part, words)
  }
  return { words: words.list, initials: words.initials, isComplete: decoded !== undefined }
}

/** Words of a site's own list: each identifies as it stands, also where it is common. */
export function wordsOfSite(texts: readonly string[]): readonly IdentifyingWord[] {
  const words = createWordList()
  for (const text of texts) words.add(text, true)
  return words.list
}

interface WordList {
  readonly list: IdentifyingWord[]
  initials: string
  /** Adds a text as one word, unless it is common or too short; `always` if it is common, too, and of two characters. */
  add(text: string, always?: boolean): void
  addCompact(compact: string, reach: Reach): void
}

function createWordList(): WordList {
  const known = new Set<string>()
  const list: IdentifyingWord[] = []
  const addCompact = (compact: string, reach: Reach) => {
    const key = `${reach} ${compact}`
    if (known.has(key)) return
    known.add(key)
    list.push({ compact, reach })
  }
  return {
    list,
    initials: '',
    addCompact,
    add(text, always = false) {
      const compact = compactOf(text)
      if (!always && COMMON_WORDS.has(compact)) return
      if (isUnspaced(compact)) {
        // Characters, not folded units: a Hangul syllable folds into two or three.
        addCompact(compact, [...text.normalize('NFC').trim()].length === 1 ? 'alone' : 'anywhere')
        return
      }
      if (compact.length < (always ? 2 : SHORTEST)) return
      for (const spelling of spellingsOf(text, compact)) addCompact(spelling, reachOf(spelling))
    },
  }
}

function reachOf(compact: string): Reach {
  if (compact.length >= ANYWHERE_FROM) return 'anywhere'
  return compact.length >= WITHIN_FROM ? 'within' : 'aligned'
}

/** As it is, with umlauts written as two letters or two letters read as umlauts, and numbers without leading zeros. */
function spellingsOf(text: string, compact: string): string[] {
  const spellings = [compact]
  const lower = text.normalize('NFC').toLowerCase()
  if (/[äöü]/.test(lower)) {
    spellings.push(compactOf(lower.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue')))
  }
  if (/[aou]e/.test(compact)) spellings.push(compact.replaceAll(/([aou])e/g, '$1'))
  const withoutZeros = /^0+(\d{3,})$/.exec(compact)?.[1]
  if (withoutZeros !== undefined) spellings.push(withoutZeros)
  return spellings
}

/**
 * PS3.5 6.2.1: up to three component groups of five components. Family, given and middle name identify even where one is a common
 * word; words of a component, and prefix and suffix, only where they are not.
 */
function addPersonName(text: string, words: WordList): void {
  for (const group of text.split('=')) {
    const components = group.split('^')
    const names = components.slice(0, NAME_COMPONENTS).filter((name) => compactOf(name) !== '')
    for (const name of names) {
      words.add(name, true)
      const parts = partsOf(name)
      for (const part of parts) words.add(part, parts.length === 1)
      words.initials += initialsOf(parts)
    }
    for (const title of components.slice(NAME_COMPONENTS)) for (const part of partsOf(title)) words.add(part)
    const [family = '', given = ''] = names
    if (given === '') continue
    for (const joined of [family + given, given + family]) words.add(joined, true)
    if (compactOf(family).length < SHORTEST || isUnspaced(compactOf(family))) continue
    const initial = compactOf(given).slice(0, 1)
    for (const joined of [initial + family, family + initial]) words.addCompact(compactOf(joined), 'aligned')
  }
}

function initialsOf(parts: readonly string[]): string {
  return parts.map((part) => compactOf(part).slice(0, 1)).join('')
}

function addDate(text: string, words: WordList): void {
  const dates = text.match(/\d{4}[.-]?\d\d[.-]?\d\d[\d.]*/g) ?? []
  for (const date of dates) {
    const spellings = dayAndMonthSpellings(date)
    if (spellings === undefined) words.add(date)
    for (const digits of spellings?.digits ?? []) words.addCompact(digits, 'separated')
    for (const named of spellings?.named ?? []) words.addCompact(named, 'aligned')
  }
  if (dates.length === 0) addText(text, words)
}

/** IDs, places, addresses, numbers: the whole, and each word of it that is not common. */
function addText(text: string, words: WordList): void {
  const parts = partsOf(text)
  words.add(text, parts.length > 1 && compactOf(text).length >= SHORTEST)
  for (const part of parts) {
    const isNumber = /^\d+$/.test(compactOf(part))
    if (isNumber && parts.length > 1 && part.length < SHORTEST_NUMBER_AMONG_WORDS) continue
    words.add(part)
  }
  const digits = text.replaceAll(/\D/g, '')
  if (digits.length >= TELEPHONE_DIGITS && /^[\s\d()+./-]+$/.test(text)) words.add(digits.slice(-TELEPHONE_DIGITS))
}

/** Runs of letters and digits; an apostrophe does not end one. */
function partsOf(text: string): string[] {
  return fold(text)
    .source.split(/(?:(?!['\u2019\u02bc]\p{L})[^\p{L}\p{M}\p{N}])+/u)
    .filter((part) => compactOf(part) !== '')
}

function compactOf(text: string): string {
  const folded = fold(text).text
  let compact = ''
  for (let at = 0; at < folded.length; at++) if (kindOf(folded.charCodeAt(at)) !== SEPARATOR) compact += folded[at]
  return compact
}
