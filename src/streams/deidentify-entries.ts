/**
 * Entries in, de-identified entries out. They go through the same archive as with `tar()`: written as its members, de-identified
 * in passing, and taken apart again, so that there is one policy of what passes, under which name, and of what is told of it.
 */

import type { Duplex } from 'node:stream'
import {
  BLOCK_BYTES,
  encodeHeader,
  NAME_BYTES,
  TYPE_DIRECTORY,
  TYPE_FIFO,
  TYPE_HARD_LINK,
  TYPE_SYMBOLIC_LINK,
} from '../archive/tar-header.ts'
import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../archive/tar-writer.ts'
import { areSharedZeros, copyOf } from '../engine/zeros.ts'
import { SluiceError } from '../errors.ts'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import { type Entry, type EntryHeader, type EntryLike, type EntryType, readBody, readHeader } from './entry.ts'
import { asError, stage } from './entry-stage.ts'
import { EntryWalk } from './entry-walk.ts'
import { asStreamError } from './stream-error.ts'

/** What the walk is given before what it tells is taken. */
const HELD_BYTES = 65_536

/** Of what never passes, only the kind has to be told. */
function typeFlagOf(type: Exclude<EntryType, 'file'>): number {
  switch (type) {
    case 'directory':
      return TYPE_DIRECTORY
    case 'link':
      return TYPE_HARD_LINK
    case 'symlink':
      return TYPE_SYMBOLIC_LINK
    case 'fifo':
      return TYPE_FIFO
  }
}

/** `open` makes the archive over the sink that it is to write to. */
export function deidentifyEntries(open: (sink: ByteSink) => ByteConsumer): Duplex {
  return stage(async function* (entries: AsyncIterable<EntryLike>) {
    const walk = new EntryWalk()
    /** What the archive wrote and the walk has not seen. Zeros are shared until then. */
    const parts: Uint8Array[] = []
    const archive = open({
      write: (bytes, ephemeral) => parts.push(ephemeral && !areSharedZeros(bytes) ? copyOf(bytes) : bytes),
    })
    /** A part after the other, as they are wanted: of what was promised and is not there one chunk can leave any number. */
    async function* take(): AsyncGenerator<Entry, void, undefined> {
      let heldBytes = 0
      for (const part of parts) {
        walk.push(areSharedZeros(part) ? copyOf(part) : part)
        heldBytes += part.length
        if (heldBytes < HELD_BYTES) continue
        heldBytes = 0
        yield* walk.take()
      }
      parts.length = 0
      yield* walk.take()
    }
    try {
      for await (const entry of entries) {
        const header = readHeader(entry)
        archive.push(encodeMemberHeader(header))
        yield* take()
        for await (const chunk of readBody(entry)) {
          archive.push(chunk)
          yield* take()
        }
        archive.push(encodePadding(header.size))
        yield* take()
      }
      archive.push(encodeArchiveEnd())
      archive.end()
      yield* take()
      walk.end()
      yield* walk.take()
    } catch (fault) {
      const error = asStreamError(asError(fault))
      walk.fail(error)
      throw error
    } finally {
      walk.fail(new SluiceError('ARCHIVE_TRUNCATED'))
    }
  })
}

function encodeMemberHeader({ name, nameBytes = Buffer.from(name), size, type }: EntryHeader): Uint8Array {
  if (type === 'file') return encodeEntryHeader(nameBytes, size)
  const block = new Uint8Array(BLOCK_BYTES)
  encodeHeader(block, 0, typeFlagOf(type), nameBytes.subarray(0, NAME_BYTES), new Uint8Array(0), size)
  return block
}
