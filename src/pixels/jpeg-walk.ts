/** A JPEG code stream of one image, from segment to segment (ISO/IEC 10918-1 B). */

import { SluiceError } from '../errors.ts'
import {
  type JpegFrame,
  type JpegScanHead,
  readFrame,
  readQuantisers,
  readRestartInterval,
  readScan,
} from './jpeg-segments.ts'
import { JpegTables } from './jpeg-tables.ts'
import { checkNoSecondImage } from './second-image.ts'

const BYTE_FF = 0xff
const DHT = 0xc4
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const DQT = 0xdb
const DRI = 0xdd
const APP_FIRST = 0xe0
const APP_LAST = 0xef
const COM = 0xfe
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])
/** Conditions of arithmetic coding, lines told late, hierarchies. */
const OTHER_KINDS = new Set([0xcc, 0xdc, 0xde, 0xdf])

/** A scan whose data are next. */
export interface JpegScanStart {
  readonly frame: JpegFrame
  readonly head: JpegScanHead
  readonly tables: JpegTables
  /** By number of a quantisation table: what coefficients are multiples of, in the order of the code stream. */
  readonly quantisers: ReadonlyMap<number, Uint16Array>
  /** In MCUs; 0 where there is none. */
  readonly restartInterval: number
  /** Where SOS begins, and where it ends. */
  readonly at: number
  readonly dataAt: number
}

/** Told of everything in order. */
export interface JpegVisitor {
  /** Of frames: the markers of the processes that it takes. */
  readonly frameMarkers: readonly number[]
  /** Markers and segments from there to there. Those of frames and scans are told before what they say. */
  keep(from: number, to: number): void
  startFrame(frame: JpegFrame): void
  /** Where the marker behind the data is. */
  scan(start: JpegScanStart): number
}

/**
 * Up to the end of the image, of which each component is in one scan. Throws CODESTREAM_INVALID where it is broken, PIXELS_CONTRADICTORY where another image follows, PIXELS_ENCAPSULATED where it is of a process that the
 * visitor does not take.
 */
export function walkJpeg(bytes: Uint8Array, visitor: JpegVisitor): void {
  const tables = new JpegTables()
  let frame: JpegFrame | undefined
  let restartInterval = 0
  const scanned = new Set<number>()
  const quantisers = new Map<number, Uint16Array>()
  if (bytes[0] !== BYTE_FF || bytes[1] !== SOI) throw invalid()
  visitor.keep(0, 2)
  let at = 2
  for (;;) {
    const codeAt = codeOfMarkerAt(bytes, at)
    const marker = bytes[codeAt]
    if (marker === EOI) {
      visitor.keep(at, codeAt + 1)
      if (frame === undefined || scanned.size < frame.components.length) throw invalid()
      checkNoSecondImage(bytes, codeAt + 1)
      return
    }
    const segment = segmentAt(bytes, codeAt + 1)
    const end = codeAt + 3 + segment.length
    const start = at
    visitor.keep(at, end)
    at = end
    if (marker === undefined) throw invalid()
    if (FRAMES.has(marker)) {
      if (frame !== undefined) throw invalid()
      if (!visitor.frameMarkers.includes(marker)) throw new SluiceError('PIXELS_ENCAPSULATED')
      frame = readFrame(marker, segment)
      // The number of lines follows the first scan (DNL).
      if (frame.rows === 0) throw new SluiceError('PIXELS_ENCAPSULATED')
      visitor.startFrame(frame)
    } else if (marker === DHT) tables.define(segment)
    else if (marker === DQT) for (const [number, steps] of readQuantisers(segment)) quantisers.set(number, steps)
    else if (marker === DRI) restartInterval = readRestartInterval(segment)
    else if (marker === SOS) {
      if (frame === undefined) throw invalid()
      const head = readScan(segment, frame)
      for (const { id } of head.components) {
        if (scanned.has(id)) throw invalid()
        scanned.add(id)
      }
      at = visitor.scan({ frame, head, tables, quantisers, restartInterval, at: start, dataAt: end })
    } else if (OTHER_KINDS.has(marker)) throw new SluiceError('PIXELS_ENCAPSULATED')
    else if (marker !== COM && !(marker >= APP_FIRST && marker <= APP_LAST)) throw invalid()
  }
}

/** Any number of FFH may stand before it. */
function codeOfMarkerAt(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== BYTE_FF) throw invalid()
  let at = from
  while (bytes[at] === BYTE_FF) at++
  return at
}

/** Without its length. */
function segmentAt(bytes: Uint8Array, from: number): Uint8Array {
  const length = bytes[from]! * 256 + bytes[from + 1]!
  if (!(length >= 2) || from + length > bytes.length) throw invalid()
  return bytes.subarray(from + 2, from + length)
}

function invalid(): SluiceError {
  return new SluiceError('CODESTREAM_INVALID')
}
