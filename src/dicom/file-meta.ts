/**
 * File meta information, PS3.10 section 7.1: reading that of the input and writing that of the output. It is always
 * explicit VR little endian. docs/engine.md 1.2 and 1.3 are the rules; what the transfer syntax in it means for the data
 * set is resolve-encoding.ts.
 */

import { type Code, SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { VR_SHORT } from '../wasm/seam.ts'
import { GUESS_BYTES } from './guess-encoding.ts'
import { findObjectStart } from './sniff.ts'
import { findTransferSyntax } from './transfer-syntax.ts'
import { isUid, isWellKnownUid, MAX_UID_BYTES } from './uid.ts'
import { latin1Bytes, RecentText, trimmedText } from './value-text.ts'
import { isVrPair, vrTable } from './vr.ts'

/** How the object begins, up to its data set. */
export interface Envelope {
  readonly kind: 'envelope'
  /** The 128 bytes before the prefix were there. */
  readonly preamble: boolean
  /** `DICM` was there. */
  readonly prefix: boolean
  /** There was a prefix or an element of group 0002; without it the object is a data set alone. */
  readonly metaPresent: boolean
  /** Offset of the data set in the object. */
  readonly dataSetAt: number
  /** Trimmed text of (0002,0002), (0002,0003) and (0002,0010); undefined where missing or empty. Not checked. */
  readonly mediaStorageSopClassUid: string | undefined
  readonly mediaStorageSopInstanceUid: string | undefined
  readonly transferSyntaxUid: string | undefined
  /** The same as the bytes of the value field, in the memory that was given. */
  readonly mediaStorageSopClassValue: Uint8Array | undefined
  readonly mediaStorageSopInstanceValue: Uint8Array | undefined
  readonly transferSyntaxValue: Uint8Array | undefined
}

/** Nothing can be said before the head has `neededBytes`, counted from the start of the object, or the object ends. */
export interface NeedMore {
  readonly kind: 'need-more'
  readonly neededBytes: number
}

/** What {@link writeFileMeta} needs. UIDs are those of the output, without padding. */
export interface FileMeta {
  readonly preamble: boolean
  readonly prefix: boolean
  readonly mediaStorageSopClassUid: string | undefined
  readonly mediaStorageSopInstanceUid: string | undefined
  readonly transferSyntaxUid: string
}

/**
 * (0002,0012) and (0002,0013) of what is written. PS3.10 7.1 has them identify the implementation that wrote the file,
 * and that is this one: those of the input tell of the devices and programs of a site, and would be untrue besides.
 */
export const IMPLEMENTATION_CLASS_UID = '2.25.316467396851061640415923437360477019707'
/** At most 16 characters: SH. */
export const IMPLEMENTATION_VERSION_NAME = 'DICOM_SLUICE_0_1'

/** SOP class of a DICOMDIR, PS3.10 section 8.6: an object about all the patients of a file-set. */
const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10'

const GROUP_FILE_META = 0x0002
const TAG_GROUP_LENGTH = 0x00020000
const TAG_VERSION = 0x00020001
const TAG_MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002
const TAG_MEDIA_STORAGE_SOP_INSTANCE_UID = 0x00020003
const TAG_TRANSFER_SYNTAX_UID = 0x00020010
const TAG_IMPLEMENTATION_CLASS_UID = 0x00020012
const TAG_IMPLEMENTATION_VERSION_NAME = 0x00020013

const PREAMBLE_BYTES = 128
const PREFIX = [0x44, 0x49, 0x43, 0x4d] as const
const TAG_BYTES = 4
const SHORT_HEADER_BYTES = 8
const LONG_HEADER_BYTES = 12
const UNDEFINED_LENGTH = 0xffffffff
/** With so many bytes, or all of the object, it is known how the object starts. */
const START_BYTES = PREAMBLE_BYTES + PREFIX.length
const SPACE = 0x20
const BYTE_A = 0x41
const LETTERS = 26
const VR_TABLE = vrTable()
const sopClassTexts = new RecentText()
const transferSyntaxTexts = new RecentText()

/**
 * Reads the envelope of the object that begins with `head`. `ended`: there is no more of it. `objectBytes`: its size,
 * where it is announced. The answer is the same for every head that is long enough, and such a head holds the first
 * {@link GUESS_BYTES} bytes of the data set, or all there are.
 *
 * Where an element of the three that count occurs twice, the first counts.
 *
 * Fails with NOT_DICOM, META_INVALID, META_TOO_LONG, or TRUNCATED where the object ends before its envelope does.
 */
export function parseFileMeta(head: Uint8Array, ended: boolean, objectBytes?: number): Envelope | NeedMore {
  const lacks = lacksBytes(head, ended, objectBytes, START_BYTES)
  if (lacks) return lacks
  const start = findObjectStart(head, ended, objectBytes)
  if (start === undefined || start === 'need-more') throw new SluiceError('NOT_DICOM', { offsetBytes: 0 })

  let sopClassValue: Uint8Array | undefined
  let sopInstanceValue: Uint8Array | undefined
  let transferSyntaxValue: Uint8Array | undefined
  let groupEndAt: number | undefined
  let deflated = false
  let at = start.startAt
  while (start.fileMeta) {
    if (deflated && groupEndAt !== undefined && at >= groupEndAt) break
    const lacksTag = lacksBytes(head, ended, objectBytes, at + TAG_BYTES)
    if (lacksTag) return lacksTag
    if (!isFileMetaTagAt(head, at)) break
    const tag = (GROUP_FILE_META << 16) | head[at + 2]! | (head[at + 3]! << 8)

    const lacksHeader = lacksElementBytes(head, ended, objectBytes, at, tag, SHORT_HEADER_BYTES)
    if (lacksHeader) return lacksHeader
    const first = head[at + 4]!
    const second = head[at + 5]!
    if (!isVrPair(first, second)) throw refusal('META_INVALID', at, tag)
    let valueAt = at + SHORT_HEADER_BYTES
    let valueBytes = head[at + 6]! | (head[at + 7]! << 8)
    if (!isShortVr(first, second)) {
      const lacksLength = lacksElementBytes(head, ended, objectBytes, at, tag, LONG_HEADER_BYTES)
      if (lacksLength) return lacksLength
      valueAt = at + LONG_HEADER_BYTES
      valueBytes = readUint32(head, at + 8)
    }
    if (valueBytes === UNDEFINED_LENGTH) throw refusal('META_INVALID', at, tag)
    const endAt = valueAt + valueBytes
    if (objectBytes !== undefined && endAt > objectBytes) throw refusal('META_INVALID', at, tag)
    if (endAt - start.startAt > limits.fileMetaBytes) throw refusal('META_TOO_LONG', at, tag)
    const lacksValue = lacksElementBytes(head, ended, objectBytes, at, tag, endAt - at)
    if (lacksValue) return lacksValue

    if (tag === TAG_MEDIA_STORAGE_SOP_CLASS_UID) sopClassValue ??= head.subarray(valueAt, endAt)
    else if (tag === TAG_MEDIA_STORAGE_SOP_INSTANCE_UID) sopInstanceValue ??= head.subarray(valueAt, endAt)
    else if (tag === TAG_TRANSFER_SYNTAX_UID && transferSyntaxValue === undefined) {
      transferSyntaxValue = head.subarray(valueAt, endAt)
      deflated = findTransferSyntax(transferSyntaxTexts.textOf(transferSyntaxValue))?.deflated ?? false
    } else if (tag === TAG_GROUP_LENGTH && valueBytes === 4) groupEndAt ??= endAt + readUint32(head, valueAt)
    at = endAt
  }
  // A deflated data set may begin like an element of group 0002: where tags and group length disagree, neither is sure.
  if (deflated && groupEndAt !== undefined && at !== groupEndAt) throw refusal('META_INVALID', at)

  const lacksGuess = lacksBytes(head, ended, objectBytes, at + GUESS_BYTES)
  if (lacksGuess) return lacksGuess
  return {
    kind: 'envelope',
    preamble: start.preamble,
    prefix: start.prefix,
    metaPresent: start.fileMeta,
    dataSetAt: at,
    mediaStorageSopClassUid: textOf(sopClassValue, sopClassTexts),
    mediaStorageSopInstanceUid: textOf(sopInstanceValue),
    transferSyntaxUid: textOf(transferSyntaxValue, transferSyntaxTexts),
    mediaStorageSopClassValue: sopClassValue,
    mediaStorageSopInstanceValue: sopInstanceValue,
    transferSyntaxValue,
  }
}

/** Whether the file meta information says that the object is a DICOMDIR. */
export function isDicomDirectory(envelope: Envelope): boolean {
  return envelope.mediaStorageSopClassUid === MEDIA_STORAGE_DIRECTORY
}

/**
 * (0002,0002) of the output, 1.3: the SOP Class UID of the data set, trimmed, where there is one that is a UID; else that
 * of the input's file meta information if it is the standard's; else none.
 */
export function chooseMediaStorageSopClassUid(
  dataSetSopClassUid: string | undefined,
  envelope: Envelope,
): string | undefined {
  if (dataSetSopClassUid !== undefined && isUid(dataSetSopClassUid)) return dataSetSopClassUid
  const own = envelope.mediaStorageSopClassUid
  return own !== undefined && isWellKnownUid(own) ? own : undefined
}

/**
 * The file meta information of the output, preamble and prefix included where the input had them. A SOP class or instance
 * that is not one well-formed UID is left out, as a missing one is: nothing but digits and dots leaves here. `into`: memory of FILE_META_MAX_BYTES, where what
 * is returned need not outlive the next call.
 */
export function writeFileMeta(fileMeta: FileMeta, into?: Uint8Array): Uint8Array {
  if (!isWellKnownUid(fileMeta.transferSyntaxUid)) throw new SluiceError('INTERNAL')
  const sopClassUid = uidOrNone(fileMeta.mediaStorageSopClassUid)
  const sopInstanceUid = uidOrNone(fileMeta.mediaStorageSopInstanceUid)
  const groupBytes =
    VERSION_ELEMENT.length +
    uidElementBytes(sopClassUid) +
    uidElementBytes(sopInstanceUid) +
    uidElementBytes(fileMeta.transferSyntaxUid) +
    IMPLEMENTATION_ELEMENTS.length

  const groupLengthAt = (fileMeta.preamble ? PREAMBLE_BYTES : 0) + (fileMeta.prefix ? PREFIX.length : 0)
  const groupAt = groupLengthAt + SHORT_HEADER_BYTES + 4
  const bytes = groupAt + groupBytes
  const written = into === undefined ? new Uint8Array(bytes) : into.subarray(0, bytes).fill(0)
  if (fileMeta.prefix) written.set(PREFIX, groupLengthAt - PREFIX.length)
  writeShortHeader(written, groupLengthAt, TAG_GROUP_LENGTH, 'UL', 4)
  writeUint32(written, groupAt - 4, groupBytes)
  written.set(VERSION_ELEMENT, groupAt)
  let at = groupAt + VERSION_ELEMENT.length
  at = writeUid(written, at, TAG_MEDIA_STORAGE_SOP_CLASS_UID, sopClassUid)
  at = writeUid(written, at, TAG_MEDIA_STORAGE_SOP_INSTANCE_UID, sopInstanceUid)
  at = writeUid(written, at, TAG_TRANSFER_SYNTAX_UID, fileMeta.transferSyntaxUid)
  written.set(IMPLEMENTATION_ELEMENTS, at)
  return written
}

const VERSION_ELEMENT = versionElement()
const IMPLEMENTATION_ELEMENTS = implementationElements()

/** What {@link writeFileMeta} writes is no longer: it has three UIDs that differ from object to object. */
export const FILE_META_MAX_BYTES =
  PREAMBLE_BYTES +
  PREFIX.length +
  SHORT_HEADER_BYTES +
  4 +
  VERSION_ELEMENT.length +
  3 * (SHORT_HEADER_BYTES + MAX_UID_BYTES) +
  IMPLEMENTATION_ELEMENTS.length

/** Empty where there is no UID, or what there is cannot be one. */
function uidOrNone(uid: string | undefined): string {
  return uid !== undefined && isUid(uid) ? uid : ''
}

/** An element of no UID is left out. */
function uidElementBytes(uid: string): number {
  return uid === '' ? 0 : SHORT_HEADER_BYTES + uid.length + (uid.length & 1)
}

/** Writes into zeros, so that the padding is there already. Answers where the element ends. */
function writeUid(into: Uint8Array, at: number, tag: number, uid: string): number {
  const elementBytes = uidElementBytes(uid)
  if (elementBytes > 0) writeShortHeader(into, at, tag, 'UI', elementBytes - SHORT_HEADER_BYTES)
  for (let index = 0; index < uid.length; index++) into[at + SHORT_HEADER_BYTES + index] = uid.charCodeAt(index)
  return at + elementBytes
}

/** (0002,0001) OB: two reserved bytes and a 32-bit length before the value 00 01. */
function versionElement(): Uint8Array {
  const element = new Uint8Array(LONG_HEADER_BYTES + 2)
  writeShortHeader(element, 0, TAG_VERSION, 'OB', 0)
  writeUint32(element, 8, 2)
  element[LONG_HEADER_BYTES + 1] = 1
  return element
}

function implementationElements(): Uint8Array {
  const versionName = latin1Bytes(IMPLEMENTATION_VERSION_NAME, SPACE)
  const classUidBytes = uidElementBytes(IMPLEMENTATION_CLASS_UID)
  const elements = new Uint8Array(classUidBytes + SHORT_HEADER_BYTES + versionName.length)
  writeUid(elements, 0, TAG_IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_CLASS_UID)
  writeShortHeader(elements, classUidBytes, TAG_IMPLEMENTATION_VERSION_NAME, 'SH', versionName.length)
  elements.set(versionName, classUidBytes + SHORT_HEADER_BYTES)
  return elements
}

/** Explicit VR little endian header of a VR with a 16-bit length. */
function writeShortHeader(into: Uint8Array, at: number, tag: number, vr: string, valueBytes: number): void {
  into[at] = (tag >>> 16) & 0xff
  into[at + 1] = tag >>> 24
  into[at + 2] = tag & 0xff
  into[at + 3] = (tag >>> 8) & 0xff
  into[at + 4] = vr.charCodeAt(0)
  into[at + 5] = vr.charCodeAt(1)
  into[at + 6] = valueBytes & 0xff
  into[at + 7] = valueBytes >> 8
}

function writeUint32(into: Uint8Array, at: number, value: number): void {
  into[at] = value & 0xff
  into[at + 1] = (value >>> 8) & 0xff
  into[at + 2] = (value >>> 16) & 0xff
  into[at + 3] = value >>> 24
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}

/** Whether a pair of capitals is a VR whose length has 16 bits. */
function isShortVr(first: number, second: number): boolean {
  return (VR_TABLE[(first - BYTE_A) * LETTERS + (second - BYTE_A)]! & VR_SHORT) !== 0
}

function isFileMetaTagAt(head: Uint8Array, at: number): boolean {
  return head.length - at >= TAG_BYTES && head[at] === GROUP_FILE_META && head[at + 1] === 0
}

/** An empty value is as good as a missing one. */
function textOf(value: Uint8Array | undefined, recent?: RecentText): string | undefined {
  if (value === undefined) return undefined
  return (recent === undefined ? trimmedText(value) : recent.textOf(value)) || undefined
}

/** What `head` lacks of the first `neededBytes` of the object. An object may be shorter than that. */
function lacksBytes(
  head: Uint8Array,
  ended: boolean,
  objectBytes: number | undefined,
  neededBytes: number,
): NeedMore | undefined {
  const dueBytes = objectBytes === undefined ? neededBytes : Math.min(neededBytes, objectBytes)
  if (head.length >= dueBytes) return undefined
  if (!ended) return { kind: 'need-more', neededBytes: dueBytes }
  if (objectBytes === undefined) return undefined
  throw refusal('TRUNCATED', head.length)
}

/** What `head` lacks of the first `elementBytes` of the element at `at`. An object that is too short for them is refused. */
function lacksElementBytes(
  head: Uint8Array,
  ended: boolean,
  objectBytes: number | undefined,
  at: number,
  tag: number,
  elementBytes: number,
): NeedMore | undefined {
  const endAt = at + elementBytes
  if (objectBytes !== undefined && endAt > objectBytes) throw refusal('META_INVALID', at, tag)
  if (head.length >= endAt) return undefined
  if (ended) throw refusal('TRUNCATED', at, tag)
  return { kind: 'need-more', neededBytes: endAt }
}

function refusal(code: Code, offsetBytes: number, tag?: number): SluiceError {
  return new SluiceError(code, tag === undefined ? { offsetBytes } : { offsetBytes, tag })
}
