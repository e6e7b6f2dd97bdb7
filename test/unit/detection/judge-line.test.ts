import { describe, expect, it } from 'vitest'
import { wordsOfFact } from '../../../src/cleaning/identifying-words.ts'
import { allowedWords } from '../../../src/detection/allowed-words.ts'
import { judgeLine } from '../../../src/detection/judge-line.ts'

const PATIENT_NAME = 0x00100010
const PATIENT_ID = 0x00100020
const PATIENT_BIRTH_DATE = 0x00100030
const allowed = allowedWords(['SONO'])
const known = [
  ...wordsOfFact(PATIENT_NAME, Buffer.from('Castellanos^Dmitri'), undefined).words,
  ...wordsOfFact(PATIENT_ID, Buffer.from('AB4711983'), undefined).words,
]

function judge(text: string, confidence = 0.95, besideOthers = false): string | undefined {
  const words = text.split(' ').map((word) => ({ text: word, confidence }))
  return judgeLine(words, known, allowed, besideOthers)?.kind
}

describe('judgeLine', () => {
  it.each(['CASTELLANOS', 'Castellanos, D.', 'CASTE11AN0S', 'Castelanos', 'AB4711983', 'A84711983', 'xxDmitrixx'])(
    'knows the values of the object in %s, read badly, too',
    (text) => expect(judge(text, 0.2)).toBe('own-value'),
  )

  it('takes neither the day of a date nor a part of a word for a value of the object', () => {
    const birth = wordsOfFact(PATIENT_BIRTH_DATE, Buffer.from('19200120'), undefined).words
    const ann = wordsOfFact(PATIENT_NAME, Buffer.from('Ann'), undefined).words
    const kindOf = (text: string): string | undefined =>
      judgeLine([{ text, confidence: 0.3 }], [...birth, ...ann], allowed, false)?.kind
    expect(['120kV', 'Chann', 'ANN'].map(kindOf)).toEqual([undefined, undefined, 'own-value'])
  })

  it.each(['12.03.1961', 'DOB: 03/12/1961', '12-MAR-1961', '1961-03-12', '14:22:31'])('knows the date in %s', (text) =>
    expect(judge(text, 0.5)).toBe('date'),
  )

  it.each([
    ['11/11/2011', 'date'],
    ['DOB 01.11.1911', 'date'],
    ['00001023', 'number'],
    ['1110201', 'number'],
  ])('takes %s, most of which is one digit, for no row of strokes', (text, kind) => expect(judge(text, 0.5)).toBe(kind))

  it.each(['Dr. Lindqvist', 'WEBB^ANNA', 'Patient: Ortiz'])('knows the name in %s', (text) =>
    expect(judge(text)).toBe('name'),
  )

  it.each(['MRN 483920', '48-2931', 'H717831508', '4839201'])('knows the number in %s', (text) =>
    expect(judge(text)).toBe('number'),
  )

  it.each(['ST ELSEWHERE', 'Haas', 'ANNA', 'Gynaecology'])('lets %s stay no more than any other text', (text) =>
    expect(judge(text)).toBe('text'),
  )

  it.each([
    'L',
    'R',
    'AP',
    'LAT',
    '120 kV',
    '200mA',
    '5 cm',
    '0.7',
    '12',
    'TR 500 ms',
    'MI:0.9',
    'Sono',
    '1.5 mm',
    '(R)',
    '-',
    '10 5 0',
  ])('lets %s stay', (text) => expect(judge(text)).toBeUndefined())

  it.each(['|||', 'IlI', '1111', 'ooo', '--- ---', 'TTTT'])('takes the strokes %s for no text', (text) =>
    expect(judge(text, 0.8)).toBeUndefined(),
  )

  it('knows a name of two letters where it is all of a word that was read fairly, and no part of one', () => {
    const ng = wordsOfFact(PATIENT_NAME, Buffer.from('Ng^Wen'), undefined).words
    const kindOf = (text: string, confidence: number): string | undefined =>
      judgeLine([{ text, confidence }], ng, allowed, false)?.kind
    expect([kindOf('NG', 0.6), kindOf('NG', 0.4), kindOf('MNG', 0.6)]).toEqual(['own-value', undefined, undefined])
  })

  it('takes what noise is read as for no day of a birth, and no short name with a fault in it, unless it was read better', () => {
    const words = [
      ...wordsOfFact(PATIENT_BIRTH_DATE, Buffer.from('19610117'), undefined).words,
      ...wordsOfFact(PATIENT_NAME, Buffer.from('Moreau'), undefined).words,
    ]
    const kindOf = (text: string, confidence: number): string | undefined =>
      judgeLine([{ text, confidence }], words, allowed, false)?.kind
    // `17 ene` with a fault.
    expect(kindOf('lene', 0.4)).toBeUndefined()
    expect([kindOf('Moreau', 0.15), kindOf('Monea', 0.15), kindOf('Moreaw', 0.35)]).toEqual([
      'own-value',
      undefined,
      'own-value',
    ])
  })

  it('knows a number of five digits however badly it was read, whatever else it looks like', () => {
    expect(['b3-2034-7', 'S85-09-16'].map((text) => judge(text, 0))).toEqual([expect.any(String), expect.any(String)])
    expect(judge('48-31', 0.6)).toBeUndefined()
    expect(judge('48-31', 0.8)).toBe('number')
  })

  it('takes one letter again and again for a row of strokes, unless it was read well', () => {
    expect(['nonnnn', 'OoO0O8'].map((text) => judge(text, 0.7))).toEqual([undefined, undefined])
    expect(judge('A0000012', 0.8)).toBe('number')
  })

  it('asks a short word to be read better than a long one, and either less where there is other text', () => {
    expect(judge('Ree', 0.7)).toBeUndefined()
    expect(judge('Reedsborough', 0.45)).toBe('text')
    expect(judge('Ree', 0.3, true)).toBe('text')
  })

  it('takes a long word beside other text, however badly it was read', () => {
    expect(judge('Vanderbe', 0, true)).toBe('text')
    expect(judge('"Y Vanderberg', 0, true)).toBe('text')
    expect(judge('Vanderb', 0, true)).toBe(undefined)
    expect(judge('Vand erbe', 0, true)).toBe(undefined)
    expect(judge('Vanderberg', 0)).toBe(undefined)
    expect(judge('ILIIIlII|', 0, true)).toBe(undefined)
  })

  it('believes a number of mostly one digit only where it was read half well', () => {
    expect(judge('52000', 0)).toBe(undefined)
    expect(judge('52000', 0.5)).toBe('number')
  })
})
