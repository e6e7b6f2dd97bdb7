/**
 * A JPEG 2000 or HTJ2K code stream from marker to marker (ISO/IEC 15444-1 annex A), and the boxes of a JP2 file around it (annex I), which has
 * no place in DICOM and is found there all the same. Comments, and segments and boxes that no decoder of the code stream reads, become zeros.
 */

import { SluiceError } from '../errors.ts'
import type { CodeGenerator, CodeRequest } from './code-walker.ts'

export const JPEG_2000_START: readonly number[] = [0xff, 0x4f, 0xff, 0x51]
export const JP2_START: readonly number[] = [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a]

const COM = 0x64
const SOT = 0x90
const SOP = 0x91
const SOD = 0x93
const EOC = 0xd9
/** In packets no byte above 8FH follows FFH. */
const PACKET_MARKER_FIRST = 0x90
/** Lsot, Isot, Psot, TPsot, TNsot, and the marker. */
const SOT_BYTES = 12

/** SIZ, COD, COC, TLM, PRF, PLM, PLT, CAP, CPF, QCD, QCC, RGN, POC, PPM, PPT, CRG, and those of part 2. */
const DECODED = new Set([
  0x50, 0x51, 0x52, 0x53, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x63, 0x72, 0x73, 0x74,
  0x75, 0x76, 0x77, 0x78, 0x79,
])

/** Bytes that were taken, for those who have to know where they are. */
class Count {
  bytes = 0
}

/** Throws CODESTREAM_INVALID where a decoder could not go on either. SOC and the marker of SIZ were taken. */
export function* followJpeg2000(): CodeGenerator {
  yield* followCodeStream(new Count())
  yield { kind: 'blank-rest' }
}

/** As above; the signature box was taken. */
export function* followJp2(): CodeGenerator {
  yield* followBoxes(Number.POSITIVE_INFINITY, 0)
  yield { kind: 'blank-rest' }
}

/** Up to EOC, or to where what should be a tile-part is none. */
function* followCodeStream(count: Count): CodeGenerator {
  yield* takeSegment(0x51, count)
  let marker = yield* readMarker(count)
  while (marker !== SOT) {
    yield* takeSegment(marker, count)
    marker = yield* readMarker(count)
  }
  while (marker === SOT) {
    yield* takeTilePart(count)
    const { length } = yield* match([0xff, SOT], count)
    if (length === 1) {
      yield* match([EOC], count)
      return
    }
    if (length === 0) return
  }
}

/** After its marker. Where its length is not stated, it is the last one, and ends before EOC, which is taken. */
function* takeTilePart(count: Count): CodeGenerator {
  const start = count.bytes - 2
  const sot = (yield* read(SOT_BYTES - 2, count)).slice()
  const tilePartBytes = new DataView(sot.buffer).getUint32(4)
  if (sot[0] !== 0 || sot[1] !== SOT_BYTES - 2) throw new SluiceError('CODESTREAM_INVALID')
  let marker = yield* readMarker(count)
  while (marker !== SOD) {
    yield* takeSegment(marker, count)
    marker = yield* readMarker(count)
  }
  if (tilePartBytes === 0) {
    yield* takePackets()
    return
  }
  const bytes = tilePartBytes - (count.bytes - start)
  if (bytes < 0) throw new SluiceError('CODESTREAM_INVALID')
  count.bytes += bytes
  yield { kind: 'keep', bytes }
}

function* takePackets(): CodeGenerator {
  for (;;) {
    const marker = (yield { kind: 'scan', from: PACKET_MARKER_FIRST })[0]
    if (marker === EOC) return
    if (marker === SOP) yield { kind: 'keep', bytes: 4 }
  }
}

function* takeSegment(marker: number, count: Count): CodeGenerator {
  // reserved, without parameters
  if (marker >= 0x30 && marker <= 0x3f) return
  const [high, low] = yield* read(2, count)
  const bytes = high! * 256 + low! - 2
  if (bytes < 0) throw new SluiceError('CODESTREAM_INVALID')
  count.bytes += bytes
  if (DECODED.has(marker)) {
    yield { kind: 'keep', bytes }
    return
  }
  // what kind of comment it is stays
  const kept = marker === COM ? (yield { kind: 'match', expected: [0].slice(0, bytes) }).length : 0
  const registered = kept === 1 ? (yield { kind: 'match', expected: [1].slice(0, bytes - 1) }).length : 0
  yield { kind: 'blank', bytes: bytes - kept - registered }
}

/** The second byte of a marker of a header. */
function* readMarker(count: Count): Generator<CodeRequest, number, Uint8Array> {
  const { length } = yield* match([0xff], count)
  if (length === 0) throw new SluiceError('CODESTREAM_INVALID')
  const marker = (yield* read(1, count))[0]!
  if (marker < 0x30 || marker === EOC) throw new SluiceError('CODESTREAM_INVALID')
  return marker
}

/** Boxes whose contents a decoder reads, and how many bytes of these stay. Those of the boxes without a number are looked into. */
const BOX_BYTES: ReadonlyMap<string, number> = new Map([
  ['ftyp', 12],
  ['jp2h', 0],
  ['ihdr', 14],
  ['bpcc', 16_384],
  ['colr', 0],
  ['pclr', 65_536],
  ['cmap', 65_536],
  ['cdef', 98_306],
  ['res ', 0],
  ['resc', 10],
  ['resd', 10],
  ['jp2c', 0],
])
const BOX_TYPES = [...BOX_BYTES.keys()].map((type) => [...type].map((character) => character.charCodeAt(0)))
const COLOUR_ENUMERATED = 1
/** A length whose first byte is above is that of a box of more than 256 MiB, or none. */
const BOX_LENGTH_FIRST_BYTE_MAX = 0x0f

/** Boxes up to so many bytes, no deeper than res in jp2h. What follows the code stream is not looked at. True once it was there. */
function* followBoxes(limitBytes: number, depth: number): Generator<CodeRequest, boolean, Uint8Array> {
  let leftBytes = limitBytes
  while (leftBytes > 0) {
    const { headBytes, contentBytes, type } = yield* boxHeader()
    const isLast = contentBytes === undefined
    if (!isLast && contentBytes > leftBytes - headBytes) throw new SluiceError('CODESTREAM_INVALID')
    if (type === 'jp2c') {
      const count = new Count()
      const { length } = yield* match(JPEG_2000_START, count)
      if (length < JPEG_2000_START.length) throw new SluiceError('CODESTREAM_INVALID')
      yield* followCodeStream(count)
      return true
    }
    if (isLast) return true
    leftBytes -= headBytes + contentBytes
    if (type === 'colr') yield* takeColour(contentBytes)
    else if ((type === 'jp2h' && depth === 0) || (type === 'res ' && depth === 1)) {
      if (yield* followBoxes(contentBytes, depth + 1)) return true
    } else {
      const kept = Math.min(BOX_BYTES.get(type) ?? 0, contentBytes)
      yield { kind: 'keep', bytes: kept }
      yield { kind: 'blank', bytes: contentBytes - kept }
    }
  }
  return false
}

/** A type that is not known does not stay either. `contentBytes` is undefined where the box goes on to the end. */
function* boxHeader(): Generator<
  CodeRequest,
  { headBytes: number; contentBytes: number | undefined; type: string },
  Uint8Array
> {
  const first = (yield { kind: 'read', bytes: 1 })[0]!
  if (first > BOX_LENGTH_FIRST_BYTE_MAX) throw new SluiceError('CODESTREAM_INVALID')
  let boxBytes = first * 0x1000000 + numberOf(yield { kind: 'read', bytes: 3 })
  const matched = yield { kind: 'match-any', known: BOX_TYPES }
  const type = String.fromCharCode(...matched)
  yield { kind: 'blank', bytes: 4 - matched.length }
  if (boxBytes === 0) return { headBytes: 8, contentBytes: undefined, type }
  let headBytes = 8
  if (boxBytes === 1) {
    const zeros = yield { kind: 'match', expected: [0, 0, 0, 0] }
    if (zeros.length < 4) throw new SluiceError('CODESTREAM_INVALID')
    boxBytes = numberOf(yield { kind: 'read', bytes: 4 })
    headBytes = 16
  }
  if (boxBytes < headBytes) throw new SluiceError('CODESTREAM_INVALID')
  return { headBytes, contentBytes: boxBytes - headBytes, type }
}

function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((number, byte) => number * 256 + byte, 0)
}

/** A colour space by number stays, a profile does not. */
function* takeColour(bytes: number): CodeGenerator {
  if (bytes < 3) throw new SluiceError('CODESTREAM_INVALID')
  const [method] = yield { kind: 'read', bytes: 3 }
  const kept = method === COLOUR_ENUMERATED ? Math.min(4, bytes - 3) : 0
  yield { kind: 'keep', bytes: kept }
  yield { kind: 'blank', bytes: bytes - 3 - kept }
}

function* read(bytes: number, count: Count): Generator<CodeRequest, Uint8Array, Uint8Array> {
  count.bytes += bytes
  return yield { kind: 'read', bytes }
}

function* match(expected: readonly number[], count: Count): Generator<CodeRequest, Uint8Array, Uint8Array> {
  const matched = yield { kind: 'match', expected }
  count.bytes += matched.length
  return matched
}
