/** An archive in a file, cut where its members end. Bodies are passed over: only headers are read. */

import { endOf, type TarPlace } from '../archive/tar-entry.ts'
import { TarReader } from '../archive/tar-reader.ts'
import { limits } from '../limits.ts'
import type { PositionedFile } from './positioned-file.ts'

/** What is read at a time holds many members where they are small; behind a long body, a header and as a rule the extension blocks before it. */
const READ_BYTES = 16_384
const READ_BEHIND_BODY_BYTES = 2048

/** Members that follow one another, whole: with the extension blocks before each and the padding after. */
export interface Batch {
  readonly start: TarPlace
  readonly end: TarPlace
  /** It holds no member, but all that comes after the last one: the end of the archive. */
  readonly last: boolean
  /** Of a directory, the list of its files that are meant (directory-batches.ts). */
  readonly members?: Uint8Array
}

/** A batch is ended before the member with which it would have more of either; one member alone may have. */
export interface BatchBounds {
  readonly bytes: number
  readonly entries: number
}

/** One member that is longer than what a thread keeps of a batch. */
export function isLong({ start, end }: Batch): boolean {
  return end.offsetBytes - start.offsetBytes > limits.workerHeldBytes
}

/** The batches from `start` on, at least the last one. Fails as TarReader does, where the walk comes to it; with IO. */
export function* findBatches(
  file: PositionedFile,
  sizeBytes: number,
  bounds: BatchBounds,
  start: TarPlace = { ordinal: 0, offsetBytes: 0 },
): Generator<Batch> {
  let batchStart = start
  let memberEnd = start
  const found: Batch[] = []
  const close = (): void => {
    if (memberEnd.offsetBytes > batchStart.offsetBytes) found.push({ start: batchStart, end: memberEnd, last: false })
    batchStart = memberEnd
  }
  const reader = new TarReader(
    {
      entry: (entry) => {
        const end = { ordinal: entry.ordinal + 1, offsetBytes: endOf(entry) }
        const bytes = end.offsetBytes - batchStart.offsetBytes
        if (bytes > bounds.bytes || end.ordinal - batchStart.ordinal > bounds.entries) close()
        memberEnd = end
      },
      body: () => {},
      entryEnd: () => {},
      archiveEnd: () => {},
    },
    start,
  )
  const buffer = new Uint8Array(READ_BYTES)
  let readBytes = READ_BYTES
  for (let at = start.offsetBytes; at < sizeBytes; ) {
    const count = file.readAt(buffer.subarray(0, Math.min(readBytes, sizeBytes - at)), at)
    if (count === 0) break
    reader.push(buffer.subarray(0, count))
    const skippedBytes = Math.min(reader.skippableBytes, sizeBytes - at - count)
    reader.skip(skippedBytes)
    readBytes = skippedBytes > READ_BYTES ? READ_BEHIND_BODY_BYTES : READ_BYTES
    at += count + skippedBytes
    yield* found.splice(0)
  }
  reader.end()
  close()
  yield* found
  yield { start: memberEnd, end: { ordinal: memberEnd.ordinal, offsetBytes: sizeBytes }, last: true }
}
