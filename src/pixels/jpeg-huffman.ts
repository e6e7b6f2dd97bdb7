/** Huffman tables of JPEG (ISO/IEC 10918-1 C, F.2.2.3, K.2): as a DHT segment lays them out, to read with, to write with, and with codes added. */

import { SluiceError } from '../errors.ts'

const LONGEST_CODE = 16
const SYMBOLS = 256
/** Codes of up to so many bits are found at once. */
export const FAST_BITS = 9

/** How many codes there are of 1 to 16 bits, and their symbols in order of the codes. */
export interface HuffmanTable {
  readonly counts: Uint8Array
  readonly symbols: Uint8Array
}

export interface HuffmanDecoder {
  /** By the next FAST_BITS bits: the length of the code and its symbol, `length << 8 | symbol`; 0 where the code is longer, or none. */
  readonly fast: Uint16Array
  /** By length: the highest code, or -1. */
  readonly highest: Int32Array
  /** By length: what to add to a code to get the index of its symbol. */
  readonly toIndex: Int32Array
  readonly symbols: Uint8Array
}

export interface HuffmanEncoder {
  /** By symbol. */
  readonly codes: Uint16Array
  /** By symbol: bits of its code; 0 where it has none. */
  readonly lengths: Uint8Array
}

/** The table that begins at `at` of a DHT segment, behind its class and number. Throws CODESTREAM_INVALID. */
export function readHuffmanTable(segment: Uint8Array, at: number): HuffmanTable {
  const counts = segment.slice(at, at + LONGEST_CODE)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const symbols = segment.slice(at + LONGEST_CODE, at + LONGEST_CODE + total)
  if (counts.length < LONGEST_CODE || total > SYMBOLS || symbols.length < total) {
    throw new SluiceError('CODESTREAM_INVALID')
  }
  let code = 0
  for (const [index, count] of counts.entries()) {
    code += count
    // The code of ones alone is not one (C.2).
    if (count > 0 && code >= 2 ** (index + 1)) throw new SluiceError('CODESTREAM_INVALID')
    code *= 2
  }
  return { counts, symbols }
}

export function bytesOfTable({ counts, symbols }: HuffmanTable): number {
  return counts.length + symbols.length
}

export function decoderOf({ counts, symbols }: HuffmanTable): HuffmanDecoder {
  const fast = new Uint16Array(1 << FAST_BITS)
  const highest = new Int32Array(LONGEST_CODE + 1).fill(-1)
  const toIndex = new Int32Array(LONGEST_CODE + 1)
  let code = 0
  let index = 0
  for (let length = 1; length <= LONGEST_CODE; length++) {
    const count = counts[length - 1]!
    toIndex[length] = index - code
    if (count > 0) highest[length] = code + count - 1
    for (let nth = 0; nth < count; nth++, code++, index++) {
      if (length > FAST_BITS) continue
      const from = code << (FAST_BITS - length)
      fast.fill((length << 8) | symbols[index]!, from, from + (1 << (FAST_BITS - length)))
    }
    code <<= 1
  }
  return { fast, highest, toIndex, symbols }
}

export function encoderOf({ counts, symbols }: HuffmanTable): HuffmanEncoder {
  const codes = new Uint16Array(SYMBOLS)
  const lengths = new Uint8Array(SYMBOLS)
  let code = 0
  let index = 0
  for (const [shorter, count] of counts.entries()) {
    for (let nth = 0; nth < count; nth++, code++, index++) {
      codes[symbols[index]!] = code
      lengths[symbols[index]!] = shorter + 1
    }
    code <<= 1
  }
  return { codes, lengths }
}

/** A table with codes for all symbols of this one and for `added`, which get the longest. */
export function withSymbols(table: HuffmanTable, added: readonly number[]): HuffmanTable {
  const { lengths } = encoderOf(table)
  const weights = Array.from(lengths, (length) => (length === 0 ? 0 : 2 ** (LONGEST_CODE - length)))
  for (const symbol of added) weights[symbol] ||= 1
  return tableFor(weights)
}

/** The code of shortest messages in which symbols come as often as their weights say, none where it is 0 (K.2). */
export function tableFor(weights: readonly number[]): HuffmanTable {
  const lengths = codeLengthsFor(weights)
  const counts = new Array<number>(Math.max(LONGEST_CODE, ...lengths)).fill(0)
  for (const length of lengths) if (length > 0) counts[length - 1]!++
  shorten(counts)
  // What was there for the code of ones alone has the longest one.
  counts[counts.findLastIndex((count) => count > 0)]!--
  const symbols = lengths.slice(0, SYMBOLS).flatMap((length, symbol) => (length > 0 ? [{ length, symbol }] : []))
  symbols.sort((a, b) => a.length - b.length || a.symbol - b.symbol)
  return {
    counts: Uint8Array.from(counts.slice(0, LONGEST_CODE)),
    symbols: Uint8Array.from(symbols, ({ symbol }) => symbol),
  }
}

/** By symbol, and one more for a symbol that stands for nothing, so that no other one gets ones alone. */
function codeLengthsFor(weights: readonly number[]): number[] {
  const lengths = new Array<number>(SYMBOLS + 1).fill(0)
  const groups = [...weights, 1].flatMap((weight, symbol) => (weight > 0 ? [{ weight, symbols: [symbol] }] : []))
  while (groups.length > 1) {
    groups.sort((a, b) => a.weight - b.weight || b.symbols[0]! - a.symbols[0]!)
    const [one, other] = groups.splice(0, 2)
    const symbols = [...one!.symbols, ...other!.symbols]
    for (const symbol of symbols) lengths[symbol]!++
    groups.push({ weight: one!.weight + other!.weight, symbols })
  }
  return lengths
}

/** Codes of more than 16 bits, which come in pairs, take the place of shorter ones (figure K.3). */
function shorten(counts: number[]): void {
  for (let length = counts.length; length > LONGEST_CODE; length--) {
    while (counts[length - 1]! > 0) {
      let shorter = length - 2
      while (counts[shorter - 1] === 0) shorter--
      counts[length - 1]! -= 2
      counts[length - 2]! += 1
      counts[shorter]! += 2
      counts[shorter - 1]! -= 1
    }
  }
}
