import { describe, expect, it } from 'vitest'
import { createDecoder, type Delimiters } from '../../../src/cleaning/charset.ts'

function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'))
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

function decode(charset: string, value: Uint8Array, delimiters: Delimiters = 'values') {
  return createDecoder(ascii(charset))?.(value, delimiters)
}

/** Bytes from Python's codecs, but for escape sequences, which PS3.3 tables C.12-3 and C.12-4 give. */
const VECTORS: readonly (readonly [charset: string, bytes: string, text: string])[] = [
  ['', '435420486561642036', 'CT Head 6'],
  ['ISO_IR 6', '4354', 'CT'],
  ['ISO_IR 100', '536368e464656c204dfc6c6c6572', 'Schädel Müller'],
  ['ISO_IR 101', '47b36f7761205761b3ea7361', 'Głowa Wałęsa'],
  ['ISO_IR 109', '4b61706f20c66170656c6f', 'Kapo Ĉapelo'],
  ['ISO_IR 110', '47616c76612042ba727a69f1b9', 'Galva Bērziņš'],
  ['ISO_IR 144', 'b3dedbded2d020b8d2d0ddded2', 'Голова Иванов'],
  ['ISO_IR 127', 'd1c3d320e2c8c7e6ea', 'رأس قباني'],
  ['ISO_IR 126', 'caf1e1eddfef20c4e9efedf5f3e9eff2', 'Κρανίο Διονυσιος'],
  ['ISO_IR 138', 'f8e0f920f9f8e5ef', 'ראש שרון'],
  ['ISO_IR 148', '4261fe20c7617675fe6ff06c75', 'Baş Çavuşoğlu'],
  ['ISO_IR 203', '54ea7465204cbd75696c6c6574', 'Tête Lœuillet'],
  ['ISO_IR 166', 'c8d5c3c9d020cac1aad2c2', 'ศีรษะ สมชาย'],
  ['ISO_IR 13', '435420d4cfc0de', 'CT ﾔﾏﾀﾞ'],
  ['ISO_IR 192', 'e9a0ade983a820e5b1b1e794b020c3a9', '頭部 山田 é'],
  ['GB18030', 'cdb7b2bf20cdf5d0a1b6ab2095328236', '头部 王小东 𠀀'],
  ['GBK', 'cdb7b2bf20cdf5d0a1b6ab', '头部 王小东'],
  ['GBK', 'ee5ed55c204354', '頭誠 CT'],
  ['\\ISO 2022 IR 87', '1b2442462c49741b2842201b24423b3345441b2842', '頭部 山田'],
  ['ISO 2022 IR 6\\ISO 2022 IR 87\\ISO 2022 IR 159', '1b2442462c49741b2428443021307e1b2842', '頭部丂侄'],
  ['\\ISO 2022 IR 149', '4354201b242943bab9bace20b1e8c8f1c1df', 'CT 복부 김희중'],
  ['\\ISO 2022 IR 58', '4354201b242941cdb7b2bf20cdf5d0a1b6ab', 'CT 头部 王小东'],
  ['ISO 2022 IR 13\\ISO 2022 IR 87', 'd4cfc0de201b24423b3345441b284a', 'ﾔﾏﾀﾞ 山田'],
  [
    'ISO 2022 IR 100\\ISO 2022 IR 126\\ISO 2022 IR 144',
    'e4201b2d46caf1e1eddfef201b2d4cb3dedbded2d0',
    'ä Κρανίο Голова',
  ],
]

describe('decoding by Specific Character Set', () => {
  it.each(VECTORS)('reads %j', (charset, bytes, text) => {
    expect(decode(charset, hex(bytes))?.text).toBe(text)
  })

  it.each([
    ['ISO IR 100'],
    ['ISO-IR 100'],
    ['iso_ir 100'],
    ['ISO_IR_100'],
    ['ISO_IR100'],
    ['ISO-8859-1'],
    ['ISO8859-1'],
    ['ISO 8859-1'],
    ['LATIN1'],
    [' ISO_IR 100 '],
    ['ISO 2022 IR 100'],
    ['ISO_IR 100\0'],
  ])('reads Latin-1 under the name %j', (charset) => {
    expect(decode(charset, hex('4de4'))?.text).toBe('Mä')
  })

  it.each([['UTF-8'], ['UTF8'], ['utf 8'], ['ISO IR 192'], ['ISO 2022 IR 192']])('reads UTF-8 as %j', (charset) => {
    expect(decode(charset, hex('c3a9'))?.text).toBe('é')
  })

  it.each([
    ['ISO_IR 999'],
    ['EBCDIC'],
    ['ISO_IR 100\\KLINGON'],
    ['ISO_IR 192\\ISO 2022 IR 87'],
    ['ISO 2022 IR 6\\ISO_IR 192'],
    ['GB18030\\GBK'],
    ['ISO_IR toString'],
    ['ISO-8859-12'],
  ])('knows nothing of %j', (charset) => {
    expect(createDecoder(ascii(charset))).toBeUndefined()
  })

  it.each([
    ['a high byte in the default repertoire', '', '4de4'],
    ['a byte without a character', 'ISO_IR 126', '41ff'],
    ['UTF-8 cut short', 'ISO_IR 192', 'e9a0'],
    ['UTF-8 cut short by one byte of four', 'ISO_IR 192', 'f0a080'],
    ['overlong UTF-8', 'ISO_IR 192', 'c0af'],
    ['GB18030 cut short', 'GB18030', '41cd'],
    ['escapes where none can be', 'ISO_IR 100', '1b24424541'],
    ['escapes in UTF-8', 'ISO_IR 192', '1b284241'],
    ['an escape that was not declared', '\\ISO 2022 IR 149', '1b2442462c1b2842'],
    ['an escape cut short', '\\ISO 2022 IR 87', '411b24'],
    ['half a character', '\\ISO 2022 IR 87', '1b2442462c49'],
    ['a cell without a character', '\\ISO 2022 IR 87', '1b24422921'],
    ['Korean after a line end, which ended it', '\\ISO 2022 IR 149', '1b242943bab9bace0d0abab9'],
  ])('refuses %s', (_, charset, bytes) => {
    expect(decode(charset, hex(bytes), 'text')).toBeUndefined()
  })

  it('begins anew after a backslash between values, but not in a text', () => {
    const value = hex('1b242943bab95cbab9')
    expect(decode('\\ISO 2022 IR 149', value, 'values')).toBeUndefined()
    expect(decode('\\ISO 2022 IR 149', value, 'text')?.text).toBe('복\\복')
  })

  it('begins anew after the delimiters of a person name', () => {
    // PS3.5 annex H.3.2, the two first component groups of its example.
    const value = ascii('ÔÏÀÞ^ÀÛ³=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J')
    expect(decode('ISO 2022 IR 13\\ISO 2022 IR 87', value, 'names')?.text).toBe('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎')
    expect(decode('\\ISO 2022 IR 149', hex('1b242943bab95ebab9'), 'names')).toBeUndefined()
  })

  it('tells the bytes of each character, escapes apart', () => {
    const decoded = decode('\\ISO 2022 IR 87', hex('41201b2442462c49741b284242'))
    expect(decoded?.text).toBe('A 頭部B')
    expect([...decoded!.places!.startAt.subarray(0, 5)]).toEqual([0, 1, 5, 7, 12])
    expect([...decoded!.places!.endAt.subarray(0, 5)]).toEqual([1, 2, 7, 9, 13])
    expect([...decoded!.places!.isWide.subarray(0, 5)]).toEqual([0, 0, 1, 1, 0])
  })

  it('tells the same bytes for both halves of a surrogate pair', () => {
    const decoded = decode('GB18030', hex('419532823642'))
    expect(decoded?.text).toBe('A𠀀B')
    expect([...decoded!.places!.startAt.subarray(0, 4)]).toEqual([0, 1, 1, 5])
    expect([...decoded!.places!.endAt.subarray(0, 4)]).toEqual([1, 5, 5, 6])
  })
})
