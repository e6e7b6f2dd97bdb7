/** Sequential JPEG code streams with coefficients of the test's own choice: no picture is transformed, every option of the syntax can be asked for. */

import { seededRandom } from './chunkings.ts'
import { joined, marker, segment } from './code-streams.ts'
import { coded, encodeData, type JpegCodes, type JpegSymbol, layOut, tableFor } from './jpeg-entropy.ts'
import { type BlockPlace, GREY, type JpegShape, keyOfBlock, mcusOfScan } from './jpeg-layout.ts'

/** In zigzag order, the DC coefficient first. */
export type Block = readonly number[]

export interface JpegOptions extends JpegShape {
  readonly precision?: 8 | 12
  /** By scan: indices of the components. One scan of all, unless something else is asked for. */
  readonly scans?: readonly (readonly number[])[]
  readonly restartInterval?: number
  /**
   * `flat`: codes of one length for the symbols that come. `steep`: codes of 1 to 9 bits, and of 16. `full`: codes for every symbol that there
   * may be. `own` of each scan, or shared by all of them.
   */
  readonly codes?: JpegCodes
  readonly sharesTables?: boolean
  /** Between SOI and the first table. */
  readonly head?: Uint8Array
  /** Behind EOI. */
  readonly tail?: Uint8Array
  readonly startOfFrame?: number
}

export interface JpegPicture {
  readonly codestream: Uint8Array
  readonly blocks: ReadonlyMap<string, Block>
}

const ZERO_RUN = 0xf0

/** Blocks of noise: `density` of their coefficients are not 0. */
export function randomBlocks(options: JpegOptions, seed: number, density = 0.2): Map<string, Block> {
  const random = seededRandom(seed)
  const range = options.precision === 12 ? 4000 : 200
  const blocks = new Map<string, Block>()
  for (const scan of scansOf(options)) {
    for (const place of mcusOfScan(options, scan).flat()) {
      const kind = random()
      blocks.set(
        keyOfBlock(place),
        Array.from({ length: 64 }, (_, at) => {
          if (at === 0) return Math.round((random() - 0.5) * (kind < 0.1 ? 9 * range : range))
          return random() < (kind < 0.3 ? 0 : density) ? Math.round((random() - 0.5) * (random() < 0.2 ? range : 6)) : 0
        }),
      )
    }
  }
  return blocks
}

export function encodeJpeg(options: JpegOptions, blocks: ReadonlyMap<string, Block>): Uint8Array {
  const { precision = 8, rows, columns, factors } = options
  const frame = [precision, rows >> 8, rows & 0xff, columns >> 8, columns & 0xff, factors.length]
  for (const [index, [across, down]] of factors.entries()) frame.push(index + 1, (across << 4) | down, 0)
  const quantisation = precision === 12 ? [0x10, ...Array.from({ length: 64 }, () => [0, 3]).flat()] : [0]
  if (precision === 8) quantisation.push(...Array.from({ length: 64 }, (_, at) => 1 + (at >> 3)))
  const parts = [marker(0xd8), options.head ?? new Uint8Array(0), segment(0xdb, quantisation)]
  parts.push(segment(options.startOfFrame ?? (precision === 12 ? 0xc1 : 0xc0), frame))
  if (options.restartInterval !== undefined) {
    parts.push(segment(0xdd, [options.restartInterval >> 8, options.restartInterval & 0xff]))
  }
  const scans = scansOf(options).map((scan) => ({ scan, mcus: symbolsOf(options, scan, blocks) }))
  const all = scans.flatMap(({ mcus }) => mcus.flat())
  for (const [index, { scan, mcus }] of scans.entries()) {
    const coded = options.sharesTables === true ? all : mcus.flat()
    const tables = { dc: tableFor(coded, 'dc', options), ac: tableFor(coded, 'ac', options) }
    if (index === 0 || options.sharesTables !== true) {
      parts.push(segment(0xc4, [0x00, ...layOut(tables.dc), 0x10, ...layOut(tables.ac)]))
    }
    parts.push(segment(0xda, [scan.length, ...scan.flatMap((component) => [component + 1, 0x00]), 0, 63, 0]))
    parts.push(encodeData(mcus, tables, options.restartInterval ?? 0))
  }
  return joined(...parts, marker(0xd9), options.tail ?? new Uint8Array(0))
}

/** An image of noise, and its coefficients. */
export function jpegPicture(options: JpegOptions, seed: number, density?: number): JpegPicture {
  const blocks = randomBlocks(options, seed, density)
  return { codestream: encodeJpeg(options, blocks), blocks }
}

/** One grey block after another, in reading order. */
export function greyJpeg(
  rows: number,
  columns: number,
  blocks: readonly Block[],
  more: Partial<JpegOptions> = {},
): Uint8Array {
  const options: JpegOptions = { rows, columns, factors: GREY, ...more }
  const places = mcusOfScan(options, [0]).flat()
  return encodeJpeg(options, new Map(places.map((place, index) => [keyOfBlock(place), blocks[index]!])))
}

function scansOf({ scans, factors }: JpegOptions): readonly (readonly number[])[] {
  return scans ?? [factors.map((_, index) => index)]
}

function symbolsOf(options: JpegOptions, scan: readonly number[], blocks: ReadonlyMap<string, Block>): JpegSymbol[][] {
  const interval = options.restartInterval ?? 0
  let last = new Map<number, number>()
  return mcusOfScan(options, scan).map((places: BlockPlace[], mcu) => {
    if (interval > 0 && mcu % interval === 0) last = new Map()
    return places.flatMap((place) => {
      const block = blocks.get(keyOfBlock(place))!
      const difference = block[0]! - (last.get(place.component) ?? 0)
      last.set(place.component, block[0]!)
      return symbolsOfBlock(difference, block)
    })
  })
}

function symbolsOfBlock(difference: number, block: Block): JpegSymbol[] {
  const symbols = [coded('dc', 0, difference)]
  let zeros = 0
  for (const value of block.slice(1)) {
    if (value === 0) {
      zeros++
      continue
    }
    for (; zeros > 15; zeros -= 16) symbols.push({ kind: 'ac', symbol: ZERO_RUN, bits: 0, bitCount: 0 })
    symbols.push(coded('ac', zeros, value))
    zeros = 0
  }
  if (zeros > 0) symbols.push({ kind: 'ac', symbol: 0, bits: 0, bitCount: 0 })
  return symbols
}
