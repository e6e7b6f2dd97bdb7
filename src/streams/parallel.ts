/**
 * An archive in a file, or a directory, to a file by several threads, of which this is one. It finds out and publishes batches of members (batch-queue.ts); each thread
 * takes the next batch, reads it, de-identifies it and writes it where it belongs (batch-work.ts, output-turns.ts). Records are told in the order of the entries.
 * The bytes and the records are those of one thread: what ends a run, the end of the archive or a fault in it, is left to an
 * ordinary run over what remains.
 */

import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import type { TarPlace } from '../archive/tar-entry.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { type Batch, isLong } from './archive-batches.ts'
import type { WorkerSetting } from './archive-worker.ts'
import { BatchQueue, type BatchTask } from './batch-queue.ts'
import { type BatchSource, type BatchSourceSetting, openBatchSource } from './batch-source.ts'
import { type BatchAnswer, BatchWork } from './batch-work.ts'
import type { Deidentification } from './deidentification.ts'
import { OutputTurns } from './output-turns.ts'
import { DescriptorFile, PositionedWriter } from './positioned-file.ts'

export interface ParallelOptions {
  readonly shared: Deidentification
  readonly source: BatchSourceSetting
  /** An empty file. */
  readonly outputDescriptor: number
  /** Threads that work, this one among them: at least 1. */
  readonly jobs: number
  readonly onEntry: (record: ArchiveEntryRecord) => void
  /** Told before the record of an entry that stands for what could not be read. */
  readonly onUnreadable: (ordinal: number) => void
  /** Told now and then how much of the input is done. */
  readonly onProgress: (inputBytes: number) => void
  readonly signal: AbortSignal
}

/** Batches that are under way or wait, for each thread. */
const BATCHES_AHEAD = 6
/** How long this thread works before it looks up. */
const SLICE_MILLISECONDS = 50
const SOURCE_ENDING = import.meta.url.slice(-3)

/** Fails as its parts do, with what `signal` was aborted with, and with INTERNAL where a thread dies. */
export async function runParallel(options: ParallelOptions): Promise<void> {
  const crew = new Crew(options)
  try {
    const place = await crew.work()
    options.signal.throwIfAborted()
    crew.finish(place)
  } finally {
    await crew.dismiss()
  }
}

class Crew {
  readonly #options: ParallelOptions
  readonly #turns = new OutputTurns()
  readonly #queue: BatchQueue
  readonly #aheadLimit: number
  readonly #workers: Worker[] = []
  readonly #source: BatchSource
  readonly #batches: Iterator<Batch>
  readonly #work: BatchWork
  /** Published and not yet told, by index. */
  readonly #ahead = new Map<number, { readonly batch: Batch; answer?: BatchAnswer }>()
  #publishedCount = 0
  #toldCount = 0
  #place: TarPlace = { ordinal: 0, offsetBytes: 0 }
  #isWalked = false
  /** This thread must be there for others, and does not wait for its turn with a long batch in its hands. */
  #isWorking = true
  #fault: { readonly thrown: unknown } | undefined
  /** Ends the wait for news. */
  #wake: () => void = () => {}

  constructor(options: ParallelOptions) {
    const { shared, outputDescriptor, jobs } = options
    this.#options = options
    this.#aheadLimit = jobs * BATCHES_AHEAD
    this.#queue = BatchQueue.create(this.#aheadLimit, options.source.kind === 'directory' ? limits.workerListBytes : 0)
    this.#source = openBatchSource(options.source)
    this.#batches = this.#source.batches()
    const engine = shared.openEngine()
    this.#work = new BatchWork({
      source: this.#source,
      output: new DescriptorFile(outputDescriptor, 'the output'),
      turns: this.#turns,
      framing: shared.settings.framing,
      open: (sink, onEntry, start) => shared.openArchive(sink, onEntry, { start, engine }),
    })
  }

  /** Answers where in the input an ordinary run has to go on. */
  async work(): Promise<TarPlace> {
    const { signal } = this.#options
    signal.throwIfAborted()
    const onAbort = (): void => this.#fail(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      for (;;) {
        this.#publish()
        if (this.#isWalked && this.#ahead.size === 0) return this.#place
        const task = this.#isWorking ? this.#queue.claim() : undefined
        if (task === undefined) await this.#awaitNews()
        else await this.#perform(task)
        if (this.#fault !== undefined) throw this.#fault.thrown
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** The rest, in this thread: the end of the archive, or what leads up to its fault. */
  finish(place: TarPlace): void {
    const { shared, outputDescriptor, onEntry } = this.#options
    const writer = new PositionedWriter(new DescriptorFile(outputDescriptor, 'the output'), this.#turns.endBytes)
    const consumer = shared.openArchive(writer, onEntry, { start: place })
    for (const chunk of this.#source.rest(place)) consumer.push(chunk)
    consumer.end()
    writer.flush()
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  #startWorker(): void {
    const { shared, source, outputDescriptor } = this.#options
    const workerData: WorkerSetting = {
      settings: shared.settingsWithKey,
      source,
      outputDescriptor,
      turns: this.#turns.memory,
      queue: this.#queue.memory,
    }
    const worker = new Worker(new URL(`./archive-worker${SOURCE_ENDING}`, import.meta.url), { workerData })
    worker.on('message', (answer: BatchAnswer) => this.#take(answer))
    worker.on('error', () => this.#fail(new SluiceError('INTERNAL')))
    worker.on('exit', () => this.#fail(new SluiceError('INTERNAL', {}, 'a thread has ended before its work')))
    this.#workers.push(worker)
  }

  #publish(): void {
    while (!this.#isWalked && this.#ahead.size < this.#aheadLimit) {
      const batch = this.#nextBatch()
      if (batch === undefined) return
      // Nobody may block this thread: from here on, another one does what it did.
      if (isLong(batch)) this.#isWorking = false
      this.#ahead.set(this.#publishedCount++, { batch })
      this.#queue.publish(batch)
      while (this.#workers.length < this.#wantedWorkers) this.#startWorker()
    }
  }

  /** No more than there are batches for: a thread takes longer to start than a batch. */
  get #wantedWorkers(): number {
    return Math.min(this.#options.jobs, this.#publishedCount) - (this.#isWorking ? 1 : 0)
  }

  /** A fault of an archive is not told here: an ordinary run over the rest comes upon it in its place. */
  #nextBatch(): Batch | undefined {
    try {
      const next = this.#batches.next()
      if (next.done !== true) return next.value
    } catch (fault) {
      if (!(fault instanceof SluiceError) || this.#options.source.kind === 'directory') throw fault
    }
    this.#isWalked = true
    return undefined
  }

  /** One batch, by this thread, which looks up in between. */
  async #perform(task: BatchTask): Promise<void> {
    const steps = this.#work.perform(task)
    let sliceEnd = performance.now() + SLICE_MILLISECONDS
    for (;;) {
      const step = steps.next()
      if (step.done === true) {
        this.#take(step.value)
        await setImmediate()
        return
      }
      if (step.value === 'turn') {
        while (!this.#turns.isDue(task.index) && this.#fault === undefined) {
          this.#turns.awaitBriefly(task.index)
          await this.#lookUp()
        }
      } else if (performance.now() > sliceEnd) {
        await this.#lookUp()
        sliceEnd = performance.now() + SLICE_MILLISECONDS
      }
      if (this.#fault !== undefined) return
    }
  }

  /** Hears what others have to say, and keeps them busy. */
  async #lookUp(): Promise<void> {
    await setImmediate()
    if (this.#fault === undefined) this.#publish()
  }

  async #awaitNews(): Promise<void> {
    if (this.#fault !== undefined) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  /** Answers that come later are not looked at: their entries are not told. */
  #fail(thrown: unknown): void {
    this.#fault ??= { thrown }
    this.#wake()
  }

  #take(answer: BatchAnswer): void {
    if (this.#fault !== undefined) return
    const held = this.#ahead.get(answer.index)
    if (held !== undefined) held.answer = answer
    try {
      this.#tell()
    } catch (fault) {
      this.#fail(fault)
    }
    this.#wake()
  }

  /** Tells the records of all batches that are next in order. */
  #tell(): void {
    for (;;) {
      const held = this.#ahead.get(this.#toldCount)
      if (held?.answer === undefined) return
      for (const ordinal of held.answer.unreadable) this.#options.onUnreadable(ordinal)
      for (const record of held.answer.records) this.#options.onEntry(record)
      const { failure, ended } = held.answer
      if (failure !== undefined) throw new SluiceError(failure.code, failure.place, failure.detail)
      if (ended === true) throw new SluiceError('INTERNAL')
      this.#ahead.delete(this.#toldCount++)
      this.#place = held.batch.end
      this.#options.onProgress(this.#place.offsetBytes)
    }
  }
}
