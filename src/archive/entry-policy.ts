/** What a member is by its type alone: a regular file, which is looked into, or one of the kinds that never pass. */

import type { Code } from '../errors.ts'
import type { TarEntry } from './tar-entry.ts'
import { TYPE_CONTIGUOUS, TYPE_DIRECTORY, TYPE_FILE, TYPE_GNU_SPARSE, TYPE_OLD_FILE } from './tar-header.ts'

const SLASH = 0x2f
const REGULAR_TYPES: readonly number[] = [TYPE_FILE, TYPE_OLD_FILE, TYPE_CONTIGUOUS]

/**
 * Undefined for a regular file; else the code it is dropped with. Links are dropped because the name they point to
 * identifies, and what it points to may have been withheld. A sparse member's body is not that of the file. A type that
 * is not known may be anything.
 */
export function dropCodeOf(entry: TarEntry): Extract<Code, 'NOT_A_FILE' | 'SPARSE'> | undefined {
  if (entry.sparse || entry.type === TYPE_GNU_SPARSE) return 'SPARSE'
  if (!REGULAR_TYPES.includes(entry.type)) return 'NOT_A_FILE'
  // A directory as tars wrote it before there was a type for it; readers still take it for one.
  return entry.name.at(-1) === SLASH ? 'NOT_A_FILE' : undefined
}

/** Whether it is a directory and nothing more: one written as a file whose name ends with a slash may have a body. */
export function isDirectory(entry: TarEntry): boolean {
  if (entry.type === TYPE_DIRECTORY) return true
  return REGULAR_TYPES.includes(entry.type) && entry.name.at(-1) === SLASH && entry.sizeBytes === 0
}
