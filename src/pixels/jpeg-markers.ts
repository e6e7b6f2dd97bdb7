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
/** What follows the identifier of JFIF; units, densities and the size of the thumbnail, which does not stay, may be 0. */
const JFIF_VERSIONS = [
  [1, 0],
  [1, 1],
  [1, 2],
]
/** Of Adobe between the identifier and the colour transform: version and flags. */
const ADOBE_FLAGS_BYTES = 6
const ADOBE_TRANSFORMS = [[0], [1], [2]]
const COLOUR_TRANSFORMS = [[0], [1], [2], [3]]

/** Throws CODESTREAM_INVALID where a decoder could not go on either. SOI and the FFH that follows it were taken. */
export function* followJpeg(): CodeGenerator {
  let marker = yield* nextMarker(true)
  let jfifSeen = false
  for (;;) {
    if (marker === EOI) {
      yield { kind: 'zeros' }
      const next = yield { kind: 'match', expected: JPEG_START }
      if (next.length < JPEG_START.length) {
        yield { kind: 'blank-rest' }
        return
      }
      jfifSeen = false
    } else if (hasSegment(marker)) {
      const bytes = yield* segmentBytes()
      if (marker === APP0) {
        yield* takeJfif(bytes, jfifSeen)
        jfifSeen = true
      } else if (marker === APP14) yield* takeTransform(ADOBE, ADOBE_FLAGS_BYTES, ADOBE_TRANSFORMS, bytes)
      else if (marker === APP8 && bytes === COLOUR_TRANSFORM.length + 1)
        yield* takeTransform(COLOUR_TRANSFORM, 0, COLOUR_TRANSFORMS, bytes)
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

/** Of the first one the version stays. */
function* takeJfif(bytes: number, jfifSeen: boolean): CodeGenerator {
  const { length } = yield { kind: 'match', expected: JFIF.slice(0, bytes) }
  let left = bytes - length
  if (length === JFIF.length && !jfifSeen && left >= JFIF_VERSIONS[0]!.length) {
    left -= (yield { kind: 'match-any', known: JFIF_VERSIONS }).length
  }
  yield { kind: 'blank', bytes: left }
}

/**
 * Of a segment that begins with `identifier` the number behind `flagsBytes` stays. Throws where it is none of `known`: what becomes of it would be
 * another colour.
 */
function* takeTransform(
  identifier: readonly number[],
  flagsBytes: number,
  known: readonly (readonly number[])[],
  bytes: number,
): CodeGenerator {
  const { length } = yield { kind: 'match', expected: identifier.slice(0, bytes) }
  let left = bytes - length
  if (length === identifier.length && left > flagsBytes) {
    yield { kind: 'blank', bytes: flagsBytes }
    if ((yield { kind: 'match-any', known }).length === 0) throw new SluiceError('CODESTREAM_INVALID')
    left -= flagsBytes + 1
  }
  yield { kind: 'blank', bytes: left }
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
