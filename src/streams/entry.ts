/**
 * One member of an archive as a stream of its own: a Readable with a `header`, shaped as tar-stream shapes its entries, so that either
 * can take those of the other.
 */

import { Readable } from 'node:stream'
import {
  TYPE_CONTIGUOUS,
  TYPE_DIRECTORY,
  TYPE_FILE,
  TYPE_HARD_LINK,
  TYPE_OLD_FILE,
  TYPE_SYMBOLIC_LINK,
} from '../archive/tar-header.ts'
import { SluiceError } from '../errors.ts'

/**
 * What a member is. Only a `file` is ever looked into; none of the others passes. `fifo` stands for devices, for sparse members, whose body is not
 * that of a file, and for what is not known.
 */
export type EntryType = 'file' | 'directory' | 'link' | 'symlink' | 'fifo'

/** What stands before the body of a member. Nothing else of its header in the archive comes along. */
export interface EntryHeader {
  /** It identifies, unless it was made here. Bytes that are no UTF-8 are replaced in it; `nameBytes` then has them. */
  readonly name: string
  readonly nameBytes?: Uint8Array
  /** Bytes of the body. */
  readonly size: number
  readonly type: EntryType
  /** Fixed, so that packing the same entries gives the same archive: rw-r--r--, and the beginning of 1970. */
  readonly mode: number
  readonly mtime: Date
}

/** What the stages take: an Entry, one of tar-stream's, or any bytes that have been given a `header`. */
export interface EntryLike extends AsyncIterable<Uint8Array> {
  readonly header: {
    readonly name: string
    readonly size?: number | undefined
    readonly type?: string | null | undefined
  }
}

/**
 * A body of `header.size` bytes. The next entry of its source comes only when this one was read or discarded: read it to the end,
 * hand it to a stage that does, or call `discard`.
 */
export class Entry extends Readable {
  readonly header: EntryHeader
  readonly #onWanted: () => void

  /** `onWanted` is called when bytes can be taken, and when none will be any more. */
  constructor(header: EntryHeader, onWanted: () => void) {
    super()
    this.header = header
    this.#onWanted = onWanted
    // Whoever does not read a body is told of its end by the stage that it came from.
    this.on('error', () => {})
  }

  override _read(): void {
    this.#onWanted()
  }

  override _destroy(fault: Error | null, done: (fault?: Error | null) => void): void {
    this.#onWanted()
    done(fault)
  }

  /** The rest of the body is not wanted. */
  discard(): void {
    this.destroy()
  }
}

/** The writing end of an Entry. */
export interface EntryWriter {
  readonly entry: Entry
  /** Resolves when more can be taken. Bytes for an entry that was discarded are left out. */
  write(bytes: Uint8Array): Promise<void>
  end(): void
  /** The body will not be whole. */
  fail(fault: Error): void
}

export function openEntry(header: EntryHeader): EntryWriter {
  let onWanted: (() => void) | undefined
  const entry = new Entry(header, () => {
    onWanted?.()
    onWanted = undefined
  })
  return {
    entry,
    write: async (bytes) => {
      if (entry.destroyed || entry.push(bytes)) return
      await new Promise<void>((resolve) => {
        onWanted = resolve
      })
    },
    end: () => {
      if (!entry.destroyed) entry.push(null)
    },
    fail: (fault) => {
      entry.destroy(fault)
    },
  }
}

/** The header of a member with this name. `size` in bytes. */
export function createHeader(nameBytes: Uint8Array, size: number, type: EntryType = 'file'): EntryHeader {
  const name = new TextDecoder().decode(nameBytes)
  const exact = Buffer.from(name).equals(nameBytes)
  return { name, ...(!exact && { nameBytes }), size, type, mode: 0o644, mtime: new Date(0) }
}

/** The header of what a stage was given, all of it checked. Fails with ENTRY_INVALID. */
export function readHeader({ header }: EntryLike): EntryHeader {
  const { name, size, type, nameBytes } = (header ?? {}) as Partial<EntryHeader>
  if (typeof name !== 'string' || name === '') throw invalid('an entry has a name in its header')
  if (!Number.isSafeInteger(size) || (size as number) < 0) throw invalid('an entry has its size in bytes in its header')
  return createHeader(nameBytes ?? Buffer.from(name), size as number, entryTypeOf(type))
}

/** The body, held to the size that was announced. Fails with ENTRY_INVALID where it has not as many bytes. */
export async function* readBody(entry: EntryLike): AsyncGenerator<Uint8Array, void, undefined> {
  let leftBytes = readHeader(entry).size
  for await (const chunk of entry) {
    if (!(chunk instanceof Uint8Array)) throw invalid('the body of an entry is bytes')
    leftBytes -= chunk.length
    if (leftBytes < 0) throw invalid('the body of an entry is longer than its header says')
    yield chunk
  }
  if (leftBytes > 0) throw invalid('the body of an entry is shorter than its header says')
}

/** Reads away what is left of a body, so that its source can go on. */
export function discard(entry: EntryLike): void {
  if (entry instanceof Entry) entry.discard()
  else (entry as unknown as { resume?: () => void }).resume?.()
}

/** By the type flag of a tar header. */
export function entryTypeFrom(typeFlag: number, sparse: boolean): EntryType {
  if (sparse) return 'fifo'
  switch (typeFlag) {
    case TYPE_FILE:
    case TYPE_OLD_FILE:
    case TYPE_CONTIGUOUS:
      return 'file'
    case TYPE_DIRECTORY:
      return 'directory'
    case TYPE_HARD_LINK:
      return 'link'
    case TYPE_SYMBOLIC_LINK:
      return 'symlink'
    default:
      return 'fifo'
  }
}

/** By the name of a type, as tar-stream has them too. A header without a type is that of a file. */
function entryTypeOf(type: unknown): EntryType {
  switch (type) {
    case undefined:
    case 'file':
    case 'contiguous-file':
      return 'file'
    case 'directory':
    case 'link':
    case 'symlink':
      return type
    default:
      return 'fifo'
  }
}

function invalid(detail: string): SluiceError {
  return new SluiceError('ENTRY_INVALID', {}, detail)
}
