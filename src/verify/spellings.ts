/** In which spellings and encodings an identifying value might stand somewhere else. */

import { isWellKnownUid, trimText } from '../dicom/uid.ts'
import { isDummyText } from './text-shapes.ts'

/** What a text is part of, which decides how surely it says something where it is found. */
export type TextKind = 'name' | 'identifier' | 'uid' | 'date' | 'text'

export interface Spelling {
  readonly text: string
  readonly kind: TextKind
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
const SHORTEST_LINE_CHARACTERS = 8
const SHORTEST_DIGITS = 7
const LONGEST_CHARACTERS = 96
const MOST_LINES = 200

/** The spellings of a value of this VR; none for VRs whose values are not looked for. */
export function spellingsOf(vr: string, text: string): Spelling[] {
  const kind = SOUGHT[vr]
  if (kind === undefined) return []
  const spellings = new Map<string, TextKind>()
  const add = (spelling: string, shortest = SHORTEST_CHARACTERS): void => {
    const trimmed = trimText(spelling).slice(0, LONGEST_CHARACTERS)
    if (trimmed.length >= shortest && !isDummyText(trimmed) && new Set(trimmed).size > 1) spellings.set(trimmed, kind)
  }
  if (kind === 'text') for (const line of text.split(/[\r\n\f\\]+/, MOST_LINES)) add(line, SHORTEST_LINE_CHARACTERS)
  else for (const value of text.split('\\')) addValue(value, kind, add)
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

/** The bytes of a text: as in ASCII or UTF-8, ISO 8859-1, and UTF-16 of both orders. */
export function encodingsOf(text: string): Uint8Array[] {
  const little = Buffer.from(text, 'utf16le')
  const encoded = [Buffer.from(text, 'utf8'), little, Buffer.from(little).swap16()]
  const isLatin = /[\u0080-\u00ff]/.test(text) && !/[\u0100-\uffff]/.test(text)
  return isLatin ? [...encoded, Buffer.from(text, 'latin1')] : encoded
}
