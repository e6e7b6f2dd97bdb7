/**
 * Walks one DICOM object as verification sees it: what stands where, in a single pass, with bounded memory, whatever the lengths claim. It decides
 * nothing, and shares no code with the engine's walk. PS3.5 chapter 7, PS3.10 chapter 7.
 */

import { findAttribute } from '../dicom/dictionary.ts'
import { groupOf, isGroupLength, tagOf } from '../dicom/tag.ts'
import { latin1Text, trimmedText } from '../dicom/value-text.ts'
import { hasShortLength, isVrName, isVrPair } from '../dicom/vr.ts'
import { limits } from '../limits.ts'
import { ByteFeed, copyOf, isZeros, type Reading, RewoundFeed } from './byte-feed.ts'
import { EXPLICIT_LE, encodingOf, IMPLICIT_LE, META_GROUP, PREAMBLE_BYTES } from './object-start.ts'
import { elementFrom, type Frame, type Header, noteIn, root, UNDEFINED_LENGTH } from './walk-frame.ts'
import type { Concept, WalkHandler } from './walked-element.ts'

class WalkFault extends Error {
  /** Bytes of a value or header that is cut short. */
  readonly cut: Uint8Array

  constructor(cut: Uint8Array = new Uint8Array(0)) {
    super()
    this.cut = cut
  }
}

const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const DELIMITER_GROUP = 0xfffe
const TRANSFER_SYNTAX_UID = 0x00020010
const CONCEPT_NAME = 0x0040a043
const HEADER_BYTES = 8
const STRAY_BYTES = 65_536
const DEFLATED_UID = '1.2.840.10008.1.2.1.99'
const FRAGMENT_VRS: ReadonlySet<string> = new Set(['OB', 'OW', 'OD', 'OF', 'OL', 'OV'])
/** Pixel Data and its kin, and the variable pixel data of old. */
const PIXEL_GROUPS = 0x7f00
const NOTHING = new Uint8Array(0)

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
      const again = new RewoundFeed(this.#feed, start.subarray(skip), skip)
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
      this.#handler.fragment?.(this.#feed.offsetBytes - HEADER_BYTES, length)
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

function isSequenceIn(value: Uint8Array): boolean {
  return value.length >= HEADER_BYTES && value[0] === 0xfe && value[1] === 0xff && value[2] === 0 && value[3] === 0xe0
}
