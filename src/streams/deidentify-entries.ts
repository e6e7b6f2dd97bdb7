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
import { type EntryHeader, type EntryLike, type EntryType, readBody, readHeader } from './entry.ts'
import { asError, stage } from './entry-stage.ts'
import { EntryWalk } from './entry-walk.ts'
import { asStreamError } from './stream-error.ts'

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
    const archive = open({
      write: (bytes, ephemeral) => walk.push(ephemeral || areSharedZeros(bytes) ? copyOf(bytes) : bytes),
    })
    try {
      for await (const entry of entries) {
        const header = readHeader(entry)
        archive.push(encodeMemberHeader(header))
        yield* walk.take()
        for await (const chunk of readBody(entry)) {
          archive.push(chunk)
          yield* walk.take()
        }
        archive.push(encodePadding(header.size))
        yield* walk.take()
      }
      archive.push(encodeArchiveEnd())
      archive.end()
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
