import { expect, test } from 'vitest'
import { CsvFault, readCsv } from '../../../src/identity/csv.ts'
import { bytesOf } from './bytes.ts'

const recordsOf = (text: string): string[][] =>
  [...readCsv(bytesOf(text))].map((fields) => fields.map((field) => field.text))

test.each([
  [
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a,\n,b\n',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['"a","b, c"\n', [['a', 'b, c']]],
  ['"say ""x""",""\n', [['say "x"', '']]],
  ['"two\nlines",b\n', [['two\nlines', 'b']]],
  ['\xef\xbb\xbfa,b\n', [['a', 'b']]],
  ['a\n\n\r\nb\n\n', [['a'], ['b']]],
  ['a\rb,c\n', [['a\rb', 'c']]],
  [' a , b ', [[' a ', ' b ']]],
  ['\xe9\xff,\0', [['\xe9\xff', '\0']]],
  ['a,', [['a', '']]],
  ['', []],
])('reads %j', (text, records) => {
  expect(recordsOf(text)).toEqual(records)
})

test('says where each field begins', () => {
  const places = [...readCsv(bytesOf('ab,"c\nd",e\r\nf,"g"'))].flat().map(({ line, column }) => [line, column])
  expect(places).toEqual([
    [1, 1],
    [1, 4],
    [2, 4],
    [3, 1],
    [3, 3],
  ])
})

test.each([
  ['a,"b', 1, 3],
  ['a\nb,c"d"\n', 2, 4],
  ['"a"b\n', 1, 4],
  ['"a\nb"c\n', 2, 3],
  ['x\n"a""', 2, 1],
])('refuses %j, and says where', (text, line, column) => {
  expect(() => recordsOf(text)).toThrow(CsvFault)
  try {
    recordsOf(text)
  } catch (fault) {
    expect((fault as CsvFault).place).toEqual({ line, column })
  }
})
