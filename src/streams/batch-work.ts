/**
 * What a thread does with one batch of an archive: reads it, de-identifies it, and writes it where it belongs when its turn tells where that is.
 * Where it would have to wait it says so, and its thread waits as it can.
 */

import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import type { TarPlace } from '../archive/tar-entry.ts'
import type { ObjectFraming } from '../engine/contract.ts'
import type { Code, Place } from '../errors.ts'
import { limits } from '../limits.ts'
import { type Batch, isLong } from './archive-batches.ts'
import type { BatchTask } from './batch-queue.ts'
import { BatchWriter } from './batch-writer.ts'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import { ioError } from './descriptors.ts'
import { type OutputTurns, TurnsEndedError } from './output-turns.ts'
import type { PositionedFile } from './positioned-file.ts'
import { asSluiceError } from './stream-error.ts'

/** What is read at a time. All of a batch is kept until it is written, unless it is a long one. */
const READ_BYTES = 524_288

export interface BatchAnswer {
  readonly index: number
  /** Of the entries that came to their end, in order. */
  readonly records: readonly ArchiveEntryRecord[]
  /** Why there are no more. */
  readonly failure?: { readonly code: Code; readonly place: Place; readonly detail: string | undefined }
  /** A batch before has failed, so that nothing of this one is written. */
  readonly ended?: boolean
}

export interface BatchWorkParts {
  readonly input: PositionedFile
  readonly output: PositionedFile
  readonly turns: OutputTurns
  readonly framing: ObjectFraming
  /** From a place on; one at a time. */
  readonly open: (sink: ByteSink, onEntry: (record: ArchiveEntryRecord) => void, start: TarPlace) => ByteConsumer
}

/** `turn`: it is to be gone on with when the batch has its turn, or will not have it. `pause`: whenever that is convenient. */
export type BatchStep = 'turn' | 'pause'

/** For one batch at a time. */
export class BatchWork {
  readonly #parts: BatchWorkParts
  readonly #writer: BatchWriter
  readonly #buffer = new Uint8Array(limits.workerHeldBytes)

  constructor(parts: BatchWorkParts) {
    this.#parts = parts
    this.#writer = new BatchWriter(parts.output, parts.turns, limits.workerHeldBytes)
  }

  /** Blocks the thread where it is gone on with before the turn, and in a long batch. */
  *perform({ index, batch }: BatchTask): Generator<BatchStep, BatchAnswer> {
    const { turns, framing } = this.#parts
    const records: ArchiveEntryRecord[] = []
    try {
      const isPlaced = framing === 'same-size'
      this.#writer.begin(index, isLong(batch), isPlaced ? batch.start.offsetBytes : undefined)
      yield* this.#rewrite(batch, records)
      yield 'turn'
      turns.await(index)
      this.#writer.end()
      return { index, records }
    } catch (fault) {
      if (fault instanceof TurnsEndedError) return { index, records: [], ended: true }
      yield 'turn'
      return this.#fail(index, records, fault)
    }
  }

  *#rewrite(batch: Batch, records: ArchiveEntryRecord[]): Generator<BatchStep> {
    const { start, end } = batch
    const consumer = this.#parts.open(this.#writer, (record) => records.push(record), start)
    const bytes = end.offsetBytes - start.offsetBytes
    for (let at = 0; at < bytes; ) {
      const bufferAt = isLong(batch) ? 0 : at
      const wanted = this.#buffer.subarray(bufferAt, bufferAt + Math.min(READ_BYTES, bytes - at))
      const count = this.#parts.input.readAt(wanted, start.offsetBytes + at)
      if (count === 0) throw ioError('a file became shorter while it was read', undefined)
      consumer.push(wanted.subarray(0, count))
      at += count
      yield 'pause'
    }
  }

  /** What comes before it still has its turn; nothing after it has. */
  #fail(index: number, records: readonly ArchiveEntryRecord[], fault: unknown): BatchAnswer {
    const { turns } = this.#parts
    try {
      // What is written after its turn may fail then.
      if (!turns.isOver(index)) turns.await(index)
      turns.abort()
    } catch {
      return { index, records: [], ended: true }
    }
    const { code, place, message } = asSluiceError(fault)
    // A place of an entry says enough; what has none may say more, as the system's code of a write that failed.
    const detail = Object.keys(place).length > 0 ? undefined : message.slice(code.length + 2)
    return { index, records, failure: { code, place, detail } }
  }
}
