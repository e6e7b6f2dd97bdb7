/**
 * What an archive consists of beside the bodies: header blocks, padding, end. Every header is made from a name and a size
 * alone, so that nothing of the input's header can come along.
 */

import { encodePaxHeader, type PaxFields } from './pax.ts'
import { BLOCK_BYTES, encodeHeader, MAX_OCTAL_SIZE_BYTES, NAME_BYTES, PREFIX_BYTES, TYPE_FILE } from './tar-header.ts'

const SLASH = 0x2f
const EMPTY = new Uint8Array(0)
const ZEROS = new Uint8Array(2 * BLOCK_BYTES)

/** Two blocks of zeros. Not filled up to a record of 10 KiB, which only tapes need: readers take it without complaint. */
export function encodeArchiveEnd(): Uint8Array {
  return ZEROS
}

/** The zeros between the end of a body and the next header; none where the body fills its last block. */
export function encodePadding(sizeBytes: number): Uint8Array {
  const bytes = (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES
  return bytes === 0 ? EMPTY : ZEROS.subarray(0, bytes)
}

/**
 * The blocks that announce a regular file: a ustar header, and before it a PAX block where the name fits no header (over 100 bytes and
 * not to be split at a slash into 155 and 100) or the size is 8 GiB or more. The header then holds the beginning of the
 * name, as GNU tar writes it, and the size 77777777777, so that a reader without PAX fails rather than takes a body for headers. `block`: memory for one
 * block, where what is returned need not outlive the next call.
 */
export function encodeEntryHeader(name: Uint8Array, sizeBytes: number, block?: Uint8Array): Uint8Array {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw new RangeError('a size that is no count of bytes')
  const splitAt = findSplit(name)
  const isLarge = sizeBytes > MAX_OCTAL_SIZE_BYTES
  const extension = splitAt === undefined || isLarge ? encodeExtension(name, sizeBytes, splitAt !== undefined) : EMPTY
  const bytes = extension === EMPTY && block !== undefined ? block : new Uint8Array(extension.length + BLOCK_BYTES)
  if (extension !== EMPTY) bytes.set(extension)
  const prefix = splitAt ? name.subarray(0, splitAt) : EMPTY
  const isWhole = splitAt === 0 || name.length <= NAME_BYTES
  const rest = splitAt ? name.subarray(splitAt + 1) : isWhole ? name : name.subarray(0, NAME_BYTES)
  encodeHeader(bytes, extension.length, TYPE_FILE, rest, prefix, sizeBytes)
  return bytes
}

function encodeExtension(name: Uint8Array, sizeBytes: number, nameFits: boolean): Uint8Array {
  const fields: PaxFields = {
    ...(!nameFits && { path: name }),
    ...(sizeBytes > MAX_OCTAL_SIZE_BYTES && { sizeBytes }),
  }
  return encodePaxHeader(fields)
}

/** The slash at which the name is split into prefix and name; 0 where it needs no prefix, undefined where it does not fit. */
export function findSplit(name: Uint8Array): number | undefined {
  if (name.length <= NAME_BYTES) return 0
  const earliest = name.length - 1 - NAME_BYTES
  const latest = Math.min(PREFIX_BYTES, name.length - 2)
  for (let at = Math.max(earliest, 1); at <= latest; at++) if (name[at] === SLASH) return at
  return undefined
}
