/**
 * Walks one DICOM object as verification sees it: what stands where, in a single pass, with bounded memory, whatever the lengths claim. It decides
 * nothing, and shares no code with the engine's walk. PS3.5 chapter 7, PS3.10 chapter 7.
 */

import { findAttribute } from '../dicom/dictionary.ts'
import { elementOf, groupOf, isGroupLength, isPrivateTag, tagOf } from '../dicom/tag.ts'
import { latin1Text, trimmedText } from '../dicom/uid.ts'
import { hasShortLength, isVrName, isVrPair } from '../dicom/vr.ts'
import { limits } from '../limits.ts'
import { ByteFeed, copyOf, type Reading } from './byte-feed.ts'
import type { Step } from './findings.ts'

/** How a data set is written. */
export interface Encoding {
  readonly explicit: boolean
  readonly littleEndian: boolean
}

/** A concept that a content item is about. */
export interface Concept {
  readonly codeValue: string
  readonly codingScheme: string
}

/** An element. Offsets are those of the object; of a deflated data set those of the inflated one. */
export interface WalkedElement {
  readonly tag: number
  /** As it stands there; by the registry where the encoding is implicit; `UN` where neither knows. */
  readonly vr: string
  readonly steps: readonly Step[]
  /** The tags of the sequences around it as far as decisions go by them (docs/engine.md 3.13). */
  readonly path: readonly number[]
  readonly concept: Concept | undefined
  readonly privateCreator: string | undefined
  /** Specific Character Set in force. */
  readonly charset: Uint8Array
  readonly offsetBytes: number
  /** Where its value begins. */
  readonly valueAt: number
  /** Undefined for an undefined length. */
  readonly valueBytes: number | undefined
  readonly encoding: Encoding
  /** `bulk`: bytes follow by {@link WalkHandler.bulk}, being pixels, fragments, or too long to be held. */
  readonly form: 'value' | 'sequence' | 'bulk'
  /** Of a value; empty for the others. */
  readonly value: Uint8Array
}

export interface WalkHandler {
  /** The preamble, as far as there is one. */
  preamble(bytes: Uint8Array): void
  element(element: WalkedElement): void
  /** Bytes of the bulk element that was announced last, fragments without their headers. Valid until the call returns. */
  bulk(bytes: Uint8Array): void
  /** The bulk element that was announced last is over, at this offset. */
  bulkEnd(endAt: number): void
  /** An item of undefined length is over, which had so many bytes. */
  undefinedItem(bytes: number): void
  /** Bytes that belong to no element, from this offset on. */
  stray(offsetBytes: number, bytes: Uint8Array): void
  /** The walk ends here, before the object does. `unread`: bytes that were pushed and belong to no element. */
  fault(offsetBytes: number, unread: readonly Uint8Array[]): void
}

/** A sequence item, or the root. */
interface Frame {
  /** Offset of its end; undefined for an undefined length. */
  readonly endAt: number | undefined
  readonly encoding: Encoding
  readonly steps: readonly Step[]
  readonly path: readonly number[]
  readonly creators: Map<number, string>
  charset: Uint8Array
  concept: Concept | undefined
  codeValue: string
  codingScheme: string
}

interface Header {
  readonly tag: number
  readonly vr: string
  readonly isExplicitVr: boolean
  readonly offsetBytes: number
  readonly valueAt: number
  readonly length: number
}

class WalkFault extends Error {
  /** Bytes of a value or header that is cut short. */
  readonly cut: Uint8Array

  constructor(cut: Uint8Array = new Uint8Array(0)) {
    super()
    this.cut = cut
  }
}

const UNDEFINED_LENGTH = 0xffffffff
const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const DELIMITER_GROUP = 0xfffe
const META_GROUP = 2
const TRANSFER_SYNTAX_UID = 0x00020010
const SPECIFIC_CHARACTER_SET = 0x00080005
const CODE_VALUE = 0x00080100
const CODING_SCHEME = 0x00080102
const CONCEPT_NAME = 0x0040a043
const PREAMBLE_BYTES = 128
const HEADER_BYTES = 8
const STRAY_BYTES = 65_536
const EXPLICIT_LE: Encoding = { explicit: true, littleEndian: true }
const IMPLICIT_LE: Encoding = { explicit: false, littleEndian: true }
const EXPLICIT_BE: Encoding = { explicit: true, littleEndian: false }
const IMPLICIT_LE_UID = '1.2.840.10008.1.2'
const EXPLICIT_BE_UID = '1.2.840.10008.1.2.2'
const DEFLATED_UID = '1.2.840.10008.1.2.1.99'
const FRAGMENT_VRS: ReadonlySet<string> = new Set(['OB', 'OW', 'OD', 'OF', 'OL', 'OV'])
/** Pixel Data and its kin, and the variable pixel data of old. */
const PIXEL_GROUPS = 0x7f00
const NOTHING = new Uint8Array(0)

/** Whether these first bytes are those of an object: 132 of them, or all there are. */
export function looksLikeObject(head: Uint8Array): boolean {
  if (latin1Text(head, PREAMBLE_BYTES, PREAMBLE_BYTES + 4) === 'DICM' || latin1Text(head, 0, 4) === 'DICM') return true
  if (head.length < HEADER_BYTES) return false
  const group = head[0]! | (head[1]! << 8)
  const swapped = (head[0]! << 8) | head[1]!
  const hasVr = isVrPair(head[4]!, head[5]!)
  return ((group === META_GROUP || group === 8) && (hasVr || head[7] === 0)) || (swapped === 8 && hasVr)
}

/** One object: `push` any number of times, then `end`. */
export class ObjectWalk {
  readonly #handler: WalkHandler
  readonly #inflate: (bytes: Uint8Array) => Uint8Array | undefined
  #feed = new ByteFeed()
  readonly #reading: Reading
  #done = false

  /** `inflate`: a deflated data set as it is inflated; undefined where that cannot be done within the bounds. */
  constructor(handler: WalkHandler, inflate: (bytes: Uint8Array) => Uint8Array | undefined) {
    this.#handler = handler
    this.#inflate = inflate
    this.#reading = this.#readObject()
    this.#go()
  }

  push(chunk: Uint8Array): void {
    if (this.#done || chunk.length === 0) return
    this.#feed.push(chunk)
    this.#go()
  }

  end(): void {
    if (this.#done) return
    this.#feed.end()
    this.#go()
  }

  #go(): void {
    try {
      this.#done = this.#reading.next().done === true
    } catch (fault) {
      if (!(fault instanceof WalkFault)) throw fault
      this.#done = true
      this.#handler.fault(this.#feed.offsetBytes, [fault.cut, this.#feed.unread])
    }
  }

  // ---- envelope ----

  *#readObject(): Reading {
    const start = yield* this.#feed.take(PREAMBLE_BYTES + 4)
    let first: Uint8Array
    if (latin1Text(start, PREAMBLE_BYTES, PREAMBLE_BYTES + 4) === 'DICM') {
      this.#handler.preamble(start.subarray(0, PREAMBLE_BYTES))
      first = yield* this.#feed.take(HEADER_BYTES)
    } else {
      const skip = latin1Text(start, 0, 4) === 'DICM' ? 4 : 0
      const again = new Rewound(this.#feed, start.subarray(skip), skip)
      this.#feed = again
      first = yield* again.take(HEADER_BYTES)
    }
    let transferSyntaxUid: string | undefined
    const meta = root(EXPLICIT_LE)
    while (first.length === HEADER_BYTES && (first[0]! | (first[1]! << 8)) === META_GROUP) {
      const header = yield* this.#readHeader(meta, first)
      if (header.length > limits.fileMetaBytes) throw new WalkFault()
      const value = yield* this.#takeAll(header.length)
      this.#handler.element(elementFrom(header, meta, 'value', value))
      if (header.tag === TRANSFER_SYNTAX_UID) transferSyntaxUid = trimmedText(value)
      first = yield* this.#feed.take(HEADER_BYTES)
    }
    if (transferSyntaxUid === DEFLATED_UID) yield* this.#readDeflated(first)
    else yield* this.#readItem(root(encodingOf(transferSyntaxUid, first)), first)
  }

  *#readDeflated(first: Uint8Array): Reading {
    const parts = [first]
    let bytes = first.length
    for (;;) {
      const slice = yield* this.#feed.some(STRAY_BYTES)
      if (slice.length === 0) break
      bytes += slice.length
      if (bytes > limits.deflatedBytes) throw new WalkFault()
      parts.push(copyOf(slice))
    }
    const dataSet = this.#inflate(Buffer.concat(parts))
    if (dataSet === undefined) throw new WalkFault()
    const feed = new ByteFeed()
    feed.push(dataSet)
    feed.end()
    this.#feed = feed
    yield* this.#readItem(root(EXPLICIT_LE))
  }

  // ---- elements ----

  /** Elements up to the end of an item or of the object. `first`: the bytes of the first header that were read already. */
  *#readItem(frame: Frame, first?: Uint8Array): Reading {
    const isRoot = frame.steps.length === 0
    let begun = first
    for (;;) {
      if (begun === undefined && this.#feed.offsetBytes === frame.endAt) return
      const start = begun ?? (yield* this.#feed.take(HEADER_BYTES))
      begun = undefined
      if (isRoot && (start.length < HEADER_BYTES || isZeros(start))) {
        yield* this.#readStray(start)
        return
      }
      const header = yield* this.#readHeader(frame, start)
      if (header.tag === ITEM_END && header.length === 0) {
        if (frame.endAt === undefined && !isRoot) return
        continue
      }
      if (header.tag === SEQUENCE_END && header.length === 0 && (isRoot || frame.endAt !== undefined)) continue
      if (groupOf(header.tag) === DELIMITER_GROUP) throw new WalkFault()
      yield* this.#readElement(header, frame)
    }
  }

  *#readHeader(frame: Frame, start: Uint8Array): Reading<Header> {
    if (start.length < HEADER_BYTES) throw new WalkFault(start)
    const offsetBytes = this.#feed.offsetBytes - HEADER_BYTES
    const { explicit, littleEndian } = frame.encoding
    const view = new DataView(start.buffer, start.byteOffset, HEADER_BYTES)
    const tag = tagOf(view.getUint16(0, littleEndian), view.getUint16(2, littleEndian))
    let vr = findAttribute(tag)?.vrs[0] ?? 'UN'
    let length = view.getUint32(4, littleEndian)
    const isExplicitVr = explicit && groupOf(tag) !== DELIMITER_GROUP
    if (isExplicitVr) {
      const [one, other] = [start[4]!, start[5]!]
      if (!isVrPair(one, other)) {
        if (length !== 0) throw new WalkFault()
      } else {
        vr = String.fromCharCode(one, other) as typeof vr
        if (isVrName(vr) && hasShortLength(vr)) length = view.getUint16(6, littleEndian)
        else {
          const rest = yield* this.#takeAll(4)
          length = new DataView(rest.buffer, rest.byteOffset).getUint32(0, littleEndian)
        }
      }
    }
    if (length !== UNDEFINED_LENGTH && frame.endAt !== undefined && this.#feed.offsetBytes + length > frame.endAt) {
      throw new WalkFault()
    }
    return { tag, vr, isExplicitVr, offsetBytes, valueAt: this.#feed.offsetBytes, length }
  }

  *#readElement(header: Header, frame: Frame): Reading {
    const { tag, vr, length } = header
    const isUndefined = length === UNDEFINED_LENGTH
    const isPixels = (groupOf(tag) & 0xff00) === PIXEL_GROUPS && !isGroupLength(tag)
    if (isUndefined && (FRAGMENT_VRS.has(vr) || isPixels)) {
      yield* this.#readFragments(header, frame)
    } else if (isUndefined || vr === 'SQ') {
      yield* this.#readSequence(header, frame)
    } else if (isPixels || length > limits.verifiedValueBytes) {
      this.#handler.element(elementFrom(header, frame, 'bulk', NOTHING))
      yield* this.#pass(length)
      this.#handler.bulkEnd(this.#feed.offsetBytes)
    } else {
      const value = yield* this.#takeAll(length)
      if (vr === 'UN' && isSequenceIn(value)) this.#readHidden(header, frame, value)
      else {
        noteIn(frame, tag, value)
        this.#handler.element(elementFrom(header, frame, 'value', value))
      }
    }
  }

  /** A value of unknown VR that begins as a sequence does (PS3.5 6.2.2): walked by itself, so that a fault in it ends nothing else. */
  #readHidden(header: Header, frame: Frame, value: Uint8Array): void {
    const outer = this.#feed
    const inner = new ByteFeed(header.valueAt)
    inner.push(value)
    inner.end()
    this.#feed = inner
    try {
      const reading = this.#readSequence(
        { ...header, length: value.length },
        { ...frame, encoding: IMPLICIT_LE, endAt: undefined },
      )
      while (reading.next().done !== true);
    } catch (fault) {
      if (!(fault instanceof WalkFault)) throw fault
      this.#handler.element(elementFrom(header, frame, 'value', value))
    } finally {
      this.#feed = outer
    }
  }

  *#readSequence(header: Header, frame: Frame): Reading {
    const { tag, vr, isExplicitVr, length } = header
    if (frame.steps.length >= limits.sequenceDepth) throw new WalkFault()
    this.#handler.element(elementFrom(header, frame, 'sequence', NOTHING))
    const encoding = isExplicitVr && vr === 'UN' ? IMPLICIT_LE : frame.encoding
    const endAt = length === UNDEFINED_LENGTH ? undefined : this.#feed.offsetBytes + length
    const path = frame.concept === undefined ? [...frame.path, tag] : [tag]
    let concept: Concept | undefined
    for (let item = 0; this.#feed.offsetBytes !== endAt; item++) {
      const start = yield* this.#takeAll(HEADER_BYTES)
      const view = new DataView(start.buffer, start.byteOffset, HEADER_BYTES)
      const { littleEndian } = encoding
      const delimiter = tagOf(view.getUint16(0, littleEndian), view.getUint16(2, littleEndian))
      const itemBytes = view.getUint32(4, littleEndian)
      if (delimiter === SEQUENCE_END && endAt === undefined) break
      if (delimiter !== ITEM) throw new WalkFault()
      const itemEndAt = itemBytes === UNDEFINED_LENGTH ? undefined : this.#feed.offsetBytes + itemBytes
      if (endAt !== undefined && itemEndAt !== undefined && itemEndAt > endAt) throw new WalkFault()
      const inner: Frame = {
        ...root(encoding),
        endAt: itemEndAt,
        steps: [...frame.steps, { tag, item }],
        path,
        charset: frame.charset,
      }
      const startAt = this.#feed.offsetBytes
      yield* this.#readItem(inner)
      if (itemEndAt === undefined) this.#handler.undefinedItem(this.#feed.offsetBytes - startAt)
      concept = { codeValue: inner.codeValue, codingScheme: inner.codingScheme }
    }
    if (tag === CONCEPT_NAME && frame.steps.length > 0) frame.concept = concept?.codeValue === '' ? undefined : concept
  }

  *#readFragments(header: Header, frame: Frame): Reading {
    this.#handler.element(elementFrom(header, frame, 'bulk', NOTHING))
    for (;;) {
      const start = yield* this.#takeAll(HEADER_BYTES)
      const view = new DataView(start.buffer, start.byteOffset, HEADER_BYTES)
      const { littleEndian } = frame.encoding
      const delimiter = tagOf(view.getUint16(0, littleEndian), view.getUint16(2, littleEndian))
      const length = view.getUint32(4, littleEndian)
      if (delimiter === SEQUENCE_END) break
      if (delimiter !== ITEM || length === UNDEFINED_LENGTH) throw new WalkFault()
      this.#handler.bulk(start)
      yield* this.#pass(length)
    }
    this.#handler.bulkEnd(this.#feed.offsetBytes)
  }

  *#pass(count: number): Reading {
    for (let left = count; left > 0; ) {
      const slice = yield* this.#feed.some(left)
      if (slice.length === 0) throw new WalkFault()
      this.#handler.bulk(slice)
      left -= slice.length
    }
  }

  *#readStray(first: Uint8Array): Reading {
    for (let slice = first; slice.length > 0; slice = yield* this.#feed.some(STRAY_BYTES)) {
      this.#handler.stray(this.#feed.offsetBytes - slice.length, slice)
    }
  }

  *#takeAll(count: number): Reading<Uint8Array> {
    const bytes = yield* this.#feed.take(count)
    if (bytes.length < count) throw new WalkFault(bytes)
    return bytes
  }
}

/** A feed whose first bytes were taken and given back. */
class Rewound extends ByteFeed {
  readonly #source: ByteFeed
  #back: Uint8Array
  #taken: number

  constructor(source: ByteFeed, back: Uint8Array, taken: number) {
    super()
    this.#source = source
    this.#back = back
    this.#taken = taken
  }

  override get offsetBytes(): number {
    return this.#taken
  }

  override get unread(): Uint8Array {
    return this.#source.unread
  }

  override push(chunk: Uint8Array): void {
    this.#source.push(chunk)
  }

  override end(): void {
    this.#source.end()
  }

  override *take(count: number): Reading<Uint8Array> {
    const bytes = new Uint8Array(count)
    let filled = 0
    while (filled < count) {
      const slice = yield* this.some(count - filled)
      if (slice.length === 0) return bytes.subarray(0, filled)
      bytes.set(slice, filled)
      filled += slice.length
    }
    return bytes
  }

  override *some(most: number): Reading<Uint8Array> {
    const slice = this.#back.length > 0 ? this.#back.subarray(0, most) : yield* this.#source.some(most)
    this.#back = this.#back.subarray(this.#back.length > 0 ? slice.length : 0)
    this.#taken += slice.length
    return slice
  }
}

function root(encoding: Encoding): Frame {
  return {
    endAt: undefined,
    encoding,
    steps: [],
    path: [],
    creators: new Map(),
    charset: NOTHING,
    concept: undefined,
    codeValue: '',
    codingScheme: '',
  }
}

function elementFrom(header: Header, frame: Frame, form: WalkedElement['form'], value: Uint8Array): WalkedElement {
  const { tag, vr, offsetBytes, valueAt, length } = header
  const creatorTag = tagOf(groupOf(tag), elementOf(tag) >>> 8)
  return {
    tag,
    vr,
    steps: frame.steps,
    path: frame.path,
    concept: frame.concept,
    privateCreator: isPrivateTag(tag) ? frame.creators.get(creatorTag) : undefined,
    charset: frame.charset,
    offsetBytes,
    valueAt,
    valueBytes: length === UNDEFINED_LENGTH ? undefined : length,
    encoding: frame.encoding,
    form,
    value,
  }
}

/** What later elements of the same item are read by. */
function noteIn(frame: Frame, tag: number, value: Uint8Array): void {
  if (value.length > PREAMBLE_BYTES) return
  if (tag === SPECIFIC_CHARACTER_SET) frame.charset = value
  else if (tag === CODE_VALUE) frame.codeValue = trimmedText(value)
  else if (tag === CODING_SCHEME) frame.codingScheme = trimmedText(value)
  else if (isPrivateTag(tag) && elementOf(tag) >= 0x10 && elementOf(tag) <= 0xff) {
    frame.creators.set(tag, latin1Text(value).replace(/[ \0]+$/, ''))
  }
}

function isSequenceIn(value: Uint8Array): boolean {
  return value.length >= HEADER_BYTES && value[0] === 0xfe && value[1] === 0xff && value[2] === 0 && value[3] === 0xe0
}

/** What is declared, unless the first header cannot be read so. */
function encodingOf(transferSyntaxUid: string | undefined, first: Uint8Array): Encoding {
  const hasVr = first.length === HEADER_BYTES && isVrPair(first[4]!, first[5]!)
  if (transferSyntaxUid === IMPLICIT_LE_UID) return hasVr && first[0] === 8 ? EXPLICIT_LE : IMPLICIT_LE
  if (!hasVr) return IMPLICIT_LE
  if (transferSyntaxUid === EXPLICIT_BE_UID) return first[0] === 8 && first[1] === 0 ? EXPLICIT_LE : EXPLICIT_BE
  return transferSyntaxUid === undefined && first[0] === 0 && first[1] === 8 ? EXPLICIT_BE : EXPLICIT_LE
}

function isZeros(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}
