/**
 * An archive from one file to another by several threads. The main thread walks the headers and hands out batches of members; each thread
 * reads its batch, de-identifies it and writes it where it belongs (output-turns.ts). Records are told in the order of the entries.
 * The bytes and the records are those of one thread: what ends a run, the end of the archive or a fault in it, is left to an
 * ordinary run over what remains.
 */

import { Worker } from 'node:worker_threads'
import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import type { TarPlace } from '../archive/tar-entry.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { type Batch, findBatches } from './archive-batches.ts'
import type { WorkerAnswer, WorkerSetting, WorkerTask } from './archive-worker.ts'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import type { Settings } from './options.ts'
import { OutputTurns } from './output-turns.ts'
import { DescriptorFile, type PositionedFile, PositionedWriter } from './positioned-file.ts'

export interface ParallelOptions {
  /** With a key. */
  readonly settings: Settings & { readonly key: Uint8Array }
  readonly inputDescriptor: number
  readonly inputBytes: number
  /** An empty file. */
  readonly outputDescriptor: number
  /** Threads that work, beside the one that hands out: at least 1. */
  readonly jobs: number
  /** From a place on, with the same settings. */
  readonly open: (sink: ByteSink, onEntry: (record: ArchiveEntryRecord) => void, start: TarPlace) => ByteConsumer
  readonly onEntry: (record: ArchiveEntryRecord) => void
  /** Told now and then how much of the input is done. */
  readonly onProgress: (inputBytes: number) => void
  readonly signal: AbortSignal
}

/** Batches that are under way or wait for their turn to be told, for each thread. */
const BATCHES_AHEAD = 4
const READ_BYTES = 524_288
const SOURCE_ENDING = import.meta.url.slice(-3)

/** Fails as its parts do, with what `signal` was aborted with, and with INTERNAL where a thread dies. */
export async function runParallel(options: ParallelOptions): Promise<void> {
  const crew = new Crew(options)
  try {
    const place = await crew.work()
    options.signal.throwIfAborted()
    finish(options, place, crew.endBytes)
  } finally {
    await crew.dismiss()
  }
}

class Crew {
  readonly #options: ParallelOptions
  readonly #turns = new OutputTurns()
  readonly #workers: Worker[] = []
  readonly #idle: Worker[] = []
  readonly #batches: Iterator<Batch>
  /** Handed out and not yet told, by index. */
  readonly #ahead = new Map<number, { readonly batch: Batch; answer?: WorkerAnswer }>()
  #nextIndex = 0
  #toldIndex = 0
  #place: TarPlace = { ordinal: 0, offsetBytes: 0 }
  #walked = false
  #failed = false
  #settle: { resolve: (place: TarPlace) => void; reject: (fault: unknown) => void } | undefined

  constructor(options: ParallelOptions) {
    this.#options = options
    this.#batches = findBatches(new DescriptorFile(options.inputDescriptor), options.inputBytes, {
      bytes: limits.workerBatchBytes,
      entries: limits.workerBatchEntries,
    })
  }

  /** Where the output of the batches ends. */
  get endBytes(): number {
    return this.#turns.endBytes
  }

  /** Answers where in the input an ordinary run has to go on. */
  async work(): Promise<TarPlace> {
    const { signal, settings, inputDescriptor, outputDescriptor } = this.#options
    signal.throwIfAborted()
    const workerData: WorkerSetting = { settings, inputDescriptor, outputDescriptor, turns: this.#turns.memory }
    const onAbort = (): void => this.#fail(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await new Promise((resolve, reject) => {
        this.#settle = { resolve, reject }
        for (let job = 0; job < this.#options.jobs; job++) {
          const worker = new Worker(new URL(`./archive-worker${SOURCE_ENDING}`, import.meta.url), { workerData })
          worker.on('message', (answer: WorkerAnswer) => this.#take(worker, answer))
          worker.on('error', () => this.#fail(new SluiceError('INTERNAL')))
          worker.on('exit', () => this.#fail(new SluiceError('INTERNAL', {}, 'a thread has ended before its work')))
          this.#workers.push(worker)
          this.#idle.push(worker)
        }
        this.#handOut()
      })
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  #handOut(): void {
    while (this.#idle.length > 0 && !this.#walked && this.#ahead.size < this.#options.jobs * BATCHES_AHEAD) {
      const batch = this.#nextBatch()
      if (batch === undefined) break
      const task: WorkerTask = { index: this.#nextIndex++, batch }
      this.#ahead.set(task.index, { batch })
      this.#idle.pop()?.postMessage(task)
    }
    if (this.#walked && this.#ahead.size === 0) this.#settle?.resolve(this.#place)
  }

  /** A fault of the archive is not told here: an ordinary run over the rest comes upon it in its place. */
  #nextBatch(): Batch | undefined {
    try {
      const next = this.#batches.next()
      if (next.done !== true && !next.value.last) return next.value
    } catch (fault) {
      if (!(fault instanceof SluiceError)) throw fault
    }
    this.#walked = true
    return undefined
  }

  /** Answers that come later are not looked at: their entries are not told. */
  #fail(fault: unknown): void {
    this.#failed = true
    this.#settle?.reject(fault)
  }

  #take(worker: Worker, answer: WorkerAnswer): void {
    if (this.#failed) return
    const held = this.#ahead.get(answer.index)
    if (held !== undefined) held.answer = answer
    this.#idle.push(worker)
    try {
      this.#tell()
      this.#handOut()
    } catch (fault) {
      this.#fail(fault)
    }
  }

  /** Tells the records of all batches that are next in order. */
  #tell(): void {
    for (;;) {
      const held = this.#ahead.get(this.#toldIndex)
      if (held?.answer === undefined) return
      for (const record of held.answer.records) this.#options.onEntry(record)
      const { failure, ended } = held.answer
      if (failure !== undefined) throw new SluiceError(failure.code, failure.place, failure.detail)
      if (ended === true) throw new SluiceError('INTERNAL')
      this.#ahead.delete(this.#toldIndex++)
      this.#place = held.batch.end
      this.#options.onProgress(this.#place.offsetBytes)
    }
  }
}

/** The rest, in this thread: the end of the archive, or what leads up to its fault. */
function finish(options: ParallelOptions, place: TarPlace, outputBytes: number): void {
  const input: PositionedFile = new DescriptorFile(options.inputDescriptor)
  const writer = new PositionedWriter(new DescriptorFile(options.outputDescriptor), outputBytes)
  const consumer = options.open(writer, options.onEntry, place)
  const buffer = new Uint8Array(READ_BYTES)
  for (let at = place.offsetBytes; at < options.inputBytes; ) {
    const count = input.readAt(buffer.subarray(0, Math.min(READ_BYTES, options.inputBytes - at)), at)
    if (count === 0) break
    consumer.push(buffer.subarray(0, count))
    at += count
  }
  consumer.end()
  writer.flush()
}
