/**
 * Reads a data set up to its Pixel Data, as far as rules about pixels ask, while it comes. It follows docs/engine.md 3 and 5 and shares no code with the engine's walk: what both
 * readers say alike is done, and what they say differently is withheld.
 */

import type { Encoding } from '../dicom/guess-encoding.ts'
import { groupOf, tagOf } from '../dicom/tag.ts'
import { trimmedText } from '../dicom/value-text.ts'
import { hasShortLength, isVrPair, type Vr, vrOfPair } from '../dicom/vr.ts'
import type { Note, NotedAttribute, ObjectFacts } from '../engine/contract.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_IMPLICIT_LE } from '../wasm/seam.ts'

/** What was found. Offsets are from the beginning of the data set. */
export interface DataSetHead {
  readonly sopClassUid: string | undefined
  readonly modality: string | undefined
  readonly notes: readonly Note[]
  readonly bulk: ObjectFacts['bulk']
  /** Of the header of Pixel Data, and of what follows it; of the data set's end where there is none. */
  readonly bulkAt: number
  readonly bulkValueAt: number
  /** Of the first element at the root of the group of Pixel Data; Pixel Data's own where there is none before it. */
  readonly pixelGroupAt: number
}

/** `need-more`: nothing new can be said before there are `neededBytes`. */
export type HeadAnswer = DataSetHead | 'need-more' | 'unreadable'

type Container = { readonly kind: 'sequence' | 'item' | 'fragments'; readonly encoding: Encoding }

interface Header {
  readonly tag: number
  /** Where there is one that is known. */
  readonly vr: Vr | undefined
  readonly hasVr: boolean
  readonly valueAt: number
  /** Undefined length: undefined. */
  readonly valueBytes: number | undefined
}

const SOP_CLASS_UID = 0x00080016
const MODALITY = 0x00080060
const PIXEL_DATA = 0x7fe00010
const BULK_TAGS: ReadonlySet<number> = new Set([0x7fe00008, 0x7fe00009, PIXEL_DATA])
const PIXEL_GROUP = 0x7fe0
const DELIMITER_GROUP = 0xfffe
const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const UNDEFINED_LENGTH = 0xffffffff
const SHORT_HEADER_BYTES = 8
const LONG_HEADER_BYTES = 12
const FRAGMENT_VRS: ReadonlySet<string> = new Set(['OB', 'OW', 'OD', 'OF', 'OL', 'OV'])
/** Of SOP Class UID and Modality: a longer value is none. */
const KIND_BYTES = 128
/** Real objects have each attribute once. */
const MOST_NOTES = 1024
const DEEPEST = 256

/** Walks one data set; it remembers where it is, and is shown all of the bytes so far each time. */
export class DataSetHeadReader {
  readonly #noted: ReadonlyMap<number, number>
  readonly #encoding: Encoding
  readonly #dataSetBytes: number | undefined
  readonly #maxBytes: number
  readonly #stack: Container[] = []
  readonly #notes: Note[] = []
  #sopClassUid: string | undefined
  #modality: string | undefined
  readonly #seen = new Set<number>()
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(new ArrayBuffer(0))
  #ended = false
  #at = 0
  #pixelGroupAt: number | undefined
  #neededBytes = SHORT_HEADER_BYTES

  /** `noted`: bytes to note of a value, by tag. `dataSetBytes`: undefined where it is not announced. `maxBytes`: a head that is longer is unreadable. */
  constructor(
    noted: ReadonlyMap<number, number>,
    encoding: Encoding,
    dataSetBytes: number | undefined,
    maxBytes: number = Number.POSITIVE_INFINITY,
  ) {
    this.#noted = noted
    this.#encoding = encoding
    this.#dataSetBytes = dataSetBytes
    this.#maxBytes = maxBytes
  }

  get neededBytes(): number {
    return this.#neededBytes
  }

  /** `bytes`: the data set from its beginning, as far as it came. `ended`: there is no more of it. */
  read(bytes: Uint8Array, ended: boolean): HeadAnswer {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#ended = ended
    for (;;) {
      const answer = this.#step()
      if (answer !== undefined) return answer
    }
  }

  /** Undefined: it went on. */
  #step(): HeadAnswer | undefined {
    const top = this.#stack.at(-1)
    const endAt = this.#endAt
    if (endAt !== undefined && endAt - this.#at < SHORT_HEADER_BYTES) {
      return top === undefined && this.#at <= endAt ? this.#found(undefined, endAt, endAt) : 'unreadable'
    }
    const lacks = this.#lacks(this.#at + SHORT_HEADER_BYTES)
    if (lacks !== undefined) return lacks
    const encoding = top?.encoding ?? this.#encoding
    const tag = this.#tagAt(encoding)
    if (groupOf(tag) === DELIMITER_GROUP) return this.#readDelimiter(top, tag, this.#uint32At(this.#at + 4, encoding))
    if (top !== undefined && top.kind !== 'item') return 'unreadable'
    const header = this.#readHeader(tag, encoding)
    if (header === 'need-more' || header === 'unreadable') return header
    // Zeros at the root are the beginning of nothing.
    if (top === undefined && tag === 0 && !header.hasVr && header.valueBytes === 0) {
      return this.#found(undefined, this.#at, this.#at)
    }
    const atRoot = top === undefined ? this.#readRootElement(header) : undefined
    return atRoot ?? this.#stepOver(header, encoding)
  }

  #readHeader(tag: number, encoding: Encoding): Header | 'need-more' | 'unreadable' {
    const at = this.#at
    const length = this.#uint32At(at + 4, encoding)
    const shortAt = at + SHORT_HEADER_BYTES
    if (encoding === ENCODING_IMPLICIT_LE) {
      return { tag, valueAt: shortAt, vr: undefined, hasVr: false, valueBytes: definedLength(length) }
    }
    const [first, second] = [this.#bytes[at + 4]!, this.#bytes[at + 5]!]
    if (!isVrPair(first, second)) {
      return length === 0 ? { tag, valueAt: shortAt, vr: undefined, hasVr: false, valueBytes: 0 } : 'unreadable'
    }
    const vr = vrOfPair(first, second)
    if (vr !== undefined && hasShortLength(vr)) {
      const valueBytes = this.#view.getUint16(at + 6, isLittleEndian(encoding))
      return { tag, valueAt: shortAt, vr, hasVr: true, valueBytes }
    }
    const valueAt = at + LONG_HEADER_BYTES
    if (this.#endAt !== undefined && valueAt > this.#endAt) return 'unreadable'
    const lacks = this.#lacks(valueAt)
    if (lacks !== undefined) return lacks
    return { tag, valueAt, vr, hasVr: true, valueBytes: definedLength(this.#uint32At(at + 8, encoding)) }
  }

  /** Notes what was asked for. Undefined where the walk is to go on behind it. */
  #readRootElement(header: Header): HeadAnswer | undefined {
    const { tag, vr, hasVr, valueAt, valueBytes } = header
    if (groupOf(tag) === PIXEL_GROUP) this.#pixelGroupAt ??= this.#at
    if (BULK_TAGS.has(tag)) return this.#found({ tag, valueBytes }, this.#at, valueAt)
    const maxBytes = this.#noted.get(tag)
    const isKind = (tag === SOP_CLASS_UID || tag === MODALITY) && !this.#seen.has(tag)
    if (maxBytes === undefined && !isKind) return undefined
    const endAt = Math.min(valueAt + (valueBytes ?? Number.POSITIVE_INFINITY), this.#endAt ?? Number.POSITIVE_INFINITY)
    const lookedAt = Math.min(endAt, valueAt + Math.max(maxBytes ?? 0, isKind ? KIND_BYTES : 0))
    const lacks = this.#lacks(lookedAt)
    if (lacks !== undefined) return lacks
    if (isKind) this.#noteKind(tag, this.#bytes.subarray(valueAt, Math.min(endAt, valueAt + KIND_BYTES)))
    const isNothing = !hasVr && this.#encoding !== ENCODING_IMPLICIT_LE
    if (maxBytes === undefined || isNothing) return undefined
    if (this.#notes.length === MOST_NOTES) return 'unreadable'
    const value = new Uint8Array(this.#bytes.subarray(valueAt, Math.min(endAt, valueAt + maxBytes)))
    this.#notes.push({ tag, vr, valueBytes, value })
    return undefined
  }

  #noteKind(tag: number, value: Uint8Array): void {
    this.#seen.add(tag)
    const text = trimmedText(value) || undefined
    if (tag === MODALITY) this.#modality = text
    else this.#sopClassUid = text
  }

  /** Behind the value, or into it where its length is undefined. */
  #stepOver({ tag, vr, hasVr, valueAt, valueBytes }: Header, encoding: Encoding): HeadAnswer | undefined {
    this.#at = valueAt + (valueBytes ?? 0)
    if (valueBytes !== undefined) return this.#endAt !== undefined && this.#at > this.#endAt ? 'unreadable' : undefined
    const isFragments = hasVr ? FRAGMENT_VRS.has(vr ?? '') : tag === PIXEL_DATA
    const isSequence = hasVr ? vr === 'SQ' || vr === 'UN' : !isFragments
    if ((!isFragments && !isSequence) || this.#stack.length >= DEEPEST) return 'unreadable'
    const inside = vr === 'UN' ? ENCODING_IMPLICIT_LE : encoding
    this.#stack.push({ kind: isFragments ? 'fragments' : 'sequence', encoding: inside })
    return undefined
  }

  #readDelimiter(top: Container | undefined, tag: number, length: number): HeadAnswer | undefined {
    this.#at += SHORT_HEADER_BYTES
    if (tag === ITEM && top !== undefined && top.kind !== 'item') {
      if (length === UNDEFINED_LENGTH && (top.kind === 'fragments' || this.#stack.length >= DEEPEST))
        return 'unreadable'
      if (length === UNDEFINED_LENGTH) this.#stack.push({ kind: 'item', encoding: top.encoding })
      else this.#at += length
      return this.#endAt !== undefined && this.#at > this.#endAt ? 'unreadable' : undefined
    }
    if (length !== 0 || (tag !== ITEM_END && tag !== SEQUENCE_END)) return 'unreadable'
    if (top === undefined) return undefined
    if (tag === ITEM_END) {
      if (top.kind === 'item') this.#stack.pop()
      return undefined
    }
    if (top.kind === 'item') this.#stack.pop()
    this.#stack.pop()
    return undefined
  }

  #found(bulk: ObjectFacts['bulk'], bulkAt: number, bulkValueAt: number): DataSetHead {
    return {
      sopClassUid: this.#sopClassUid,
      modality: this.#modality,
      notes: this.#notes,
      bulk,
      bulkAt,
      bulkValueAt,
      pixelGroupAt: this.#pixelGroupAt ?? bulkAt,
    }
  }

  /** Of the data set, where it is known. */
  get #endAt(): number | undefined {
    return this.#ended ? this.#bytes.length : this.#dataSetBytes
  }

  /** Where the bytes at hand do not go so far. How many there are has no part in what is too far. */
  #lacks(neededBytes: number): 'need-more' | 'unreadable' | undefined {
    if (neededBytes > this.#maxBytes) return 'unreadable'
    this.#neededBytes = neededBytes
    if (this.#bytes.length >= neededBytes) return undefined
    return this.#ended ? 'unreadable' : 'need-more'
  }

  #tagAt(encoding: Encoding): number {
    const little = isLittleEndian(encoding)
    return tagOf(this.#view.getUint16(this.#at, little), this.#view.getUint16(this.#at + 2, little))
  }

  #uint32At(at: number, encoding: Encoding): number {
    return this.#view.getUint32(at, isLittleEndian(encoding))
  }
}

/** The bound of each tag that is asked for; the largest where it is asked for more than once. */
export function noteBounds(noted: readonly NotedAttribute[]): ReadonlyMap<number, number> {
  const bounds = new Map<number, number>()
  for (const { tag, maxBytes } of noted) bounds.set(tag, Math.max(maxBytes, bounds.get(tag) ?? 0))
  return bounds
}

function definedLength(length: number): number | undefined {
  return length === UNDEFINED_LENGTH ? undefined : length
}

function isLittleEndian(encoding: Encoding): boolean {
  return encoding !== ENCODING_EXPLICIT_BE
}
