/** The fragments of encapsulated Pixel Data (PS3.5 A.4), and which of them are of which frame. */

import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { ExtendedOffsets } from './extended-offset-table.ts'
import type { Spool } from './spool.ts'

/** Offsets are from the beginning of the object. */
export interface Fragments {
  /** Offsets of the Basic Offset Table; none where it is empty. */
  readonly basicOffsets: readonly number[]
  /** Of the item of the first fragment: what offsets of both tables are counted from. */
  readonly firstItemAt: number
  /** By fragment: of its value, and how long that is. */
  readonly valuesAt: readonly number[]
  readonly valueBytes: readonly number[]
  /** Behind the Sequence Delimitation Item. */
  readonly endAt: number
}

/** By frame: its first fragment, and the one behind its last. */
export type FrameFragments = readonly (readonly [from: number, to: number])[]

const ITEM = 0xfffee000
const SEQUENCE_END = 0xfffee0dd
const HEADER_BYTES = 8
const OFFSET_BYTES = 4
const START_BYTES = 3

/** `at`: of the item of the Basic Offset Table. Throws TRUNCATED, DELIMITER_UNEXPECTED, PIXELS_TOO_LARGE beyond limits.fragments, PIXELS_CONTRADICTORY where the table is not of whole offsets. */
export function readFragments(spool: Spool, at: number): Fragments {
  const table = readItem(spool, at)
  if (table === undefined) throw new SluiceError('PIXELS_CONTRADICTORY')
  if (table.valueBytes > OFFSET_BYTES * limits.fragments) throw new SluiceError('PIXELS_TOO_LARGE')
  if (table.valueBytes % OFFSET_BYTES !== 0) throw new SluiceError('PIXELS_CONTRADICTORY')
  const view = viewOf(spool.read(table.valueAt, table.valueBytes))
  const basicOffsets = Array.from({ length: table.valueBytes / OFFSET_BYTES }, (_, index) =>
    view.getUint32(OFFSET_BYTES * index, true),
  )
  const firstItemAt = table.valueAt + table.valueBytes
  const valuesAt: number[] = []
  const valueBytes: number[] = []
  let itemAt = firstItemAt
  for (;;) {
    const item = readItem(spool, itemAt)
    if (item === undefined) break
    if (valuesAt.length === limits.fragments) throw new SluiceError('PIXELS_TOO_LARGE')
    valuesAt.push(item.valueAt)
    valueBytes.push(item.valueBytes)
    itemAt = item.valueAt + item.valueBytes
  }
  return { basicOffsets, firstItemAt, valuesAt, valueBytes, endAt: itemAt + HEADER_BYTES }
}

/** Undefined at the end of the sequence. */
function readItem(spool: Spool, at: number): { readonly valueAt: number; readonly valueBytes: number } | undefined {
  if (at + HEADER_BYTES > spool.sizeBytes) throw new SluiceError('TRUNCATED')
  const view = viewOf(spool.read(at, HEADER_BYTES))
  const tag = view.getUint16(0, true) * 0x1_0000 + view.getUint16(2, true)
  const valueBytes = view.getUint32(4, true)
  const valueAt = at + HEADER_BYTES
  if (tag === SEQUENCE_END && valueBytes === 0) return undefined
  if (tag !== ITEM) throw new SluiceError('DELIMITER_UNEXPECTED')
  if (valueAt + valueBytes > spool.sizeBytes) throw new SluiceError('TRUNCATED')
  return { valueAt, valueBytes }
}

/**
 * Which fragments are of which of `frames` frames: by the Extended Offset Table, else by the basic one, else one each, else all of the one frame, else by where code streams begin. Throws
 * PIXELS_CONTRADICTORY where what there is does not say so, or more than one thing.
 */
export function framesOf(
  fragments: Fragments,
  frames: number,
  extended: ExtendedOffsets | undefined,
  spool: Spool,
): FrameFragments {
  const count = fragments.valuesAt.length
  const { basicOffsets } = fragments
  const isStart = (index: number): boolean => beginsCodestream(fragments, index, spool)
  let starts: readonly number[]
  if (extended !== undefined) starts = startsAt(fragments, extended.offsets)
  else if (basicOffsets.length > 0) starts = startsAt(fragments, basicOffsets)
  else if (count === frames) starts = fragments.valuesAt.map((_, index) => index)
  else if (frames === 1) starts = [0]
  else starts = fragments.valuesAt.flatMap((_, index) => (isStart(index) ? [index] : []))
  if (starts.length !== frames || starts[0] !== 0 || frames > count) throw new SluiceError('PIXELS_CONTRADICTORY')
  const ranges = starts.map((from, index) => [from, starts[index + 1] ?? count] as const)
  // A second code stream in what is said to be one frame is another frame, which nobody would look at.
  for (const [from, to] of ranges) {
    for (let index = from + 1; index < to; index++) if (isStart(index)) throw new SluiceError('PIXELS_CONTRADICTORY')
  }
  if (extended !== undefined) checkLengths(fragments, ranges, extended)
  return ranges
}

/** The fragments at these offsets. */
function startsAt({ valuesAt, firstItemAt }: Fragments, offsets: readonly number[]): number[] {
  const indexes = new Map(valuesAt.map((valueAt, index) => [valueAt - HEADER_BYTES - firstItemAt, index]))
  const starts = offsets.map((offset) => indexes.get(offset) ?? -1)
  if (starts.some((start, index) => start <= (starts[index - 1] ?? -1))) throw new SluiceError('PIXELS_CONTRADICTORY')
  return starts
}

/** With the extended table each frame is one fragment, which may have a byte more to an even length. */
function checkLengths({ valueBytes }: Fragments, ranges: FrameFragments, { lengths }: ExtendedOffsets): void {
  const areRight =
    lengths.length === ranges.length &&
    ranges.every(([from, to], index) => to - from === 1 && [0, 1].includes(valueBytes[from]! - lengths[index]!))
  if (!areRight) throw new SluiceError('PIXELS_CONTRADICTORY')
}

/** SOI and a marker, or SOC and the first byte of SIZ. */
function beginsCodestream({ valuesAt, valueBytes }: Fragments, index: number, spool: Spool): boolean {
  if (valueBytes[index]! < START_BYTES) return false
  const [first, second, third] = spool.read(valuesAt[index]!, START_BYTES)
  return first === 0xff && third === 0xff && (second === 0xd8 || second === 0x4f)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
