/** Reads what came out, for tests: as little of PS3.5 as well-formed output needs, and nothing of the code under test. */

import { inflateRawSync } from 'node:zlib'

/** An element as it stands there. A value, or items, or neither for fragments. */
export interface ReadElement {
  readonly tag: number
  /** As it stands there; empty where the encoding is implicit. */
  readonly vr: string
  readonly value: Buffer
  readonly items: readonly ReadDataSet[] | undefined
}

/** Elements by tag. */
export type ReadDataSet = ReadonlyMap<number, ReadElement>

export interface ReadObject {
  readonly meta: ReadDataSet
  readonly dataSet: ReadDataSet
}

const LONG_VRS = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '))
const UNDEFINED_LENGTH = 0xffffffff
const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const META_AT = 132
const TRANSFER_SYNTAX = 0x00020010

interface Form {
  readonly implicit: boolean
  readonly bigEndian: boolean
}

/** The object in `bytes`, which has a preamble. `isSequence`: which tags are sequences, where the encoding does not say. */
export function readObject(bytes: Uint8Array, isSequence: (tag: number) => boolean): ReadObject {
  const buffer = Buffer.from(bytes)
  if (buffer.toString('latin1', 128, META_AT) !== 'DICM') throw new Error('no preamble')
  const reader = new Reader(buffer, META_AT, { implicit: false, bigEndian: false }, isSequence)
  const meta = reader.elements((tag) => tag >>> 16 !== 2)
  const syntax = textOf(meta.get(TRANSFER_SYNTAX)!)
  const form = { implicit: syntax === '1.2.840.10008.1.2', bigEndian: syntax === '1.2.840.10008.1.2.2' }
  const rest = buffer.subarray(reader.at)
  const plain = syntax === '1.2.840.10008.1.2.1.99' ? inflateRawSync(rest) : rest
  return { meta, dataSet: new Reader(plain, 0, form, isSequence).elements() }
}

/** The value as text, without what pads it. */
export function textOf({ value }: ReadElement): string {
  return value.toString('latin1').replace(/[\0 ]+$/, '')
}

class Reader {
  at: number
  private readonly bytes: Buffer
  private readonly form: Form
  private readonly isSequence: (tag: number) => boolean

  constructor(bytes: Buffer, at: number, form: Form, isSequence: (tag: number) => boolean) {
    this.bytes = bytes
    this.at = at
    this.form = form
    this.isSequence = isSequence
  }

  /** Until the end, `ends`, or a delimiter, which is consumed. */
  elements(ends: (tag: number) => boolean = () => false, endAt = this.bytes.length): ReadDataSet {
    const elements = new Map<number, ReadElement>()
    while (this.at + 8 <= endAt) {
      const tag = this.tag(this.at)
      if (ends(tag)) return elements
      if (tag === ITEM_END) {
        this.at += 8
        return elements
      }
      if (elements.has(tag)) throw new Error(`${tag.toString(16)} twice`)
      elements.set(tag, this.element(tag))
    }
    if (this.at !== endAt) throw new Error('bytes behind the last element')
    return elements
  }

  private element(tag: number): ReadElement {
    const vr = this.form.implicit ? '' : this.bytes.toString('latin1', this.at + 4, this.at + 6)
    const isLong = this.form.implicit || LONG_VRS.has(vr)
    const lengthAt = this.at + (this.form.implicit ? 4 : isLong ? 8 : 6)
    const length = isLong ? this.uint32(lengthAt) : this.uint16(lengthAt)
    this.at = lengthAt + (isLong ? 4 : 2)
    if (vr === 'SQ' || (vr !== 'UN' && length === UNDEFINED_LENGTH) || (vr === '' && this.isSequence(tag))) {
      return { tag, vr, value: Buffer.alloc(0), items: this.items(length) }
    }
    // PS3.5 6.2.2: implicit VR little endian inside
    if (vr === 'UN' && (length === UNDEFINED_LENGTH || this.isSequence(tag))) {
      const inner = new Reader(this.bytes, this.at, { implicit: true, bigEndian: false }, this.isSequence)
      const items = inner.items(length)
      this.at = inner.at
      return { tag, vr, value: Buffer.alloc(0), items }
    }
    this.at += length
    if (this.at > this.bytes.length) throw new Error('a value that runs past the end')
    return { tag, vr, value: this.bytes.subarray(this.at - length, this.at), items: undefined }
  }

  private items(length: number): ReadDataSet[] {
    const endAt = length === UNDEFINED_LENGTH ? Number.POSITIVE_INFINITY : this.at + length
    const items: ReadDataSet[] = []
    while (this.at < endAt) {
      const tag = this.tag(this.at)
      const itemBytes = this.uint32(this.at + 4)
      this.at += 8
      if (tag === SEQUENCE_END) return items
      if (tag !== ITEM) throw new Error('no item')
      const isUndefined = itemBytes === UNDEFINED_LENGTH
      items.push(this.elements(undefined, isUndefined ? this.bytes.length : this.at + itemBytes))
    }
    return items
  }

  private tag(at: number): number {
    return this.uint16(at) * 0x10000 + this.uint16(at + 2)
  }

  private uint16(at: number): number {
    return this.form.bigEndian ? this.bytes.readUInt16BE(at) : this.bytes.readUInt16LE(at)
  }

  private uint32(at: number): number {
    return this.form.bigEndian ? this.bytes.readUInt32BE(at) : this.bytes.readUInt32LE(at)
  }
}
