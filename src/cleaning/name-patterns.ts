/** Names by what stands before or between them: titles, labels, carets. A name that stands alone has no look of its own. */

import { COMMON_WORDS } from './common-words.ts'
import { type FoldedText, isCapitalAt, kindOf, LETTER } from './fold.ts'
import type { Pattern } from './pattern.ts'

/** Titles that are nothing else. */
const TITLES =
  'doctor|doktor|prof|professor|herr|herrn|frau|mrs|miss|mme|mlle|madame|monsieur|dott|dottor|dottoressa|sra|srta|senor|senora|mevr|mevrouw|dhr|pd|priv|dipl|univ|sir|mister|доктор|проф'
/** Titles that are a modality, a disease or a side as well. */
const MISTAKABLE_TITLES = 'dr|mr|ms|sr|fr|hr|dra|m'
const ACTS =
  'performed|read|reported|dictated|signed|ordered|requested|referred|acquired|scanned|done|checked|reviewed|approved|verified|interpreted|created|entered'
const LABELS =
  "(?:pat(?:ient|ientin|iente|ienten)?(?:'?s)?|family|first|last|given|middle|maiden)?[ _-]?(?:name|nachname|vorname|nom|prenom|nombre|apellido|cognome|naam)" +
  '|patient|pat|operators?|technologist|technician|tech|physician|phys|referrer|referring|ref|ordering|attending|radiologist|reader|attn|untersucher|befunder|arzt|arztin|zuweiser|mta|mtra|mtr|mother|father|spouse|contact|doctor' +
  '|患者|氏名|姓名|이름|фио|пациент|врач'
const PARTICLES: ReadonlySet<string> = new Set(
  'van von der den de la le du da di dos das del della ten ter bin ibn al el zu zur af av y e st mc mac o'.split(' '),
)
/** Labels, titles and acts stand beside each other; none is a name. */
const NO_NAMES: ReadonlySet<string> = new Set(`${TITLES}|${MISTAKABLE_TITLES}|${ACTS}|md|by|med|phd`.split('|'))
const MAX_WORDS_OF_A_NAME = 4
const NAME_WORD = /[ .,]{0,3}(\p{L}[\p{L}'-]{0,63})(?![\p{L}\d])\.?/uy

export const NAME_PATTERNS: readonly Pattern[] = [
  {
    expression: new RegExp(`(?<![\\p{L}\\d])(?:${TITLES})(?:\\.|(?![\\p{L}\\d]))[ .]{0,2}`, 'gu'),
    endOf: (match, folded) => nameEnd(folded, match),
  },
  {
    expression: new RegExp(`(?<![\\p{L}\\d])(${MISTAKABLE_TITLES})(\\. ?| )(?=\\p{L})`, 'gu'),
    accepts: (match, folded) => isTitle(match, folded),
    endOf: (match, folded) => nameEnd(folded, match),
  },
  {
    needs: ':=',
    expression: new RegExp(`(?<![\\p{L}\\d])(?:${LABELS.normalize('NFKD')}) ?[:=] ?`, 'gu'),
    endOf: (match, folded) => nameEnd(folded, match),
  },
  {
    expression: new RegExp(`(?<!\\p{L})(?:${ACTS})[ -]by[ :]{1,2}|(?<!\\p{L})(?:by|attn|c/o)[ :]{1,2}`, 'gu'),
    accepts: (match, folded) => /^[^ ]+[ -]by|:/.test(match[0]) || isCapitalAt(folded, match.index + match[0].length),
    endOf: (match, folded) => nameEnd(folded, match),
  },
  {
    needs: '^',
    // A space is part of a component only where another caret follows.
    expression: /(?<!\p{L})\p{L}[\p{L}'.-]{0,63}\^(?![\d-])(?:[\p{L}'.=^-]| (?=[\p{L}'. -]{0,64}\^)){0,200}/gu,
    // `x^y` is no name, nor are `Head^Routine` and the like, with which protocols are named by region.
    accepts: ([whole]) => /\p{L}{2}/u.test(whole) && !COMMON_WORDS.has(whole.slice(0, whole.indexOf('^'))),
    startOf: (match, { text }) => nameStart(text, match.index),
    endOf: (match, { text }) => furtherNames(text, match.index + match[0].length),
  },
]

/** `Dr.`, `Dr Smith` and `dr smith`; `DR SMITH` too, but `MR SMITH` may be anything. */
function isTitle({ 0: whole, 1: title = '', index }: RegExpExecArray, folded: FoldedText): boolean {
  if (whole[title.length] === '.' || title === 'dr') return true
  return title.length > 1 && isCapitalAt(folded, index) && !isCapitalAt(folded, index + 1)
}

/** After up to four words that can be a name; at the match's beginning where there are none. */
function nameEnd({ text }: FoldedText, match: RegExpExecArray): number {
  let end = match.index
  NAME_WORD.lastIndex = match.index + match[0].length
  for (let count = 0; count < MAX_WORDS_OF_A_NAME; count++) {
    const found = NAME_WORD.exec(text)
    if (found === null) break
    const name = found[1]!
    const isInitial = name.length === 1 && end === match.index && kindOf(name.charCodeAt(0)) === LETTER
    if (isInitial || PARTICLES.has(name) || NO_NAMES.has(name)) continue
    if (name.length > 1 && COMMON_WORDS.has(name)) break
    end = found.index + found[0].length
  }
  return end
}

/** After one more word behind `at` that can be a name. */
function furtherNames(text: string, at: number): number {
  const word = /^ (\p{L}[\p{L}'-]{1,63})(?![\p{L}\d])/u.exec(text.slice(at, at + 66))?.[1]
  return word === undefined || COMMON_WORDS.has(word) ? at : at + 1 + word.length
}

/** Where the words before `at` that can be a name begin, two at the most. */
function nameStart(text: string, at: number): number {
  const words = /(?:(?<![\p{L}\d])(\p{L}[\p{L}'-]{1,31}) )?(?<![\p{L}\d])(\p{L}[\p{L}'-]{1,31}) $/u.exec(
    text.slice(Math.max(0, at - 66), at),
  )
  if (words === null || COMMON_WORDS.has(words[2]!)) return at
  const start = at - words[2]!.length - 1
  return words[1] === undefined || COMMON_WORDS.has(words[1]) ? start : start - words[1].length - 1
}
