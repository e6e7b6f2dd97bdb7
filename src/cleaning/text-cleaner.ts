/**
 * START HERE. Takes out of a text what identifies, value by value: decode, find, remove, and look again until nothing is found. It
 * knows bytes alone; which values are cleaned is the profile's business. Rules and figures: docs/cleaning.md.
 */

import { latin1Text } from '../dicom/value-text.ts'
import { limits } from '../limits.ts'
import { createDecoder, type Decoder } from './charset.ts'
import { findUnknownWords } from './find-unknown-words.ts'
import { compactText, type IdentifyingWord, markWords } from './find-words.ts'
import { type FoldedText, fold, kindOf, SEPARATOR } from './fold.ts'
import { type FactWords, wordsOfFact, wordsOfSite } from './identifying-words.ts'
import { markInitials } from './initials.ts'
import { createMarks } from './marks.ts'
import { markPatterns } from './patterns.ts'
import { removeCharacters } from './remove.ts'
import { markSeams } from './seams.ts'

/** A value of one of the object's own identifying attributes. A view: valid only while `begin` runs. */
export interface IdentifyingFact {
  readonly tag: number
  readonly value: Uint8Array
  /** Value of Specific Character Set in force; by default that of (0008,0005) among the facts, else none. */
  readonly charset?: Uint8Array | undefined
}

export interface TextCleanerSettings {
  /** Words or phrases of the site's own that identify, whatever the facts. */
  readonly words: readonly string[]
}

export interface TextCleaner {
  /** A new object. `complete`: the facts are all that it has; otherwise only words that are known to be safe stay. */
  begin(facts: Iterable<IdentifyingFact>, complete: boolean): void
  /**
   * The value without what identifies, of even length; no bytes where nothing can safely stay. `charset`: the value of Specific
   * Character Set in force, of no bytes where there is none, undefined where it cannot be known. `singleLine`: the VR is one of several values between backslashes (LO, SH,
   * UC, PN); otherwise a text (LT, ST, UT). The answer may be `value` itself, or be given again: it is not to be written to.
   */
  clean(value: Uint8Array, charset: Uint8Array | undefined, singleLine: boolean): Uint8Array
}

const NOTHING = new Uint8Array(0)
const SPECIFIC_CHARACTER_SET = 0x00080005
/** What is taken out may bring together what was apart. Text that needs more rounds than these is not text. */
const MAX_ROUNDS = 4
/** Longer keys and values are not remembered. */
const MAX_CACHED_BYTES = 1024
/** A character that no byte stands for. */
const SEAM = '\u0100'

/** A cleaner of one object after the other. */
export function createTextCleaner(settings: TextCleanerSettings): TextCleaner {
  const siteWords = wordsOfSite(settings.words)
  const decoders = new Map<string, Decoder | undefined>()
  let factWords = new Map<string, FactWords>()
  let cleaned = new Map<string, Uint8Array>()
  let inForce: readonly FactWords[] = []
  let words: readonly IdentifyingWord[] = byLength(siteWords)
  let initials = ''
  let isComplete = false

  function decoderOf(charset: Uint8Array): Decoder | undefined {
    const key = latin1Text(charset)
    if (decoders.has(key)) return decoders.get(key)
    if (decoders.size >= limits.cachedCleanings) decoders.clear()
    const decoder = createDecoder(charset)
    decoders.set(key, decoder)
    return decoder
  }

  function wordsOf({ tag, value }: IdentifyingFact, charset: Uint8Array): FactWords {
    if (value.length > MAX_CACHED_BYTES) return wordsOfFact(tag, value, decoderOf(charset))
    const key = `${tag}${SEAM}${latin1Text(charset)}${SEAM}${latin1Text(value)}`
    let found = factWords.get(key)
    if (found === undefined) {
      if (factWords.size >= limits.cachedCleanings) factWords = new Map()
      found = wordsOfFact(tag, value, decoderOf(charset))
      factWords.set(key, found)
    }
    return found
  }

  function begin(facts: Iterable<IdentifyingFact>, complete: boolean): void {
    const list = [...facts]
    const charset = list.find((fact) => fact.tag === SPECIFIC_CHARACTER_SET)?.value ?? NOTHING
    const next = list
      .filter((fact) => fact.tag !== SPECIFIC_CHARACTER_SET && fact.value.length > 0)
      .map((fact) => wordsOf(fact, fact.charset ?? charset))
      .filter((found) => found.words.length > 0 || !found.isComplete)
    const wasComplete = isComplete
    isComplete = complete && next.every((found) => found.isComplete)
    if (wasComplete === isComplete && isSame(inForce, next)) return
    inForce = next
    cleaned = new Map()
    initials = next.map((found) => found.initials).join('')
    const all = byLength([...siteWords, ...next.flatMap((found) => found.words)])
    // The longest are kept: a short word identifies less. With some left out, the facts are not complete.
    words = all.slice(0, limits.identifyingWords)
    isComplete &&= words.length === all.length
  }

  function clean(value: Uint8Array, charset: Uint8Array | undefined, singleLine: boolean): Uint8Array {
    if (value.length === 0 || charset === undefined || value.length > limits.cleanedValueBytes) return NOTHING
    if (value.length + charset.length > MAX_CACHED_BYTES) return cleanAnew(value, charset, singleLine)
    const key = `${singleLine ? 1 : 0}${latin1Text(charset)}${SEAM}${latin1Text(value)}`
    const known = cleaned.get(key)
    if (known !== undefined) return known
    if (cleaned.size >= limits.cachedCleanings) cleaned = new Map()
    const result = cleanAnew(value, charset, singleLine).slice()
    cleaned.set(key, result)
    return result
  }

  function cleanAnew(value: Uint8Array, charset: Uint8Array, singleLine: boolean): Uint8Array {
    const decode = decoderOf(charset)
    if (decode === undefined) return NOTHING
    let left = value
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const decoded = decode(left, singleLine ? 'values' : 'text')
      if (decoded === undefined || (singleLine && /[\x01-\x1f\x7f]/.test(decoded.text))) return NOTHING
      const folded = fold(decoded.text)
      const found = find(folded, singleLine)
      if (found === undefined) return round === 0 ? evenLength(left) : hasWords(folded) ? left : NOTHING
      left = removeCharacters(left, decoded, inSource(folded, found), singleLine)
    }
    return NOTHING
  }

  /** 1 for each folded unit that goes; undefined where none does. */
  function find(folded: FoldedText, singleLine: boolean): Uint8Array | undefined {
    const marks = createMarks(folded.text.length)
    const compact = compactText(folded)
    markWords(folded, compact, words, marks)
    if (initials !== '' && marks.count > 0) markInitials(folded, initials, marks)
    markPatterns(folded, singleLine, marks)
    if (!isComplete) findUnknownWords(folded, marks)
    if (marks.count === 0) return undefined
    markSeams(folded, singleLine, marks)
    return marks.units
  }

  return { begin, clean }
}

function byLength(words: readonly IdentifyingWord[]): readonly IdentifyingWord[] {
  const distinct = new Map(words.map((word) => [`${word.reach} ${word.compact}`, word]))
  return [...distinct.values()].sort((a, b) => b.compact.length - a.compact.length)
}

function isSame(left: readonly FactWords[], right: readonly FactWords[]): boolean {
  return left.length === right.length && left.every((words, index) => words === right[index])
}

/** Marks of folded units as marks of the units that they came from. What folds into nothing (accents, joiners) goes with what it follows. */
function inSource(folded: FoldedText, marked: Uint8Array): Uint8Array {
  const { origin, source } = folded
  if (origin === undefined) return marked
  const NOT_FOLDED = 2
  const units = new Uint8Array(source.length).fill(NOT_FOLDED)
  for (let at = 0; at < marked.length; at++) {
    const unit = origin[at]!
    if (units[unit] !== 1) units[unit] = marked[at]!
  }
  for (let unit = 0; unit < units.length; unit++) if (units[unit] === NOT_FOLDED) units[unit] = units[unit - 1] ?? 0
  return units
}

function hasWords({ text }: FoldedText): boolean {
  for (let at = 0; at < text.length; at++) if (kindOf(text.charCodeAt(at)) !== SEPARATOR) return true
  return false
}

function evenLength(value: Uint8Array): Uint8Array {
  if (value.length % 2 === 0) return value
  const even = new Uint8Array(value.length + 1).fill(0x20, value.length)
  even.set(value)
  return even
}
