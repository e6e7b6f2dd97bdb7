/** Opens outputs one after the other and hands their bytes, decompressed, to a reader that only looks. */

import { readSync } from 'node:fs'
import { ArchiveReader, type ObjectListener, type OutputReader, SingleObjectReader } from '../risk/output-reader.ts'
import { ioError } from '../streams/descriptors.ts'
import { readDirectoryAsTar } from '../streams/directory-tar.ts'
import { type Input, openInput } from './input.ts'
import { openPlain } from './plain-input.ts'

const READ_BYTES = 262_144
/** A shorter rest of a body is read rather than passed over: a seek costs as much. */
const WORTH_SKIPPING_BYTES = 1_048_576

/** Reads all of `path`: an archive, plain or compressed, an object, a directory, or `-`. Fails where it cannot be read or is not whole. */
export async function readOutput(path: string, tags: ReadonlySet<number>, listener: ObjectListener): Promise<void> {
  const input = openInput(path)
  try {
    if (input.kind === 'directory') readDirectory(input, new ArchiveReader(tags, listener))
    else if (input.kind === 'tar' && input.stats.isFile()) readFile(input, new ArchiveReader(tags, listener))
    else await readStream(input, tags, listener)
  } finally {
    input.close()
  }
}

function readDirectory(input: Input, reader: OutputReader): void {
  for (const chunk of readDirectoryAsTar(input.path!, [])) reader.push(chunk)
  reader.end()
}

/** A file is read where something of it is wanted. */
function readFile({ descriptor, stats }: Input, reader: OutputReader): void {
  const buffer = new Uint8Array(READ_BYTES)
  for (let at = 0; at < stats.size; ) {
    const count = readAt(descriptor, buffer, at)
    if (count === 0) break
    reader.push(buffer.subarray(0, count))
    at += count
    const skippable = Math.min(reader.skippableBytes, stats.size - at)
    if (skippable < WORTH_SKIPPING_BYTES) continue
    reader.skip(skippable)
    at += skippable
  }
  reader.end()
}

function readAt(descriptor: number, buffer: Uint8Array, at: number): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.byteLength, at)
  } catch (fault) {
    throw ioError('reading the input failed', fault)
  }
}

async function readStream(input: Input, tags: ReadonlySet<number>, listener: ObjectListener): Promise<void> {
  const { isArchive, chunks } = await openPlain(input)
  const reader = isArchive ? new ArchiveReader(tags, listener) : new SingleObjectReader(tags, listener)
  for await (const chunk of chunks) reader.push(chunk)
  reader.end()
}
