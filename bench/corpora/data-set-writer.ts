/**
 * Writes data elements, explicit VR little endian, one after the other into one growing buffer. Sequences of defined length
 * are patched when they end, so an object of thousands of elements costs a few hundred nanoseconds for each.
 */

const LONG_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
const UNDEFINED_LENGTH = 0xffffffff
const TAG_ITEM = 0xfffee000
const TAG_ITEM_DELIMITER = 0xfffee00d
const TAG_SEQUENCE_DELIMITER = 0xfffee0dd
const FIRST_BYTES = 65_536
/** No header is longer. */
const HEADER_BYTES = 12

export class DataSetWriter {
  #bytes = Buffer.alloc(FIRST_BYTES)
  #at = 0
  #elements = 0

  /** Elements written so far, items and delimiters not counted. */
  get elements(): number {
    return this.#elements
  }

  get byteLength(): number {
    return this.#at
  }

  /** What was written, as a copy, after which the writer is empty. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.#bytes.subarray(0, this.#at))
    this.#at = 0
    this.#elements = 0
    return taken
  }

  /** ASCII text, padded to even length. */
  text(tag: number, vr: string, value: string): void {
    const evenBytes = value.length + (value.length & 1)
    this.header(tag, vr, evenBytes)
    this.#bytes.write(value, this.#at, 'latin1')
    if (evenBytes > value.length) this.#bytes[this.#at + value.length] = vr === 'UI' ? 0 : 0x20
    this.#at += evenBytes
  }

  unsignedShorts(tag: number, ...values: readonly number[]): void {
    this.header(tag, 'US', values.length * 2)
    for (const value of values) this.#at = this.#bytes.writeUInt16LE(value, this.#at)
  }

  unsignedLongs(tag: number, ...values: readonly number[]): void {
    this.header(tag, 'UL', values.length * 4)
    for (const value of values) this.#at = this.#bytes.writeUInt32LE(value, this.#at)
  }

  doubles(tag: number, ...values: readonly number[]): void {
    this.header(tag, 'FD', values.length * 8)
    for (const value of values) this.#at = this.#bytes.writeDoubleLE(value, this.#at)
  }

  binary(tag: number, vr: string, value: Uint8Array): void {
    this.header(tag, vr, value.length)
    this.#reserve(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
  }

  /** The header alone, with room for a value of that length that follows; a long one follows elsewhere. */
  header(tag: number, vr: string, valueBytes: number): void {
    this.#reserve(HEADER_BYTES + Math.min(valueBytes, FIRST_BYTES))
    this.#elements++
    this.#tag(tag)
    this.#bytes[this.#at++] = vr.charCodeAt(0)
    this.#bytes[this.#at++] = vr.charCodeAt(1)
    if (LONG_VRS.has(vr)) {
      this.#at = this.#bytes.writeUInt16LE(0, this.#at)
      this.#at = this.#bytes.writeUInt32LE(valueBytes, this.#at)
    } else {
      this.#at = this.#bytes.writeUInt16LE(valueBytes, this.#at)
    }
  }

  /** A sequence of defined length with items of defined length. `items` write the content of one item each. */
  sequence(tag: number, ...items: readonly (() => void)[]): void {
    this.header(tag, 'SQ', 0)
    const lengthAt = this.#at - 4
    for (const item of items) {
      this.#reserve(HEADER_BYTES)
      this.#tag(TAG_ITEM)
      this.#at += 4
      const itemAt = this.#at
      item()
      this.#bytes.writeUInt32LE(this.#at - itemAt, itemAt - 4)
    }
    this.#bytes.writeUInt32LE(this.#at - lengthAt - 4, lengthAt)
  }

  /** The same with delimiters instead of lengths. */
  delimitedSequence(tag: number, ...items: readonly (() => void)[]): void {
    this.beginDelimited(tag, 'SQ')
    for (const item of items) {
      this.#marker(TAG_ITEM, UNDEFINED_LENGTH)
      item()
      this.#marker(TAG_ITEM_DELIMITER, 0)
    }
    this.endDelimited()
  }

  /** Opens a sequence or fragments of undefined length. */
  beginDelimited(tag: number, vr: string): void {
    this.header(tag, vr, 0)
    this.#bytes.writeUInt32LE(UNDEFINED_LENGTH, this.#at - 4)
  }

  endDelimited(): void {
    this.#marker(TAG_SEQUENCE_DELIMITER, 0)
  }

  /** The header of an item or fragment of `valueBytes`, which follow. */
  itemHeader(valueBytes: number): void {
    this.#marker(TAG_ITEM, valueBytes)
  }

  #marker(tag: number, value: number): void {
    this.#reserve(HEADER_BYTES)
    this.#tag(tag)
    this.#at = this.#bytes.writeUInt32LE(value, this.#at)
  }

  #tag(tag: number): void {
    this.#at = this.#bytes.writeUInt16LE(tag >>> 16, this.#at)
    this.#at = this.#bytes.writeUInt16LE(tag & 0xffff, this.#at)
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return
    const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#at + bytes))
    grown.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = grown
  }
}
