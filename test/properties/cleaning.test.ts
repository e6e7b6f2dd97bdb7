import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTextCleaner, type IdentifyingFact } from '../../src/cleaning/text-cleaner.ts'
import { HARMLESS_DESCRIPTORS } from '../unit/cleaning/descriptors.ts'

const PN = 0x00100010
const LO = 0x00100020
const UTF8 = Buffer.from('ISO_IR 192')

/** Written apart from the code under test: what a reader takes for the same letters. */
function sameLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('ς', 'σ')
}

function wordsIn(text: string): string[] {
  return sameLetters(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

function wordArbitrary(letters: string, minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...letters), { minLength, maxLength })
    .map((all) => all.join(''))
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
}

const LATIN = 'abcdefghijklmnopqrstuvwxyzäöüéñßłø'
const nameArbitrary = fc.oneof(
  wordArbitrary(LATIN, 3, 10),
  wordArbitrary('абвгдежзиклмнопрстуфхцчшщыьэюя', 3, 10),
  wordArbitrary('αβγδεζηθικλμνξοπρστυφχψωάέίό', 3, 10),
  wordArbitrary('山田太郎王小東佐藤鈴木高橋', 2, 3),
  wordArbitrary('김희중박서준이민호', 2, 3),
)
const identifierArbitrary = fc.oneof(
  wordArbitrary('0123456789', 4, 12),
  wordArbitrary('ABCDEFGHKMNPQRSTVWXYZ0123456789', 5, 12).filter((id) => /\d/.test(id) && /\D/.test(id)),
)

/** Ways of writing a word that leave it the same to a reader. */
const spellingArbitrary = fc.constantFrom<(word: string) => string>(
  (word) => word,
  (word) => word.toUpperCase(),
  (word) => word.toLowerCase(),
  (word) => word.normalize('NFD'),
  (word) => word.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, ''),
  (word) => word.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  (word) => `(${word})`,
  (word) => `${word},`,
  (word) => `${word}_t1`,
  (word) => `ct_${word}`,
)

const objectArbitrary = fc.record({
  names: fc.array(fc.tuple(nameArbitrary, nameArbitrary), { minLength: 1, maxLength: 4 }),
  ids: fc.array(identifierArbitrary, { minLength: 1, maxLength: 4 }),
})

function factsOf({ names, ids }: { names: readonly (readonly [string, string])[]; ids: readonly string[] }) {
  return [
    ...names.map((name): IdentifyingFact => ({ tag: PN, value: Buffer.from(name.join('^')), charset: UTF8 })),
    ...ids.map((id): IdentifyingFact => ({ tag: LO, value: Buffer.from(id), charset: UTF8 })),
  ]
}

describe('a cleaned text', () => {
  it('has no fact and no part of one, however it was spelled', () => {
    fc.assert(
      fc.property(
        objectArbitrary,
        fc.array(fc.tuple(fc.nat(), spellingArbitrary, fc.constantFrom(...HARMLESS_DESCRIPTORS)), { maxLength: 6 }),
        fc.boolean(),
        (object, pieces, isComplete) => {
          const parts = [...object.names.flat(), ...object.ids]
          const text = pieces
            .flatMap(([index, spell, harmless]) => [harmless, spell(parts[index % parts.length]!)])
            .join(' ')
          const cleaner = createTextCleaner({ words: [] })
          cleaner.begin(factsOf(object), isComplete)
          const cleaned = Buffer.from(cleaner.clean(Buffer.from(text), UTF8, true)).toString('utf8')
          const left = wordsIn(cleaned)
          if (isComplete && pieces.length > 0) expect(left.length).toBeGreaterThan(0)
          for (const part of parts) {
            const [word = ''] = wordsIn(part)
            expect(left, `${part} in ${text}`).not.toContain(word)
            const isFoundInside =
              [...word].length >= 5 || /\p{Script=Han}|\p{Script=Hangul}/u.test(part.normalize('NFC'))
            if (isFoundInside) expect(left.filter((found) => found.includes(word))).toEqual([])
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  it('is not changed by being cleaned again', () => {
    fc.assert(
      fc.property(
        objectArbitrary,
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.boolean(),
        (object, text, isLine) => {
          const cleaner = createTextCleaner({ words: [] })
          cleaner.begin(factsOf(object), true)
          const once = Buffer.from(cleaner.clean(Buffer.from(`${text} ${object.ids[0]}`), UTF8, isLine))
          expect(once.length % 2).toBe(0)
          expect(Buffer.from(cleaner.clean(once, UTF8, isLine))).toEqual(once)
        },
      ),
      { numRuns: 400 },
    )
  })
})

/** Pieces of text in one character set, as bytes; escape sequences bracket those that need them. From Python's codecs. */
const PIECES: readonly (readonly [charset: string, label: string, name: string, pieces: readonly string[]])[] = [
  [
    '\\ISO 2022 IR 87',
    'iso-2022-jp',
    '1b24423b3345441b2842',
    [
      '4354',
      '20',
      '1b2442462c49741b2842',
      '1b24423b3345441b2842',
      '1b2442462c3b33454449741b2842',
      '313233343536',
      '5c',
    ],
  ],
  ['ISO_IR 192', 'utf-8', 'e5b1b1e794b0', ['4354', '20', 'e9a0ade983a8', 'e5b1b1e794b0', 'f0a08080', 'c3a9', '5c']],
  ['GB18030', 'gb18030', 'cdf5d0a1b6ab', ['4354', '20', 'cdb7b2bf', 'cdf5d0a1b6ab', '95328236', '5c', '313233343536']],
  ['GBK', 'gbk', 'd55cd0a1', ['4354', '20', 'cdb7b2bf', 'd55cd0a1', 'ee5e', '5c', '313233343536']],
]

describe('the bytes of a cleaned text', () => {
  it.each(PIECES)(
    'are text of %j, with no escape sequence that a strict reader stumbles over',
    (charset, label, name, pieces) => {
      const reader = new TextDecoder(label, { fatal: true })
      const nameText = reader.decode(Buffer.from(name, 'hex'))
      const term = Buffer.from(charset)
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
          const cleaner = createTextCleaner({ words: [] })
          cleaner.begin([{ tag: PN, value: Buffer.from(name, 'hex'), charset: term }], true)
          const value = Buffer.from(parts.join(''), 'hex')
          const cleaned = cleaner.clean(value, term, true)
          const isTouched = parts.some((part) => part.includes(name.replaceAll('1b2442', '').replaceAll('1b2842', '')))
          // Two escape sequences beside each other may be in the input, which stays as it is where nothing goes.
          const text = isTouched || label !== 'iso-2022-jp' ? reader.decode(cleaned) : ''
          expect(text).not.toContain(nameText)
          expect(cleaned.length % 2).toBe(0)
          if (cleaned.length > 0 && !isTouched && !parts.includes('313233343536')) {
            expect(Buffer.from(cleaned).subarray(0, value.length)).toEqual(value)
          }
        }),
        { numRuns: 300 },
      )
    },
  )
})

describe('the time that a text of 64 KiB takes', () => {
  it.each([
    ...[
      'a',
      '1',
      '1.',
      'a@',
      'dr ',
      'a^',
      '1 ',
      '1-',
      'jan 1 ',
      'a.',
      'a:',
      '/home/',
      'by A',
      'Patient: a ',
      '(1',
      'a1',
    ],
    ...[
      '12345 a',
      'é',
      '漢',
      'rue a ',
      'id ',
      '+1',
      '1:1',
      "a'",
      'https://',
      ' ',
      ',',
      '01 02 ',
      'via a a a ',
      'xaaaab',
    ],
    ...['zz11111zz ', '1年', '\\', 'Smith', 'a Smith^', '12 ab cd street '],
  ])('does not grow beyond measure with many %j', (piece) => {
    const cleaner = createTextCleaner({ words: ['aaaaa'] })
    cleaner.begin([{ tag: PN, value: Buffer.from('Aaaaaa^Smith') }], true)
    const bytes = Buffer.from(piece)
    const value = Buffer.alloc(65_536 - (65_536 % bytes.length), bytes)
    // A search that is quadratic in the length of the text would outlast the time that a test has.
    expect(cleaner.clean(value, UTF8, false)).toBeDefined()
  })
})
