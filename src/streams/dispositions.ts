/** What became of the entries of one stream, for those who would rather iterate than be called. */

import type { Duplex } from 'node:stream'
import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { OnEntry } from './on-entry.ts'

/** A stream that tells what became of its entries. */
export interface WithDispositions {
  /**
   * A record for each entry that ends from now on, in order. Ends with the stream, and fails with what the stream was destroyed with. To be read while the stream flows:
   * beyond limits.pendingDispositions that nobody has read, it fails with DISPOSITIONS_LOST, and the stream goes on.
   */
  dispositions(): AsyncIterableIterator<ArchiveEntryRecord, undefined>
}

/** `open` makes the stream, over a hook that is told before `onEntry` is. */
export function withDispositions<Stream extends Duplex>(
  open: (onEntry: OnEntry) => Stream,
  onEntry: OnEntry,
): Stream & WithDispositions {
  const readers = new Set<Reader>()
  const stream = open((record) => {
    for (const reader of readers) reader.take(record)
    onEntry(record)
  })
  stream.once('close', () => {
    for (const reader of readers) reader.end(stream.errored ?? undefined)
  })
  return Object.assign(stream, {
    dispositions: () => {
      const reader = new Reader(() => readers.delete(reader))
      readers.add(reader)
      if (stream.closed) reader.end(stream.errored ?? undefined)
      return reader
    },
  })
}

class Reader implements AsyncIterableIterator<ArchiveEntryRecord, undefined> {
  readonly #onDone: () => void
  #pending: ArchiveEntryRecord[] = []
  /** How many of #pending were read. */
  #read = 0
  #ended = false
  #fault: Error | undefined
  #wake: (() => void) | undefined

  constructor(onDone: () => void) {
    this.#onDone = onDone
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  take(record: ArchiveEntryRecord): void {
    if (this.#pending.length - this.#read >= limits.pendingDispositions) this.end(new SluiceError('DISPOSITIONS_LOST'))
    else this.#pending.push(record)
    this.#wake?.()
  }

  /** What is pending can still be read. */
  end(fault?: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.#fault = fault
    this.#onDone()
    this.#wake?.()
  }

  async next(): Promise<IteratorResult<ArchiveEntryRecord, undefined>> {
    while (this.#read === this.#pending.length && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#read < this.#pending.length) return { done: false, value: this.#shift() }
    const fault = this.#fault
    this.#fault = undefined
    if (fault !== undefined) throw fault
    return { done: true, value: undefined }
  }

  async return(): Promise<IteratorResult<ArchiveEntryRecord, undefined>> {
    this.#pending = []
    this.#read = 0
    this.end()
    return { done: true, value: undefined }
  }

  #shift(): ArchiveEntryRecord {
    const record = this.#pending[this.#read++]!
    if (this.#read === this.#pending.length) {
      this.#pending = []
      this.#read = 0
    }
    return record
  }
}
