/**
 * A JPEG or JPEG-LS code stream from marker to marker (ISO/IEC 10918-1 B.1, ISO/IEC 14495-1 C): application and comment segments become zeros, but
 * for what a decoder reads in them. Frame, scan and table segments and entropy-coded data stay.
 */

import { SluiceError } from '../errors.ts'
import type { CodeGenerator, CodeRequest } from './code-walker.ts'

export const JPEG_START: readonly number[] = [0xff, 0xd8]

const BYTE_FF = 0xff
const MARKER_FIRST = 0xc0
const EOI = 0xd9
const SOS = 0xda
const APP0 = 0xe0
const APP8 = 0xe8
const APP14 = 0xee
const TEM = 0x01

const JFIF = bytesOf('JFIF\0')
const ADOBE = bytesOf('Adobe')
const COLOUR_TRANSFORM = bytesOf('mrfx')
const SPIFF = bytesOf('SPIFF\0')
/** After its identifier: version, units, densities, size of the thumbnail, which itself does not stay. */
const JFIF_BYTES = 9
/** After its identifier: version, flags, colour transform. */
const ADOBE_BYTES = 7
const SPIFF_BYTES = 24
/** The last entry of a SPIFF directory, which ends with another SOI. */
const SPIFF_DIRECTORY_END = [0, 0, 0, 1]

/** Throws CODESTREAM_INVALID where a decoder could not go on either. SOI and the FFH that follows it were taken. */
export function* followJpeg(): CodeGenerator {
  let marker = yield* nextMarker(true)
  let jfifSeen = false
  let spiffSeen = false
  for (;;) {
    if (marker === EOI) {
      yield { kind: 'zeros' }
      const next = yield { kind: 'match', expected: JPEG_START }
      if (next.length < JPEG_START.length) {
        yield { kind: 'blank-rest' }
        return
      }
      jfifSeen = false
      spiffSeen = false
    } else if (hasSegment(marker)) {
      const bytes = yield* segmentBytes()
      if (marker === APP0) {
        yield* keepHead(JFIF, jfifSeen ? 0 : JFIF_BYTES, bytes)
        jfifSeen = true
      } else if (marker === APP14) yield* keepHead(ADOBE, ADOBE_BYTES, bytes)
      else if (marker === APP8) spiffSeen = (yield* takeApp8(bytes, spiffSeen)) || spiffSeen
      else yield { kind: isDecoded(marker) ? 'keep' : 'blank', bytes }
      if (marker === SOS) {
        marker = (yield { kind: 'scan', from: MARKER_FIRST })[0]!
        continue
      }
    }
    marker = yield* nextMarker()
  }
}

/** What stands before it and is none becomes zeros, as a decoder skips it. */
function* nextMarker(ffTaken = false): Generator<CodeRequest, number, Uint8Array> {
  let code = ffTaken ? BYTE_FF : 0
  for (;;) {
    if (code === 0) {
      yield { kind: 'blank-to-ff' }
      code = BYTE_FF
    }
    while (code === BYTE_FF) code = (yield { kind: 'read', bytes: 1 })[0]!
    if (code >= MARKER_FIRST || code === TEM) return code
    if (code !== 0) throw new SluiceError('CODESTREAM_INVALID')
  }
}

function* segmentBytes(): Generator<CodeRequest, number, Uint8Array> {
  const [high, low] = yield { kind: 'read', bytes: 2 }
  const bytes = high! * 256 + low!
  if (bytes < 2) throw new SluiceError('CODESTREAM_INVALID')
  return bytes - 2
}

/** Of a segment that begins with `identifier`, so many bytes after it stay; of any other, none. */
function* keepHead(identifier: readonly number[], keptBytes: number, bytes: number): CodeGenerator {
  const { length } = yield { kind: 'match', expected: identifier.slice(0, bytes) }
  const kept = length === identifier.length ? Math.min(keptBytes, bytes - length) : 0
  yield { kind: 'keep', bytes: kept }
  yield { kind: 'blank', bytes: bytes - length - kept }
}

/** The colour transform of a JPEG-LS encoder, or the header or the directory of a SPIFF file. Whether it was the header. */
function* takeApp8(bytes: number, spiffSeen: boolean): Generator<CodeRequest, boolean, Uint8Array> {
  if (bytes === COLOUR_TRANSFORM.length + 1) {
    yield* keepHead(COLOUR_TRANSFORM, 1, bytes)
    return false
  }
  if (!spiffSeen) {
    const { length } = yield { kind: 'match', expected: SPIFF.slice(0, bytes) }
    const isHeader = length === SPIFF.length
    const kept = isHeader ? Math.min(SPIFF_BYTES, bytes - length) : 0
    yield { kind: 'keep', bytes: kept }
    yield { kind: 'blank', bytes: bytes - length - kept }
    return isHeader
  }
  yield* keepHead([...SPIFF_DIRECTORY_END, ...JPEG_START].slice(0, bytes), 0, bytes)
  return false
}

/** RSTn, SOI, EOI and TEM stand alone. */
function hasSegment(marker: number): boolean {
  return !(marker >= 0xd0 && marker <= EOI) && marker !== TEM
}

/** Frames, scans and tables; F7 to F9 are those of JPEG-LS. C8, F0 to FD and COM a decoder does not read, or stops at. */
function isDecoded(marker: number): boolean {
  return (marker >= MARKER_FIRST && marker < APP0 && marker !== 0xc8) || (marker >= 0xf7 && marker <= 0xf9)
}

function bytesOf(text: string): readonly number[] {
  return [...text].map((character) => character.charCodeAt(0))
}
