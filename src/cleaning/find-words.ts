/**
 * Finds identifying words in a text, whatever stands between their parts: both are compared *compact*, as letters and digits
 * alone, so that `12-345`, `12 345` and `12345` are one word.
 */

import { DIGIT, type FoldedText, isCapitalAt, kindOf, LETTER, SEPARATOR, UNSPACED_LETTER } from './fold.ts'
import type { Marks } from './marks.ts'

/**
 * Where a word counts. `aligned`: its ends are ends of words, or seams between letters and digits or small and capital letters.
 * `within`: also inside of one word, which then goes whole. `anywhere`: also across words. `separated`: aligned, with a full stop,
 * slash, hyphen or low line in it and no space. `alone`: no letter of any kind beside it.
 */
export type Reach = 'aligned' | 'within' | 'anywhere' | 'separated' | 'alone'

export interface IdentifyingWord {
  /** Folded letters and digits. */
  readonly compact: string
  readonly reach: Reach
}

export interface CompactText {
  readonly text: string
  /** By compact unit: the folded unit. */
  readonly at: Uint32Array
  /** 1 where a part begins, and where one ends (at its last unit). */
  readonly begins: Uint8Array
  readonly ends: Uint8Array
}

/** Letters and digits of a folded text, with the seams between its parts. */
export function compactText(folded: FoldedText): CompactText {
  const { text } = folded
  const at = new Uint32Array(text.length)
  const begins = new Uint8Array(text.length)
  const ends = new Uint8Array(text.length)
  let compact = ''
  let before = SEPARATOR
  let fromAt = 0
  const flush = (toAt: number) => {
    if (toAt > fromAt) compact += text.slice(fromAt, toAt)
  }
  let count = 0
  for (let unit = 0; unit < text.length; unit++) {
    const kind = kindOf(text.charCodeAt(unit))
    if (kind === SEPARATOR) {
      flush(unit)
      fromAt = unit + 1
      if (count > 0) ends[count - 1] = 1
    } else {
      const isSeam = kind !== before || (kind === LETTER && isCapitalAt(folded, unit) && !isCapitalAt(folded, unit - 1))
      if (isSeam) {
        begins[count] = 1
        if (count > 0) ends[count - 1] = 1
      }
      at[count++] = unit
    }
    before = kind
  }
  flush(text.length)
  if (count > 0) ends[count - 1] = 1
  return { text: compact, at: at.subarray(0, count), begins, ends }
}

/** Marks every place of every word. */
export function markWords(
  folded: FoldedText,
  compact: CompactText,
  words: readonly IdentifyingWord[],
  marks: Marks,
): void {
  for (const word of words) {
    if (word.compact.length > compact.text.length) continue
    for (let at = compact.text.indexOf(word.compact); at >= 0; at = compact.text.indexOf(word.compact, at + 1)) {
      markWord(folded, compact, at, word, marks)
    }
  }
}

function markWord(folded: FoldedText, compact: CompactText, at: number, word: IdentifyingWord, marks: Marks): void {
  const lastAt = at + word.compact.length - 1
  const from = compact.at[at]!
  const to = compact.at[lastAt]! + 1
  // What goes already is not looked at again: a value of one letter would take the square of its length.
  if (marks.units[from] === 1 && marks.units[to - 1] === 1) return
  const isAligned = compact.begins[at] === 1 && compact.ends[lastAt] === 1
  const isOneWord = to - from === word.compact.length
  switch (word.reach) {
    case 'aligned':
      if (isAligned) marks.add(from, to)
      return
    case 'within':
      if (isOneWord || isAligned) marks.add(wordStart(folded.text, from), wordEnd(folded.text, to))
      return
    case 'anywhere':
      marks.add(wordStart(folded.text, from), wordEnd(folded.text, to))
      return
    case 'separated':
      if (isAligned && /^[^\s./_-]+(?:[./_-][^\s./_-]+)+$/.test(folded.text.slice(from, to))) marks.add(from, to)
      return
    case 'alone':
      if (
        wordStart(folded.text, from) === from &&
        !isAlphanumeric(folded.text, from - 1) &&
        !isAlphanumeric(folded.text, to)
      ) {
        marks.add(from, to)
      }
  }
}

/** Where the letters and digits around `at` begin. A letter of an unspaced script is a word of its own. */
export function wordStart(text: string, at: number): number {
  let start = at
  if (!isSpaced(text, at)) return start
  while (start > 0 && isSpaced(text, start - 1)) start--
  return start
}

/** Where the letters and digits before `at` end. */
export function wordEnd(text: string, at: number): number {
  let end = at
  if (!isSpaced(text, at - 1)) return end
  while (end < text.length && isSpaced(text, end)) end++
  return end
}

function isSpaced(text: string, at: number): boolean {
  const kind = kindOf(text.charCodeAt(at))
  return kind === LETTER || kind === DIGIT
}

function isAlphanumeric(text: string, at: number): boolean {
  return at >= 0 && at < text.length && kindOf(text.charCodeAt(at)) !== SEPARATOR
}

/** Whether a folded word has a letter of a script that is written without spaces. */
export function isUnspaced(compact: string): boolean {
  for (let at = 0; at < compact.length; at++) if (kindOf(compact.charCodeAt(at)) === UNSPACED_LETTER) return true
  return false
}
