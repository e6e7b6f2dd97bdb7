/** Whether what was read of a line identifies, or may: by the words that are known of the object, by looks, and because it is text at all. */

import { DATE_PATTERNS } from '../cleaning/date-patterns.ts'
import type { IdentifyingWord } from '../cleaning/find-words.ts'
import { fold } from '../cleaning/fold.ts'
import { createMarks } from '../cleaning/marks.ts'
import { NAME_PATTERNS } from '../cleaning/name-patterns.ts'
import { markPatterns } from '../cleaning/patterns.ts'
import type { AllowedWords } from './allowed-words.ts'
import { confused, standsIn } from './confusables.ts'
import type { ReadWord } from './text-reader.ts'

/** Why a line may not stay, from what is known to what is only text. */
export const TEXT_KINDS = ['own-value', 'date', 'name', 'number', 'text'] as const
export type TextKind = (typeof TEXT_KINDS)[number]

export interface LineJudgement {
  readonly kind: TextKind
  /** From 0 to 1. */
  readonly confidence: number
}

/** How sure the reading has to be, by what it is; of what is only text, by its letters and digits: long words are not read into noise. */
const LEAST_CONFIDENCE: Readonly<Record<Exclude<TextKind, 'text'>, number>> = {
  'own-value': 0.1,
  date: 0.15,
  name: 0.4,
  number: 0.4,
}
const LEAST_CONFIDENCE_OF_TEXT = [1, 1, 1, 0.85, 0.75, 0.65, 0.55, 0.5]
const LEAST_CONFIDENCE_OF_LONG_TEXT = 0.4
/** Beside another line of the same image that was read well, or that is not only text, it has to be less sure. */
const ENOUGH_BESIDE_OTHERS = 0.1
/** A word of so many letters and digits need not be sure at all there: a reader has no trust in names that it does not know, and of noise it makes short words. */
const LEAST_CHARACTERS_OF_LONG = 8
const READ_WELL = 0.75
/** So many digits in a row, of which so many differ, are a number however badly they were read. */
const LONG_NUMBER = /\d{5}/
const LEAST_DIGITS_APART = 3
/** A shorter one has to be read well. */
const SHORT_NUMBER = 5
/** Of so many characters, what is mostly one of them and has fewer digits apart is a row of strokes that are all alike, unless it was read well. */
const LEAST_REPEATED = 5
const MOSTLY_REPEATED = 0.6
const LEAST_CHARACTERS = 3
const LEAST_OWN_CHARACTERS = 2
/** Of so many characters one may have been misread. */
const CHARACTERS_PER_FAULT = 5
/** What is shorter, or has a fault and is no longer than that, noise is read as by chance now and then. */
const FEW_OWN_CHARACTERS = 5
const FEW_CHARACTERS_OF_FAULT = 8
const LEAST_CONFIDENCE_OF_FEW = 0.3
const LEAST_CONFIDENCE_OF_TWO = 0.5
/** Looks of strokes that are no letters: bars, ticks, corners. */
const STROKES = /^[|Il1!ijrtfTLJHEFCcUuVvnhmMWw/\\()[\]{}<>_=~+*.,:;'"`^°-]*$/

/** Undefined where the line may stay. `besideOthers`: other text was found in the image, and says that there is some. */
export function judgeLine(
  words: readonly ReadWord[],
  known: readonly IdentifyingWord[],
  allowed: AllowedWords,
  besideOthers: boolean,
): LineJudgement | undefined {
  const read = words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
  const staysWhole = read.length < 2 || allowed.mayStay(read.map(({ text }) => text))
  const parts = staysWhole ? [read] : [read, ...read.map((word) => [word])]
  const enough = besideOthers ? ENOUGH_BESIDE_OTHERS : 1
  const judgements = parts.flatMap((part) => judgePart(part, known, allowed, enough) ?? [])
  return judgements.sort((a, b) => TEXT_KINDS.indexOf(a.kind) - TEXT_KINDS.indexOf(b.kind))[0]
}

/** Whether all that was read of a line may stay, and was read so well that no other reading of the place is asked. */
export function staysForSure(words: readonly ReadWord[], allowed: AllowedWords): boolean {
  const read = words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
  return read.length > 0 && confidenceOf(read) >= READ_WELL && allowed.mayStay(read.map(({ text }) => text))
}

/** Whether a line that may not stay makes it likely that there are others. */
export function tellsOfOthers({ kind, confidence }: LineJudgement): boolean {
  return kind !== 'text' || confidence >= READ_WELL
}

function judgePart(
  words: readonly ReadWord[],
  known: readonly IdentifyingWord[],
  allowed: AllowedWords,
  enough: number,
): LineJudgement | undefined {
  if (words.length === 0) return undefined
  const text = words.map((word) => word.text).join(' ')
  const confidence = confidenceOf(words)
  if (confidence >= leastConfidenceOfOwn(text, known)) return { kind: 'own-value', confidence }
  const kind = kindOfText(
    words.map((word) => word.text),
    text,
    allowed,
  )
  // Of words that are only text, each has to be read well for itself.
  const compact = lettersAndDigits(text)
  if (confidence < READ_WELL && isRepeated(compact) && !hasDigitsApart(compact)) return undefined
  if (kind === undefined || (kind === 'text' && words.length > 1 && enough === 1)) return undefined
  if (enough < 1 && words.some((word) => lettersAndDigits(word.text).length >= LEAST_CHARACTERS_OF_LONG)) {
    return { kind, confidence }
  }
  const least = Math.min(enough, leastConfidence(kind, lettersAndDigits(text)))
  return confidence >= least ? { kind, confidence } : undefined
}

function leastConfidence(kind: Exclude<TextKind, 'own-value'>, compact: string): number {
  if (kind === 'text') return LEAST_CONFIDENCE_OF_TEXT[compact.length] ?? LEAST_CONFIDENCE_OF_LONG_TEXT
  // Whatever else it looks like.
  const isLongNumber = LONG_NUMBER.test(compact)
  if (kind === 'number' && compact.length < SHORT_NUMBER) return READ_WELL
  return isLongNumber && hasDigitsApart(compact) && !isRepeated(compact) ? 0 : LEAST_CONFIDENCE[kind]
}

function hasDigitsApart(compact: string): boolean {
  return new Set(compact.replaceAll(/\D/g, '')).size >= LEAST_DIGITS_APART
}

/** Of its characters, each as sure as its word. */
function confidenceOf(words: readonly ReadWord[]): number {
  let characters = 0
  let sum = 0
  for (const { text, confidence } of words) {
    const count = lettersAndDigits(text).length
    characters += count
    sum += count * confidence
  }
  return sum / characters
}

/** How sure the reading of a text has to be that has a word which is known; what has none is never sure enough. */
function leastConfidenceOfOwn(text: string, known: readonly IdentifyingWord[]): number {
  if (known.length === 0) return Number.POSITIVE_INFINITY
  const folded = fold(text).text
  const blurred = confused(lettersAndDigits(folded))
  const words = new Set(folded.split(/[^\p{L}\p{N}]+/u))
  const leasts = known.map(({ compact: word, reach }) => {
    // Days and months as digits are in too many numbers; a whole date has looks of its own.
    if (word.length < LEAST_OWN_CHARACTERS || reach === 'separated') return Number.POSITIVE_INFINITY
    if (word.length < FEW_OWN_CHARACTERS) {
      if (!words.has(word)) return Number.POSITIVE_INFINITY
      return word.length === LEAST_OWN_CHARACTERS ? LEAST_CONFIDENCE_OF_TWO : LEAST_CONFIDENCE_OF_FEW
    }
    const blurredWord = confused(word)
    if (blurred.includes(blurredWord)) return LEAST_CONFIDENCE['own-value']
    const mostFaults = Math.floor(word.length / CHARACTERS_PER_FAULT)
    // A day and the first letters of its month are too short for a fault.
    if ((word.length < FEW_CHARACTERS_OF_FAULT && reach === 'aligned') || !standsIn(blurred, blurredWord, mostFaults)) {
      return Number.POSITIVE_INFINITY
    }
    return word.length < FEW_CHARACTERS_OF_FAULT ? LEAST_CONFIDENCE_OF_FEW : LEAST_CONFIDENCE['own-value']
  })
  return Math.min(...leasts)
}

function kindOfText(
  words: readonly string[],
  text: string,
  allowed: AllowedWords,
): Exclude<TextKind, 'own-value'> | undefined {
  if (hasPattern(text, DATE_PATTERNS)) return 'date'
  if (allowed.mayStay(words)) return undefined
  const compact = lettersAndDigits(text)
  if (compact.length < LEAST_CHARACTERS || STROKES.test(compact) || new Set(compact.toLowerCase()).size < 2) {
    return /\d{4}/.test(compact) && new Set(compact).size > 1 ? 'number' : undefined
  }
  if (hasPattern(text, NAME_PATTERNS)) return 'name'
  if (/\d.*\d.*\d/.test(compact)) return 'number'
  return 'text'
}

function isRepeated(compact: string): boolean {
  const counts = new Map<string, number>()
  for (const character of confused(compact.toLowerCase())) counts.set(character, (counts.get(character) ?? 0) + 1)
  return compact.length >= LEAST_REPEATED && Math.max(...counts.values()) >= MOSTLY_REPEATED * compact.length
}

function hasPattern(text: string, patterns: Parameters<typeof markPatterns>[3]): boolean {
  const folded = fold(text)
  const marks = createMarks(folded.text.length)
  markPatterns(folded, false, marks, patterns)
  return marks.count > 0
}

function lettersAndDigits(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '')
}
