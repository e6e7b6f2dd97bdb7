import { describe, expect, test } from 'vitest'
import { type DateForm, reduceToYears, shiftDates } from '../../../src/identity/dates.ts'
import { bytesOf, textOf } from './bytes.ts'

const shift = (value: string, form: DateForm, days: number): string => textOf(shiftDates(bytesOf(value), form, days))
const reduce = (value: string, form: DateForm): string => textOf(reduceToYears(bytesOf(value), form))

describe('a shifted date', () => {
  // Computed with Python's datetime.
  test.each([
    ['20240229', -366, '20230228'],
    ['20240229', -365, '20230301'],
    ['20240301', -1, '20240229'],
    ['20230301', -1, '20230228'],
    ['20000301', -1, '20000229'],
    ['19000301', -1, '19000228'],
    ['21000228', 1, '21000301'],
    ['15821015', -1, '15821014'],
    ['15821004', 1, '15821005'],
    ['15821015', -10, '15821005'],
    ['00010101', 1, '00010102'],
    ['00010102', -1, '00010101'],
    ['99991230', 1, '99991231'],
    ['99991231', -3_652_058, '00010101'],
    ['20231231', 1, '20240101'],
    ['20240101', -1, '20231231'],
    ['16000229', 146_097, '20000229'],
    ['20230615', -1234, '20200128'],
    ['19991231', -3650, '19900102'],
    ['00991231', 62, '01000303'],
  ])('of %s by %i days is %s', (date, days, moved) => {
    for (const form of ['DA', 'DT', 'either'] as const) expect(shift(date, form, days)).toBe(moved)
  })

  test('stays in the form that it has', () => {
    expect(shift('2023.06.15', 'DA', -1234)).toBe('2020.01.28')
    expect(shift('2023.06.15', 'either', -1234)).toBe('2020.01.28')
  })

  test.each([
    ['20230615112233', '20200128112233'],
    ['2023061511', '2020012811'],
    ['202306151122', '202001281122'],
    ['20230615235960', '20200128235960'],
    ['20230615112233.123456', '20200128112233.123456 '],
    ['20230615112233.1+0100', '20200128112233.1+0100 '],
    ['20230615112233-0930', '20200128112233-0930 '],
    ['20230615-0500', '20200128-0500 '],
    ['20230615235959.999999-1200', '20200128235959.999999-1200'],
    ['20230615000000+1400', '20200128000000+1400 '],
  ])('of %s keeps time and zone', (date, moved) => {
    expect(shift(date, 'DT', -1234)).toBe(moved)
    expect(shift(date, 'either', -1234)).toBe(moved)
  })

  test.each([
    ['20230615-20230616', '20200128-20200129 '],
    ['20230615-', '20200128- '],
    ['-20230615', '-20200128 '],
  ])('of the range %s moves its ends', (range, moved) => {
    for (const form of ['DA', 'DT', 'either'] as const) expect(shift(range, form, -1234)).toBe(moved)
  })

  test('of a range of times with zones moves its ends', () => {
    expect(shift('20230615112233-0500-20230616-0500', 'DT', -1234)).toBe('20200128112233-0500-20200129-0500 ')
    expect(shift('20230615-0500-', 'DT', -1234)).toBe('20200128-0500-')
    expect(shift('-20230615-0500', 'DT', -1234)).toBe('-20200128-0500')
  })

  test('of several values moves each, and keeps the empty ones', () => {
    expect(shift('20230615\\\\20230616', 'DA', -1234)).toBe('20200128\\\\20200129')
    expect(shift('\\', 'DA', -1234)).toBe('\\ ')
  })

  test('is found between spaces and NULs, which go', () => {
    expect(shift(' 20230615 ', 'DA', -1234)).toBe('20200128')
    expect(shift('20230615\0\0', 'DA', -1234)).toBe('20200128')
    expect(shift('20230615 \\ 20230616', 'DA', -1234)).toBe('20200128\\20200129 ')
  })

  test.each(['', ' ', '\0\0'])('of nothing is nothing', (nothing) => {
    expect(shift(nothing, 'DA', -1234)).toBe('')
  })
})

const MALFORMED = [
  '20231301',
  '20230229',
  '20230100',
  '20231',
  '2023',
  '202306',
  '2023061',
  '00000101',
  '2023-06-15',
  '2023/06/15',
  '15062023x',
  'JUN 2023',
  '20230615x',
  'x20230615',
  '20230615 1',
  '-',
  '--',
  '20230615-x',
  '20230615-2023',
  '20230615--20230616',
  '20230615-20230616-20230617',
  '20230615-20231301',
  '2023.6.15',
  '2023.0615',
  '20230615\n',
  '２０２３0615',
]

describe('what is no whole date', () => {
  test.each(MALFORMED)('%s becomes empty', (malformed) => {
    const value = textOf(new TextEncoder().encode(malformed))
    for (const form of ['DA', 'DT', 'either'] as const) {
      expect(shift(value, form, -1234)).toBe('')
      expect(shift(`20230615\\${value}\\20230616`, form, -1234)).toBe('20200128\\\\20200129')
    }
  })

  test.each(['20230615112233', '20230615+0100'])('%s in a DA becomes empty', (value) => {
    expect(shift(value, 'DA', -1234)).toBe('')
  })

  test.each([
    '2023.06.15',
    '2023061524',
    '202306151160',
    '20230615112261',
    '20230615112233.',
    '20230615112233.1234567',
    '20230615112233+1500',
    '20230615112233-1300',
    '20230615112233+0160',
    '20230615112233+01',
    '2023+0100',
    '202306-0500',
  ])('%s in a DT becomes empty', (value) => {
    expect(shift(value, 'DT', -1234)).toBe('')
  })

  test('a date that would leave the calendar becomes empty', () => {
    expect(shift('00010101', 'DA', -1)).toBe('')
    expect(shift('99991231', 'DA', 1)).toBe('')
    expect(shift('00010101-20230615', 'DA', -1)).toBe('')
  })
})

describe('a date reduced to its year', () => {
  test.each([
    ['20230615', '20230101'],
    ['20240229\\19991231', '20240101\\19990101 '],
    ['20230615-20241231', '20230101-20240101 '],
    ['-20241231', '-20240101 '],
  ])('of %s is %s', (value, reduced) => {
    for (const form of ['DA', 'DT', 'either'] as const) expect(reduce(value, form)).toBe(reduced)
  })

  test('keeps the form of a DA', () => {
    expect(reduce('2023.06.15', 'DA')).toBe('2023.01.01')
  })

  test.each([
    ['20230615112233.123456+0100', '20230101'],
    ['2023061511', '20230101'],
    ['202306', '20230101'],
    ['2023', '20230101'],
    ['2023-0500', '20230101'],
    ['2023-2024', '20230101-20240101 '],
  ])('of the DT %s loses time and zone', (value, reduced) => {
    expect(reduce(value, 'DT')).toBe(reduced)
  })

  test.each([...MALFORMED, '202313', '0000'].filter((value) => !/^2023(06)?$|-2023$/.test(value)))(
    'of %s is nothing',
    (malformed) => {
      const value = textOf(new TextEncoder().encode(malformed))
      for (const form of ['DA', 'DT', 'either'] as const) expect(reduce(value, form)).toBe('')
    },
  )

  test('of a part of a date is nothing where the VR does not allow parts', () => {
    for (const form of ['DA', 'either'] as const) expect(reduce('202306\\2023', form)).toBe('\\ ')
  })
})
