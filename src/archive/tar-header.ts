/**
 * One tar header block of 512 bytes: the fields that this package reads, and the ones it writes.
 *
 * Reads ustar (POSIX.1-1988), GNU and the older layout without magic. Owners, times and modes are not read: they identify,
 * and none of them passes. A block with a wrong checksum, or a size that is no number from 0 to 2^53 - 1, is no header.
 */

export const BLOCK_BYTES = 512

/** The largest size that the octal field holds: 8 GiB - 1. */
export const MAX_OCTAL_SIZE_BYTES = 0o77777777777

export const NAME_BYTES = 100
export const PREFIX_BYTES = 155

/** Type flags, by their byte. */
export const TYPE_OLD_FILE = 0x00
export const TYPE_FILE = 0x30
export const TYPE_HARD_LINK = 0x31
export const TYPE_SYMBOLIC_LINK = 0x32
export const TYPE_DIRECTORY = 0x35
export const TYPE_FIFO = 0x36
export const TYPE_CONTIGUOUS = 0x37
export const TYPE_GNU_LONG_LINK = 0x4b // K
export const TYPE_GNU_LONG_NAME = 0x4c // L
export const TYPE_GNU_SPARSE = 0x53 // S
export const TYPE_SOLARIS_PAX = 0x58 // X, as x
export const TYPE_PAX_GLOBAL = 0x67 // g
export const TYPE_PAX = 0x78 // x

/** `old`: no magic. The layouts differ in what follows the device numbers. */
export type TarFormat = 'old' | 'ustar' | 'gnu'

export interface TarHeader {
  readonly format: TarFormat
  readonly type: number
  /** The size field as it stands; whether so many bytes follow depends on type and extensions. */
  readonly sizeBytes: number
  /** Prefix and name, as bytes up to the first NUL of each. */
  readonly name: Uint8Array
}

const SIZE_AT = 124
const SIZE_FIELD_BYTES = 12
const CHECKSUM_AT = 148
const CHECKSUM_BYTES = 8
const TYPE_AT = 156
const MAGIC_AT = 257
const PREFIX_AT = 345

const MAGIC_USTAR = [0x75, 0x73, 0x74, 0x61, 0x72, 0x00] as const
const MAGIC_GNU = [0x75, 0x73, 0x74, 0x61, 0x72, 0x20, 0x20, 0x00] as const

const SPACE = 0x20
const SLASH = 0x2f
const DIGIT_0 = 0x30
const DIGIT_7 = 0x37

/** Whether the block at `at` is all zeros, which ends an archive. */
export function isZeroBlock(bytes: Uint8Array, at: number): boolean {
  for (let index = at; index < at + BLOCK_BYTES; index++) if (bytes[index] !== 0) return false
  return true
}

/** The header in the block at `at`; undefined where the block is none. The result holds no part of `bytes`. */
export function decodeHeader(bytes: Uint8Array, at: number): TarHeader | undefined {
  if (!hasChecksum(bytes, at)) return undefined
  const sizeBytes = decodeNumber(bytes, at + SIZE_AT, SIZE_FIELD_BYTES)
  if (sizeBytes === undefined) return undefined
  const format = findFormat(bytes, at)
  return { format, type: bytes[at + TYPE_AT]!, sizeBytes, name: decodeName(bytes, at, format) }
}

/**
 * A numeric field: octal, or base-256 where the first bit is set (GNU). Undefined where it is neither, negative or above
 * 2^53 - 1. A field that begins with NUL is 0, as every reader has it; one of spaces only is refused, as by GNU tar.
 */
export function decodeNumber(bytes: Uint8Array, at: number, fieldBytes: number): number | undefined {
  return (bytes[at]! & 0x80) !== 0 ? decodeBase256(bytes, at, fieldBytes) : decodeOctal(bytes, at, fieldBytes)
}

function decodeOctal(bytes: Uint8Array, at: number, fieldBytes: number): number | undefined {
  const end = at + fieldBytes
  let index = at
  while (index < end && bytes[index] === SPACE) index++
  if (index === end) return undefined
  let value = 0
  for (; index < end; index++) {
    const byte = bytes[index]!
    if (byte === 0 || byte === SPACE) break
    if (byte < DIGIT_0 || byte > DIGIT_7) return undefined
    value = value * 8 + (byte - DIGIT_0)
  }
  return value
}

function decodeBase256(bytes: Uint8Array, at: number, fieldBytes: number): number | undefined {
  // Two's complement: the bit after the marker is the sign.
  if ((bytes[at]! & 0x40) !== 0) return undefined
  let value = bytes[at]! & 0x3f
  for (let index = at + 1; index < at + fieldBytes; index++) {
    value = value * 256 + bytes[index]!
    if (value > Number.MAX_SAFE_INTEGER) return undefined
  }
  return value
}

/** Sums of bytes as unsigned and as signed are both accepted: old Sun and BSD tars wrote the latter. */
function hasChecksum(bytes: Uint8Array, at: number): boolean {
  const expected = decodeOctal(bytes, at + CHECKSUM_AT, CHECKSUM_BYTES)
  if (expected === undefined) return false
  const sum = sumOf(bytes, at)
  return expected === sum || expected === sum - 256 * countHighBytes(bytes, at)
}

/** The sum of a block's bytes, its checksum field taken for spaces. Two at a time: it is most of the cost of a header. */
function sumOf(bytes: Uint8Array, at: number): number {
  let even = 0
  let odd = 0
  for (let index = at; index < at + BLOCK_BYTES; index += 2) {
    even += bytes[index]!
    odd += bytes[index + 1]!
  }
  let field = 0
  for (let index = at + CHECKSUM_AT; index < at + CHECKSUM_AT + CHECKSUM_BYTES; index++) field += bytes[index]!
  return even + odd - field + CHECKSUM_BYTES * SPACE
}

/** How many bytes outside the checksum field would be negative if they were signed. */
function countHighBytes(bytes: Uint8Array, at: number): number {
  let count = 0
  for (let index = 0; index < BLOCK_BYTES; index++) {
    const inField = index >= CHECKSUM_AT && index < CHECKSUM_AT + CHECKSUM_BYTES
    if (!inField) count += bytes[at + index]! >>> 7
  }
  return count
}

function findFormat(bytes: Uint8Array, at: number): TarFormat {
  if (hasBytesAt(bytes, at + MAGIC_AT, MAGIC_USTAR)) return 'ustar'
  return hasBytesAt(bytes, at + MAGIC_AT, MAGIC_GNU) ? 'gnu' : 'old'
}

function hasBytesAt(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  for (let index = 0; index < expected.length; index++) if (bytes[at + index] !== expected[index]) return false
  return true
}

/** Only ustar has a prefix: GNU tar keeps times and a sparse map in its place. */
function decodeName(bytes: Uint8Array, at: number, format: TarFormat): Uint8Array {
  const nameBytes = textBytes(bytes, at, NAME_BYTES)
  const prefixBytes = format === 'ustar' ? textBytes(bytes, at + PREFIX_AT, PREFIX_BYTES) : 0
  const nameAt = prefixBytes > 0 ? prefixBytes + 1 : 0
  const name = new Uint8Array(nameAt + nameBytes)
  for (let index = 0; index < prefixBytes; index++) name[index] = bytes[at + PREFIX_AT + index]!
  if (prefixBytes > 0) name[prefixBytes] = SLASH
  for (let index = 0; index < nameBytes; index++) name[nameAt + index] = bytes[at + index]!
  return name
}

/** Bytes of a text field before its first NUL. What stands after it is slack and may be anything. */
function textBytes(bytes: Uint8Array, at: number, fieldBytes: number): number {
  let count = 0
  while (count < fieldBytes && bytes[at + count] !== 0) count++
  return count
}

/**
 * Writes a ustar header block at `at` of `into`: mode 0644 (0755 for a directory), owner 0 without a name, time 0. Throws
 * RangeError where name or prefix do not fit. A size beyond the octal field is written as the largest that it holds, and
 * needs a PAX record; or, by `largeSizes`, in base-256 as GNU tar does, which all current readers understand.
 */
export function encodeHeader(
  into: Uint8Array,
  at: number,
  type: number,
  name: Uint8Array,
  prefix: Uint8Array,
  sizeBytes: number,
  largeSizes: 'pax' | 'base-256' = 'pax',
): void {
  if (name.length > NAME_BYTES || prefix.length > PREFIX_BYTES) throw new RangeError('a name longer than its field')
  const isFolder = type === TYPE_DIRECTORY
  into.set(isFolder ? FOLDER_FIELDS : FILE_FIELDS, at)
  into.set(name, at)
  if (sizeBytes > MAX_OCTAL_SIZE_BYTES && largeSizes === 'base-256') encodeBase256(into, at + SIZE_AT, sizeBytes)
  else encodeOctal(into, at + SIZE_AT, SIZE_FIELD_BYTES - 1, Math.min(sizeBytes, MAX_OCTAL_SIZE_BYTES))
  into[at + TYPE_AT] = type
  into.set(prefix, at + PREFIX_AT)
  // What differs from header to header is a fifth of the block.
  const size = sumOfBytes(into, at + SIZE_AT, at + SIZE_AT + SIZE_FIELD_BYTES)
  const same = isFolder ? FOLDER_FIELDS_SUM : FILE_FIELDS_SUM
  const names = sumOfBytes(name, 0, name.length) + sumOfBytes(prefix, 0, prefix.length)
  encodeOctal(into, at + CHECKSUM_AT, 6, same + type + names + size)
}

const MODE_OF_FILE = 0o644
const MODE_OF_FOLDER = 0o755
const FILE_FIELDS = sameFields(MODE_OF_FILE)
const FILE_FIELDS_SUM = sumOf(FILE_FIELDS, 0)
const FOLDER_FIELDS = sameFields(MODE_OF_FOLDER)
const FOLDER_FIELDS_SUM = sumOf(FOLDER_FIELDS, 0)

/** A block of what all headers have in common. */
function sameFields(mode: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES)
  encodeOctal(block, 100, 7, mode)
  encodeOctal(block, 108, 7, 0)
  encodeOctal(block, 116, 7, 0)
  encodeOctal(block, 136, 11, 0)
  block.set(MAGIC_USTAR, MAGIC_AT)
  block[MAGIC_AT + 6] = DIGIT_0
  block[MAGIC_AT + 7] = DIGIT_0
  encodeOctal(block, 329, 7, 0)
  encodeOctal(block, 337, 7, 0)
  block[CHECKSUM_AT + 7] = SPACE
  return block
}

function sumOfBytes(bytes: Uint8Array, fromAt: number, toAt: number): number {
  let sum = 0
  for (let at = fromAt; at < toAt; at++) sum += bytes[at]!
  return sum
}

function encodeBase256(into: Uint8Array, at: number, value: number): void {
  let rest = value
  for (let index = at + SIZE_FIELD_BYTES - 1; index > at; index--) {
    into[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  into[at] = 0x80
}

function encodeOctal(into: Uint8Array, at: number, digits: number, value: number): void {
  let rest = value
  for (let index = at + digits - 1; index >= at; index--) {
    into[index] = DIGIT_0 + (rest % 8)
    rest = Math.floor(rest / 8)
  }
}
