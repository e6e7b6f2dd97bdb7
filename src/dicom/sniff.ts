/**
 * What an entry is, by its first bytes: a DICOM object and where its file meta information begins, another archive, or
 * neither. Names and extensions are never asked. docs/engine.md 1.1 is the rule.
 *
 * The answer is that of the whole entry: as long as bytes that are still to come could change it, more are asked for.
 */

import { firstGroup, GUESS_BYTES, guessEncoding } from './guess-encoding.ts'
import { isVrPair } from './vr.ts'

/** With so many bytes, or all of the entry, {@link sniff} has an answer. The last are magic and version of a tar header. */
export const SNIFF_BYTES = 265

/** What {@link sniff} answers. */
export type SniffResult = 'dicom' | 'nested-archive' | 'not-dicom' | 'need-more'

/** How an object begins. */
export interface ObjectStart {
  /** The 128 bytes before the prefix are there. */
  readonly preamble: boolean
  /** `DICM` is there. */
  readonly prefix: boolean
  /** File meta information begins at `startAt`; otherwise the data set does. */
  readonly fileMeta: boolean
  /** Offset in the object. */
  readonly startAt: number
}

const PREAMBLE_BYTES = 128
const PREFIX_BYTES = 4
const PREFIX = [0x44, 0x49, 0x43, 0x4d] as const
const GROUP_FILE_META = 0x0002
const GROUP_IDENTIFYING = 0x0008
const TAR_MAGIC_AT = 257

const WITH_PREAMBLE: ObjectStart = {
  preamble: true,
  prefix: true,
  fileMeta: true,
  startAt: PREAMBLE_BYTES + PREFIX_BYTES,
}
const WITH_PREFIX: ObjectStart = { preamble: false, prefix: true, fileMeta: true, startAt: PREFIX_BYTES }
const WITH_FILE_META: ObjectStart = { preamble: false, prefix: false, fileMeta: true, startAt: 0 }
const DATA_SET_ALONE: ObjectStart = { preamble: false, prefix: false, fileMeta: false, startAt: 0 }

/** How archives and compressed files begin. bzip2 has a level digit between its two parts. */
const ARCHIVE_MAGICS: readonly (readonly number[])[] = [
  [0x1f, 0x8b], // gzip
  [0x50, 0x4b, 0x03, 0x04], // zip
  [0x50, 0x4b, 0x05, 0x06], // zip with no member
  [0x50, 0x4b, 0x07, 0x08], // zip in parts
  [0x28, 0xb5, 0x2f, 0xfd], // zstd
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], // xz
  [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], // 7z
  [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], // rar
]
const ZSTD_SKIPPABLE = [0x2a, 0x4d, 0x18] as const
const BZIP2 = [0x42, 0x5a, 0x68] as const
const BZIP2_BLOCK = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] as const
const BZIP2_END = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90] as const
const USTAR = [0x75, 0x73, 0x74, 0x61, 0x72] as const

/**
 * What the entry is that begins with `head`. `ended`: there is no more of it. `objectBytes`: its size, where known.
 * DICOM comes first: a preamble may hold anything, and is cleared.
 */
export function sniff(head: Uint8Array, ended: boolean, objectBytes?: number): SniffResult {
  const start = findObjectStart(head, ended, objectBytes)
  if (start === 'need-more') return 'need-more'
  if (start !== undefined) return 'dicom'
  if (isCompressed(head)) return 'nested-archive'
  if (!hasEnough(head, ended, objectBytes, SNIFF_BYTES)) return 'need-more'
  return hasBytesAt(head, TAR_MAGIC_AT, USTAR) ? 'nested-archive' : 'not-dicom'
}

/**
 * Where the file meta information or the data set of the object begins; undefined where `head` does not begin an object.
 * Parameters as for {@link sniff}; 132 bytes, or all of the object, are enough.
 */
export function findObjectStart(
  head: Uint8Array,
  ended: boolean,
  objectBytes?: number,
): ObjectStart | undefined | 'need-more' {
  if (!hasEnough(head, ended, objectBytes, PREAMBLE_BYTES + PREFIX_BYTES)) return 'need-more'
  if (hasBytesAt(head, PREAMBLE_BYTES, PREFIX)) return WITH_PREAMBLE
  if (hasBytesAt(head, 0, PREFIX)) return WITH_PREFIX
  if (head.length < GUESS_BYTES) return undefined
  // Two capitals beside the group: two bytes alone would make a DICOM object of one in 65,536 files of any kind.
  if (head[0] === GROUP_FILE_META && head[1] === 0 && isVrPair(head[4]!, head[5]!)) return WITH_FILE_META
  // Only a size that was announced counts: what `head` and `ended` tell of it depends on how the bytes arrived.
  const encoding = guessEncoding(head, 0, objectBytes)
  if (encoding === undefined || firstGroup(head, 0, encoding) !== GROUP_IDENTIFYING) return undefined
  return DATA_SET_ALONE
}

/** Whether `head` holds the first `neededBytes` of the entry, or all that there is of it. */
function hasEnough(head: Uint8Array, ended: boolean, objectBytes: number | undefined, neededBytes: number): boolean {
  return ended || head.length >= neededBytes || (objectBytes !== undefined && head.length >= objectBytes)
}

function isCompressed(head: Uint8Array): boolean {
  for (const magic of ARCHIVE_MAGICS) if (hasBytesAt(head, 0, magic)) return true
  if ((head[0]! & 0xf0) === 0x50 && hasBytesAt(head, 1, ZSTD_SKIPPABLE)) return true
  return hasBytesAt(head, 0, BZIP2) && (hasBytesAt(head, 4, BZIP2_BLOCK) || hasBytesAt(head, 4, BZIP2_END))
}

function hasBytesAt(head: Uint8Array, at: number, expected: readonly number[]): boolean {
  if (head.length < at + expected.length) return false
  for (let index = 0; index < expected.length; index++) if (head[at + index] !== expected[index]) return false
  return true
}
