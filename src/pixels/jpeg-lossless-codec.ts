/**
 * Lossless JPEG with Huffman coding, 1.2.840.10008.1.2.4.57 and .70 (ISO/IEC 10918-1 H): samples of an area become black, and all are written again with
 * the predictor, the tables and the restarts that there were. A line of each component is held, and the one above it.
 */

import { SluiceError } from '../errors.ts'
import { blankedSpans, type Rectangle, type Span } from './blanked-areas.ts'
import { cleanedBytesOf } from './cleaned-bytes.ts'
import { blackOf, type FrameCodec, type FrameImage } from './frame-codec.ts'
import { JpegBitReader } from './jpeg-bit-reader.ts'
import { blankWith, type JpegProcess } from './jpeg-blanking.ts'
import { GREATEST_CATEGORY } from './jpeg-lossless-lines.ts'
import { readLosslessScan, readLosslessScanLines, rewriteLosslessScan } from './jpeg-lossless-scan.ts'
import { type JpegFrame, SOF_LOSSLESS } from './jpeg-segments.ts'
import { type JpegScanStart, walkJpeg } from './jpeg-walk.ts'
import type { JpegWriter } from './jpeg-writer.ts'

const CATEGORIES = Array.from({ length: GREATEST_CATEGORY + 1 }, (_, category) => category)
const BYTE_BITS = 8

export const jpegLosslessCodec: FrameCodec = { method: 'lossless', blank, clean, decode }

function blank(codestream: Uint8Array, image: FrameImage, rectangles: readonly Rectangle[]): Uint8Array {
  const spansByRow = blankedSpans(rectangles, { ...image, cellPixels: 1 })
  const blanksNothing = spansByRow.every((spans) => spans.length === 0)
  return rewrite(codestream, new LosslessProcess(image, spansByRow, blanksNothing))
}

function clean(codestream: Uint8Array, image: FrameImage): Uint8Array {
  return rewrite(codestream, new LosslessProcess(image, blankedSpans([], { ...image, cellPixels: 1 }), false))
}

function rewrite(codestream: Uint8Array, jpegProcess: LosslessProcess): Uint8Array {
  const rewritten = blankWith(jpegProcess, codestream)
  if (!jpegProcess.blanksNothing) jpegProcess.verify(rewritten)
  return rewritten
}

class LosslessProcess implements JpegProcess {
  readonly frameMarkers = [SOF_LOSSLESS]
  readonly blanksNothing: boolean
  readonly #image: FrameImage
  readonly #spansByRow: readonly (readonly Span[])[]
  readonly #black: readonly number[]
  readonly #cleaned: readonly Uint8Array[] | undefined
  /** By component: the samples that were written, to hold them against those that are read again. */
  #written: readonly Uint16Array[] = []

  /** `blanksNothing`: samples are not even cleaned. */
  constructor(image: FrameImage, spansByRow: readonly (readonly Span[])[], blanksNothing: boolean) {
    this.#image = image
    this.#spansByRow = spansByRow
    this.blanksNothing = blanksNothing
    this.#black = blackOf(image)
    this.#cleaned = cleanedBytesOf(image)
  }

  startFrame(frame: JpegFrame, codestreamBytes: number): void {
    checkFrame(frame, this.#image, codestreamBytes)
    if (!this.blanksNothing) {
      this.#written = frame.components.map(() => new Uint16Array(frame.rows * frame.columns))
    }
  }

  symbolsOf(): { readonly dc: readonly number[] } {
    return { dc: CATEGORIES }
  }

  rewrite(start: JpegScanStart, reader: JpegBitReader, writer: JpegWriter): boolean {
    const { frame } = start
    const { components, pointTransform } = readLosslessScan(start)
    const black = components.map(
      ({ id }) => (this.#black[indexOf(id, frame)]! & (2 ** frame.precision - 1)) >> pointTransform,
    )
    const written = components.map(({ id }) => this.#written[indexOf(id, frame)])
    return rewriteLosslessScan(start, reader, writer, (row, samples) => {
      for (const [index, line] of samples.entries()) {
        for (const [from, to] of this.#spansByRow[row]!) line.fill(black[index]!, from, to)
        this.#clean(line, frame, pointTransform)
        written[index]?.set(line, row * frame.columns)
      }
    })
  }

  /** Bits that are no part of the samples, where a code stream has them. */
  #clean(line: Uint16Array, { precision }: JpegFrame, pointTransform: number): void {
    if (this.#cleaned === undefined) return
    const [low, high] = this.#cleaned
    const mask = 2 ** precision - 1
    for (let column = 0; column < line.length; column++) {
      const sample = line[column]! << pointTransform
      const clean = low![sample & 0xff]! | ((high?.[(sample >> BYTE_BITS) & 0xff] ?? 0) << BYTE_BITS)
      line[column] = (clean & mask) >> pointTransform
    }
  }

  /** Throws PIXELS_LOSSY where other samples are read than were written. */
  verify(blanked: Uint8Array): void {
    readLines(blanked, this.#image, (component, row, line) => {
      const written = this.#written[component]!.subarray(row * line.length, (row + 1) * line.length)
      if (line.some((sample, column) => sample !== written[column])) throw new SluiceError('PIXELS_LOSSY')
    })
  }
}

function decode(codestream: Uint8Array, image: FrameImage): Uint8Array {
  const { rows, columns, samplesPerPixel, bitsAllocated } = image
  const sampleBytes = bitsAllocated / BYTE_BITS
  const pixelBytes = samplesPerPixel * sampleBytes
  let decoded: Uint8Array | undefined
  readLines(codestream, image, (component, row, line, pointTransform) => {
    decoded ??= new Uint8Array(rows * columns * pixelBytes)
    let at = row * columns * pixelBytes + component * sampleBytes
    for (let column = 0; column < columns; column++, at += pixelBytes) {
      const value = line[column]! << pointTransform
      decoded[at] = value
      if (sampleBytes === 2) decoded[at + 1] = value >> BYTE_BITS
    }
  })
  return decoded!
}

/** `take`: told of each line of each component, without the bits that are left out. */
function readLines(
  codestream: Uint8Array,
  image: FrameImage,
  take: (component: number, row: number, line: Uint16Array, pointTransform: number) => void,
): void {
  walkJpeg(codestream, {
    frameMarkers: [SOF_LOSSLESS],
    keep() {},
    startFrame(frame) {
      checkFrame(frame, image, codestream.length)
    },
    scan(start) {
      const { components, pointTransform } = readLosslessScan(start)
      const indices = components.map(({ id }) => indexOf(id, start.frame))
      const reader = new JpegBitReader(codestream, start.dataAt)
      readLosslessScanLines(start, reader, (row, samples) => {
        for (const [nth, line] of samples.entries()) take(indices[nth]!, row, line, pointTransform)
      })
      return reader.end()
    },
  })
}

/** Throws PIXELS_CONTRADICTORY where it is of another image, CODESTREAM_INVALID where so few bytes cannot be its samples. */
function checkFrame(frame: JpegFrame, image: FrameImage, codestreamBytes: number): void {
  const isOfImage =
    frame.rows === image.rows &&
    frame.columns === image.columns &&
    frame.components.length === image.samplesPerPixel &&
    frame.precision > image.highBit &&
    frame.precision <= image.bitsAllocated &&
    image.bitsAllocated <= 2 * BYTE_BITS
  if (!isOfImage) throw new SluiceError('PIXELS_CONTRADICTORY')
  // A sample takes a bit at least.
  if (frame.rows * frame.columns * frame.components.length > codestreamBytes * BYTE_BITS) {
    throw new SluiceError('CODESTREAM_INVALID')
  }
}

function indexOf(id: number, frame: JpegFrame): number {
  return frame.components.findIndex((component) => component.id === id)
}
