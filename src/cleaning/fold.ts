/**
 * Text as it is compared: lower case, without accents (NFKD without marks), digits of every script as ASCII digits, dashes and
 * spaces of every kind as one, hiragana as katakana. Each folded code unit knows the unit that it came from.
 */

export interface FoldedText {
  readonly text: string
  /** The text before folding. */
  readonly source: string
  /** By folded unit: the unit of `source`. Undefined where they are the same. */
  readonly origin: Uint32Array | undefined
}

export const SEPARATOR = 0
export const LETTER = 1
export const DIGIT = 2
/** A letter of a script that is written without spaces, or whose words take endings without a seam. */
export const UNSPACED_LETTER = 3

const NOT_ASKED = 255
const MAX_CACHED_CHARACTERS = 8192
const LETTERS_WITHOUT_DECOMPOSITION: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  Œ: 'oe',
  ø: 'o',
  Ø: 'o',
  ł: 'l',
  Ł: 'l',
  đ: 'd',
  Đ: 'd',
  ð: 'd',
  Ð: 'd',
  þ: 'th',
  Þ: 'th',
  ı: 'i',
  ħ: 'h',
  Ħ: 'h',
  ς: 'σ',
}

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

let foldedCharacters = new Map<string, string>()
const kinds = new Uint8Array(0x10000).fill(NOT_ASKED)

/** Folds a text of any length. */
export function fold(source: string): FoldedText {
  if (isAscii(source)) return { text: source.toLowerCase(), source, origin: undefined }
  const origins: number[] = []
  let text = ''
  let at = 0
  for (const character of source) {
    const folded = foldCharacter(character)
    for (let unit = 0; unit < folded.length; unit++) origins.push(at)
    text += folded
    at += character.length
  }
  return { text, source, origin: Uint32Array.from(origins) }
}

/** SEPARATOR, LETTER, DIGIT or UNSPACED_LETTER, for a folded code unit. */
export function kindOf(unit: number): number {
  let kind = kinds[unit]!
  if (kind === NOT_ASKED) {
    kind = kindOfCharacter(unit)
    kinds[unit] = kind
  }
  return kind
}

/** True where the unit of the source behind folded unit `at` is a capital. */
export function isCapitalAt(folded: FoldedText, at: number): boolean {
  const character = folded.source[folded.origin === undefined ? at : folded.origin[at]!] ?? ''
  return character !== character.toLowerCase()
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0x80) return false
  return true
}

function foldCharacter(character: string): string {
  const known = foldedCharacters.get(character)
  if (known !== undefined) return known
  if (foldedCharacters.size >= MAX_CACHED_CHARACTERS) foldedCharacters = new Map()
  const folded = foldAnew(character)
  foldedCharacters.set(character, folded)
  return folded
}

function foldAnew(character: string): string {
  const single = LETTERS_WITHOUT_DECOMPOSITION[character]
  if (single !== undefined) return single
  const codePoint = character.codePointAt(0)!
  if (codePoint >= 0x3041 && codePoint <= 0x3096) return foldAnew(String.fromCodePoint(codePoint + 0x60))
  return character
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replaceAll(/\p{Nd}/gu, asciiDigit)
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(/[\u2018\u2019\u02bc]/g, "'")
    .replaceAll(/\p{Zs}/gu, ' ')
}

/** Digits of a script stand in one row of ten that begins where no digit stands before. */
function asciiDigit(digit: string): string {
  const codePoint = digit.codePointAt(0)!
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(codePoint - value - 1))) value++
  return String(value)
}

function kindOfCharacter(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return DIGIT
  if (unit < 0x80) return unit >= 0x61 && unit <= 0x7a ? LETTER : SEPARATOR
  // Outside of the basic plane there are rare ideographs, and little else that names are written in.
  if (unit >= 0xd800 && unit <= 0xdfff) return UNSPACED_LETTER
  const character = String.fromCharCode(unit)
  if (character === 'ー' || UNSPACED.test(character))
    return /[\p{L}\p{N}]/u.test(character) ? UNSPACED_LETTER : SEPARATOR
  return /\p{L}/u.test(character) ? LETTER : /\p{N}/u.test(character) ? DIGIT : SEPARATOR
}
