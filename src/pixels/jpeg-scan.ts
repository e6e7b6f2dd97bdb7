/**
 * One scan of a sequential JPEG image, block after block: coefficients that are read are written again, or, where an area is blanked, all of
 * them are 0 but the first, which says a grey. Nothing is held but the last DC coefficient of each component.
 */

import { SluiceError } from '../errors.ts'
import type { JpegAreas } from './jpeg-areas.ts'
import type { JpegBitReader } from './jpeg-bit-reader.ts'
import type { HuffmanDecoder, HuffmanEncoder } from './jpeg-huffman.ts'
import type { JpegFrame, JpegScanComponent } from './jpeg-segments.ts'
import type { JpegWriter } from './jpeg-writer.ts'

const BLOCK = 8
export const COEFFICIENTS = 64
/** Of a difference or a coefficient, at most. */
export const COEFFICIENT_BITS = 15
export const END_OF_BLOCK = 0x00
const ZEROS = 0xf0
const ZERO_RUN = 16
const RESTART_NUMBERS = 8

/** A component with the tables that it is read and written with. */
export interface ScanCoding {
  readonly component: JpegScanComponent
  /** The DC coefficient of a block that is blanked. */
  readonly greyDc: number
  readonly dcDecoder: HuffmanDecoder
  readonly acDecoder: HuffmanDecoder
  readonly dcEncoder: HuffmanEncoder
  readonly acEncoder: HuffmanEncoder
}

export interface JpegScan {
  readonly frame: JpegFrame
  readonly codings: readonly ScanCoding[]
  /** In MCUs of this scan; 0 where there is none. */
  readonly restartInterval: number
}

interface ComponentState extends ScanCoding {
  /** The last DC coefficients that were read and written. */
  dcRead: number
  dcWritten: number
}

/** The highest DC coefficient that a sample of so many bits can come to, without quantisation (F.1.2.1). */
export function greatestCategory({ precision }: JpegFrame): number {
  return precision + 3
}

/**
 * Writes the scan with its areas blanked. False where a code that it takes is in none of the tables to write with; what was written is then of
 * no use. Throws CODESTREAM_INVALID where the scan is not of exactly the blocks that its frame has.
 */
export function rewriteScan(scan: JpegScan, areas: JpegAreas, reader: JpegBitReader, writer: JpegWriter): boolean {
  const { frame, restartInterval } = scan
  const states = scan.codings.map((coding): ComponentState => ({ ...coding, dcRead: 0, dcWritten: 0 }))
  const greatestDc = 2 ** greatestCategory(frame)
  const [only] = states
  const isInterleaved = states.length > 1
  const { unitsAcross, unitsDown } = isInterleaved ? mcusOf(frame) : blocksOf(frame, only!.component)
  // Of one component alone an MCU is a block (A.2.2).
  const across = isInterleaved ? 1 : only!.component.across
  const down = isInterleaved ? 1 : only!.component.down
  let toRestart = restartInterval
  let restarts = 0
  for (let row = 0; row < unitsDown; row++) {
    const line = areas.line(Math.floor(row / down))
    for (let column = 0; column < unitsAcross; column++) {
      if (restartInterval > 0) {
        if (toRestart === 0) {
          const number = restarts++ % RESTART_NUMBERS
          reader.restart(number)
          writer.restart(number)
          for (const state of states) state.dcRead = state.dcWritten = 0
          toRestart = restartInterval
        }
        toRestart--
      }
      const isBlanked = line[across === 1 ? column : Math.floor(column / across)] === 1
      for (const state of states) {
        const blocks = isInterleaved ? state.component.across * state.component.down : 1
        for (let block = 0; block < blocks; block++) {
          if (!rewriteBlock(state, isBlanked, greatestDc, reader, writer)) return false
        }
      }
      reader.checkOverrun()
    }
  }
  return true
}

interface Units {
  readonly unitsAcross: number
  readonly unitsDown: number
}

function mcusOf({ rows, columns, mcuRows, mcuColumns }: JpegFrame): Units {
  return { unitsAcross: Math.ceil(columns / mcuColumns), unitsDown: Math.ceil(rows / mcuRows) }
}

/** Of the samples of a component, without those that fill an MCU (A.1.1, A.2.2). */
function blocksOf({ rows, columns, mcuRows, mcuColumns }: JpegFrame, { across, down }: JpegScanComponent): Units {
  const samplesAcross = Math.ceil((columns * across * BLOCK) / mcuColumns)
  const samplesDown = Math.ceil((rows * down * BLOCK) / mcuRows)
  return { unitsAcross: Math.ceil(samplesAcross / BLOCK), unitsDown: Math.ceil(samplesDown / BLOCK) }
}

function rewriteBlock(
  state: ComponentState,
  isBlanked: boolean,
  greatestDc: number,
  reader: JpegBitReader,
  writer: JpegWriter,
): boolean {
  const { dcEncoder, acDecoder, acEncoder } = state
  const category = reader.symbol(state.dcDecoder)
  if (category > COEFFICIENT_BITS) throw new SluiceError('CODESTREAM_INVALID')
  const difference = category === 0 ? 0 : signed(reader.bits(category), category)
  const dc = state.dcRead + difference
  if (dc >= greatestDc || dc <= -greatestDc) throw new SluiceError('CODESTREAM_INVALID')
  state.dcRead = dc
  const written = isBlanked ? state.greyDc : dc
  if (!writeDifference(written - state.dcWritten, dcEncoder, writer)) return false
  state.dcWritten = written
  if (isBlanked) {
    skipCoefficients(acDecoder, reader)
    return writeEnd(acEncoder, writer)
  }
  copyCoefficients(acDecoder, acEncoder, reader, writer)
  return true
}

/** What a category and its bits stand for (F.2.2.1). */
export function signed(bits: number, category: number): number {
  return bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits
}

function writeDifference(difference: number, encoder: HuffmanEncoder, writer: JpegWriter): boolean {
  const category = 32 - Math.clz32(Math.abs(difference))
  const length = encoder.lengths[category]!
  if (length === 0) return false
  writer.bits(encoder.codes[category]!, length)
  if (category > 0) writer.bits(difference > 0 ? difference : difference + (1 << category) - 1, category)
  return true
}

function writeEnd(encoder: HuffmanEncoder, writer: JpegWriter): boolean {
  const length = encoder.lengths[END_OF_BLOCK]!
  writer.bits(encoder.codes[END_OF_BLOCK]!, length)
  return length > 0
}

/** The symbols of a block but its first, each with the bits behind it, as they are. */
function copyCoefficients(
  decoder: HuffmanDecoder,
  encoder: HuffmanEncoder,
  reader: JpegBitReader,
  writer: JpegWriter,
): void {
  const { codes, lengths } = encoder
  for (let at = 1; at < COEFFICIENTS; at++) {
    const symbol = reader.symbol(decoder)
    const category = symbol & 0x0f
    const length = lengths[symbol]!
    if (category === 0) {
      writer.bits(codes[symbol]!, length)
      if (symbol === END_OF_BLOCK) return
      at = afterZeros(symbol, at)
      continue
    }
    at += symbol >> 4
    if (at >= COEFFICIENTS) throw new SluiceError('CODESTREAM_INVALID')
    const bits = reader.bits(category)
    if (length + category <= 24) writer.bits((codes[symbol]! << category) | bits, length + category)
    else {
      writer.bits(codes[symbol]!, length)
      writer.bits(bits, category)
    }
  }
}

function skipCoefficients(decoder: HuffmanDecoder, reader: JpegBitReader): void {
  for (let at = 1; at < COEFFICIENTS; at++) {
    const symbol = reader.symbol(decoder)
    const category = symbol & 0x0f
    if (category === 0) {
      if (symbol === END_OF_BLOCK) return
      at = afterZeros(symbol, at)
      continue
    }
    at += symbol >> 4
    if (at >= COEFFICIENTS) throw new SluiceError('CODESTREAM_INVALID')
    reader.bits(category)
  }
}

/** The last of sixteen zeros that begin at `at`. */
export function afterZeros(symbol: number, at: number): number {
  if (symbol !== ZEROS || at + ZERO_RUN > COEFFICIENTS) throw new SluiceError('CODESTREAM_INVALID')
  return at + ZERO_RUN - 1
}
