/**
 * PAX extended header records, on bytes: `LENGTH KEYWORD=VALUE\n`, where LENGTH counts the whole record (POSIX.1-2001, pax).
 *
 * The payload is looked at only when it is whole, and a value stays bytes: a character that a chunk edge cuts in two cannot
 * get lost. Of all keywords only those are read that the walk needs; the others (owners, times, comments, extended
 * attributes, link targets) identify and end here.
 */

import { BLOCK_BYTES, encodeHeader, TYPE_PAX, type TYPE_PAX_GLOBAL } from './tar-header.ts'

/** What the records say of the member. A keyword that is absent, or deleted by an empty value, is undefined. */
export interface PaxRecords {
  readonly path: Uint8Array | undefined
  readonly sizeBytes: number | undefined
  /** There is a GNU.sparse.* keyword (formats 0.0, 0.1 and 1.0): the body is not that of the file. */
  readonly sparse: boolean
}

const SPACE = 0x20
const EQUALS = 0x3d
const LINE_FEED = 0x0a
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39
/** More digits than any record has that limits.tarExtensionBytes lets in. */
const MAX_LENGTH_DIGITS = 10

const KEYWORD_PATH = encodeAscii('path')
const KEYWORD_SIZE = encodeAscii('size')
const KEYWORD_SPARSE = encodeAscii('GNU.sparse.')
const EMPTY = new Uint8Array(0)
/** The member name of an extended header itself, for readers that do not know the type and unpack it as a file. */
const PAX_MEMBER_NAME = encodeAscii('PaxHeaders/entry')

/**
 * The records of one payload; undefined where one of them cannot be read. The last of several with one keyword holds.
 * Zeros in place of a record end the payload: some writers count its padding in its size, and GNU tar reads it so.
 */
export function parsePaxRecords(payload: Uint8Array): PaxRecords | undefined {
  let path: Uint8Array | undefined
  let sizeBytes: number | undefined
  let sparse = false
  let at = 0
  while (at < payload.length) {
    if (payload[at] === 0) return isZeros(payload, at) ? { path, sizeBytes, sparse } : undefined
    const record = readRecord(payload, at)
    if (record === undefined) return undefined
    const { keywordAt, equalsAt, endAt } = record
    const valueAt = equalsAt + 1
    const valueEnd = endAt - 1
    if (isKeyword(payload, keywordAt, equalsAt, KEYWORD_PATH)) {
      // A NUL would cut the name short for some readers and not for others.
      if (payload.subarray(valueAt, valueEnd).includes(0)) return undefined
      path = valueAt === valueEnd ? undefined : new Uint8Array(payload.subarray(valueAt, valueEnd))
    } else if (isKeyword(payload, keywordAt, equalsAt, KEYWORD_SIZE)) {
      sizeBytes = valueAt === valueEnd ? undefined : readDecimal(payload, valueAt, valueEnd)
      if (sizeBytes === undefined && valueAt !== valueEnd) return undefined
    } else if (startsWith(payload, keywordAt, equalsAt, KEYWORD_SPARSE)) {
      sparse = true
    }
    at = endAt
  }
  return { path, sizeBytes, sparse }
}

interface RecordBounds {
  readonly keywordAt: number
  readonly equalsAt: number
  /** After the line feed. */
  readonly endAt: number
}

function readRecord(payload: Uint8Array, at: number): RecordBounds | undefined {
  let spaceAt = at
  while (spaceAt < payload.length && payload[spaceAt] !== SPACE) spaceAt++
  if (spaceAt - at > MAX_LENGTH_DIGITS) return undefined
  const recordBytes = readDecimal(payload, at, spaceAt)
  if (recordBytes === undefined) return undefined
  const keywordAt = spaceAt + 1
  const endAt = at + recordBytes
  if (endAt > payload.length || endAt <= keywordAt || payload[endAt - 1] !== LINE_FEED) return undefined
  let equalsAt = keywordAt
  while (equalsAt < endAt && payload[equalsAt] !== EQUALS) equalsAt++
  if (equalsAt === endAt || equalsAt === keywordAt) return undefined
  return { keywordAt, equalsAt, endAt }
}

/** Digits only, at least one, at most 2^53 - 1. */
function readDecimal(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (at === end) return undefined
  let value = 0
  for (let index = at; index < end; index++) {
    const byte = bytes[index]!
    if (byte < DIGIT_0 || byte > DIGIT_9) return undefined
    value = value * 10 + (byte - DIGIT_0)
    if (value > Number.MAX_SAFE_INTEGER) return undefined
  }
  return value
}

function isKeyword(bytes: Uint8Array, at: number, end: number, keyword: Uint8Array): boolean {
  return end - at === keyword.length && startsWith(bytes, at, end, keyword)
}

function startsWith(bytes: Uint8Array, at: number, end: number, expected: Uint8Array): boolean {
  if (end - at < expected.length) return false
  for (let index = 0; index < expected.length; index++) if (bytes[at + index] !== expected[index]) return false
  return true
}

function isZeros(bytes: Uint8Array, at: number): boolean {
  for (let index = at; index < bytes.length; index++) if (bytes[index] !== 0) return false
  return true
}

/** What {@link encodePaxHeader} is to say. */
export interface PaxFields {
  readonly path?: Uint8Array
  readonly sizeBytes?: number
}

/** An extended header for the member that follows: its own header block, the records and their padding. */
export function encodePaxHeader(fields: PaxFields): Uint8Array {
  const records = encodeRecords(fields)
  const payloadBytes = bytesOf(records)
  return encodeExtension(TYPE_PAX, records, BLOCK_BYTES + Math.ceil(payloadBytes / BLOCK_BYTES) * BLOCK_BYTES)
}

/**
 * The same in blocks of `totalBytes`, filled with a comment of spaces; undefined where the records do not fit. `totalBytes` is a multiple of
 * 512 and not 0. With TYPE_PAX_GLOBAL it is a block between members that says nothing of any.
 */
export function encodePaxFiller(
  totalBytes: number,
  fields: PaxFields = {},
  type: typeof TYPE_PAX | typeof TYPE_PAX_GLOBAL = TYPE_PAX,
): Uint8Array | undefined {
  const records = encodeRecords(fields)
  const spareBytes = totalBytes - BLOCK_BYTES - bytesOf(records)
  if (spareBytes < 0) return undefined
  const emptyBytes = `${spareBytes} comment=\n`.length
  // What holds no record stays as padding, which is always less than a block.
  if (spareBytes >= emptyBytes) {
    records.push(encodeRecord('comment', new Uint8Array(spareBytes - emptyBytes).fill(SPACE)))
  }
  return encodeExtension(type, records, totalBytes)
}

function encodeRecords(fields: PaxFields): Uint8Array[] {
  const records: Uint8Array[] = []
  if (fields.path !== undefined) {
    // POSIX has values in UTF-8 unless this record says that they are bytes as they were.
    if (!isUtf8(fields.path)) records.push(encodeRecord('hdrcharset', encodeAscii('BINARY')))
    records.push(encodeRecord('path', fields.path))
  }
  if (fields.sizeBytes !== undefined) records.push(encodeRecord('size', encodeAscii(String(fields.sizeBytes))))
  return records
}

function bytesOf(records: readonly Uint8Array[]): number {
  return records.reduce((sum, record) => sum + record.length, 0)
}

function encodeExtension(type: number, records: readonly Uint8Array[], totalBytes: number): Uint8Array {
  const bytes = new Uint8Array(totalBytes)
  encodeHeader(bytes, 0, type, PAX_MEMBER_NAME, EMPTY, bytesOf(records))
  let at = BLOCK_BYTES
  for (const record of records) {
    bytes.set(record, at)
    at += record.length
  }
  return bytes
}

function encodeRecord(keyword: string, value: Uint8Array): Uint8Array {
  const restBytes = ` ${keyword}=\n`.length + value.length
  let recordBytes = restBytes + 1
  // The length counts its own digits.
  while (String(recordBytes).length + restBytes !== recordBytes) recordBytes++
  const record = new Uint8Array(recordBytes)
  const start = encodeAscii(`${recordBytes} ${keyword}=`)
  record.set(start)
  record.set(value, start.length)
  record[recordBytes - 1] = LINE_FEED
  return record
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function encodeAscii(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
