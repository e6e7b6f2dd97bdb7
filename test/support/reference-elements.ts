/**
 * Element headers of a data set that lies whole in memory: docs/engine.md 3.1 and 3.2, as plainly as they can be written.
 * Part of the reference that the engine is held against; it shares nothing with the engine but the seam's constants.
 */

import type { Code } from '../../src/errors.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_IMPLICIT_LE } from '../../src/wasm/seam.ts'

export const TAG_ITEM = 0xfffee000
export const TAG_ITEM_DELIMITATION = 0xfffee00d
export const TAG_SEQUENCE_DELIMITATION = 0xfffee0dd
const UNDEFINED_LENGTH = 0xffffffff

const SHORT_VRS = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '))
const LONG_VRS = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '))
const FRAGMENT_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW'])

/** Why the walk stopped: a code of the closed table, the offset in the data set of the header at fault, its tag if read. */
export class Refusal extends Error {
  readonly code: Code
  readonly offsetBytes: number
  readonly tag: number | undefined

  constructor(code: Code, offsetBytes: number, tag?: number) {
    super(code)
    this.code = code
    this.offsetBytes = offsetBytes
    this.tag = tag
  }
}

/** The data set: what there is of it, and where it was said to end if that was said. */
export interface DataSet {
  readonly bytes: Uint8Array
  /** N less the envelope; undefined in STREAM framing. */
  readonly announcedBytes: number | undefined
}

/** Where a header stands: how it is encoded, and the end of the innermost container that has one (Infinity: none). */
export interface Surroundings {
  readonly encoding: number
  readonly limitAt: number
}

export interface Header {
  readonly at: number
  readonly tag: number
  /** The two letters; undefined in implicit VR, and for (FFFE,eeee). */
  readonly vr: string | undefined
  readonly headerBytes: number
  readonly valueAt: number
  /** Undefined where the length is undefined. */
  readonly valueBytes: number | undefined
  /** 3.1: no VR, but a length of zero however it is read. */
  readonly senseless: boolean
  readonly encoding: number
}

export function isKnownVr(vr: string): boolean {
  return SHORT_VRS.has(vr) || LONG_VRS.has(vr)
}

export function isShortVr(vr: string): boolean {
  return SHORT_VRS.has(vr)
}

/** Refuses unless `countBytes` bytes at `at` lie within the limit and are there. Where not even those within are there, that comes first. */
function requireBytes(
  dataSet: DataSet,
  at: number,
  countBytes: number,
  limitAt: number,
  fault: { at: number; tag?: number },
): void {
  requirePresent(dataSet, at, Math.min(countBytes, limitAt - at), fault)
  requireWithin(at, countBytes, limitAt, fault)
}

function requireWithin(at: number, countBytes: number, limitAt: number, fault: { at: number; tag?: number }): void {
  if (at + countBytes > limitAt) throw new Refusal('LENGTH_OVERRUN', fault.at, fault.tag)
}

/** Refuses what the input does not have, though it may have been promised. */
export function requirePresent(
  dataSet: DataSet,
  at: number,
  countBytes: number,
  fault: { at: number; tag?: number },
): void {
  if (at + countBytes > dataSet.bytes.length) throw new Refusal('TRUNCATED', fault.at, fault.tag)
}

/** Reads the header at `at` and holds its length against its surroundings, whatever it is the header of. */
export function readHeader(dataSet: DataSet, at: number, around: Surroundings): Header {
  const header = parseHeader(dataSet, at, around)
  requireWithin(header.valueAt, header.valueBytes ?? 0, around.limitAt, header)
  return header
}

function parseHeader(dataSet: DataSet, at: number, around: Surroundings): Header {
  const { bytes } = dataSet
  const { encoding } = around
  // 3.2: what is still open when the root's known end is reached was never closed
  if (at === dataSet.announcedBytes && at === around.limitAt) throw new Refusal('TRUNCATED', at)
  requireBytes(dataSet, at, 8, around.limitAt, { at })
  const tag = read16(bytes, at, encoding) * 0x10000 + read16(bytes, at + 2, encoding)
  const make = (vr: string | undefined, headerBytes: number, length: number, senseless = false): Header => ({
    at,
    tag,
    vr,
    headerBytes,
    valueAt: at + headerBytes,
    valueBytes: length === UNDEFINED_LENGTH ? undefined : length,
    senseless,
    encoding,
  })
  if (encoding === ENCODING_IMPLICIT_LE || isDelimiterGroup(tag))
    return make(undefined, 8, read32(bytes, at + 4, encoding))
  const vr = String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!)
  if (SHORT_VRS.has(vr)) return make(vr, 8, read16(bytes, at + 6, encoding))
  if (/^[A-Z][A-Z]$/.test(vr)) {
    requireBytes(dataSet, at, 12, around.limitAt, { at, tag })
    return make(vr, 12, read32(bytes, at + 8, encoding))
  }
  if (bytes.subarray(at + 4, at + 8).every((byte) => byte === 0)) return make(undefined, 8, 0, true)
  throw new Refusal('VR_INVALID', at, tag)
}

export function isDelimiterGroup(tag: number): boolean {
  return tag >= 0xfffe0000 && tag <= 0xfffeffff
}

/** 3.8: what a value of undefined length is. */
export function formOfUndefinedLength(header: Header, encapsulated: boolean): 'sequence' | 'fragments' {
  if (header.vr === undefined) return encapsulated ? 'fragments' : 'sequence'
  if (header.vr === 'SQ' || header.vr === 'UN') return 'sequence'
  if (FRAGMENT_VRS.has(header.vr) || encapsulated) return 'fragments'
  throw new Refusal('UNDEFINED_LENGTH_INVALID', header.at, header.tag)
}

/** 3.1: inside a UN everything is implicit VR little endian. */
export function encodingInside(header: Header): number {
  return header.vr === 'UN' ? ENCODING_IMPLICIT_LE : header.encoding
}

/** The bytes of `header` with another length; undefined for undefined length. */
export function headerWithLength(dataSet: DataSet, header: Header, valueBytes: number | undefined): Uint8Array {
  const bytes = dataSet.bytes.slice(header.at, header.at + header.headerBytes)
  const length = valueBytes ?? UNDEFINED_LENGTH
  if (hasShortLength(header)) write16(bytes, 6, length, header.encoding)
  else write32(bytes, header.headerBytes - 4, length, header.encoding)
  return bytes
}

/** The length field has 16 bits. */
export function hasShortLength(header: Header): boolean {
  return header.vr !== undefined && header.headerBytes === 8
}

export function delimiter(tag: number, encoding: number): Uint8Array {
  const bytes = new Uint8Array(8)
  write16(bytes, 0, tag >>> 16, encoding)
  write16(bytes, 2, tag & 0xffff, encoding)
  return bytes
}

export function read16(bytes: Uint8Array, at: number, encoding: number): number {
  return view(bytes).getUint16(at, encoding !== ENCODING_EXPLICIT_BE)
}

export function read32(bytes: Uint8Array, at: number, encoding: number): number {
  return view(bytes).getUint32(at, encoding !== ENCODING_EXPLICIT_BE)
}

export function write16(bytes: Uint8Array, at: number, value: number, encoding: number): void {
  view(bytes).setUint16(at, value, encoding !== ENCODING_EXPLICIT_BE)
}

export function write32(bytes: Uint8Array, at: number, value: number, encoding: number): void {
  view(bytes).setUint32(at, value, encoding !== ENCODING_EXPLICIT_BE)
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
