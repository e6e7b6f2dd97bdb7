/**
 * What a thread does with one batch: reads it, de-identifies it, and writes it where it belongs when its turn tells where that is.
 * Where it would have to wait it says so, and its thread waits as it can.
 */

import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import type { TarPlace } from '../archive/tar-entry.ts'
import type { ObjectFraming } from '../engine/contract.ts'
import type { Code, Place } from '../errors.ts'
import { limits } from '../limits.ts'
import { type Batch, isLong } from './archive-batches.ts'
import type { BatchTask } from './batch-queue.ts'
import type { BatchSource } from './batch-source.ts'
import { BatchWriter } from './batch-writer.ts'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import { type OutputTurns, TurnsEndedError } from './output-turns.ts'
import type { PositionedFile } from './positioned-file.ts'
import { asSluiceError } from './stream-error.ts'

export interface BatchAnswer {
  readonly index: number
  /** Of the entries that came to their end, in order. */
  readonly records: readonly ArchiveEntryRecord[]
  /** Ordinals of those that stand for what could not be read. */
  readonly unreadable: readonly number[]
  /** Why there are no more. */
  readonly failure?: { readonly code: Code; readonly place: Place; readonly detail: string | undefined }
  /** A batch before has failed, so that nothing of this one is written. */
  readonly ended?: boolean
}

export interface BatchWorkParts {
  readonly source: BatchSource
  readonly output: PositionedFile
  readonly turns: OutputTurns
  readonly framing: ObjectFraming
  /** From a place on; one at a time. */
  readonly open: (sink: ByteSink, onEntry: (record: ArchiveEntryRecord) => void, start: TarPlace) => ByteConsumer
}

/** `turn`: it is to be gone on with when the batch has its turn, or will not have it. `pause`: whenever that is convenient. */
export type BatchStep = 'turn' | 'pause'

interface Told {
  readonly records: ArchiveEntryRecord[]
  readonly unreadable: number[]
}

const NOTHING_TOLD = { records: [], unreadable: [] }

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
    const told: Told = { records: [], unreadable: [] }
    try {
      const isPlaced = framing === 'same-size'
      this.#writer.begin(index, isLong(batch), isPlaced ? batch.start.offsetBytes : undefined)
      yield* this.#rewrite(batch, told)
      yield 'turn'
      turns.await(index)
      this.#writer.end()
      return { index, ...told }
    } catch (fault) {
      if (fault instanceof TurnsEndedError) return { index, ...NOTHING_TOLD, ended: true }
      yield 'turn'
      return this.#fail(index, told, fault)
    }
  }

  *#rewrite(batch: Batch, told: Told): Generator<BatchStep> {
    const { open, source } = this.#parts
    const consumer = open(this.#writer, (record) => told.records.push(record), batch.start)
    const chunks = source.chunks(batch, this.#buffer, (ordinal) => told.unreadable.push(ordinal))
    try {
      for (;;) {
        const { value, done } = chunks.next()
        if (done === true) {
          // Fails as any archive does that ends in the midst of a member.
          if (value === true) consumer.end()
          return
        }
        consumer.push(value)
        yield 'pause'
      }
    } finally {
      chunks.return(false)
    }
  }

  /** What comes before it still has its turn; nothing after it has. */
  #fail(index: number, told: Told, fault: unknown): BatchAnswer {
    const { turns } = this.#parts
    try {
      // What is written after its turn may fail then.
      if (!turns.isOver(index)) turns.await(index)
      turns.abort()
    } catch {
      return { index, ...NOTHING_TOLD, ended: true }
    }
    const { code, place, message } = asSluiceError(fault)
    // A place of an entry says enough; what has none may say more, as the system's code of a write that failed.
    const detail = Object.keys(place).length > 0 ? undefined : message.slice(code.length + 2)
    return { index, ...told, failure: { code, place, detail } }
  }
}
