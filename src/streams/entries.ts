/**
 * Stages over entries: archives are taken apart, entries go one by one through filters and hands, and archives are put together. Each is a
 * Duplex, for `chain([...])` of stream-chain, for `pipeline`, and for `for await`.
 */

import type { Duplex, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../archive/tar-writer.ts'
import { SluiceError } from '../errors.ts'
import {
  createHeader,
  discard,
  type Entry,
  type EntryHeader,
  type EntryLike,
  openEntry,
  readBody,
  readHeader,
} from './entry.ts'
import { asError, stage } from './entry-stage.ts'
import { EntryWalk } from './entry-walk.ts'

export { discard, Entry, type EntryHeader, type EntryLike, type EntryType } from './entry.ts'

/** Bytes of a tar archive in, its entries out. Destroyed with a SluiceError where the archive is damaged, and the entry under way with it. */
export function untar(): Duplex {
  return stage(async function* (chunks: AsyncIterable<Uint8Array>) {
    const walk = new EntryWalk()
    try {
      for await (const chunk of chunks) {
        walk.push(chunk)
        yield* walk.take()
      }
      walk.end()
      yield* walk.take()
    } catch (fault) {
      walk.fail(asError(fault))
      throw fault
    } finally {
      walk.fail(new SluiceError('ARCHIVE_TRUNCATED'))
    }
  })
}

/**
 * Entries in, bytes of a tar archive out. Of a header only name and size are used; what is no file is left out. Fails with ENTRY_INVALID where a
 * header lacks them or a body has not as many bytes; the archive then has no end.
 */
export function tar(): Duplex {
  return stage(async function* (entries: AsyncIterable<EntryLike>) {
    for await (const entry of entries) {
      const { name, nameBytes, size, type } = readHeader(entry)
      if (type !== 'file') {
        discard(entry)
        continue
      }
      yield encodeEntryHeader(nameBytes ?? Buffer.from(name), size)
      yield* readBody(entry)
      if (size % 512 > 0) yield encodePadding(size)
    }
    yield encodeArchiveEnd()
  })
}

/** Lets through the entries that `accept` says yes to, and reads the others away. */
export function filter<Each extends EntryLike = Entry>(accept: (entry: Each) => boolean | Promise<boolean>): Duplex {
  return stage(async function* (entries: AsyncIterable<Each>) {
    for await (const entry of entries) {
      if (await accept(entry)) yield entry
      else discard(entry)
    }
  })
}

/** Gives each entry another name. Fails with ENTRY_INVALID where that is empty. */
export function rename(nameOf: (header: EntryLike['header']) => string | Promise<string>): Duplex {
  return stage(async function* (entries: AsyncIterable<EntryLike>) {
    for await (const entry of entries) {
      const { size, type } = readHeader(entry)
      const name = await nameOf(entry.header)
      if (name === '') throw new SluiceError('ENTRY_INVALID', {}, 'rename gave an empty name')
      yield* copy(entry, createHeader(Buffer.from(name), size, type))
    }
  })
}

/**
 * Writes entries to `branch` too, those that `accept` says yes to (all, without it), and ends it after the last. `branch` takes entries: a chain
 * that begins with `tar()`, say. The slower of the two sets the pace. A branch that fails destroys the stage.
 */
export function tee(branch: Writable, accept: (entry: EntryLike) => boolean | Promise<boolean> = () => true): Duplex {
  return stage(async function* (entries: AsyncIterable<EntryLike>) {
    const closed = finished(branch, { readable: false })
    closed.catch(() => {})
    try {
      for await (const entry of entries) {
        if (branch.destroyed) await closed
        if (await accept(entry)) yield* copy(entry, readHeader(entry), branch)
        else yield entry
      }
      branch.end()
      await closed
    } finally {
      branch.destroy()
    }
  })
}

/** The same body under a header of its own; and once more into `branch`, if there is one. */
async function* copy(entry: EntryLike, header: EntryHeader, branch?: Writable): AsyncGenerator<Entry, void, undefined> {
  const onward = openEntry(header)
  const aside = branch === undefined ? undefined : openEntry(header)
  const stopAside = (): void => aside?.entry.discard()
  branch?.once('close', stopAside)
  try {
    branch?.write(aside?.entry)
    yield onward.entry
    for await (const chunk of readBody(entry)) {
      await Promise.all([onward.write(chunk), aside?.write(chunk)])
      if (onward.entry.destroyed && (aside?.entry.destroyed ?? true)) break
    }
    onward.end()
    aside?.end()
  } catch (fault) {
    onward.fail(asError(fault))
    aside?.fail(asError(fault))
    throw fault
  } finally {
    branch?.off('close', stopAside)
    discard(entry)
  }
}
