/** In which spellings and encodings an identifying value might stand somewhere else. */

import { isWellKnownUid } from '../dicom/uid.ts'
import { trimText } from '../dicom/value-text.ts'
import { isDummyText } from './text-shapes.ts'

/** What a text is part of, which decides how surely it says something where it is found. */
export type TextKind = 'name' | 'identifier' | 'uid' | 'date' | 'text'

export interface Spelling {
  readonly text: string
  readonly kind: TextKind
  /** The bytes that it is looked for by, and no others: as it is written in the character set of its object. */
  readonly bytes?: Uint8Array
}

/** VRs of which values are looked for elsewhere. Numbers, times, ages and codes stand everywhere: those are held against the same attribute only. */
const SOUGHT: Readonly<Record<string, TextKind>> = {
  PN: 'name',
  LO: 'identifier',
  SH: 'identifier',
  AE: 'identifier',
  UC: 'identifier',
  UR: 'identifier',
  UI: 'uid',
  DA: 'date',
  DT: 'date',
  LT: 'text',
  ST: 'text',
  UT: 'text',
  UN: 'text',
}
const SHORTEST_CHARACTERS = 4
/** Letters that are no others with an accent. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  ø: 'o',
  Ø: 'O',
  œ: 'oe',
  Œ: 'OE',
}
/** How German and Scandinavian names are written in ASCII. */
const WRITTEN_LETTERS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'AE',
  Ö: 'OE',
  Ü: 'UE',
  ß: 'ss',
  å: 'aa',
  Å: 'AA',
  ø: 'oe',
  Ø: 'OE',
}
const SHORTEST_LINE_CHARACTERS = 8
/** Of Chinese, Japanese and Korean, in which a name has two. */
const SHORTEST_IDEOGRAPHS = 2
const SHORTEST_BYTES = 4
const LONGEST_BYTES = 96
const SHORTEST_DIGITS = 7
const LONGEST_CHARACTERS = 96
const ESCAPE = 0x1b
const VALUE_EDGES = /\\/
const NAME_EDGES = /[\\^=]/
const LINE_EDGES = /[\r\n\f\\]+/
/** Padding, and escape sequences of ISO 2022, at the end and at both ends. */
const LAST_ESCAPES = /(?:[ \0]|\u001b[ -/]+[0-~])+$/
const OUTER_ESCAPES = /^(?:[ \0]|\u001b[ -/]+[0-~])+|(?:[ \0]|\u001b[ -/]+[0-~])+$/g
const MOST_LINES = 200

/** The spellings of a value of this VR; none for VRs whose values are not looked for. */
export function spellingsOf(vr: string, text: string): Spelling[] {
  const kind = SOUGHT[vr]
  if (kind === undefined) return []
  const spellings = new Map<string, TextKind>()
  const add = (spelling: string, shortest = SHORTEST_CHARACTERS): void => {
    const trimmed = trimText(spelling).slice(0, LONGEST_CHARACTERS)
    const isLong = trimmed.length >= shortest || (trimmed.length >= SHORTEST_IDEOGRAPHS && hasIdeographs(trimmed))
    if (isLong && !isDummyText(trimmed) && new Set(trimmed).size > 1) spellings.set(trimmed, kind)
  }
  if (kind === 'text') for (const line of text.split(/[\r\n\f\\]+/, MOST_LINES)) add(line, SHORTEST_LINE_CHARACTERS)
  else for (const value of text.split('\\')) addValue(value, kind, add)
  for (const [spelling, spelt] of [...spellings]) {
    for (const other of otherLettersOf(spelling)) spellings.set(other, spellings.get(other) ?? spelt)
  }
  return [...spellings].map(([spelling, spelt]) => ({ text: spelling, kind: spelt }))
}

function addValue(
  value: string,
  kind: Exclude<TextKind, 'text'>,
  add: (text: string, shortest?: number) => void,
): void {
  switch (kind) {
    case 'name':
      addName(value, add)
      break
    case 'identifier': {
      add(value)
      const digits = value.replaceAll(/\D/g, '')
      if (digits.length >= SHORTEST_DIGITS) add(digits)
      break
    }
    case 'uid':
      if (!isWellKnownUid(value)) add(value, SHORTEST_LINE_CHARACTERS)
      break
    case 'date':
      addDate(value, add)
  }
}

/** Each component of each group, and the usual orders of family and given name. */
function addName(value: string, add: (text: string) => void): void {
  add(value)
  for (const group of value.split('=')) {
    const [family = '', given = '', ...others] = group.split('^').map(trimText)
    for (const component of [family, given, ...others]) add(component)
    if (family === '' || given === '') continue
    for (const both of [`${given} ${family}`, `${family} ${given}`, `${family}, ${given}`, `${family}_${given}`])
      add(both)
  }
}

/** The same with accents as characters of their own, without them, and as those write who have none. */
function otherLettersOf(text: string): string[] {
  if (!/[^\0-\x7f]/.test(text)) return []
  const apart = text.normalize('NFD')
  const without = apart
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/[\u00df\u00e6\u00c6\u00f8\u00d8\u0153\u0152]/g, (letter) => PLAIN_LETTERS[letter]!)
  const written = text
    .normalize('NFC')
    .replaceAll(
      /[\u00e4\u00f6\u00fc\u00c4\u00d6\u00dc\u00df\u00e5\u00c5\u00f8\u00d8]/g,
      (letter) => WRITTEN_LETTERS[letter]!,
    )
  // Of other letters than those of ASCII, capitals and small ones are searched for one by one.
  const forms = [apart, text.normalize('NFC'), without, written, text.toUpperCase(), text.toLowerCase()]
  return forms.filter((form) => form !== text && form.length >= SHORTEST_CHARACTERS)
}

function addDate(value: string, add: (text: string) => void): void {
  const parts = /^(\d{4})[.]?(\d{2})[.]?(\d{2})/.exec(trimText(value))
  if (parts === null) return
  const [, year = '', month = '', day = ''] = parts
  if (year <= '1900') return
  for (const separator of ['', '-', '.', '/']) {
    add([year, month, day].join(separator))
    if (separator === '') continue
    add([day, month, year].join(separator))
    add([month, day, year].join(separator))
  }
}

/** The parts of a value as they stand there, where they are not of ASCII alone: in the character set of their object. */
export function writtenSpellingsOf(vr: string, value: Uint8Array, decode: (bytes: Uint8Array) => string): Spelling[] {
  const kind = SOUGHT[vr]
  if (kind === undefined || kind === 'uid' || kind === 'date' || value.every(isAscii)) return []
  const edges = kind === 'name' ? NAME_EDGES : kind === 'text' ? LINE_EDGES : VALUE_EDGES
  const shortest = kind === 'text' ? SHORTEST_LINE_CHARACTERS : SHORTEST_BYTES
  const parts = Buffer.from(value).toString('latin1').split(edges, MOST_LINES)
  return parts.flatMap((part) => {
    const bare = Buffer.from(part.replace(OUTER_ESCAPES, ''), 'latin1')
    // Sets of 7 bits are letters and signs to who does not know of the escape sequence: with it they are themselves.
    const written = bare.every(isAscii) ? Buffer.from(part.replace(LAST_ESCAPES, ''), 'latin1') : bare
    const bytes = written.subarray(0, LONGEST_BYTES)
    if (bare.length < shortest || bytes.every(isAscii)) return []
    return [{ text: trimText(decode(Buffer.from(part, 'latin1'))), kind, bytes }]
  })
}

function isAscii(byte: number): boolean {
  return byte < 0x80 && byte !== ESCAPE
}

/** Whether a text has characters of which two are a name. */
export function hasIdeographs(text: string): boolean {
  return /[\u2e80-\ud7ff\uf900-\ufaff\u{20000}-\u{3ffff}]/u.test(text)
}

/** The bytes of a text: as in ASCII or UTF-8, ISO 8859-1, and UTF-16 of both orders. */
export function encodingsOf(text: string): Uint8Array[] {
  const little = Buffer.from(text, 'utf16le')
  const encoded = [Buffer.from(text, 'utf8'), little, Buffer.from(little).swap16()]
  const isLatin = /[\u0080-\u00ff]/.test(text) && !/[\u0100-\uffff]/.test(text)
  return isLatin ? [...encoded, Buffer.from(text, 'latin1')] : encoded
}
