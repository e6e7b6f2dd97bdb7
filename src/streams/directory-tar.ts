/**
 * A directory as the tar archive that it would make, so that it goes the way of all archives. Names are relative to the
 * directory and in the order of their bytes; symbolic links are not followed, and announced as links, which are dropped.
 */

import type { Stats } from 'node:fs'
import { encodeArchiveEnd } from '../archive/tar-writer.ts'
import { SluiceError } from '../errors.ts'
import {
  identitiesOf,
  joinPath,
  memberWithoutBody,
  openMember,
  readMember,
  transientMemory,
  walkDirectory,
} from './directory-members.ts'

/** What to do where a file or a directory within the directory cannot be read. `ordinal`: the entry that stands for it. */
export type OnUnreadable = (ordinal: number, fault: SluiceError) => void

/**
 * The chunks of the archive; each is valid until the next is asked for, and read into `buffer` where it is one. `ownFiles`, which this run writes, are no part of it. What cannot be read is told before
 * an entry without name and body is given for it; by default that fails. Fails with IO where the directory itself cannot be read, and where a file
 * can no longer be read, or is shorter than it was, once its size was announced: its beginning is read before.
 */
export function* readDirectoryAsTar(
  path: string,
  ownFiles: readonly Stats[],
  onUnreadable: OnUnreadable = fail,
  buffer?: Uint8Array,
): Generator<Uint8Array> {
  const root = Buffer.from(path)
  const own = identitiesOf(ownFiles)
  const memory = transientMemory(buffer)
  let ordinal = 0
  for (const { name, kind, fault } of walkDirectory(root)) {
    const member = kind === 'file' ? openMember(joinPath(root, name), memory, own) : fault
    if (member === 'own') continue
    if (member instanceof SluiceError) onUnreadable(ordinal, member)
    if (member === undefined || member instanceof SluiceError) yield memberWithoutBody(kind)
    else yield* readMember(member, name, memory)
    ordinal++
  }
  yield encodeArchiveEnd()
}

function fail(_ordinal: number, fault: SluiceError): never {
  throw fault
}
