/** Numbers that look like those of records, telephones, places and networks, whoever they belong to. */

import { COMMON_WORDS } from './common-words.ts'
import { wordEnd, wordStart } from './find-words.ts'
import type { Pattern } from './pattern.ts'

const STATES =
  'al|ak|az|ar|ca|co|ct|de|dc|fl|ga|hi|id|il|in|ia|ks|ky|la|me|md|ma|mi|mn|ms|mo|mt|ne|nv|nh|nj|nm|ny|nc|nd|oh|ok|or|pa|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy'
const TOP_LEVEL_DOMAINS =
  'com|org|net|edu|gov|mil|info|biz|int|local|lan|de|at|ch|fr|uk|it|es|nl|be|eu|se|no|dk|pl|cz|jp|kr|cn|br|au|nz|ca'
const STREETS_BEFORE =
  'street|avenue|ave|road|rd|blvd|boulevard|lane|ln|drive|court|square|terrace|parkway|pkwy|highway|hwy|st'
const STREETS_AFTER = 'strasse|str\\.?|weg|platz|gasse|allee|ufer|damm|straat|laan|plein|gatan|vej'
const KEYS =
  'mrn|med(?:ical)? ?rec(?:ord)?(?: ?(?:no|nr|number|#))?|pat(?:ient)?(?:en)?(?:s|en)?[ ._-]{0,3}(?:id|no|nr|num|number)|pid|acc(?:ession)?(?:[ ._-]?(?:no|nr|num|number|#))|accession' +
  '|ssn|nhs|cpf|bsn|ahv|svnr|visit(?: ?(?:no|nr|number|#))|case(?: ?(?:no|nr|number|#))|fall(?: ?-?(?:no|nr|nummer))|exam ?(?:no|nr|number|#)|order(?: ?(?:no|nr|number|#))|room|zimmer' +
  '|subject(?:[ ._-]?id)?|subj|serial(?: ?(?:no|nr|number|#))?|license|licence|plate|phone|telephone|telefon|tel|fon|fax|mobile|mobil|handy|pager|cell|dob|born|geb|geboren|zip|plz|account|acct|policy|insurance|hn|kennung|id'

/** What a number of a record is not followed by. */
const MEASURES =
  'mm|cm|ml|min|sec|ms|kvp?|mas?|m?gy|mci|mbq|[km]?hz|kg|deg(?:rees?)?|slices?|views?|frames?|images?|phases?|x|%'

export const NUMBER_PATTERNS: readonly Pattern[] = [
  // UIDs, and whatever has five numbers between full stops.
  { needs: '.', expression: /\d{1,64}(?:\.\d{1,64}){4,}/g },
  // Six digits in a row, and the word that they stand in.
  {
    needs: 'digit',
    expression: /\d{6,}/g,
    startOf: (match, { text }) => wordStart(text, match.index),
    endOf: (match, { text }) => wordEnd(text, match.index + match[0].length),
  },
  // Letters and five digits.
  { needs: 'digit', expression: /(?<![a-z\d])[a-z]{1,4}[_-]?\d{5}(?!\d)[a-z]{0,3}/g },
  // Telephone and fax numbers.
  { needs: 'digit', expression: /\+\d(?:[ ()./-]{0,2}\d){6,18}/g },
  { needs: 'digit', expression: /(?<!\d)\(\d{2,5}\) ?\d(?:[ ./-]?\d){3,12}/g },
  { needs: 'digit', expression: /(?<![\d.])\d{3}[ .-]\d{3}[ .-]\d{4}(?!\d)/g },
  { needs: 'digit', expression: /(?<![\d.])\d{3}-\d{4}(?!\d)/g },
  {
    needs: 'digit',
    expression: /(?<![\d.])0\d{2,5} ?[ /-] ?\d{3,9}(?:[ -]\d{1,4}){0,3}(?!\d)/g,
    accepts: hasDigits(8),
  },
  { needs: 'digit', expression: /(?<![\d.])0\d(?:[ .-]\d\d){4}(?!\d)/g },
  // Social security numbers and their like.
  { needs: 'digit', expression: /(?<!\d)\d{3}[ -]\d{2}[ -]\d{4}(?!\d)/g },
  {
    needs: 'digit',
    expression: /(?<![\d.-])\d(?:[.-]?\d){9,30}(?:[/-]\d{1,4})?(?![\d.])/g,
    accepts: (match) => !/^\d+\.\d+$/.test(match[0]),
  },
  // A word that says what the number is. Of a number in groups, all of them, but for one that is measured.
  {
    needs: 'digit',
    expression: new RegExp(
      `(?<![\\p{L}\\d])(?:${KEYS})(?![\\p{L}])[ .:#=_-]{0,4}(?=[^\\s\\\\]{0,40}\\d)([^\\s\\\\,;]{2,60})(?: \\d{2,6}(?![\\p{L}\\d]|[.,/]\\d| ?(?:${MEASURES})(?!\\p{L}))){0,8}`,
      'gu',
    ),
    accepts: (match) => /\d.*\d/.test(match[1] ?? ''),
  },
  { needs: 'digit', expression: /#[ ]?(?=[a-z]{0,5}\d{3})[a-z\d-]{3,40}/g },
  // Networks.
  { needs: '@', expression: /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,253}/gu },
  { needs: '/', expression: /(?<![a-z])(?:https?|ftp|file|dicom|smb):\/\/[^\s\\]{1,4096}/g },
  { needs: '.', expression: /(?<![a-z\d])www\.[^\s\\]{1,4096}/g },
  {
    needs: '.',
    expression: new RegExp(
      `(?<![a-z\\d.-])[a-z\\d](?:[a-z\\d-]{0,62}\\.){1,6}(?:${TOP_LEVEL_DOMAINS})(?![a-z\\d])(?::\\d{1,5})?(?:/[^\\s\\\\]{0,4096})?`,
      'g',
    ),
    accepts: (match) => /[a-z]{3}[a-z\d-]*\./.test(match[0]),
  },
  { needs: '.', expression: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])(?::\d{1,5})?/g },
  { needs: ':', expression: /(?<![\da-f:])(?:[\da-f]{1,4}:){3,7}:?[\da-f]{1,4}(?![\da-f:])/g },
  { needs: '\\', expression: /(?<![a-z])[a-z]:\\[^\s]{1,4096}|\\\\[^\s]{1,4096}/g },
  { needs: '/', expression: /\/(?:home|users|usr|mnt|media|data|var|tmp)\/[^\s\\]{1,4096}/g },
  // Places.
  { needs: 'digit', expression: new RegExp(`(?<![a-z])(?:${STATES})[ ,.]{1,2}\\d{5}(?:-\\d{4})?(?!\\d)`, 'g') },
  { needs: 'digit', expression: /(?<![\d.,-])\d{5}(?:-\d{4})? (\p{L}[\p{L}.'-]{2,40})/gu, accepts: isUncommon },
  { needs: 'digit', expression: /(?<![a-z\d])(?:d|ch|nl|dk|at|de|a)-\d{4,5}(?: (\p{L}[\p{L}.'-]{2,40}))?(?![\d.])/gu },
  { needs: 'digit', expression: /(?<![a-z\d])(?:[a-z]{2}|[beglmnsw])\d[a-z\d]? \d[abd-hjlnp-uw-z]{2}(?![a-z\d])/g },
  {
    needs: 'digit',
    expression: /(?<![a-z\d])[abceghj-nprstvxy]\d[abceghj-nprstv-z] ?\d[abceghj-nprstv-z]\d(?![a-z\d])/g,
  },
  { needs: 'digit', expression: /(?<![a-z])(?:p\.? ?o\.? ?box|postfach|apartado|boite postale) ?\d{1,8}/g },
  {
    needs: 'digit',
    expression: new RegExp(
      `(?<![\\p{L}\\d.])\\d{1,5}[a-z]? (\\p{L}[\\p{L}.'-]{2,40})(?: \\p{L}[\\p{L}.'-]{0,40}){0,2} (?:${STREETS_BEFORE})(?![\\p{L}\\d])`,
      'gu',
    ),
    accepts: isUncommon,
  },
  {
    needs: 'digit',
    expression: new RegExp(`\\p{L}[\\p{L}-]{2,40}[ -]?(?:${STREETS_AFTER}) ?\\d{1,4}(?![\\d.])[a-z]?`, 'gu'),
  },
  {
    needs: 'digit',
    expression:
      /(?<!\p{L})(?:rue|via|calle|avenida|rua|piazza|plaza) (?:\p{L}[\p{L}.'-]{0,40}[ ,]{1,2}){1,4}\d{1,4}(?!\d)/gu,
  },
]

function hasDigits(count: number): (match: RegExpExecArray) => boolean {
  return (match) => match[0].replaceAll(/\D/g, '').length >= count
}

function isUncommon(match: RegExpExecArray): boolean {
  return !COMMON_WORDS.has(match[1] ?? '')
}
