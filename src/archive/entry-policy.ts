/** What a member is by its type alone: a regular file, which is looked into, or one of the kinds that never pass. */

import type { Code } from '../errors.ts'
import { TYPE_CONTIGUOUS, TYPE_FILE, TYPE_GNU_SPARSE, TYPE_OLD_FILE } from './tar-header.ts'
import type { TarEntry } from './tar-reader.ts'

const SLASH = 0x2f

/**
 * Undefined for a regular file; else the code it is dropped with. Links are dropped because the name they point to
 * identifies, and what it points to may have been withheld. A sparse member's body is not that of the file. A type that
 * is not known may be anything.
 */
export function dropCodeOf(entry: TarEntry): Extract<Code, 'NOT_A_FILE' | 'SPARSE'> | undefined {
  if (entry.sparse || entry.type === TYPE_GNU_SPARSE) return 'SPARSE'
  if (entry.type !== TYPE_FILE && entry.type !== TYPE_OLD_FILE && entry.type !== TYPE_CONTIGUOUS) return 'NOT_A_FILE'
  // A directory as tars wrote it before there was a type for it; readers still take it for one.
  return entry.name.at(-1) === SLASH ? 'NOT_A_FILE' : undefined
}
