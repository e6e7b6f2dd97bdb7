/** The files of a directory one by one: found in the order of their names' bytes, and read as members of an archive. */

import type { Dirent, Stats } from 'node:fs'
import { closeSync, constants, fstatSync, openSync, readdirSync } from 'node:fs'
import { BLOCK_BYTES, encodeHeader, TYPE_FIFO, TYPE_SYMBOLIC_LINK } from '../archive/tar-header.ts'
import { encodeEntryHeader, encodePadding } from '../archive/tar-writer.ts'
import { SluiceError } from '../errors.ts'
import { ioError, readDescriptor } from './descriptors.ts'

const READ_BYTES = 524_288
const SLASH = Buffer.from('/')
/** Stands for the names of links and devices, which have no place in the output. */
const NAMELESS = Buffer.from('-')
const NO_PREFIX = new Uint8Array(0)

export type MemberKind = 'file' | 'link' | 'special'

export interface Member {
  /** Relative to the root, as the bytes that the system has: names need not be UTF-8. */
  readonly name: Buffer
  readonly kind: MemberKind
  /** A directory that cannot be read. */
  readonly fault?: SluiceError
}

/** What tells a file from all others. */
export interface FileIdentity {
  readonly dev: number
  readonly ino: number
}

/** A file that is open, and its beginning. */
export interface OpenMember {
  readonly descriptor: number
  readonly sizeBytes: number
  readonly ahead: Uint8Array
}

/** Where to read to. `use` gives memory for up to so many bytes, at least one; `leftBytes`: how much it can give in all. */
export interface ReadMemory {
  readonly leftBytes: number
  use(bytes: number): Uint8Array
}

/** Memory that is used again for each chunk. */
export function transientMemory(buffer: Uint8Array = new Uint8Array(READ_BYTES)): ReadMemory {
  return { leftBytes: Number.POSITIVE_INFINITY, use: (bytes) => buffer.subarray(0, Math.min(bytes, READ_BYTES)) }
}

/** Memory in which every chunk stays. */
export function lastingMemory(buffer: Uint8Array): ReadMemory {
  let usedBytes = 0
  return {
    get leftBytes() {
      return buffer.length - usedBytes
    },
    use: (bytes) => {
      const from = usedBytes
      usedBytes += Math.min(bytes, READ_BYTES)
      return buffer.subarray(from, usedBytes)
    },
  }
}

/** Symbolic links are not followed. Fails with IO where the directory itself cannot be read. */
export function* walkDirectory(root: Buffer, relative: Buffer = Buffer.alloc(0)): Generator<Member> {
  const entries = list(joinPath(root, relative))
  if (entries instanceof SluiceError) {
    if (relative.byteLength === 0) throw entries
    yield { name: relative, kind: 'special', fault: entries }
    return
  }
  for (const entry of entries) {
    const name = joinPath(relative, entry.name)
    if (entry.isDirectory()) yield* walkDirectory(root, name)
    else yield { name, kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'special' }
  }
}

function list(path: Buffer): Dirent<Buffer>[] | SluiceError {
  try {
    const entries = readdirSync(path, { withFileTypes: true, encoding: 'buffer' })
    return entries.sort((left, right) => Buffer.compare(left.name, right.name))
  } catch (fault) {
    return ioError('a directory of the input cannot be read', fault)
  }
}

/** Those among `stats` that are files. */
export function identitiesOf(stats: readonly Stats[]): FileIdentity[] {
  return stats.filter((each) => each.isFile()).map(({ dev, ino }) => ({ dev, ino }))
}

export function isAmong(files: readonly FileIdentity[], { dev, ino }: FileIdentity): boolean {
  return files.some((file) => file.dev === dev && file.ino === ino)
}

/** Opens a file and reads its beginning, so that what cannot be read shows before anything was said of it. `own`: it is one of `ownFiles`. */
export function openMember(
  path: Buffer,
  memory: ReadMemory,
  ownFiles: readonly FileIdentity[],
): OpenMember | 'own' | SluiceError {
  let descriptor: number | undefined
  try {
    descriptor = open(path)
    const stats = fstatSync(descriptor)
    if (!stats.isFile() || stats.size > memory.leftBytes) {
      throw new SluiceError('IO', {}, 'a file of the input was replaced while it was read')
    }
    if (isAmong(ownFiles, stats)) {
      closeSync(descriptor)
      return 'own'
    }
    const ahead = stats.size === 0 ? new Uint8Array(0) : memory.use(stats.size)
    fill(descriptor, ahead)
    return { descriptor, sizeBytes: stats.size, ahead }
  } catch (fault) {
    if (descriptor !== undefined) closeSync(descriptor)
    if (fault instanceof SluiceError) return fault
    throw fault
  }
}

/** Its chunks as those of a member. Closes it. Fails with IO where it can no longer be read, or is shorter than it was. */
export function* readMember(
  { descriptor, sizeBytes, ahead }: OpenMember,
  name: Buffer,
  memory: ReadMemory,
): Generator<Uint8Array> {
  try {
    yield encodeEntryHeader(name, sizeBytes)
    if (ahead.length > 0) yield ahead
    for (let at = ahead.length; at < sizeBytes; ) {
      const chunk = memory.use(sizeBytes - at)
      fill(descriptor, chunk)
      yield chunk
      at += chunk.byteLength
    }
    yield encodePadding(sizeBytes)
  } finally {
    closeSync(descriptor)
  }
}

function fill(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; ) {
    const count = readDescriptor(descriptor, bytes.subarray(at))
    if (count <= 0) throw new SluiceError('IO', {}, 'a file of the input became shorter while it was read')
    at += count
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

/** An entry without name and body, for what has no place in the output or cannot be read. */
export function memberWithoutBody(kind: MemberKind): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES)
  encodeHeader(block, 0, kind === 'link' ? TYPE_SYMBOLIC_LINK : TYPE_FIFO, NAMELESS, NO_PREFIX, 0)
  return block
}

export function joinPath(parent: Buffer, name: Buffer): Buffer {
  if (parent.byteLength === 0) return name
  return name.byteLength === 0 ? parent : Buffer.concat([parent, SLASH, name])
}
