/** An object that is held whole, written again with areas of its frames blanked: one frame at a time, offset tables as the new frames want them, and everything else as it was. */

import { SluiceError } from '../errors.ts'
import type { Rectangle } from '../pixels/blanked-areas.ts'
import { blankedRuns, NativeBlanking } from '../pixels/native-blanking.ts'
import { release } from '../pixels/release.ts'
import type { PixelMethod } from '../pixels/treatment.ts'
import { encodeEntries } from './extended-offset-table.ts'
import type { StagedFrames } from './frame-source.ts'
import type { Spool } from './spool.ts'
import type { StagedObject } from './stage.ts'

export interface RewrittenObject {
  readonly sizeBytes: number
  readonly method: PixelMethod
  write(take: (bytes: Uint8Array) => void): void
  close(): void
}

type Native = Extract<StagedFrames, { kind: 'native' }>
type Encapsulated = Extract<StagedFrames, { kind: 'encapsulated' }>

/** What goes on at a time. */
const PIECE_BYTES = 1024 * 1024
const HEADER_BYTES = 8
/** Offsets of a Basic Offset Table beyond this are cleared as no offsets: src/pixels/offset-table.ts. */
const BASIC_OFFSET_BELOW = 0x1000_0000
const SEQUENCE_END = Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0)

/** `rectangles`: within the image; where there are none, frames only lose the bits of samples beyond those stored. Throws with the code for which the object is to be withheld; then nothing is left of what it wrote. */
export function rewriteFrames(
  object: StagedObject,
  frames: StagedFrames,
  rectangles: readonly Rectangle[],
): RewrittenObject {
  return frames.kind === 'native'
    ? rewriteNative(object, frames, rectangles)
    : rewriteEncapsulated(object, frames, rectangles)
}

/** The object as it is held, for one in which nothing is to be blanked. */
export function asHeld({ spool }: StagedObject): Omit<RewrittenObject, 'method'> {
  return { sizeBytes: spool.sizeBytes, write: (take) => pass(spool, 0, spool.sizeBytes, take), close: () => {} }
}

function rewriteNative(
  { head, spool }: StagedObject,
  { geometry }: Native,
  rectangles: readonly Rectangle[],
): RewrittenObject {
  const { bulk } = head.facts
  const endAt = head.bulkValueAt + bulk.valueBytes!
  if (endAt > spool.sizeBytes) throw new SluiceError('TRUNCATED')
  return {
    sizeBytes: spool.sizeBytes,
    method: 'native',
    write(take) {
      pass(spool, 0, head.bulkValueAt, take)
      const blanking = new NativeBlanking(geometry, blankedRuns(rectangles, geometry), bulk.tag)
      blanking.begin({ tag: bulk.tag, depth: 0, fragment: undefined, valueBytes: bulk.valueBytes! })
      pass(spool, head.bulkValueAt, endAt, (piece) => {
        blanking.take(piece, (from, to, change) => change(piece.subarray(from, to), from))
        take(piece)
      })
      pass(spool, endAt, spool.sizeBytes, take)
    },
    close: () => {},
  }
}

function rewriteEncapsulated(
  object: StagedObject,
  frames: Encapsulated,
  rectangles: readonly Rectangle[],
): RewrittenObject {
  const { head, spool } = object
  const { source, codec, image, fragments, extended } = frames
  const rewritten = object.openSpool()
  const isCleaned = rectangles.length === 0
  try {
    const offsets: number[] = []
    const lengths: number[] = []
    for (let frame = 0; frame < source.count; frame++) {
      const before = frames.codestream(frame)
      const codestream = isCleaned ? codec.clean(before, image) : codec.blank(before, image, rectangles)
      offsets.push(rewritten.sizeBytes)
      lengths.push(codestream.length)
      rewritten.append(itemHeader(codestream.length + (codestream.length % 2)))
      rewritten.append(codestream)
      if (codestream.length % 2 === 1) rewritten.append(Uint8Array.of(0))
      release(codestream)
      release(before)
    }
    const hasTable = fragments.basicOffsets.length > 0 && offsets.at(-1)! < BASIC_OFFSET_BELOW
    const table = basicOffsetTable(hasTable ? offsets : [])
    const afterBytes = spool.sizeBytes - fragments.endAt
    return {
      sizeBytes: head.bulkValueAt + table.length + rewritten.sizeBytes + SEQUENCE_END.length + afterBytes,
      method: codec.method,
      write(take) {
        let at = 0
        const tables: readonly (readonly [at: number, numbers: readonly number[]])[] =
          extended === undefined
            ? []
            : [
                [extended.offsetsAt, offsets],
                [extended.lengthsAt, lengths],
              ]
        for (const [tableAt, numbers] of tables.toSorted(([one], [other]) => one - other)) {
          pass(spool, at, tableAt, take)
          const entries = encodeEntries(numbers)
          take(entries)
          at = tableAt + entries.length
        }
        pass(spool, at, head.bulkValueAt, take)
        take(table)
        pass(rewritten, 0, rewritten.sizeBytes, take)
        take(Uint8Array.from(SEQUENCE_END))
        pass(spool, fragments.endAt, spool.sizeBytes, take)
      },
      close: () => rewritten.clear(),
    }
  } catch (fault) {
    rewritten.clear()
    throw fault
  }
}

/** The bytes from `from` to `to`, in pieces that may be written to. */
function pass(spool: Spool, from: number, to: number, take: (bytes: Uint8Array) => void): void {
  const memory = new Uint8Array(Math.min(PIECE_BYTES, to - from))
  for (let at = from; at < to; at += PIECE_BYTES) {
    const bytes = Math.min(PIECE_BYTES, to - at)
    memory.set(spool.read(at, bytes))
    take(memory.subarray(0, bytes))
  }
}

function itemHeader(valueBytes: number): Uint8Array {
  const header = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0)
  new DataView(header.buffer).setUint32(4, valueBytes, true)
  return header
}

function basicOffsetTable(offsets: readonly number[]): Uint8Array {
  const table = new Uint8Array(HEADER_BYTES + 4 * offsets.length)
  table.set(itemHeader(4 * offsets.length))
  const view = new DataView(table.buffer)
  for (const [index, offset] of offsets.entries()) view.setUint32(HEADER_BYTES + 4 * index, offset, true)
  return table
}
