/**
 * The defined terms of Specific Character Set (PS3.3 C.12.1.1.2) and what they stand for: code elements, where they are
 * designated to, and the escape sequences that call them (PS3.3 tables C.12-2 to C.12-5).
 */

import { latin1Text } from '../dicom/value-text.ts'

/** A set of characters in one half of the code table. Names are ISO-IR numbers; labels are those of the Encoding Standard. */
export interface CodeElement {
  /** 0: the left half, bytes 21H to 7EH. 1: the right half, bytes A0H to FFH. */
  readonly half: 0 | 1
  readonly bytesPerCharacter: 1 | 2
  /** The encoding that knows these characters, each as `prefix` and then its bytes with the high bit set. Undefined: ASCII. */
  readonly label: string | undefined
  readonly prefix: readonly number[]
  /** What follows ESC to designate it. */
  readonly escape: string
}

/** How the bytes of a value become characters. */
export type CharsetPlan =
  /** A single code table, or code extensions by escape sequences where `escapes` has some. */
  | {
      readonly kind: 'tables'
      readonly left: CodeElement
      readonly right: CodeElement | undefined
      readonly escapes: ReadonlyMap<string, CodeElement>
    }
  /** Multi-byte without code extensions. */
  | { readonly kind: 'utf-8' | 'gb18030' | 'gbk' }

const ASCII = codeElement(0, 1, undefined, '(B')
/** JIS X 0201 romaji. It differs from ASCII in the yen sign, which delimits values like the backslash does, and the overline. */
const ROMAJI = codeElement(0, 1, undefined, '(J')

/** Right halves of the single-byte terms by ISO-IR number. */
const RIGHT_HALVES: Readonly<Record<string, CodeElement>> = {
  '100': codeElement(1, 1, 'iso-8859-1', '-A'),
  '101': codeElement(1, 1, 'iso-8859-2', '-B'),
  '109': codeElement(1, 1, 'iso-8859-3', '-C'),
  '110': codeElement(1, 1, 'iso-8859-4', '-D'),
  '144': codeElement(1, 1, 'iso-8859-5', '-L'),
  '127': codeElement(1, 1, 'iso-8859-6', '-G'),
  '126': codeElement(1, 1, 'iso-8859-7', '-F'),
  '138': codeElement(1, 1, 'iso-8859-8', '-H'),
  '148': codeElement(1, 1, 'iso-8859-9', '-M'),
  '203': codeElement(1, 1, 'iso-8859-15', '-b'),
  '166': codeElement(1, 1, 'windows-874', '-T'),
  '13': codeElement(1, 1, 'shift_jis', ')I'),
}

const MULTI_BYTE: Readonly<Record<string, CodeElement>> = {
  '87': codeElement(0, 2, 'euc-jp', '$B'),
  '159': codeElement(0, 2, 'euc-jp', '$(D', [0x8f]),
  '149': codeElement(1, 2, 'euc-kr', '$)C'),
  '58': codeElement(1, 2, 'gbk', '$)A'),
}

/** Parts of ISO 8859 by number, as writers put them where the ISO-IR number belongs. */
const PARTS_OF_8859: Readonly<Record<string, string>> = {
  '1': '100',
  '2': '101',
  '3': '109',
  '4': '110',
  '5': '144',
  '6': '127',
  '7': '126',
  '8': '138',
  '9': '148',
  '11': '166',
  '15': '203',
}

/** One value of the attribute: an ISO-IR number, or an encoding that stands alone. */
type Term = { readonly registration: string; readonly isExtension: boolean } | 'utf-8' | 'gb18030' | 'gbk'

/**
 * The plan for a value of Specific Character Set; of no bytes: the default repertoire. Undefined where a term is not known, or
 * where terms stand together that cannot.
 */
export function parseSpecificCharacterSet(value: Uint8Array): CharsetPlan | undefined {
  const terms = latin1Text(value).split('\\').map(parseTerm)
  const [first] = terms
  if (first === undefined) return undefined
  if (typeof first === 'string') return terms.length === 1 ? { kind: first } : undefined
  const elements: CodeElement[] = []
  let hasExtensions = terms.length > 1
  for (const term of terms) {
    if (term === undefined || typeof term === 'string') return undefined
    const found = elementsOf(term.registration)
    if (found === undefined) return undefined
    elements.push(...found)
    hasExtensions ||= term.isExtension || term.registration in MULTI_BYTE
  }
  const initial = elementsOf(first.registration)!
  return {
    kind: 'tables',
    left: initial.find((element) => element.half === 0 && element.bytesPerCharacter === 1) ?? ASCII,
    right: initial.find((element) => element.half === 1),
    escapes: new Map(hasExtensions ? [ASCII, ...elements].map((element) => [element.escape, element]) : []),
  }
}

function elementsOf(registration: string): CodeElement[] | undefined {
  if (registration === '6') return [ASCII]
  const right = RIGHT_HALVES[registration]
  if (right !== undefined) return [registration === '13' ? ROMAJI : ASCII, right]
  const multiByte = MULTI_BYTE[registration]
  if (multiByte === undefined) return undefined
  // Writers of Japanese return from kanji with the romaji escape whether or not they declared it.
  return registration === '87' ? [multiByte, ROMAJI] : [multiByte]
}

/** Lower case, and spaces, low lines and hyphens are one thing: that is how the terms are misspelt. */
function parseTerm(text: string): Term | undefined {
  const term = text
    .replaceAll('\0', ' ')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
  if (term === '') return { registration: '6', isExtension: false }
  if (/^(?:us )?ascii$/.test(term)) return { registration: '6', isExtension: false }
  if (/^(?:utf ?8|iso ?ir ?192|iso 2022 ?ir ?192)$/.test(term)) return 'utf-8'
  if (/^gb ?18030$/.test(term)) return 'gb18030'
  if (term === 'gbk') return 'gbk'
  const registered = /^iso ?(2022 ?)?ir ?(\d{1,3})$/.exec(term)
  if (registered !== null) return { registration: registered[2]!, isExtension: registered[1] !== undefined }
  const part = PARTS_OF_8859[/^(?:iso ?8859 |latin ?(?=1$))(\d{1,2})$/.exec(term)?.[1] ?? '']
  return part === undefined ? undefined : { registration: part, isExtension: false }
}

function codeElement(
  half: 0 | 1,
  bytesPerCharacter: 1 | 2,
  label: string | undefined,
  afterEscape: string,
  prefix: readonly number[] = [],
): CodeElement {
  return { half, bytesPerCharacter, label, prefix, escape: afterEscape }
}
