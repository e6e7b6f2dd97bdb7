/**
 * A directory as the tar archive that it would make, so that it goes the way of all archives. Names are relative to the
 * directory and in the order of their bytes; symbolic links are not followed, and announced as links, which are dropped.
 */

import type { Dirent, Stats } from 'node:fs'
import { closeSync, constants, fstatSync, openSync, readdirSync } from 'node:fs'
import { BLOCK_BYTES, encodeHeader, TYPE_FIFO, TYPE_SYMBOLIC_LINK } from '../archive/tar-header.ts'
import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../archive/tar-writer.ts'
import { SluiceError } from '../errors.ts'
import { ioError, readDescriptor } from '../streams/descriptors.ts'
import { isSameFile } from './output-file.ts'

const READ_BYTES = 524_288
const SLASH = Buffer.from('/')
/** Stands for the names of links and devices, which have no place in the output. */
const NAMELESS = Buffer.from('-')
const NO_PREFIX = new Uint8Array(0)

/**
 * The chunks of the archive; each is valid until the next is asked for. `ownFiles`, which this run writes, are no part of it.
 * Fails with IO where something cannot be read, or changes its size while it is read.
 */
export function* readDirectoryAsTar(path: string, ownFiles: readonly Stats[]): Generator<Uint8Array> {
  const root = Buffer.from(path)
  const buffer = new Uint8Array(READ_BYTES)
  for (const { name, kind } of walk(root, Buffer.alloc(0))) {
    if (kind === 'file') yield* readMember(root, name, buffer, ownFiles)
    else yield memberWithoutBody(kind)
  }
  yield encodeArchiveEnd()
}

interface Member {
  /** Relative to the root, as the bytes that the system has: names need not be UTF-8. */
  readonly name: Buffer
  readonly kind: 'file' | 'link' | 'special'
}

function* walk(root: Buffer, relative: Buffer): Generator<Member> {
  for (const entry of list(join(root, relative))) {
    const name = join(relative, entry.name)
    if (entry.isDirectory()) yield* walk(root, name)
    else yield { name, kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'special' }
  }
}

function list(path: Buffer): Dirent<Buffer>[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true, encoding: 'buffer' })
    return entries.sort((left, right) => Buffer.compare(left.name, right.name))
  } catch (fault) {
    throw ioError('a directory of the input cannot be read', fault)
  }
}

function* readMember(
  root: Buffer,
  name: Buffer,
  buffer: Uint8Array,
  ownFiles: readonly Stats[],
): Generator<Uint8Array> {
  const descriptor = open(join(root, name))
  try {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) throw new SluiceError('IO', {}, 'a file of the input was replaced while it was read')
    if (ownFiles.some((own) => isSameFile(own, stats))) return
    yield encodeEntryHeader(name, stats.size)
    let leftBytes = stats.size
    while (leftBytes > 0) {
      const count = readDescriptor(descriptor, buffer.subarray(0, Math.min(leftBytes, READ_BYTES)))
      if (count <= 0) throw new SluiceError('IO', {}, 'a file of the input became shorter while it was read')
      yield buffer.subarray(0, count)
      leftBytes -= count
    }
    yield encodePadding(stats.size)
  } finally {
    closeSync(descriptor)
  }
}

function open(path: Buffer): number {
  try {
    // Should a link or a pipe take the file's place between the listing and now, neither is followed nor waited for.
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (fault) {
    throw ioError('a file of the input cannot be opened', fault)
  }
}

function memberWithoutBody(kind: 'link' | 'special'): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES)
  encodeHeader(block, 0, kind === 'link' ? TYPE_SYMBOLIC_LINK : TYPE_FIFO, NAMELESS, NO_PREFIX, 0)
  return block
}

function join(parent: Buffer, name: Buffer): Buffer {
  if (parent.byteLength === 0) return name
  return name.byteLength === 0 ? parent : Buffer.concat([parent, SLASH, name])
}
