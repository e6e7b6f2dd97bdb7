/**
 * What a text looks like: patterns of our own making, apart from those by which cleaning works. They are for texts that stay, so that a
 * person may look at them; they prove nothing.
 */

import type { Kind } from './findings.ts'

type Shape = Extract<Kind, `text-${string}`>

const NUMERIC_DATES = /\b(?:19|20)\d\d([-/.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])\b/g
const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const SHAPES: readonly (readonly [Shape, RegExp])[] = [
  ['text-email', /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/],
  ['text-url', /\b(?:https?|ftp|file|wado|dicom):\/\/\S|\\\\[\w-]+\\\w|\b[a-z]:\\\w|\/(?:home|users)\/\w/i],
  [
    'text-phone',
    /(?:\+\d{1,3}[ .-]?|\(\d{2,5}\) ?|\b0\d{1,4}[ /-])\d{2,5}(?:[ .-]?\d{2,5}){1,3}\b|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b/,
  ],
  ['text-date', /\b(?:19|20)\d\d([-/.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])\b/],
  ['text-date', /\b(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d\b/],
  ['text-date', new RegExp(String.raw`\b\d{1,2}[. -]*(?:${MONTHS})[a-z]*[. ,-]*(?:19|20)\d\d\b`, 'i')],
  ['text-name', /(?<![\p{L}\d])\p{L}[\p{L}'-]+\^\p{L}/u],
  ['text-name', /\b(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau|Mme|Sr|Sra)\.? \p{Lu}\p{Ll}+/u],
  ['text-identifier', /\b(?:MRN|SSN|PID|patient ?(?:id|no|number)|accession)\b[ .:#=-]*\w*\d{3,}/i],
  ['text-identifier', /(?<![\d.])\d{7,}(?![\d.])|\b[A-Z]{1,4}[-_]?\d{6,}\b/],
]
/** What is looked at at a time, and how much of it once more with what follows: longer than what any pattern needs. */
const PIECE_CHARACTERS = 65_536
const OVERLAP_CHARACTERS = 1024

/** The shapes that a text has, each once. */
export function shapesOf(text: string): Shape[] {
  if (text.length <= PIECE_CHARACTERS) return shapesOfPiece(text)
  const found = new Set<Shape>()
  for (let at = 0; at < text.length - OVERLAP_CHARACTERS; at += PIECE_CHARACTERS - OVERLAP_CHARACTERS) {
    for (const shape of shapesOfPiece(text.slice(at, at + PIECE_CHARACTERS))) found.add(shape)
  }
  return [...found]
}

function shapesOfPiece(text: string): Shape[] {
  const found = new Set<Shape>()
  for (const [shape, pattern] of SHAPES) if (!found.has(shape) && pattern.test(text)) found.add(shape)
  // The digits of a date are no number of a patient.
  if (found.has('text-identifier') && found.has('text-date')) {
    const rest = text.replaceAll(NUMERIC_DATES, '')
    if (!SHAPES.some(([shape, pattern]) => shape === 'text-identifier' && pattern.test(rest)))
      found.delete('text-identifier')
  }
  return [...found]
}

/** Words of which dummies are made, whoever makes them. */
const DUMMY_WORDS: ReadonlySet<string> = new Set(
  'anon anonymous anonymized anonymised blank deid de identified deidentified deleted dummy empty hidden masked na name no none null patient redacted removed unknown withheld'.split(
    ' ',
  ),
)

/** Whether a text says nothing of anybody: empty, zeros or signs alone, or made of words that stand for nothing and a short number. */
export function isDummyText(text: string): boolean {
  return text.split('\\').every((part) => {
    const bare = part.replaceAll(/[\s\0]/g, '')
    if (/^(?:0*|x*|[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]*)$/i.test(bare)) return true
    const words = part
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .filter((word) => word !== '')
    const digits = bare.replaceAll(/\D/g, '')
    return words.length > 0 && digits.length <= 3 && words.every((word) => DUMMY_WORDS.has(word))
  })
}

/** Whether a DA or DT is of a day that may have been: not that of a dummy. */
export function isRealDate(text: string): boolean {
  return text.split(/[\\-]/).some((part) => {
    const parts = /^ *(\d{4})[.]?(\d{2})?[.]?(\d{2})?/.exec(part)
    if (parts === null) return false
    const [, year = '', month = '01', day = '01'] = parts
    return year > '1900' && year <= '2200' && month >= '01' && month <= '12' && day >= '01' && day <= '31'
  })
}
