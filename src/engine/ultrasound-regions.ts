/** Where the ultrasound is in an ultrasound image: Sequence of Ultrasound Regions (PS3.3 C.8.5.5), as far as it was noted. */

import { hasShortLength, isVrName, isVrPair } from '../dicom/vr.ts'
import type { Rectangle } from '../pixels/blanked-areas.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_IMPLICIT_LE } from '../wasm/seam.ts'
import type { Note, ObjectFacts } from './contract.ts'

export const SEQUENCE_OF_ULTRASOUND_REGIONS = 0x00186011

const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const UNDEFINED_LENGTH = 0xffffffff
const LOCATION = { minX: 0x00186018, minY: 0x0018601a, maxX: 0x0018601c, maxY: 0x0018601e } as const
const LOCATION_BYTES = 4

interface Header {
  readonly tag: number
  readonly length: number
}

/**
 * The regions, both of their edges included. Undefined where there is none, the sequence is there twice, was not noted whole, cannot be read, or a region is
 * not one within the image.
 */
export function ultrasoundRegions(
  { notes, encoding }: ObjectFacts,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): readonly Rectangle[] | undefined {
  const [note, ...others] = notes.filter(({ tag }) => tag === SEQUENCE_OF_ULTRASOUND_REGIONS)
  if (note === undefined || others.length > 0) return undefined
  if (note.vr !== undefined && note.vr !== 'SQ' && note.vr !== 'UN') return undefined
  if (note.valueBytes !== undefined && note.valueBytes > note.value.length) return undefined
  const inside = note.vr === 'UN' ? ENCODING_IMPLICIT_LE : encoding
  const locations = new RegionReader(note, inside).read()
  const regions = locations?.map((location) => rectangleOf(location))
  const isWithin = (region: Rectangle | undefined): region is Rectangle =>
    region !== undefined && region.x + region.width <= columns && region.y + region.height <= rows
  return regions !== undefined && regions.length > 0 && regions.every(isWithin) ? regions : undefined
}

function rectangleOf(location: ReadonlyMap<number, number>): Rectangle | undefined {
  const [left, top, right, bottom] = [LOCATION.minX, LOCATION.minY, LOCATION.maxX, LOCATION.maxY].map((tag) =>
    location.get(tag),
  )
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return undefined
  return left <= right && top <= bottom
    ? { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
    : undefined
}

/** Reads no further than what was noted. */
class RegionReader {
  readonly #view: DataView
  readonly #bytes: Uint8Array
  readonly #encoding: number
  readonly #endAt: number
  readonly #isUndefinedLength: boolean
  #at = 0

  constructor({ value, valueBytes }: Note, encoding: number) {
    this.#bytes = value
    this.#view = new DataView(value.buffer, value.byteOffset, value.byteLength)
    this.#encoding = encoding
    this.#endAt = valueBytes ?? value.length
    this.#isUndefinedLength = valueBytes === undefined
  }

  /** By item: the locations that it has. Undefined where an item cannot be read to its end, or has a location twice or none of 4 bytes. */
  read(): Map<number, number>[] | undefined {
    const items: Map<number, number>[] = []
    while (this.#isUndefinedLength || this.#at < this.#endAt) {
      const header = this.#readItemHeader()
      if (header === undefined) return undefined
      if (header.tag === SEQUENCE_END) return this.#isUndefinedLength && header.length === 0 ? items : undefined
      const item = header.tag === ITEM ? this.#readItem(header.length) : undefined
      if (item === undefined) return undefined
      items.push(item)
    }
    return items
  }

  #readItem(length: number): Map<number, number> | undefined {
    const locations = new Map<number, number>()
    const isUndefined = length === UNDEFINED_LENGTH
    const endAt = isUndefined ? this.#endAt : this.#at + length
    if (endAt > this.#endAt) return undefined
    while (isUndefined || this.#at < endAt) {
      const header = this.#readHeader()
      if (header === undefined) return undefined
      const { tag, length: valueBytes } = header
      if (tag === ITEM_END) return isUndefined && valueBytes === 0 ? locations : undefined
      // An undefined length is beyond every end, too: nothing of that kind belongs into a region.
      if (tag >>> 16 === 0xfffe || this.#at + valueBytes > endAt) return undefined
      if (Object.values(LOCATION).some((location) => location === tag)) {
        if (valueBytes !== LOCATION_BYTES || locations.has(tag)) return undefined
        locations.set(tag, this.#view.getUint32(this.#at, this.#isLittleEndian))
      }
      this.#at += valueBytes
    }
    return locations
  }

  #readItemHeader(): Header | undefined {
    if (this.#endAt - this.#at < 8) return undefined
    const header = { tag: this.#tagAt(this.#at), length: this.#view.getUint32(this.#at + 4, this.#isLittleEndian) }
    this.#at += 8
    return header
  }

  #readHeader(): Header | undefined {
    if (this.#endAt - this.#at < 8) return undefined
    const tag = this.#tagAt(this.#at)
    if (this.#encoding === ENCODING_IMPLICIT_LE || tag >>> 16 === 0xfffe) return this.#readItemHeader()
    const [first, second] = [this.#bytes[this.#at + 4]!, this.#bytes[this.#at + 5]!]
    if (!isVrPair(first, second)) return undefined
    const vr = String.fromCharCode(first, second)
    const isShort = isVrName(vr) && hasShortLength(vr)
    if (!isShort && this.#endAt - this.#at < 12) return undefined
    const length = isShort
      ? this.#view.getUint16(this.#at + 6, this.#isLittleEndian)
      : this.#view.getUint32(this.#at + 8, this.#isLittleEndian)
    this.#at += isShort ? 8 : 12
    return { tag, length }
  }

  get #isLittleEndian(): boolean {
    return this.#encoding !== ENCODING_EXPLICIT_BE
  }

  #tagAt(at: number): number {
    const group = this.#view.getUint16(at, this.#isLittleEndian)
    return group * 0x10000 + this.#view.getUint16(at + 2, this.#isLittleEndian)
  }
}
