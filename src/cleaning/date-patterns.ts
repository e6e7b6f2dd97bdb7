/** Dates, times beside them, and ages above 89, by their looks. */

import { COMMON_WORDS } from './common-words.ts'
import { isDate, MONTH_NAMES, UNMISTAKABLE_MONTH_NAMES } from './dates.ts'
import type { Pattern } from './pattern.ts'

const DAY = '(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th|er|[.º])?'
const YEAR = '(?:1[89]|2[0-5])\\d\\d'
const GAP = "[ ./,_'-]{0,3}"
const OF = '(?:(?:de|del|of|di) )?'
const NOT_IN_WORD = '(?<![\\p{L}\\d])'
const NOT_IN_LETTERS = '(?<!\\p{L})'
const ENDS = '(?![\\p{L}\\d])'
/** A time of day that follows a date goes with it. */
const TIME =
  '(?:[t ,_-]{1,3}(?:at |um |a )?\\d{1,2}[:.h]\\d{2}(?:[:.]\\d{2}(?:[.,]\\d{1,6})?)?(?: ?[ap]\\.?m\\b\\.?| ?uhr)?(?:z|[+-]\\d{4})?)?'

/** The syllables of year, month and day in Korean, as folded text has them. */
const [YEAR_KO, MONTH_KO, DAY_KO] = ['년', '월', '일'].map((syllable) => syllable.normalize('NFKD'))

const AGE_UNITS =
  'y\\.?[ /]?o(?![\\p{L}\\d])\\.?|y(?:ea)?rs?\\.?(?:[ -]of[ -]age|[ -]old)|y(?:(?:ea)?rs?)?|jahren?|jahrige[rnms]?|jahrig|ans|anni|anos|jaar|лет|歳|才|岁|세'
/** 90 to 149, with the zero that Patient's Age has. */
const ABOVE_89 = '0?(?:9\\d|1[0-4]\\d)'

function expression(...sources: string[]): RegExp {
  return new RegExp(sources.join('').normalize('NFKD'), 'gu')
}

export const DATE_PATTERNS: readonly Pattern[] = [
  {
    needs: 'digit',
    expression: expression(`(?<!\\d)(\\d{1,4})( ?)([./_-]) ?(\\d{1,2}) ?\\3 ?(\\d{1,4})(?!\\d)${TIME}`),
    // With spaces around, three small numbers are more often a list than a date.
    accepts: ([, first = '', space = '', , middle = '', last = '']) =>
      isDate(first, middle, last) && (space === '' || first.length === 4 || last.length === 4),
  },
  { needs: 'digit', expression: expression(`(?<![\\d.])\\d{2} \\d{2} ${YEAR}(?!\\d)${TIME}`), accepts: isSpacedDate },
  { needs: 'digit', expression: expression(`(?<!\\d)${YEAR} \\d{2} \\d{2}(?![\\d.])${TIME}`), accepts: isSpacedDate },
  // Day, month, year; month, day, year; year, month, day, with a name for the month.
  {
    needs: 'digit',
    expression: expression(
      `${NOT_IN_WORD}${DAY}${GAP}${OF}(?:${MONTH_NAMES})${GAP}${OF}(?:\\d{4}|\\d{2})(?!\\d)${TIME}`,
    ),
  },
  {
    needs: 'digit',
    expression: expression(
      `${NOT_IN_LETTERS}(?:${MONTH_NAMES})${GAP}${DAY}[ ./,_'-]{1,3}(?:\\d{4}|\\d{2})(?!\\d)${TIME}`,
    ),
  },
  {
    needs: 'digit',
    expression: expression(`${NOT_IN_WORD}${YEAR}${GAP}(?:${MONTH_NAMES})${GAP}${DAY}(?!\\d)${TIME}`),
  },
  { needs: 'digit', expression: expression(`${NOT_IN_LETTERS}(?:${MONTH_NAMES})${GAP}${OF}${YEAR}(?!\\d)`) },
  { needs: 'digit', expression: expression(`${NOT_IN_WORD}${YEAR}[ ./_-]{0,2}(?:${MONTH_NAMES})${ENDS}`) },
  {
    needs: 'digit',
    expression: expression(`${NOT_IN_LETTERS}(?:${UNMISTAKABLE_MONTH_NAMES})[ .'_-]{0,2}\\d{2}${ENDS}`),
  },
  // The same in a language whose months are not known: between a day and a year stands a word that is no common one.
  {
    needs: 'digit',
    expression: expression(`${NOT_IN_WORD}${DAY}[ ./,_'-]{1,3}(\\p{L}{3,14})[ ./,_'-]{1,3}${YEAR}(?!\\d)${TIME}`),
    accepts: ([, word = '']) => !COMMON_WORDS.has(word),
  },
  // Without a year.
  {
    needs: 'digit',
    expression: expression(`${NOT_IN_WORD}${DAY}[ ./_-]{0,3}${OF}(?:${UNMISTAKABLE_MONTH_NAMES})${ENDS}${TIME}`),
  },
  {
    needs: 'digit',
    expression: expression(`${NOT_IN_LETTERS}(?:${UNMISTAKABLE_MONTH_NAMES})[ ./_-]{0,3}${DAY}${ENDS}${TIME}`),
  },
  { needs: 'digit', expression: /(?<![\d.])(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.(?![\d.])/g },
  // Without a day.
  { needs: 'digit', expression: expression(`(?<![\\d.])(?:0[1-9]|1[0-2])[./_-](?:19|20)\\d\\d(?![\\d.])`) },
  { needs: 'digit', expression: expression(`(?<![\\d.])[1-9][/-](?:19|20)\\d\\d(?![\\d.])`) },
  { needs: 'digit', expression: expression(`(?<![\\d.])(?:19|20)\\d\\d[./_-](?:0[1-9]|1[0-2])(?![\\d.])`) },
  // East Asian.
  {
    needs: 'digit',
    expression: expression(
      '(?:令和|平成|昭和|大正|明治|民國|民国)? ?(?:\\d{1,4}|元) ?年 ?(?:\\d{1,2} ?月)(?: ?\\d{1,2} ?[日号號])?|\\d{1,2} ?月 ?\\d{1,2} ?[日号號]',
    ),
  },
  { needs: 'digit', expression: expression('(?:令和|平成|昭和|大正|明治|民國|民国) ?\\d{1,3} ?年?') },
  { needs: 'digit', expression: expression(`${NOT_IN_LETTERS}[rhstm]\\d{1,2}\\.\\d{1,2}\\.\\d{1,2}(?![\\d.])`) },
  {
    needs: 'digit',
    expression: expression(
      `\\d{2,4} ?${YEAR_KO} ?\\d{1,2} ?${MONTH_KO}(?: ?\\d{1,2} ?${DAY_KO})?|\\d{1,2} ?${MONTH_KO} ?\\d{1,2} ?${DAY_KO}`,
    ),
  },
  // Times to the second, or that say that they are one.
  { needs: 'digit', expression: /(?<![\d:])\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,6})?(?![\d:])(?: ?[ap]\.?m\b\.?)?/g },
  { needs: 'digit', expression: /(?<![\d:.])\d{1,2}(?:[:.]\d{2})(?: ?[ap]\.?m\b\.?| ?uhr\b)/g },
  // Ages above 89.
  { needs: 'digit', expression: expression(`(?<![\\d.])${ABOVE_89}[ -]{0,3}(?:${AGE_UNITS})${ENDS}`) },
  // With the sex beside it.
  { needs: '/', expression: expression(`${NOT_IN_WORD}[fmw] ?/ ?${ABOVE_89}(?![\\p{L}\\d./])`) },
  { needs: '/', expression: expression(`(?<![\\p{L}\\d./])${ABOVE_89} ?/ ?[fmw]${ENDS}`) },
  {
    needs: 'digit',
    expression: expression(`${NOT_IN_LETTERS}(?:aged?|alter|edad|eta|leeftijd)[ :=]{1,3}${ABOVE_89}(?![\\d.])`),
  },
]

function isSpacedDate(match: RegExpExecArray): boolean {
  const [first = '', middle = '', last = ''] = match[0].split(' ')
  return isDate(first, middle, last.slice(0, first.length === 4 ? 2 : 4))
}
