/** Whether the offset tables of compressed pixels lead to their fragments: PS3.5 A.4, PS3.3 C.7.6.3.1.8 and C.7.6.3.1.9. Told what the walk tells, of one object. */

import { trimmedText } from '../dicom/value-text.ts'
import { limits } from '../limits.ts'
import { PIXEL_DATA } from './inspected-attributes.ts'
import type { WalkedElement } from './walked-element.ts'

const NUMBER_OF_FRAMES = 0x00280008
const EXTENDED_OFFSETS = 0x7fe00001
const EXTENDED_LENGTHS = 0x7fe00002
const BASIC_ENTRY_BYTES = 4
const EXTENDED_ENTRY_BYTES = 8
const ITEM_HEADER_BYTES = 8
/** An offset beyond does not fit into a Basic Offset Table. */
const LARGEST_BASIC_OFFSET = 0xffffffff

/** Numbers of one table, as its bytes come by. */
class Table {
  readonly #entryBytes: number
  readonly #littleEndian: boolean
  readonly #parts: Uint8Array[] = []
  /** Bytes in front of it. */
  #headerBytes: number
  #bytes = 0
  #numbers: readonly number[] | undefined

  constructor(entryBytes: number, littleEndian: boolean, headerBytes = 0) {
    this.#entryBytes = entryBytes
    this.#littleEndian = littleEndian
    this.#headerBytes = headerBytes
  }

  push(bytes: Uint8Array): void {
    const own = bytes.subarray(this.#headerBytes)
    this.#headerBytes -= bytes.length - own.length
    this.#bytes += own.length
    if (!this.isTooLong) this.#parts.push(Uint8Array.from(own))
  }

  get isEmpty(): boolean {
    return this.#bytes === 0
  }

  get isWhole(): boolean {
    return this.#bytes % this.#entryBytes === 0
  }

  /** More than are looked at. */
  get isTooLong(): boolean {
    return this.#bytes > limits.fragments * this.#entryBytes
  }

  /** Once all of it was pushed. */
  get numbers(): readonly number[] {
    this.#numbers ??= this.#read()
    return this.#numbers
  }

  #read(): number[] {
    const bytes = Buffer.concat(this.#parts)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const numbers: number[] = []
    for (let at = 0; at + this.#entryBytes <= bytes.length; at += this.#entryBytes) {
      const isBasic = this.#entryBytes === BASIC_ENTRY_BYTES
      numbers.push(isBasic ? view.getUint32(at, this.#littleEndian) : Number(view.getBigUint64(at, this.#littleEndian)))
    }
    return numbers
  }
}

export class OffsetTables {
  #frames: number | undefined
  #basic: Table | undefined
  #offsets: Table | undefined
  #lengths: Table | undefined
  /** The table that bulk bytes belong to. */
  #filling: Table | undefined
  /** Items of the pixels, with the one of the table. */
  #items = 0
  #firstAt = 0
  #nextBasic = 0
  #isWrong = false
  #isUnsure = false

  /** Whether nothing is wrong with them, as far as they came by. */
  get hold(): boolean {
    return !this.#isWrong
  }

  element({ tag, steps, value, valueBytes, form, encoding }: WalkedElement): void {
    if (steps.length > 0) return
    this.#filling = undefined
    if (tag === NUMBER_OF_FRAMES) this.#frames = Number.parseInt(trimmedText(value), 10)
    if (form !== 'bulk') return
    const { littleEndian } = encoding
    if (tag === EXTENDED_OFFSETS) this.#filling = this.#offsets = new Table(EXTENDED_ENTRY_BYTES, littleEndian)
    if (tag === EXTENDED_LENGTHS) this.#filling = this.#lengths = new Table(EXTENDED_ENTRY_BYTES, littleEndian)
    if (tag === PIXEL_DATA && valueBytes === undefined)
      this.#basic = new Table(BASIC_ENTRY_BYTES, littleEndian, ITEM_HEADER_BYTES)
  }

  /** An item of fragments. `offsetBytes`: where its tag stands. */
  fragment(offsetBytes: number, valueBytes: number): void {
    const index = this.#items++ - 1
    this.#filling = index < 0 ? this.#basic : undefined
    if (this.#basic === undefined || index < 0) return
    if (index === 0) this.#begin(offsetBytes)
    const offset = offsetBytes - this.#firstAt
    this.#judgeBasic(offset)
    this.#judgeExtended(index, offset, valueBytes)
  }

  /** Bytes of bulk values, and of fragments with the headers of their items. */
  bytes(bytes: Uint8Array): void {
    this.#filling?.push(bytes)
  }

  /** The bulk value that was announced last is over. */
  bulkEnd(): void {
    this.#filling = undefined
    if (this.#basic === undefined) return
    const frames = this.#frames
    const isCounted = frames !== undefined && frames > 0
    const basic = this.#basic
    if (!basic.isEmpty && !this.#isUnsure) {
      this.#fail(this.#nextBasic < basic.numbers.length)
      this.#fail(isCounted && basic.numbers.length !== frames)
    }
    const offsets = this.#extended(this.#offsets)
    if (offsets === undefined) return
    this.#fail(offsets.length !== this.#items - 1 || (isCounted && offsets.length !== frames))
    this.#fail(this.#lengths !== undefined && this.#lengths.numbers.length !== offsets.length)
  }

  #begin(offsetBytes: number): void {
    this.#firstAt = offsetBytes
    const tables = [this.#basic, this.#offsets, this.#lengths].filter((table) => table !== undefined)
    this.#fail(tables.some((table) => !table.isWhole))
    this.#isUnsure = tables.some((table) => table.isTooLong)
    this.#fail(this.#offsets !== undefined && !this.#basic!.isEmpty)
  }

  #judgeBasic(offset: number): void {
    const basic = this.#basic!
    if (basic.isEmpty || this.#isUnsure) return
    if (offset > LARGEST_BASIC_OFFSET) {
      this.#isUnsure = true
      return
    }
    const next = basic.numbers[this.#nextBasic]
    if (next === offset) this.#nextBasic++
    else this.#fail((next !== undefined && next < offset) || offset === 0)
  }

  #judgeExtended(index: number, offset: number, valueBytes: number): void {
    const offsets = this.#extended(this.#offsets)
    if (offsets === undefined) return
    this.#fail(offsets[index] !== offset)
    const length = this.#extended(this.#lengths)?.[index]
    // A byte may have been added to make it even.
    this.#fail(length !== undefined && length !== valueBytes && length !== valueBytes - 1)
  }

  #extended(table: Table | undefined): readonly number[] | undefined {
    return table === undefined || this.#isUnsure ? undefined : table.numbers
  }

  #fail(isWrong: boolean): void {
    this.#isWrong ||= isWrong
  }
}
