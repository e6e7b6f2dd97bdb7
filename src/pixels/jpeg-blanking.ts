/**
 * JPEG baseline and extended sequential with Huffman coding, 8 and 12 bits (ISO/IEC 10918-1; 1.2.840.10008.1.2.4.50 and .51), blanked without
 * decoding: coefficients of the MCUs that an area touches become 0, all others stay, and so do all segments. What follows the
 * end of the image goes. Work is linear in the bytes, memory is that of input and output.
 */

import { SluiceError } from '../errors.ts'
import type { Rectangle } from './blanked-areas.ts'
import type { FrameImage } from './frame-codec.ts'
import { JpegAreas } from './jpeg-areas.ts'
import { JpegBitReader } from './jpeg-bit-reader.ts'
import { END_OF_BLOCK, greatestCategory, rewriteScan, type ScanCoding } from './jpeg-scan.ts'
import { type JpegFrame, type JpegScanComponent, readFrame, readRestartInterval, readScan } from './jpeg-segments.ts'
import { JpegTables } from './jpeg-tables.ts'
import { JpegWriter } from './jpeg-writer.ts'

const BYTE_FF = 0xff
const SOF_BASELINE = 0xc0
const SOF_EXTENDED = 0xc1
const DHT = 0xc4
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const DQT = 0xdb
const DRI = 0xdd
const APP_FIRST = 0xe0
const APP_LAST = 0xef
const COM = 0xfe
/** Processes that are not sequential or not Huffman, arithmetic conditioning, lines told late, hierarchies. */
const OTHER_KINDS = new Set([0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xdc, 0xde, 0xdf])

/** As FrameCodec has it. */
export function blankJpeg(codestream: Uint8Array, image: FrameImage, rectangles: readonly Rectangle[]): Uint8Array {
  return new Blanking(codestream, image, rectangles).run()
}

class Blanking {
  readonly #bytes: Uint8Array
  readonly #image: FrameImage
  readonly #rectangles: readonly Rectangle[]
  readonly #writer: JpegWriter
  readonly #tables = new JpegTables()
  readonly #scanned = new Set<number>()
  #frame: JpegFrame | undefined
  #areas: JpegAreas | undefined
  #restartInterval = 0
  #at = 0

  constructor(codestream: Uint8Array, image: FrameImage, rectangles: readonly Rectangle[]) {
    this.#bytes = codestream
    this.#image = image
    this.#rectangles = rectangles
    this.#writer = new JpegWriter(codestream.length)
  }

  run(): Uint8Array {
    if (this.#bytes[1] !== SOI || this.#marker() !== SOI) throw invalid()
    for (;;) {
      const marker = this.#marker()
      if (marker === EOI) break
      const segment = this.#segment()
      if (marker === SOF_BASELINE || marker === SOF_EXTENDED) this.#startFrame(marker, segment)
      else if (marker === DHT) this.#tables.define(segment)
      else if (marker === DRI) this.#restartInterval = readRestartInterval(segment)
      else if (marker === SOS) this.#rewriteScan(segment)
      else if (OTHER_KINDS.has(marker)) throw new SluiceError('PIXELS_ENCAPSULATED')
      else if (marker !== DQT && marker !== COM && !(marker >= APP_FIRST && marker <= APP_LAST)) throw invalid()
    }
    if (this.#frame === undefined || this.#scanned.size < this.#frame.components.length) throw invalid()
    if (beginsAgain(this.#bytes, this.#at)) throw invalid()
    return this.#areas!.isEmpty ? this.#bytes : this.#writer.bytes
  }

  #marker(): number {
    const from = this.#at
    let at = from
    if (this.#bytes[at] !== BYTE_FF) throw invalid()
    while (this.#bytes[at] === BYTE_FF) at++
    const marker = this.#bytes[at]
    if (marker === undefined) throw invalid()
    this.#take(at + 1)
    return marker
  }

  /** Without its length. */
  #segment(): Uint8Array {
    const from = this.#at
    const length = this.#bytes[from]! * 256 + this.#bytes[from + 1]!
    if (!(length >= 2) || from + length > this.#bytes.length) throw invalid()
    this.#take(from + length)
    return this.#bytes.subarray(from + 2, from + length)
  }

  /** Writes what there is up to there. */
  #take(to: number): void {
    this.#writer.append(this.#bytes.subarray(this.#at, to))
    this.#at = to
  }

  #startFrame(marker: number, segment: Uint8Array): void {
    if (this.#frame !== undefined) throw invalid()
    const frame = readFrame(marker, segment)
    // The number of lines follows the first scan (DNL).
    if (frame.rows === 0) throw new SluiceError('PIXELS_ENCAPSULATED')
    if (!isOf(frame, this.#image)) throw new SluiceError('PIXELS_CONTRADICTORY')
    this.#frame = frame
    this.#areas = new JpegAreas(this.#rectangles, frame)
  }

  #rewriteScan(segment: Uint8Array): void {
    const frame = this.#frame
    if (frame === undefined) throw invalid()
    const components = readScan(segment, frame)
    for (const { id } of components) {
      if (this.#scanned.has(id)) throw invalid()
      this.#scanned.add(id)
    }
    const dataAt = this.#writer.length
    let end = this.#tryScan(frame, components)
    if (end === undefined) {
      const segmentBytes = 4 + segment.length
      this.#writer.cutTo(dataAt - segmentBytes)
      this.#extendTables(frame, components)
      this.#writer.append(this.#bytes.subarray(this.#at - segmentBytes, this.#at))
      end = this.#tryScan(frame, components)
    }
    if (end === undefined) throw new SluiceError('INTERNAL')
    this.#at = end
  }

  /** Where the scan ends; undefined where a table lacks a code. */
  #tryScan(frame: JpegFrame, components: readonly JpegScanComponent[]): number | undefined {
    const tables = this.#tables
    const codings = components.map(
      (component): ScanCoding => ({
        component,
        dcDecoder: tables.decoder('dc', component.dcTable),
        acDecoder: tables.decoder('ac', component.acTable),
        dcEncoder: tables.encoder('dc', component.dcTable),
        acEncoder: tables.encoder('ac', component.acTable),
      }),
    )
    const reader = new JpegBitReader(this.#bytes, this.#at)
    const scan = { frame, codings, restartInterval: this.#restartInterval }
    if (!rewriteScan(scan, this.#areas!, reader, this.#writer)) return undefined
    this.#writer.endData()
    return reader.end()
  }

  #extendTables(frame: JpegFrame, components: readonly JpegScanComponent[]): void {
    const categories = Array.from({ length: greatestCategory(frame) + 1 }, (_, category) => category)
    for (const { dcTable, acTable } of components) {
      const segments = [
        this.#tables.extend('dc', dcTable, categories),
        this.#tables.extend('ac', acTable, [END_OF_BLOCK]),
      ]
      for (const segment of segments) if (segment !== undefined) this.#writer.append(segment)
    }
  }
}

function isOf(frame: JpegFrame, image: FrameImage): boolean {
  return (
    frame.rows === image.rows &&
    frame.columns === image.columns &&
    frame.components.length === image.samplesPerPixel &&
    frame.precision >= image.bitsStored &&
    frame.precision <= image.bitsAllocated
  )
}

/** Whether another image follows the end of the first. */
function beginsAgain(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.indexOf(BYTE_FF, from); at >= 0; at = bytes.indexOf(BYTE_FF, at + 1)) {
    if (bytes[at + 1] === SOI && bytes[at + 2] === BYTE_FF) return true
  }
  return false
}

function invalid(): SluiceError {
  return new SluiceError('CODESTREAM_INVALID')
}
