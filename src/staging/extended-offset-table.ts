/** Extended Offset Table and its lengths (PS3.3 C.7.6.3.1.8), which stand in front of Pixel Data: 64 bits for each frame. */

import { groupOf, tagOf } from '../dicom/tag.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Spool } from './spool.ts'

export interface ExtendedOffsets {
  /** Of the item of each frame, from the item of the first one. */
  readonly offsets: readonly number[]
  /** Of the frames, without what pads them to an even length. */
  readonly lengths: readonly number[]
  /** Where the two values stand in the object. */
  readonly offsetsAt: number
  readonly lengthsAt: number
}

const PIXEL_GROUP = 0x7fe0
const OFFSETS = 0x7fe00001
const LENGTHS = 0x7fe00002
/** Encapsulated Pixel Data Value Total Length, of what is not in frames. */
const TOTAL_LENGTH = 0x7fe00003
const HEADER_BYTES = 8
const LONG_HEADER_BYTES = 12
const ENTRY_BYTES = 8

/**
 * From the elements of group 7FE0 before Pixel Data, from `from` to `to`. Undefined where there is no table. Throws PIXELS_CONTRADICTORY where there is half of one, or one that cannot
 * be read; PIXELS_ENCAPSULATED where there is a total length.
 */
export function readExtendedOffsets(spool: Spool, from: number, to: number): ExtendedOffsets | undefined {
  const places = new Map<number, { readonly at: number; readonly valueBytes: number }>()
  for (let at = from; at < to; ) {
    const [first, second, third, fourth, ...rest] = read(spool, at, Math.min(HEADER_BYTES, to - at))
    if (rest.length < HEADER_BYTES - 4) throw new SluiceError('PIXELS_CONTRADICTORY')
    const tag = tagOf(first! + second! * 256, third! + fourth! * 256)
    const isLong = /^O[VBWDFL]|U[VNCRT]|SV|SQ$/.test(String.fromCharCode(rest[0]!, rest[1]!))
    const headerBytes = isLong ? LONG_HEADER_BYTES : HEADER_BYTES
    if (at + headerBytes > to) throw new SluiceError('PIXELS_CONTRADICTORY')
    const valueBytes = isLong ? littleEndian(read(spool, at + HEADER_BYTES, 4)) : rest[2]! + rest[3]! * 256
    if (at + headerBytes + valueBytes > to || places.has(tag)) throw new SluiceError('PIXELS_CONTRADICTORY')
    if (groupOf(tag) === PIXEL_GROUP) places.set(tag, { at: at + headerBytes, valueBytes })
    at += headerBytes + valueBytes
  }
  if (places.has(TOTAL_LENGTH)) throw new SluiceError('PIXELS_ENCAPSULATED')
  const offsets = places.get(OFFSETS)
  const lengths = places.get(LENGTHS)
  if (offsets === undefined && lengths === undefined) return undefined
  if (offsets === undefined || lengths === undefined || offsets.valueBytes !== lengths.valueBytes) {
    throw new SluiceError('PIXELS_CONTRADICTORY')
  }
  if (offsets.valueBytes > ENTRY_BYTES * limits.fragments) throw new SluiceError('PIXELS_TOO_LARGE')
  if (offsets.valueBytes % ENTRY_BYTES !== 0) throw new SluiceError('PIXELS_CONTRADICTORY')
  const numbersAt = (at: number): number[] =>
    Array.from({ length: offsets.valueBytes / ENTRY_BYTES }, (_, index) =>
      littleEndian(read(spool, at + ENTRY_BYTES * index, ENTRY_BYTES)),
    )
  return {
    offsets: numbersAt(offsets.at),
    lengths: numbersAt(lengths.at),
    offsetsAt: offsets.at,
    lengthsAt: lengths.at,
  }
}

/** The values that stand there for other frames. */
export function encodeEntries(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(ENTRY_BYTES * numbers.length)
  const view = new DataView(bytes.buffer)
  for (const [index, number] of numbers.entries()) view.setBigUint64(ENTRY_BYTES * index, BigInt(number), true)
  return bytes
}

function read(spool: Spool, at: number, bytes: number): number[] {
  return [...spool.read(at, bytes)]
}

function littleEndian(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte, index) => sum + byte * 256 ** index, 0)
}
