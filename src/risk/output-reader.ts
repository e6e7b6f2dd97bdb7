/** Reads outputs for what their objects tell of patients. The bodies of an archive beyond the heads of objects are passed over. */

import { dropCodeOf } from '../archive/entry-policy.ts'
import type { TarEntry, TarHandler } from '../archive/tar-entry.ts'
import { TarReader } from '../archive/tar-reader.ts'
import { SNIFF_BYTES, sniff } from '../dicom/sniff.ts'
import { type Code, SluiceError } from '../errors.ts'
import { ObjectHead, type RootTexts } from './object-head.ts'

/** Told of each object, or of why it could not be read. */
export interface ObjectListener {
  object(texts: RootTexts): void
  unread(code: Code): void
  /** A member that is no DICOM object. */
  other(): void
}

/** Takes an output in chunks of any size. */
export interface OutputReader {
  push(chunk: Uint8Array): void
  /** Bytes that may be passed over with `skip` instead of being pushed. */
  readonly skippableBytes: number
  skip(bytes: number): void
  /** The output is over. Fails where it is not whole. */
  end(): void
}

/** Reads an archive. Fails as TarReader does. */
export class ArchiveReader implements OutputReader {
  readonly #tags: ReadonlySet<number>
  readonly #listener: ObjectListener
  readonly #reader: TarReader
  #sniffed = new Uint8Array(0)
  #entry: TarEntry | undefined
  #head: ObjectHead | undefined

  constructor(tags: ReadonlySet<number>, listener: ObjectListener) {
    this.#tags = tags
    this.#listener = listener
    const handler: TarHandler = {
      entry: (entry) => this.#begin(entry),
      body: (bytes) => this.#take(bytes),
      entryEnd: () => this.#endEntry(),
      archiveEnd: () => {},
    }
    this.#reader = new TarReader(handler)
  }

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk)
  }

  get skippableBytes(): number {
    return this.#entry === undefined ? this.#reader.skippableBytes : 0
  }

  skip(bytes: number): void {
    this.#reader.skip(bytes)
  }

  end(): void {
    this.#reader.end()
  }

  #begin(entry: TarEntry): void {
    if (dropCodeOf(entry) !== undefined || entry.sizeBytes === 0) this.#listener.other()
    else this.#entry = entry
  }

  #take(bytes: Uint8Array): void {
    const entry = this.#entry
    if (entry === undefined) return
    if (this.#head !== undefined) {
      this.#give(this.#head, bytes)
      return
    }
    const sniffed = this.#sniffed.byteLength === 0 ? bytes : Buffer.concat([this.#sniffed, bytes])
    if (sniffed.byteLength < Math.min(SNIFF_BYTES, entry.sizeBytes)) {
      this.#sniffed = new Uint8Array(sniffed)
      return
    }
    this.#sniffed = new Uint8Array(0)
    if (sniff(sniffed, sniffed.byteLength === entry.sizeBytes, entry.sizeBytes) === 'dicom') {
      this.#head = new ObjectHead(entry.sizeBytes, this.#tags)
      this.#give(this.#head, sniffed)
    } else {
      this.#listener.other()
      this.#entry = undefined
    }
  }

  #give(head: ObjectHead, bytes: Uint8Array): void {
    giveTo(head, bytes, this.#listener)
    if (head.isDone) this.#close()
  }

  #endEntry(): void {
    // An object that is whole is done; a head that is not leaves nothing to be said of it.
    if (this.#head !== undefined) this.#listener.unread('TRUNCATED')
    this.#close()
  }

  #close(): void {
    this.#head = undefined
    this.#entry = undefined
    this.#sniffed = new Uint8Array(0)
  }
}

/** Reads one object. */
export class SingleObjectReader implements OutputReader {
  readonly #head: ObjectHead
  readonly #listener: ObjectListener
  readonly skippableBytes = 0

  constructor(tags: ReadonlySet<number>, listener: ObjectListener) {
    this.#head = new ObjectHead(undefined, tags)
    this.#listener = listener
  }

  push(chunk: Uint8Array): void {
    giveTo(this.#head, chunk, this.#listener)
  }

  skip(): void {
    throw new RangeError('an object alone is not passed over')
  }

  end(): void {
    if (!this.#head.isDone) attempt(() => this.#listener.object(this.#head.end()), this.#listener)
  }
}

function giveTo(head: ObjectHead, bytes: Uint8Array, listener: ObjectListener): void {
  if (head.isDone) return
  try {
    head.push(bytes)
  } catch (fault) {
    if (!(fault instanceof SluiceError)) throw fault
    head.giveUp()
    listener.unread(fault.code)
    return
  }
  if (head.texts !== undefined) listener.object(head.texts)
}

function attempt(work: () => void, listener: ObjectListener): void {
  try {
    work()
  } catch (fault) {
    if (!(fault instanceof SluiceError)) throw fault
    listener.unread(fault.code)
  }
}
