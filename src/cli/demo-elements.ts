/** Data elements written and read in explicit VR little endian: as little of it as the demo needs for its own objects. */

import { hasShortLength, isVrName, type Vr } from '../dicom/vr.ts'

/** A text is padded to even length; items of a sequence are lists of elements. */
export type DemoValue = string | Uint8Array | readonly (readonly DemoElement[])[]

export interface DemoElement {
  readonly tag: number
  readonly vr: Vr
  readonly value: DemoValue
}

const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const UNDEFINED_LENGTH = 0xffffffff
const PREAMBLE_BYTES = 128

export function element(tag: number, vr: Vr, value: DemoValue): DemoElement {
  return { tag, vr, value }
}

/** The elements in tag order. Sequences and items have undefined length. */
export function encodeElements(elements: readonly DemoElement[]): Buffer {
  const sorted = [...elements].sort((left, right) => left.tag - right.tag)
  return Buffer.concat(sorted.map(encodeElement))
}

function encodeElement({ tag, vr, value }: DemoElement): Buffer {
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) {
    const items = value.map((item) => [
      header(ITEM, undefined, UNDEFINED_LENGTH),
      encodeElements(item),
      header(ITEM_END, undefined, 0),
    ])
    return Buffer.concat([header(tag, vr, UNDEFINED_LENGTH), ...items.flat(), header(SEQUENCE_END, undefined, 0)])
  }
  const bytes = Buffer.from(value as Uint8Array)
  const padding = Buffer.alloc(bytes.byteLength % 2, vr === 'UI' || vr === 'OB' ? 0 : 0x20)
  return Buffer.concat([header(tag, vr, bytes.byteLength + padding.byteLength), bytes, padding])
}

function header(tag: number, vr: Vr | undefined, valueBytes: number): Buffer {
  const short = vr !== undefined && hasShortLength(vr)
  const bytes = Buffer.alloc(vr === undefined || short ? 8 : 12)
  bytes.writeUInt16LE(tag >>> 16, 0)
  bytes.writeUInt16LE(tag & 0xffff, 2)
  if (vr !== undefined) bytes.write(vr, 4, 'latin1')
  if (short) bytes.writeUInt16LE(valueBytes, 6)
  else bytes.writeUInt32LE(valueBytes, bytes.byteLength - 4)
  return bytes
}

/** What was read: tags by path, `00081115/0008103E` for an element in the first item of a sequence, and their bytes. */
export type DemoReading = ReadonlyMap<string, Buffer>

/** Reads the data set of a Part 10 file. Of a sequence the first item counts. */
export function readObject(object: Buffer): DemoReading {
  const reading = new Map<string, Buffer>()
  readElements(object, PREAMBLE_BYTES + 4, object.byteLength, '', reading)
  return reading
}

/** Reads up to `end` or past a delimiter; answers where it stopped. */
function readElements(bytes: Buffer, start: number, end: number, path: string, into: Map<string, Buffer>): number {
  let at = start
  while (at + 8 <= end) {
    const tag = readTag(bytes, at)
    if (tag === ITEM_END || tag === SEQUENCE_END) return at + 8
    const vr = bytes.toString('latin1', at + 4, at + 6)
    const short = isVrName(vr) && hasShortLength(vr)
    const valueBytes = short ? bytes.readUInt16LE(at + 6) : bytes.readUInt32LE(at + 8)
    const valueAt = at + (short ? 8 : 12)
    const name = path + tag.toString(16).toUpperCase().padStart(8, '0')
    if (vr === 'SQ') {
      at = readItems(bytes, valueAt, valueBytes === UNDEFINED_LENGTH ? end : valueAt + valueBytes, `${name}/`, into)
    } else {
      const value = bytes.subarray(valueAt, valueAt + valueBytes)
      if (!into.has(name)) into.set(name, value)
      at = valueAt + valueBytes
    }
  }
  return at
}

function readItems(bytes: Buffer, start: number, end: number, path: string, into: Map<string, Buffer>): number {
  let at = start
  while (at + 8 <= end) {
    const tag = readTag(bytes, at)
    const itemBytes = bytes.readUInt32LE(at + 4)
    if (tag === SEQUENCE_END) return at + 8
    const itemEnd = itemBytes === UNDEFINED_LENGTH ? end : at + 8 + itemBytes
    at = readElements(bytes, at + 8, itemEnd, path, into)
  }
  return at
}

function readTag(bytes: Buffer, at: number): number {
  return bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2)
}
