/**
 * JPEG baseline and extended in shades of grey decoded to samples, of 8 and of 12 bits, for which no engine is there (ISO/IEC 10918-1 A.3 and F.2). It is for looking at a picture: what is
 * blanked is blanked in coefficients, and never goes through this.
 */

import { SluiceError } from '../errors.ts'
import type { FrameImage } from './frame-codec.ts'
import { JpegBitReader } from './jpeg-bit-reader.ts'
import type { HuffmanDecoder } from './jpeg-huffman.ts'
import { afterZeros, COEFFICIENT_BITS, COEFFICIENTS, END_OF_BLOCK, signed } from './jpeg-scan.ts'
import { type JpegFrame, SOF_BASELINE, SOF_EXTENDED } from './jpeg-segments.ts'
import { checkSequential, isFrameOf } from './jpeg-sequential.ts'
import { type JpegScanStart, type JpegVisitor, walkJpeg } from './jpeg-walk.ts'

const BLOCK = 8
const RESTART_NUMBERS = 8
/** Of the inverse transform (A.3.3), by sample and frequency: the same for rows and columns. */
const COSINES = Float64Array.from({ length: COEFFICIENTS }, (_, at) => {
  const [sample, frequency] = [at >> 3, at & 7]
  const scale = frequency === 0 ? Math.SQRT1_2 / 2 : 1 / 2
  return scale * Math.cos(((2 * sample + 1) * frequency * Math.PI) / 16)
})
/** Where in a block, row by row, each coefficient of a code stream stands (figure A.6). */
const ZIGZAG = Uint8Array.from(
  Array.from({ length: COEFFICIENTS }, (_, at) => at).sort((one, other) => zigzagPlace(one) - zigzagPlace(other)),
)

/** Native samples, little endian, as wide as bits are allocated, the sign above the stored bits. Throws as a FrameCodec does; PIXELS_ENCAPSULATED for colours. */
export function decodeGreyJpeg(codestream: Uint8Array, image: FrameImage): Uint8Array {
  const decoding = new Decoding(codestream, image)
  walkJpeg(codestream, decoding)
  return decoding.samples
}

class Decoding implements JpegVisitor {
  readonly frameMarkers = [SOF_BASELINE, SOF_EXTENDED]
  readonly samples: Uint8Array
  readonly #codestream: Uint8Array
  readonly #image: FrameImage
  readonly #block = new Float64Array(COEFFICIENTS)
  readonly #rows = new Float64Array(COEFFICIENTS)

  constructor(codestream: Uint8Array, image: FrameImage) {
    if (image.samplesPerPixel !== 1) throw new SluiceError('PIXELS_ENCAPSULATED')
    this.#codestream = codestream
    this.#image = image
    this.samples = new Uint8Array(image.rows * image.columns * (image.bitsAllocated / 8))
  }

  keep(): void {}

  startFrame(frame: JpegFrame): void {
    if (!isFrameOf(frame, this.#image)) throw new SluiceError('PIXELS_CONTRADICTORY')
  }

  scan(start: JpegScanStart): number {
    const { frame, head, tables, quantisers, restartInterval, dataAt } = start
    checkSequential(head)
    const [{ dcTable, acTable, quantisation }] = head.components as [JpegScanStart['head']['components'][number]]
    const steps = quantisers.get(quantisation)
    if (steps === undefined) throw new SluiceError('CODESTREAM_INVALID')
    const [dc, ac] = [tables.decoder('dc', dcTable), tables.decoder('ac', acTable)]
    const reader = new JpegBitReader(this.#codestream, dataAt)
    const [across, down] = [Math.ceil(frame.columns / BLOCK), Math.ceil(frame.rows / BLOCK)]
    let last = 0
    for (let index = 0; index < across * down; index++) {
      if (restartInterval > 0 && index > 0 && index % restartInterval === 0) {
        reader.restart((index / restartInterval - 1) % RESTART_NUMBERS)
        last = 0
      }
      last = this.#readBlock(reader, dc, ac, steps, last)
      reader.checkOverrun()
      this.#putBlock(Math.floor(index / across) * BLOCK, (index % across) * BLOCK, frame.precision)
    }
    return reader.end()
  }

  /** Answers with its DC coefficient. */
  #readBlock(reader: JpegBitReader, dc: HuffmanDecoder, ac: HuffmanDecoder, steps: Uint16Array, last: number): number {
    this.#block.fill(0)
    const category = reader.symbol(dc)
    if (category > COEFFICIENT_BITS) throw new SluiceError('CODESTREAM_INVALID')
    const mean = last + (category === 0 ? 0 : signed(reader.bits(category), category))
    this.#block[0] = mean * steps[0]!
    for (let at = 1; at < COEFFICIENTS; at++) {
      const symbol = reader.symbol(ac)
      const bitCount = symbol & 0x0f
      if (bitCount === 0) {
        if (symbol === END_OF_BLOCK) break
        at = afterZeros(symbol, at)
        continue
      }
      at += symbol >> 4
      if (at >= COEFFICIENTS) throw new SluiceError('CODESTREAM_INVALID')
      this.#block[ZIGZAG[at]!] = signed(reader.bits(bitCount), bitCount) * steps[at]!
    }
    return mean
  }

  /** Transformed, and cut to the image. */
  #putBlock(top: number, left: number, precision: number): void {
    const { rows, columns, bitsAllocated, highBit, pixelRepresentation } = this.#image
    transformRows(this.#block, this.#rows)
    const [middle, most] = [2 ** (precision - 1), 2 ** precision - 1]
    const isNegativeFrom = pixelRepresentation === 1 && highBit === precision - 1 ? middle : most + 1
    const [height, width] = [Math.min(BLOCK, rows - top), Math.min(BLOCK, columns - left)]
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = middle
        for (let frequency = 0; frequency < BLOCK; frequency++) {
          sum += COSINES[y * BLOCK + frequency]! * this.#rows[frequency * BLOCK + x]!
        }
        const value = Math.min(most, Math.max(0, Math.round(sum)))
        const sample = value >= isNegativeFrom ? value - most - 1 : value
        const at = ((top + y) * columns + left + x) * (bitsAllocated / 8)
        for (let byte = 0; byte < bitsAllocated / 8; byte++) this.samples[at + byte] = sample >> (8 * byte)
      }
    }
  }
}

/** Rows of coefficients, by vertical frequency, become rows of samples. */
function transformRows(block: Float64Array, rows: Float64Array): void {
  for (let down = 0; down < BLOCK; down++) {
    for (let x = 0; x < BLOCK; x++) {
      let sum = 0
      for (let across = 0; across < BLOCK; across++) sum += COSINES[x * BLOCK + across]! * block[down * BLOCK + across]!
      rows[down * BLOCK + x] = sum
    }
  }
}

/** Along diagonals from the upper left, up and down in turn. */
function zigzagPlace(at: number): number {
  const [row, column] = [at >> 3, at & 7]
  const diagonal = row + column
  return diagonal * BLOCK + (diagonal % 2 === 0 ? column : row)
}
