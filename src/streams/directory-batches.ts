/**
 * A directory cut into batches of the archive that it would make (directory-tar.ts). One thread lists it, any thread reads the files of a
 * batch. Offsets are those of that archive where every file can be read, and as long as it was when it was listed.
 */

import { lstatSync } from 'node:fs'
import { BLOCK_BYTES } from '../archive/tar-header.ts'
import { encodeEntryHeader, encodePadding } from '../archive/tar-writer.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { type Batch, type BatchBounds, isLong } from './archive-batches.ts'
import {
  type FileIdentity,
  isAmong,
  joinPath,
  lastingMemory,
  type Member,
  type MemberKind,
  memberWithoutBody,
  openMember,
  readMember,
  transientMemory,
  walkDirectory,
} from './directory-members.ts'

const KINDS: readonly MemberKind[] = ['file', 'link', 'special']
/** A directory that cannot be read. */
const CLOSED_DIRECTORY = KINDS.length
/** Kind, and length of the name, before the name. */
const HEAD_BYTES = 3

/** The batches of the members, in order; what comes after them is the end of the archive alone. Fails as walkDirectory does. */
export function* findDirectoryBatches(
  path: string,
  ownFiles: readonly FileIdentity[],
  bounds: BatchBounds,
): Generator<Batch> {
  const root = Buffer.from(path)
  let start = { ordinal: 0, offsetBytes: 0 }
  let end = start
  let listed: Buffer[] = []
  let listedBytes = 0
  for (const member of walkDirectory(root)) {
    const bytes = archiveBytesOf(root, member, ownFiles)
    if (bytes === undefined) continue
    const item = encodeItem(member)
    const isFull =
      end.ordinal - start.ordinal === bounds.entries ||
      end.offsetBytes - start.offsetBytes + bytes > bounds.bytes ||
      listedBytes + item.length > limits.workerListBytes
    if (isFull && listed.length > 0) {
      yield { start, end, last: false, members: Buffer.concat(listed) }
      start = end
      listed = []
      listedBytes = 0
    }
    listed.push(item)
    listedBytes += item.length
    end = { ordinal: end.ordinal + 1, offsetBytes: end.offsetBytes + bytes }
  }
  if (listed.length > 0) yield { start, end, last: false, members: Buffer.concat(listed) }
}

/** How long a member is in the archive; undefined where it is no part of it. */
function archiveBytesOf(root: Buffer, { name, kind }: Member, ownFiles: readonly FileIdentity[]): number | undefined {
  if (kind !== 'file') return BLOCK_BYTES
  const stats = statOf(joinPath(root, name))
  if (stats === undefined) return BLOCK_BYTES
  if (isAmong(ownFiles, stats)) return undefined
  return encodeEntryHeader(name, stats.size).length + stats.size + encodePadding(stats.size).length
}

/** What cannot be looked at is found out again by who is to read it. */
function statOf(path: Buffer): (FileIdentity & { readonly size: number }) | undefined {
  try {
    return lstatSync(path)
  } catch {
    return undefined
  }
}

function encodeItem({ name, kind, fault }: Member): Buffer {
  const item = Buffer.alloc(HEAD_BYTES + name.length)
  item.writeUInt8(fault === undefined ? KINDS.indexOf(kind) : CLOSED_DIRECTORY)
  item.writeUInt16LE(name.length, 1)
  item.set(name, HEAD_BYTES)
  return item
}

function* decodeItems(
  members: Uint8Array,
): Generator<{ readonly name: Buffer; readonly kind: MemberKind | undefined }> {
  const list = Buffer.from(members.buffer, members.byteOffset, members.byteLength)
  for (let at = 0; at < list.length; ) {
    const nameEnd = at + HEAD_BYTES + list.readUInt16LE(at + 1)
    yield { kind: KINDS[list.readUInt8(at)], name: list.subarray(at + HEAD_BYTES, nameEnd) }
    at = nameEnd
  }
}

/**
 * The chunks of one batch, each told to stay until the next batch is asked for, unless this one is long; then until the next chunk. What cannot be read is told
 * before an entry without name and body is given for it; so is a file that has grown beyond `buffer` since it was listed.
 */
export function* readDirectoryBatch(
  path: string,
  ownFiles: readonly FileIdentity[],
  batch: Batch,
  buffer: Uint8Array,
  onUnreadable: (ordinal: number) => void,
): Generator<Uint8Array, boolean> {
  const root = Buffer.from(path)
  const memory = isLong(batch) ? transientMemory(buffer) : lastingMemory(buffer)
  let { ordinal } = batch.start
  for (const { name, kind } of decodeItems(batch.members ?? new Uint8Array(0))) {
    const member = kind === 'file' ? openMember(joinPath(root, name), memory, ownFiles) : undefined
    // A file of the run's own that was put in the place of another since it was listed is not read.
    const isClosed = kind === undefined || member === 'own' || member instanceof SluiceError
    if (isClosed) onUnreadable(ordinal)
    if (isClosed || member === undefined) yield memberWithoutBody(kind ?? 'special')
    else yield* readMember(member, name, memory)
    ordinal++
  }
  return false
}
