/**
 * An archive rewritten where it lies, in same-size framing. Killed at any moment, it goes on from its journal and comes to the
 * same bytes: docs/same-size.md says why.
 *
 * Batch by batch, a batch being whole members:
 *   1. the new bytes are made and written to the journal, then the journal's state says so (`apply`);
 *   2. they are copied over the old ones, then the state says so (`between`).
 * Up to the `apply` nothing of the batch has changed, and it is done again from the beginning; from there on, the old bytes are not
 * needed any more. So the journal never holds an old byte.
 */

import { createHash } from 'node:crypto'
import type { TarPlace } from '../archive/tar-entry.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { type Batch, findBatches } from './archive-batches.ts'
import type { ByteSink } from './byte-consumer.ts'
import { JOURNAL_DATA_AT, Journal, type JournalValue } from './journal.ts'
import type { JournaledOptions } from './journaled-options.ts'
import { type PositionedFile, readThrough } from './positioned-file.ts'

/** What `open` gives has same-size framing. */
export interface InPlaceOptions extends JournaledOptions {
  readonly archive: PositionedFile
  readonly archiveBytes: number
  /** Output bytes of a batch, limits.inPlaceBatchBytes by default; a longer member is a batch alone. */
  readonly batchBytes?: number
}

/** New bytes of a batch and where in the archive they belong. */
interface Region {
  readonly offsetBytes: number
  readonly bytes: number
  /** SHA-256. */
  readonly digest: string
}

interface Progress {
  readonly carried: JournalValue
  /** The batch that was applied last. It has to be found again: an archive that was restored in between would stay as it is. */
  readonly applied: Region | null
}

type State = Progress &
  (
    | { readonly phase: 'between'; readonly next: TarPlace }
    | { readonly phase: 'apply'; readonly region: Region; readonly next: TarPlace }
    /** The end of the archive is being filled with zeros. */
    | { readonly phase: 'end'; readonly offsetBytes: number }
    | { readonly phase: 'done' }
  )

const GATHER_BYTES = 1_048_576
/** How many headers are read until the driver may stop the run. */
const CHECKED_ENTRIES = 1024

/**
 * Runs to the end, and yields now and then how many bytes of the archive are done, so that its driver can stop between. Where
 * the journal says that the archive is done already, nothing is changed. Fails with JOURNAL_MISMATCH and JOURNAL_INVALID, and before anything is
 * changed with what is wrong with the archive.
 */
export function* rewriteInPlace(options: InPlaceOptions): Generator<number> {
  const journal = new Journal(options.journal, options.terms)
  const write = (state: State): void => journal.write(state)
  let state = journal.read() as State | undefined
  if (state === undefined) {
    yield* checkArchive(options)
    state = { phase: 'between', next: { ordinal: 0, offsetBytes: 0 }, applied: null, carried: options.carried.save() }
    write(state)
  } else {
    const { applied } = state
    if (applied !== null && digestOf(options.archive, applied.offsetBytes, applied.bytes) !== applied.digest) {
      throw new SluiceError('JOURNAL_MISMATCH')
    }
    options.carried.restore(state.carried)
  }
  if (state.phase === 'apply') {
    apply(options, state.region)
    state = { phase: 'between', next: state.next, applied: state.region, carried: state.carried }
    write(state)
  }
  if (state.phase === 'between') state = yield* rewriteMembers(options, state, write)
  if (state.phase === 'end') {
    fillEnd(options, state.offsetBytes)
    write({ phase: 'done', applied: state.applied, carried: state.carried })
  }
  // The new bytes are in the archive; what says that it is done stays.
  if (options.journal.readAt(new Uint8Array(1), JOURNAL_DATA_AT) > 0) options.journal.truncate(JOURNAL_DATA_AT)
}

/** A damaged archive is to be found out before anything of it is changed. */
function* checkArchive({ archive, archiveBytes, batchBytes }: InPlaceOptions): Generator<number> {
  const bounds = { bytes: batchBytes ?? limits.inPlaceBatchBytes, entries: CHECKED_ENTRIES }
  for (const _ of findBatches(archive, archiveBytes, bounds)) yield 0
}

function* rewriteMembers(
  options: InPlaceOptions,
  from: Extract<State, { phase: 'between' }>,
  write: (state: State) => void,
): Generator<number, State> {
  const { archive, archiveBytes, carried } = options
  const start = from.next
  let applied = from.applied
  const bounds = { bytes: options.batchBytes ?? limits.inPlaceBatchBytes, entries: Number.POSITIVE_INFINITY }
  const log = new RedoLog(options.journal)
  const consumer = options.open(log, options.onEntry, start)
  const buffer = new Uint8Array(GATHER_BYTES / 2)
  for (const batch of findBatches(archive, archiveBytes, bounds, start)) {
    const offsetBytes = batch.start.offsetBytes
    log.begin(batch)
    for (let at = offsetBytes; at < batch.end.offsetBytes; ) {
      const count = archive.readAt(buffer.subarray(0, Math.min(buffer.length, batch.end.offsetBytes - at)), at)
      if (count === 0) throw new SluiceError('IO', {}, 'the archive became shorter while it was read')
      consumer.push(buffer.subarray(0, count))
      at += count
      yield offsetBytes
    }
    if (batch.last) {
      consumer.end()
      const state: State = { phase: 'end', offsetBytes, applied, carried: carried.save() }
      write(state)
      return state
    }
    const region = { offsetBytes, ...log.end() }
    if (region.bytes !== batch.end.offsetBytes - offsetBytes) throw new SluiceError('INTERNAL')
    const saved = carried.save()
    write({ phase: 'apply', region, next: batch.end, applied, carried: saved })
    apply(options, region)
    applied = region
    write({ phase: 'between', next: batch.end, applied, carried: saved })
  }
  throw new SluiceError('INTERNAL')
}

/** Copies what the journal holds over what it replaces. May be done again any number of times. */
function apply({ archive, journal }: InPlaceOptions, { offsetBytes, bytes, digest }: Region): void {
  if (digestOf(journal, JOURNAL_DATA_AT, bytes) !== digest) throw new SluiceError('JOURNAL_INVALID')
  readThrough(journal, JOURNAL_DATA_AT, bytes, (chunk, at) => archive.writeAt(chunk, offsetBytes + at))
  archive.sync()
}

function digestOf(file: PositionedFile, offsetBytes: number, bytes: number): string {
  const hash = createHash('sha256')
  readThrough(file, offsetBytes, bytes, (chunk) => hash.update(chunk))
  return hash.digest('hex')
}

/** What is not zero after the last member: extension blocks of none. */
function fillEnd({ archive, archiveBytes }: InPlaceOptions, offsetBytes: number): void {
  readThrough(archive, offsetBytes, archiveBytes - offsetBytes, (chunk, at) => {
    if (chunk.some((byte) => byte !== 0)) archive.writeAt(new Uint8Array(chunk.length), offsetBytes + at)
  })
  archive.sync()
}

/** The new bytes of one batch on their way to the journal. */
class RedoLog implements ByteSink {
  readonly #file: PositionedFile
  readonly #gathered = new Uint8Array(GATHER_BYTES)
  #gatheredBytes = 0
  #writtenBytes = 0
  #hash = createHash('sha256')
  /** The zeros at the end of an archive are not logged: they can be written again at any time. */
  #open = true

  constructor(file: PositionedFile) {
    this.#file = file
  }

  begin(batch: Batch): void {
    this.#hash = createHash('sha256')
    this.#gatheredBytes = 0
    this.#writtenBytes = 0
    this.#open = !batch.last
  }

  write(bytes: Uint8Array): void {
    if (!this.#open) return
    for (let at = 0; at < bytes.length; ) {
      const count = Math.min(bytes.length - at, GATHER_BYTES - this.#gatheredBytes)
      this.#gathered.set(bytes.subarray(at, at + count), this.#gatheredBytes)
      this.#gatheredBytes += count
      at += count
      if (this.#gatheredBytes === GATHER_BYTES) this.#flush()
    }
  }

  /** All is on the disk. */
  end(): { bytes: number; digest: string } {
    this.#flush()
    this.#file.sync()
    return { bytes: this.#writtenBytes, digest: this.#hash.digest('hex') }
  }

  #flush(): void {
    const bytes = this.#gathered.subarray(0, this.#gatheredBytes)
    this.#hash.update(bytes)
    this.#file.writeAt(bytes, JOURNAL_DATA_AT + this.#writtenBytes)
    this.#writtenBytes += bytes.length
    this.#gatheredBytes = 0
  }
}
