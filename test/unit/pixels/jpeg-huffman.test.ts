import { describe, expect, it } from 'vitest'
import {
  encoderOf,
  type HuffmanTable,
  readHuffmanTable,
  tableFor,
  withSymbols,
} from '../../../src/pixels/jpeg-huffman.ts'
import { refusalCode } from '../../support/refusal-code.ts'

/** The codes of a table as digits, by symbol: as ISO/IEC 10918-1 C.2 makes them. Throws where there are no such codes. */
function codesOf({ counts, symbols }: HuffmanTable): Map<number, string> {
  const codes = new Map<number, string>()
  let code = 0
  let index = 0
  for (let length = 1; length <= 16; length++) {
    for (let count = counts[length - 1]!; count > 0; count--) {
      const digits = code.toString(2).padStart(length, '0')
      code++
      if (digits.length > length || !digits.includes('0')) throw new Error('a code that there cannot be')
      codes.set(symbols[index++]!, digits)
    }
    code *= 2
  }
  if (index !== symbols.length) throw new Error('more symbols than codes')
  return codes
}

function laidOut(lengths: readonly number[]): Uint8Array {
  const counts = Array.from({ length: 16 }, (_, index) => lengths.filter((length) => length === index + 1).length)
  return Uint8Array.from([...counts, ...lengths.keys()])
}

describe('a Huffman table', () => {
  it('has the shortest codes for the symbols that come most often', () => {
    // 50, 25, 12, 6 and the code of ones, which nothing has
    const codes = codesOf(tableFor([6, 50, 12, 25, ...new Array<number>(252).fill(0)]))
    expect([1, 3, 2, 0].map((symbol) => codes.get(symbol))).toEqual(['0', '10', '110', '1110'])
    expect(codes.size).toBe(4)
  })

  it('has no code of more than 16 bits, however seldom a symbol comes', () => {
    const weights = Array.from({ length: 256 }, (_, symbol) => (symbol < 40 ? 2 ** symbol : 1))
    const codes = codesOf(tableFor(weights))
    expect(codes.size).toBe(256)
    expect(Math.max(...[...codes.values()].map(({ length }) => length))).toBe(16)
  })

  it('has a code for one symbol alone', () => {
    const codes = codesOf(tableFor([0, 0, 7, ...new Array<number>(253).fill(0)]))
    expect([...codes]).toEqual([[2, '0']])
  })

  it('gets codes for more symbols, even where it has codes of all lengths', () => {
    const lengths = Array.from({ length: 16 }, (_, index) => index + 1)
    const table = readHuffmanTable(laidOut(lengths), 0)
    const extended = codesOf(withSymbols(table, [3, 200, 201, 202]))
    expect([...extended.keys()].sort((a, b) => a - b)).toEqual([...lengths.keys(), 200, 201, 202])
  })

  it('writes the codes that the standard makes of it', () => {
    const table = readHuffmanTable(laidOut([2, 2, 3, 5, 5, 16]), 0)
    const { codes, lengths } = encoderOf(table)
    for (const [symbol, digits] of codesOf(table)) {
      expect(codes[symbol]!.toString(2).padStart(lengths[symbol]!, '0')).toBe(digits)
    }
    expect(lengths[99]).toBe(0)
  })

  const refused: readonly (readonly [string, Uint8Array])[] = [
    ['the code of ones alone', laidOut([1, 1])],
    ['more codes than bits can tell', laidOut([1, 2, 2, 2])],
    ['the longest code of ones alone', laidOut([...Array.from({ length: 16 }, (_, index) => index + 1), 16])],
    ['fewer symbols than codes', laidOut([2, 2, 3]).slice(0, -1)],
    ['no counts', new Uint8Array(15)],
    [
      'more codes than symbols',
      Uint8Array.from([...new Array<number>(15).fill(0), 255, ...new Array<number>(255).fill(0)]).fill(9, 8, 15),
    ],
  ]
  it.each(refused)('is refused: %s', (_, bytes) => {
    expect(refusalCode(() => readHuffmanTable(bytes, 0))).toBe('CODESTREAM_INVALID')
  })

  it('of all 256 symbols is read', () => {
    expect(
      readHuffmanTable(laidOut(Array.from({ length: 256 }, (_, symbol) => (symbol < 200 ? 8 : 9))), 0).symbols,
    ).toHaveLength(256)
  })
})
