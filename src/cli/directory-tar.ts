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

/** What to do where a file or a directory within the directory cannot be read. `ordinal`: the entry that stands for it. */
export type OnUnreadable = (ordinal: number, fault: SluiceError) => void

/**
 * The chunks of the archive; each is valid until the next is asked for. `ownFiles`, which this run writes, are no part of it. What cannot be read is told before
 * an entry without name and body is given for it; by default that fails. Fails with IO where the directory itself cannot be read, and where a file
 * can no longer be read, or is shorter than it was, once its size was announced: the first READ_BYTES are read before.
 */
export function* readDirectoryAsTar(
  path: string,
  ownFiles: readonly Stats[],
  onUnreadable: OnUnreadable = fail,
): Generator<Uint8Array> {
  const root = Buffer.from(path)
  const buffer = new Uint8Array(READ_BYTES)
  let ordinal = 0
  for (const { name, kind, fault } of walk(root, Buffer.alloc(0))) {
    const member = kind === 'file' ? openMember(root, name, buffer, ownFiles) : fault
    if (member === 'own') continue
    if (member instanceof SluiceError) onUnreadable(ordinal, member)
    if (member === undefined || member instanceof SluiceError) yield memberWithoutBody(kind)
    else yield* readMember(member, name, buffer)
    ordinal++
  }
  yield encodeArchiveEnd()
}

function fail(_ordinal: number, fault: SluiceError): never {
  throw fault
}

interface Member {
  /** Relative to the root, as the bytes that the system has: names need not be UTF-8. */
  readonly name: Buffer
  readonly kind: 'file' | 'link' | 'special'
  /** A directory that cannot be read. */
  readonly fault?: SluiceError
}

/** A file that is open, and what is in the buffer of it. */
interface OpenMember {
  readonly descriptor: number
  readonly sizeBytes: number
  readonly aheadBytes: number
}

function* walk(root: Buffer, relative: Buffer): Generator<Member> {
  const entries = list(join(root, relative))
  if (entries instanceof SluiceError) {
    if (relative.byteLength === 0) throw entries
    yield { name: relative, kind: 'special', fault: entries }
    return
  }
  for (const entry of entries) {
    const name = join(relative, entry.name)
    if (entry.isDirectory()) yield* walk(root, name)
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

/** Opens a file and reads its beginning, so that what cannot be read shows before anything was said of it. */
function openMember(
  root: Buffer,
  name: Buffer,
  buffer: Uint8Array,
  ownFiles: readonly Stats[],
): OpenMember | 'own' | SluiceError {
  let descriptor: number | undefined
  try {
    descriptor = open(join(root, name))
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) throw new SluiceError('IO', {}, 'a file of the input was replaced while it was read')
    if (ownFiles.some((own) => isSameFile(own, stats))) {
      closeSync(descriptor)
      return 'own'
    }
    const aheadBytes = Math.min(stats.size, READ_BYTES)
    fill(descriptor, buffer.subarray(0, aheadBytes))
    return { descriptor, sizeBytes: stats.size, aheadBytes }
  } catch (fault) {
    if (descriptor !== undefined) closeSync(descriptor)
    if (fault instanceof SluiceError) return fault
    throw fault
  }
}

function* readMember(
  { descriptor, sizeBytes, aheadBytes }: OpenMember,
  name: Buffer,
  buffer: Uint8Array,
): Generator<Uint8Array> {
  try {
    yield encodeEntryHeader(name, sizeBytes)
    if (aheadBytes > 0) yield buffer.subarray(0, aheadBytes)
    for (let at = aheadBytes; at < sizeBytes; ) {
      const chunk = buffer.subarray(0, Math.min(sizeBytes - at, READ_BYTES))
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

function memberWithoutBody(kind: Member['kind']): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES)
  encodeHeader(block, 0, kind === 'link' ? TYPE_SYMBOLIC_LINK : TYPE_FIFO, NAMELESS, NO_PREFIX, 0)
  return block
}

function join(parent: Buffer, name: Buffer): Buffer {
  if (parent.byteLength === 0) return name
  return name.byteLength === 0 ? parent : Buffer.concat([parent, SLASH, name])
}
