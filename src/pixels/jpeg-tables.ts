/** The Huffman tables that a code stream is read with, and those that it is written with: the same ones, until some lack a code. */

import { SluiceError } from '../errors.ts'
import {
  bytesOfTable,
  decoderOf,
  encoderOf,
  type HuffmanDecoder,
  type HuffmanEncoder,
  type HuffmanTable,
  readHuffmanTable,
  withSymbols,
} from './jpeg-huffman.ts'

const DHT = 0xc4
const NUMBERS = 4

export type TableClass = 'dc' | 'ac'

interface TablePair {
  readonly read: HuffmanTable
  readonly written: HuffmanTable
  decoder?: HuffmanDecoder
  encoder?: HuffmanEncoder
}

export class JpegTables {
  readonly #pairs = new Map<string, TablePair>()

  /** DHT: the segment without its length. Throws CODESTREAM_INVALID. */
  define(segment: Uint8Array): void {
    for (let at = 0; at < segment.length; ) {
      const kind = segment[at]! >> 4
      const number = segment[at]! & 0x0f
      if (kind > 1 || number >= NUMBERS) throw new SluiceError('CODESTREAM_INVALID')
      const table = readHuffmanTable(segment, at + 1)
      this.#pairs.set(keyOf(kind === 0 ? 'dc' : 'ac', number), { read: table, written: table })
      at += 1 + bytesOfTable(table)
    }
  }

  /** Throws CODESTREAM_INVALID where there is no such table. */
  decoder(kind: TableClass, number: number): HuffmanDecoder {
    const pair = this.#pair(kind, number)
    pair.decoder ??= decoderOf(pair.read)
    return pair.decoder
  }

  encoder(kind: TableClass, number: number): HuffmanEncoder {
    const pair = this.#pair(kind, number)
    pair.encoder ??= encoderOf(pair.written)
    return pair.encoder
  }

  /** Has codes for these symbols from now on: the DHT segment, marker and all, that says so; undefined where it has them already. */
  extend(kind: TableClass, number: number, symbols: readonly number[]): Uint8Array | undefined {
    const pair = this.#pair(kind, number)
    const { lengths } = this.encoder(kind, number)
    if (symbols.every((symbol) => lengths[symbol]! > 0)) return undefined
    const written = withSymbols(pair.written, symbols)
    this.#pairs.set(keyOf(kind, number), { ...pair, written, encoder: encoderOf(written) })
    const content = [(kind === 'dc' ? 0x00 : 0x10) | number, ...written.counts, ...written.symbols]
    return Uint8Array.of(0xff, DHT, (content.length + 2) >> 8, (content.length + 2) & 0xff, ...content)
  }

  #pair(kind: TableClass, number: number): TablePair {
    const pair = this.#pairs.get(keyOf(kind, number))
    if (pair === undefined) throw new SluiceError('CODESTREAM_INVALID')
    return pair
  }
}

function keyOf(kind: TableClass, number: number): string {
  return `${kind} ${number}`
}
