/** How many entries an archive will have had, told from its first headers, for what is to be known before the first of them. */

import { readSync } from 'node:fs'
import { BLOCK_BYTES, decodeHeader, TYPE_CONTIGUOUS, TYPE_FILE, TYPE_OLD_FILE } from '../archive/tar-header.ts'

const HEADERS = 16
const FILE_TYPES: readonly number[] = [TYPE_FILE, TYPE_OLD_FILE, TYPE_CONTIGUOUS]

/**
 * How many files an archive of `archiveBytes` has if all of it is like its first members: a guess, whatever is in it. Undefined where it begins with none. The
 * position of `descriptor`, a file open for reading, stays where it is.
 */
export function estimateEntries(descriptor: number, archiveBytes: number): number | undefined {
  const block = new Uint8Array(BLOCK_BYTES)
  let files = 0
  let at = 0
  for (let headers = 0; headers < HEADERS && at < archiveBytes; headers++) {
    const header = readBlock(descriptor, block, at) ? decodeHeader(block, 0) : undefined
    if (header === undefined) break
    if (FILE_TYPES.includes(header.type)) files++
    at += BLOCK_BYTES * (1 + Math.ceil(header.sizeBytes / BLOCK_BYTES))
  }
  return files === 0 ? undefined : Math.ceil((files * archiveBytes) / Math.min(at, archiveBytes))
}

/** False where there is not a whole one. What is wrong with the file is for those to say who read all of it. */
function readBlock(descriptor: number, block: Uint8Array, at: number): boolean {
  try {
    return readSync(descriptor, block, 0, BLOCK_BYTES, at) === BLOCK_BYTES
  } catch {
    return false
  }
}
