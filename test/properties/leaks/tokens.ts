/**
 * Tokens for leak searches: each names the channel that it was planted in, and all of them share a few marks, so that one search for the marks
 * finds any of a thousand, whole or torn, in any form that a program may give it.
 */

/** Five digits of a token tell the channel. */
const DIGITS = 5
const LETTERS_MARK = 'QZCNRY'
const NUMBER_MARK = '97531'
const UID_MARK = '1.3.864209.'
/** A birth that no other value of an input has. */
const DATE_MARK = '19470613'
/** Long enough that no keyed number has it by chance. */
const TIME_MARK = '131719.864209'

/** The same mark in scripts other than Latin: bytes that a value in that character set has. */
const FOREIGN_MARKS = {
  /** `ISO 2022 IR 87`: ESC $ B, four kanji of the code table, ESC ( B. */
  kanji: Buffer.from('\x1b$B;3ED2VEDB@O:\x1b(B', 'latin1'),
  /** Shift JIS, with a 5CH as the second byte of a character. */
  shiftJis: Buffer.from([0x83, 0x5c, 0x94, 0x5c, 0x8f, 0x5c, 0x96, 0x5c]),
  /** GB18030, four bytes a character now and then. */
  gb18030: Buffer.from([0xcd, 0xf5, 0x81, 0x30, 0x84, 0x36, 0xd0, 0xa1, 0xb6, 0xab]),
  /** UTF-8, with accents, Cyrillic and what takes four bytes. */
  utf8: Buffer.from('Žofiė-Қазақ-𝔐', 'utf8'),
  /** `ISO_IR 100`. */
  latin1: Buffer.from('\xc7\xfb\xdf\xf8\xe6-\xd0\xfe', 'latin1'),
} as const
export type ForeignScript = keyof typeof FOREIGN_MARKS

/** A mark that was found in an output. */
export interface Found {
  /** The number of the channel, where the token is whole enough to tell it. */
  readonly channel: number | undefined
  readonly form: string
  readonly offsetBytes: number
}

/** Makes the tokens of one channel. */
export class Tokens {
  private readonly digits: string

  constructor(channel: number) {
    this.digits = String(channel).padStart(DIGITS, '0')
  }

  /** Eleven letters and digits, for any text VR. */
  get text(): string {
    return `${LETTERS_MARK}${this.digits}`
  }

  get name(): string {
    return `${LETTERS_MARK}${this.digits}^${LETTERS_MARK}`
  }

  get uid(): string {
    return `${UID_MARK}1${this.digits}`
  }

  /** Of ten digits. */
  get number(): string {
    return `${NUMBER_MARK}${this.digits}`
  }

  get date(): string {
    return DATE_MARK
  }

  get time(): string {
    return TIME_MARK
  }

  get bytes(): Buffer {
    return Buffer.from(`${this.text}.`, 'latin1')
  }

  /** Two bytes for each character. */
  get utf16(): Buffer {
    return Buffer.from(this.text, 'utf16le')
  }

  foreign(script: ForeignScript): Buffer {
    return FOREIGN_MARKS[script]
  }
}

const FORMS: readonly (readonly [form: string, needle: Buffer])[] = [
  ...[LETTERS_MARK, LETTERS_MARK.toLowerCase()].flatMap((mark) => spellings(mark)),
  ...[NUMBER_MARK, UID_MARK, DATE_MARK, TIME_MARK, '1947-06-13'].flatMap((mark) => spellings(mark)),
  // as a reader of 16-bit words has it that takes the wrong byte order
  ['bytes swapped', Buffer.from(LETTERS_MARK).swap16()],
  // base64 by where in a group of three the mark begins, without what its neighbours change
  ...[0, 1, 2].map((before): [string, Buffer] => {
    const text = Buffer.from(`${'x'.repeat(before)}${LETTERS_MARK}`).toString('base64')
    return ['base64', Buffer.from(text.slice(before === 0 ? 0 : before + 1, before === 0 ? 8 : -4))]
  }),
  ['hexadecimal', Buffer.from(Buffer.from(LETTERS_MARK).toString('hex'))],
  ...Object.entries(FOREIGN_MARKS).map(([script, mark]): [string, Buffer] => [script, mark]),
]

function spellings(mark: string): [string, Buffer][] {
  const little = Buffer.from(mark, 'utf16le')
  return [
    ['one byte a character', Buffer.from(mark, 'latin1')],
    ['UTF-16LE', little],
    ['UTF-16BE', Buffer.from(little).swap16()],
  ]
}

/** Every mark that stands in the bytes, the first of each form. */
export function findTokens(bytes: Uint8Array): Found[] {
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: Found[] = []
  for (const [form, needle] of FORMS) {
    for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) {
      const after = haystack.toString('latin1', at + needle.length, at + needle.length + 2 * DIGITS + 2)
      const digits = /^1?(\d{5})/.exec(after.replaceAll('\0', ''))?.[1]
      found.push({ channel: digits === undefined ? undefined : Number(digits), form, offsetBytes: at })
    }
  }
  return found
}
