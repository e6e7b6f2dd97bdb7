import { describe, expect, it } from 'vitest'
import { createTextCleaner, type IdentifyingFact } from '../../../src/cleaning/text-cleaner.ts'
import { HARMLESS_DESCRIPTORS } from './descriptors.ts'

const UTF8 = Buffer.from('ISO_IR 192')
const NONE = new Uint8Array(0)
const SPECIFIC_CHARACTER_SET = 0x00080005

/** Facts of one made-up object, by tag. */
const FACTS: readonly (readonly [tag: number, value: string])[] = [
  [0x00080020, '20240229'],
  [0x00080050, 'ACC-5521/7'],
  [0x00080080, 'Mercy General Hospital'],
  [0x00080081, '12 Elm Street, Springfield, IL 62701'],
  [0x00080090, 'Li^Wei^^Dr'],
  [0x00081010, 'CT02MERCY'],
  [0x00081050, "O'Brien^Séan=山田^太郎=やまだ^たろう"],
  [0x00100010, 'Müller-Lüdenscheidt^Jörg^Q'],
  [0x00100020, 'PAT-00123'],
  [0x00100030, '19500312'],
  [0x00101000, '00451276\\B77'],
  [0x00101060, 'García^María José'],
  [0x00102154, '+49 89 1234-567'],
]

function factsOf(pairs: readonly (readonly [number, string])[], charset: Uint8Array = UTF8): IdentifyingFact[] {
  return pairs.map(([tag, text]) => ({ tag, value: Buffer.from(text), charset }))
}

function cleanerOf(pairs = FACTS, complete = true, words: readonly string[] = []) {
  const cleaner = createTextCleaner({ words })
  cleaner.begin(factsOf(pairs), complete)
  return (text: string, singleLine = true) =>
    Buffer.from(cleaner.clean(Buffer.from(text), UTF8, singleLine))
      .toString('utf8')
      .trimEnd()
}

const clean = cleanerOf()

describe('what the facts of the object identify', () => {
  it.each([
    ['CT Head Müller nativ', 'CT Head nativ'],
    ['CT MUELLER spine', 'CT spine'],
    ['CT muller spine', 'CT spine'],
    ['CT M\u0075\u0308ller spine', 'CT spine'],
    ['CT ＭＵＬＬＥＲ spine', 'CT spine'],
    ['LUEDENSCHEIDT, J. abd', 'abd'],
    ['JörgMüller_t1', '_t1'],
    ['abd MULLERS Knie', 'abd Knie'],
    ['J. Q. Müller knee', 'knee'],
    ['knee (Müller)', 'knee'],
    ['obrien chest', 'chest'],
    ['O\u2019Brien chest', 'chest'],
    ['Sean chest', 'chest'],
    ['Garcia Maria chest', 'chest'],
    ['chest jose', 'chest'],
    ['山田 頭部', '頭部'],
    ['頭部山田太郎', '頭部'],
    ['頭部 ヤマダ', '頭部'],
    ['頭部 ﾔﾏﾀﾞ', '頭部'],
    ['Li Wei chest', 'chest'],
    ['li. nativ', '. nativ'],
    ['spleen liver', 'spleen liver'],
  ])('takes names out of %j', (text, expected) => {
    expect(clean(text)).toBe(expected)
  })

  it.each([
    ['knee PAT-00123', 'knee'],
    ['knee pat00123x', 'knee'],
    ['knee PAT 00123', 'knee'],
    ['knee acc 5521-7', 'knee'],
    ['knee ACC55217', 'knee'],
    ['knee 451276', 'knee'],
    ['B77 knee', 'knee'],
    ['B-77 knee', 'knee'],
    ['B770 knee', 'B770 knee'],
    ['knee 1234567', 'knee'],
    ['CT02MERCY knee', 'knee'],
    ['Mercy knee', 'knee'],
    ['mercy-general_hospital knee', 'knee'],
    ['General knee hospital', 'General knee hospital'],
    ['Elm knee', 'knee'],
    ['Springfield knee', 'knee'],
    ['knee 62701', 'knee'],
    ['12 slices', '12 slices'],
  ])('takes numbers and places out of %j', (text, expected) => {
    expect(clean(text)).toBe(expected)
  })

  it.each([
    ['20240229'],
    ['2024-02-29'],
    ['2024/2/29'],
    ['2024.02.29'],
    ['29.02.2024'],
    ['29.2.24'],
    ['29/02/2024'],
    ['02/29/2024'],
    ['2/29/24'],
    ['29-02-2024'],
    ['29_02_2024'],
    ['29. 2. 2024'],
    ['29 02 2024'],
    ['290224'],
    ['29 Feb 2024'],
    ['29Feb24'],
    ['29-FEB-2024'],
    ['29 de febrero de 2024'],
    ['29. Februar 2024'],
    ['29 février 2024'],
    ['Feb 29, 2024'],
    ['February 29th, 2024'],
    ['2024 Feb 29'],
    ['2024年2月29日'],
    ['令和6年2月29日'],
    ['2024년 2월 29일'],
    ['٢٩/٠٢/٢٠٢٤'],
    ['２０２４／０２／２９'],
    ['29/02'],
    ['02/29'],
    ['29.02.'],
    ['29.2'],
    ['29 Feb'],
    ['Feb 29'],
    ['02/2024'],
    ['2024-02'],
    ['Feb 2024'],
    ['20240229T101530'],
    ['2024-02-29 10:15:30'],
    ['29.02.2024, 10:15 Uhr'],
    ['12.3.50'],
    ['12 MAR'],
    ['3/12'],
  ])('takes the date %j out', (date) => {
    expect(clean(`knee ${date} axial`)).toBe('knee axial')
  })

  it('takes a name that is a common word where it is the whole name', () => {
    expect(cleanerOf([[0x00081070, 'Head^Left']])('CT HEAD Left knee')).toBe('CT knee')
    expect(cleanerOf([[0x00081070, 'Head Tech']])('CT HEAD')).toBe('CT HEAD')
    expect(cleanerOf([[0x00081040, 'HEAD']])('CT HEAD')).toBe('CT HEAD')
  })

  it('takes the words of the site, common or not', () => {
    const cleanOfSite = cleanerOf([], true, ['Falcon Trial', 'knee'])
    expect(cleanOfSite('CT FALCON-TRIAL Knees knee')).toBe('CT Knees')
  })

  it('looks again at what removal brings together', () => {
    expect(clean('頭部山山田田')).toBe('頭部')
    expect(clean('AB PAT-00PAT-00123123 x')).toBe('AB PAT- x')
  })

  it('forgets the facts of one object with the next', () => {
    const cleaner = createTextCleaner({ words: [] })
    const value = Buffer.from('knee Smith')
    cleaner.begin(factsOf([[0x00100010, 'Smith^Jo']]), true)
    expect(Buffer.from(cleaner.clean(value, NONE, true)).toString()).toBe('knee  '.slice(0, 5).padEnd(6))
    cleaner.begin(factsOf([[0x00100010, 'Jones^Al']]), true)
    expect(Buffer.from(cleaner.clean(value, NONE, true)).toString()).toBe('knee Smith')
  })
})

describe('what looks identifying', () => {
  const blind = cleanerOf([])

  it.each([
    ['call 555-123-4567 now', 'call now'],
    ['call (555) 123-4567 now', 'call now'],
    ['call +44 20 7946 0958 now', 'call now'],
    ['call 089/12345678 now', 'call now'],
    ['call 01 42 34 56 78 now', 'call now'],
    ['call 555-0123 now', 'call now'],
    ['Tel.: 4711-22 now', 'now'],
    ['ssn 078-05-1120 x', 'x'],
    ['knee 123456', 'knee'],
    ['knee H123456B', 'knee'],
    ['knee AB-12345', 'knee'],
    ['knee MRN 4711', 'knee'],
    ['knee MRN: A-4711', 'knee'],
    ['knee MRN: 44 55 66 left', 'knee left'],
    ['knee acc# 1234 5678, left', 'knee left'],
    ['knee MRN 4711 10 mm', 'knee 10 mm'],
    ['knee MRN 4711 20 slices', 'knee 20 slices'],
    ['knee Pat.-Nr. 4711', 'knee'],
    ['knee acc# 4711', 'knee'],
    ['knee #4711', 'knee'],
    ['mail a.b+c@ward.example.org x', 'mail x'],
    ['see https://pacs.example.org/s?id=1 x', 'see x'],
    ['see www.example.org x', 'see x'],
    ['see pacs.example.com x', 'see x'],
    ['from 192.168.10.7:104 x', 'from x'],
    ['from 00:1A:2B:3C:4D:5E x', 'from x'],
    ['from fe80:0:0:0:1:2:3:4 x', 'from x'],
    ['uid 1.2.840.113619.2.55.3 x', 'uid x'],
    ['80331 München', ''],
    ['Boston, MA 02115', 'Boston,'],
    ['D-80331 x', 'x'],
    ['SW1A 1AA x', 'x'],
    ['K1A 0B1 x', 'x'],
    ['P.O. Box 77 x', 'x'],
    ['44 Wistaria Lane x', 'x'],
    ['Lindwurmstraße 4a x', 'x'],
    ['rue de Rivoli 12 x', 'x'],
    ['93 y/o male', 'male'],
    ['knee F/95', 'knee'],
    ['95/M knee', 'knee'],
    ['knee M / 101', 'knee'],
    ['knee 14 марта 1962', 'knee'],
    ['knee 14. března 1962', 'knee'],
    ['knee 14 Mart 1962 10:15', 'knee'],
    ['knee 3 marca 1962', 'knee'],
    ['92-year-old female', 'female'],
    ['093Y', ''],
    ['aged 101', ''],
    ['91-jährige Frau', 'Frau'],
    ['10:15:30', ''],
    ['10:15 am x', 'x'],
    ['Dr. House knee', 'knee'],
    ['dr house knee', 'knee'],
    ['Prof. Dr. med. G. House, knee', 'knee'],
    ['Herr Schmidt Knie', 'Knie'],
    ['Mrs Robinson knee', 'knee'],
    ['Mr. Robinson knee', 'knee'],
    ['Frau von der Leyen knee', 'knee'],
    ['Patient: Mary Poppins, supine', 'supine'],
    ['Name=Poppins', ''],
    ['read by Poppins', ''],
    ['by Mary', ''],
    ['operator: qz knee', 'knee'],
    ['DOE^JANE^^MRS knee', 'knee'],
    ['Garcia Perez^Maria Jose^^Dra knee', 'knee'],
    ['Doe^ knee', 'knee'],
    ['患者: 王', ''],
    ['\\\\server\\share\\doe x', 'x'],
    ['C:\\Users\\doe x', 'x'],
    ['/home/doe/img x', 'x'],
  ])('goes: %j', (text, expected) => {
    expect(blind(text, false)).toBe(expected)
  })

  it.each([
    ['45 y/o male'],
    ['F/45'],
    ['knee 3 series 2019'],
    ['T1/90 FLAIR'],
    ['89-year-old'],
    ['5.0 B30s'],
    ['T1 3D 1024'],
    ['120kV'],
    ['matrix 512x512'],
    ['b-1000'],
    ['DWI b=0 50 400 800'],
    ['12345 images'],
    ['MR Enterography'],
    ['MS protocol'],
    ['DR chest'],
    ['mm^2/s'],
    ['OCT 3'],
    ['MAR 3'],
    ['1:2 ratio'],
    ['ratio 10:15'],
    ['2019'],
    ['v1.2.3'],
    ['Patient: supine'],
    ['T1 2mm'],
  ])('stays: %j', (text) => {
    expect(blind(text)).toBe(text)
  })
})

describe('harmless descriptors', () => {
  it('stay byte for byte beside the facts of an object', () => {
    const changed = HARMLESS_DESCRIPTORS.filter((text) => clean(text) !== text)
    expect(HARMLESS_DESCRIPTORS.length).toBeGreaterThanOrEqual(150)
    expect(changed).toEqual([])
  })

  it('are given back as they are, and padded only where they are odd', () => {
    const cleaner = createTextCleaner({ words: [] })
    cleaner.begin([], true)
    const cleanText = (text: string) => Buffer.from(cleaner.clean(Buffer.from(text), NONE, true)).toString()
    expect(cleanText('  CT   Head ')).toBe('  CT   Head ')
    expect(cleanText('CT\\\\MR')).toBe('CT\\\\MR')
    expect(cleanText('abc')).toBe('abc ')
    expect(cleanText('abc\0')).toBe('abc\0')
  })
})

describe('the places of what was taken out', () => {
  it.each([
    ['A Poppins B', 'A B '],
    ['Poppins B', 'B '],
    ['A Poppins', 'A '],
    ['A,Poppins,B', 'A, B'],
    ['A  Poppins  B', 'A  B'],
    ['A\\Poppins\\B', 'A\\\\B'],
    ['Poppins\\B', '\\B'],
    ['A Poppins\\B', 'A \\B'],
    ['Poppins', ''],
    ['Poppins\\Poppins', ''],
    ['-Poppins-', ''],
  ])('closes in %j', (text, expected) => {
    const cleaner = createTextCleaner({ words: ['Poppins'] })
    cleaner.begin([], true)
    const cleaned = cleaner.clean(Buffer.from(text), NONE, true)
    expect(cleaned.length % 2).toBe(0)
    expect(Buffer.from(cleaned).toString().trimEnd()).toBe(expected.trimEnd())
  })

  it('keeps line ends and a backslash of a text that has one value', () => {
    const cleanText = cleanerOf([[0x00100010, 'Poppins^Mary']])
    expect(cleanText('A\r\nMary\r\nPoppins\r\nB', false)).toBe('A\r\n\r\n\r\nB')
    expect(cleanText('A\\Poppins\\B', false)).toBe('A\\ \\B')
  })
})

describe('where facts may be missing', () => {
  it('only safe words and short numbers stay', () => {
    const cautious = cleanerOf([], false)
    expect(cautious('CT Head Poppins 5.0 B30s 12345')).toBe('CT Head 5.0 B30s')
    expect(cautious('頭部 CT')).toBe('CT')
  })

  it('holds also where a fact cannot be read', () => {
    const cleaner = createTextCleaner({ words: [] })
    cleaner.begin([{ tag: 0x00100010, value: Buffer.from('Pop\xe9ins', 'latin1'), charset: NONE }], true)
    const cleaned = cleaner.clean(Buffer.from('CT Head Poppins '), NONE, true)
    expect(Buffer.from(cleaned).toString().trimEnd()).toBe('CT Head')
  })

  it('holds also where there are more words than are looked for, and what is looked for still goes', () => {
    const many = Array.from({ length: 600 }, (_, index) => `Xq${index}z Yk${index}w Zj${index}v Hd${index}b`)
    const cautious = cleanerOf(many.map((text): [number, string] => [0x00104000, text]))
    expect(cautious('CT Head Poppins')).toBe('CT Head')
  })

  it('holds before any object has begun', () => {
    const cleaned = createTextCleaner({ words: [] }).clean(Buffer.from('CT Poppins'), NONE, true)
    expect(Buffer.from(cleaned).toString().trimEnd()).toBe('CT')
  })
})

describe('values that nothing can be said about', () => {
  const cleaner = createTextCleaner({ words: [] })
  cleaner.begin([], true)

  it.each<[string, Uint8Array, Uint8Array | undefined, boolean]>([
    ['an unknown character set', Buffer.from('CT'), Buffer.from('ISO_IR 999'), true],
    ['a character set that cannot be known', Buffer.from('CT'), undefined, true],
    ['bytes that are no characters of it', Buffer.from('CT \xe9', 'latin1'), NONE, true],
    ['a control character in one line', Buffer.from('CT\nHead'), NONE, true],
    ['more than 64 KiB', Buffer.alloc(65_538, 'a'), NONE, false],
  ])('become empty: %s', (_, value, charset, singleLine) => {
    expect(cleaner.clean(value, charset, singleLine)).toHaveLength(0)
  })

  it('are not more than 64 KiB', () => {
    expect(cleaner.clean(Buffer.alloc(65_536, 'a '), NONE, false)).toHaveLength(65_536)
  })
})

/** Character sets, the name of a person in them, a text with that name and the same without, as bytes. From Python's codecs. */
const IN_CHARSETS: readonly (readonly [charset: string, name: string, value: string, expected: string])[] = [
  ['ISO_IR 100', '4dfc6c6c6572', '536368e464656c204dfc6c6c65722043', '536368e464656c2043'],
  ['ISO_IR 101', '5761b3ea7361', '47b36f7761205761b3ea7361', '47b36f776120'],
  ['ISO_IR 144', 'b8d2d0ddded2', 'b3dedbded2d020b8d2d0ddded2', 'b3dedbded2d020'],
  ['ISO_IR 144', 'b8d2d0ddded2', 'b3dedbded2d020b8b2b0bdbeb2', 'b3dedbded2d020'],
  ['ISO_IR 127', 'e2c8c7e6ea', 'd1c3d320e2c8c7e6ea', 'd1c3d320'],
  ['ISO_IR 126', 'c4e9efedf5f3e9eff2', 'caf1e1eddfef20c4e9efedf5f3e9eff2', 'caf1e1eddfef20'],
  ['ISO_IR 138', 'f9f8e5ef', 'f8e0f920f9f8e5ef', 'f8e0f920'],
  ['ISO_IR 148', 'c7617675fe6ff06c75', '4261fe20c7617675fe6ff06c75', '4261fe20'],
  ['ISO_IR 166', 'cac1aad2c2', 'c8d5c3c9d020cac1aad2c2', 'c8d5c3c9d020'],
  ['ISO_IR 166', 'cac1aad2c2', 'c8d5c3c9d0cac1aad2c2', 'c8d5c3c9d0'],
  ['ISO_IR 13', 'd4cfc0de', '435420d4cfc0de', '435420'],
  ['ISO_IR 192', 'e5b1b1e794b0', 'e9a0ade983a820e5b1b1e794b020c3a9', 'e9a0ade983a820c3a9'],
  ['GB18030', 'cdf5d0a1b6ab', 'cdb7b2bfcdf5d0a1b6ab95328236', 'cdb7b2bf2095328236'],
  ['GBK', 'd55cd0a1', 'ee5ed55cd0a1204354', 'ee5e204354'],
  [
    '\\ISO 2022 IR 87',
    '1b24423b3345441b2842',
    '1b2442462c49741b2842201b24423b3345441b2842',
    '1b2442462c49741b2842201b2842',
  ],
  ['\\ISO 2022 IR 87', '1b24423b3345441b2842', '1b24423b334544462c49741b284241', '1b2442462c49741b284241'],
  ['\\ISO 2022 IR 87', '1b24423b3345441b2842', '1b2442462c49743b3345441b28422041', '1b2442462c49741b28422041'],
  [
    '\\ISO 2022 IR 87',
    '1b24423b3345441b2842',
    '1b24423b3345441b28425c1b2442462c49741b2842',
    '1b28425c1b2442462c49741b2842',
  ],
  ['\\ISO 2022 IR 149', '1b242943b1e8c8f1c1df', '4354201b242943bab9bace20b1e8c8f1c1df', '4354201b242943bab9bace20'],
  ['\\ISO 2022 IR 58', '1b242941cdf5d0a1b6ab', '1b242941cdf5d0a1b6abcdb7b2bf', '1b242941cdb7b2bf'],
  ['ISO 2022 IR 13\\ISO 2022 IR 87', '1b24423b3345441b284a', 'd4cf201b24423b3345441b284ad4', 'd4cf201b284ad4'],
]

describe('in every character set', () => {
  it.each(IN_CHARSETS)('%s: takes the name %s out of %s', (charset, name, value, expected) => {
    const cleaner = createTextCleaner({ words: [] })
    const term = Buffer.from(charset)
    cleaner.begin(
      [
        { tag: 0x00100010, value: Buffer.from(name, 'hex') },
        { tag: SPECIFIC_CHARACTER_SET, value: term },
      ],
      true,
    )
    const cleaned = Buffer.from(cleaner.clean(Buffer.from(value, 'hex'), term, true)).toString('hex')
    expect(cleaned.length % 4).toBe(0)
    expect(cleaned.replace(/(?:20)*$/, '')).toBe(expected.replace(/(?:20)*$/, ''))
  })

  it('finds a name in another character set than its own', () => {
    const cleaner = createTextCleaner({ words: [] })
    cleaner.begin([{ tag: 0x00100010, value: Buffer.from('山田^太郎'), charset: UTF8 }], true)
    const value = Buffer.from('435420c9bdccef20', 'hex')
    expect(
      Buffer.from(cleaner.clean(value, Buffer.from('GBK'), true))
        .toString()
        .trimEnd(),
    ).toBe('CT')
  })
})
