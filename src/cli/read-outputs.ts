/** Opens outputs one after the other and hands their bytes, decompressed, to a reader that only looks. */

import { readSync, statSync } from 'node:fs'
import { ArchiveReader, type ObjectListener, type OutputReader, SingleObjectReader } from '../risk/output-reader.ts'
import { ioError } from '../streams/descriptors.ts'
import { readDirectoryAsTar } from '../streams/directory-tar.ts'
import { type Input, openInput } from './input.ts'
import { openPlain } from './plain-input.ts'

const READ_BYTES = 262_144
/** A shorter rest of a body is read rather than passed over: a seek costs as much. */
const WORTH_SKIPPING_BYTES = 1_048_576

/** Told of so many bytes that were read or passed over; of what is compressed, as they are when it is not. */
export type OnRead = (bytes: number) => void

/** Reads all of `path`: an archive, plain or compressed, an object, a directory, or `-`. Fails where it cannot be read or is not whole. */
export async function readOutput(
  path: string,
  tags: ReadonlySet<number>,
  listener: ObjectListener,
  onRead: OnRead,
): Promise<void> {
  const input = openInput(path)
  try {
    if (input.kind === 'directory') readDirectory(input, new ArchiveReader(tags, listener), onRead)
    else if (input.kind === 'tar' && input.stats.isFile()) readFile(input, new ArchiveReader(tags, listener), onRead)
    else await readStream(input, tags, listener, onRead)
  } finally {
    input.close()
  }
}

function readDirectory(input: Input, reader: OutputReader, onRead: OnRead): void {
  for (const chunk of readDirectoryAsTar(input.path!, [])) {
    reader.push(chunk)
    onRead(chunk.byteLength)
  }
  reader.end()
}

/** Bytes of all of them, where each is a file that is not compressed. */
export function totalBytesOf(paths: readonly string[]): number | undefined {
  let total = 0
  for (const path of paths) {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats?.isFile() !== true || isCompressed(path)) return undefined
    total += stats.size
  }
  return total
}

/** What cannot be read is told of when it is. */
function isCompressed(path: string): boolean {
  try {
    const input = openInput(path)
    input.close()
    return input.kind === 'gzip' || input.kind === 'zstd'
  } catch {
    return false
  }
}

/** A file is read where something of it is wanted. */
function readFile({ descriptor, stats }: Input, reader: OutputReader, onRead: OnRead): void {
  const buffer = new Uint8Array(READ_BYTES)
  for (let at = 0; at < stats.size; ) {
    const count = readAt(descriptor, buffer, at)
    if (count === 0) break
    reader.push(buffer.subarray(0, count))
    at += count
    onRead(count)
    const skippable = Math.min(reader.skippableBytes, stats.size - at)
    if (skippable < WORTH_SKIPPING_BYTES) continue
    reader.skip(skippable)
    at += skippable
    onRead(skippable)
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

async function readStream(
  input: Input,
  tags: ReadonlySet<number>,
  listener: ObjectListener,
  onRead: OnRead,
): Promise<void> {
  const { isArchive, chunks } = await openPlain(input)
  const reader = isArchive ? new ArchiveReader(tags, listener) : new SingleObjectReader(tags, listener)
  for await (const chunk of chunks) {
    reader.push(chunk)
    onRead(chunk.byteLength)
  }
  reader.end()
}
