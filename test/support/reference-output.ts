/** What the reference has written of a data set: inserts, containers whose lengths are patched, and the size: docs/engine.md 3.11, 3.12 and 4. */

import { ENCODING_IMPLICIT_LE, PATCHABLE_SEQUENCE_BYTES } from '../../src/wasm/seam.ts'
import { ByteList } from './reference-bytes.ts'
import { type DataSet, delimiter, type Header, headerWithLength, write16, write32 } from './reference-elements.ts'
import type { Insert } from './reference-plan.ts'
import { OutputSize, type Progress } from './reference-size.ts'

/** How a container's end is written. */
export type Closing =
  | { kind: 'patch'; lengthAt: number; contentAt: number; encoding: number }
  | { kind: 'delimiter'; owed: boolean }

const DEIDENTIFICATION_METHOD = 0x00120063

export class DataSetOutput {
  readonly size: OutputSize
  private readonly encoding: number
  /** De-identification Method, once it was written. */
  private method: { at: number; bytes: Uint8Array } | undefined
  private readonly dataSet: DataSet
  private readonly bytes = new ByteList()
  private readonly pending: Insert[]
  private openPatched = 0

  /** `fixedBytes`: the size that the output must have, in SAME_SIZE framing. */
  constructor(dataSet: DataSet, inserts: readonly Insert[], encoding: number, fixedBytes?: number) {
    this.dataSet = dataSet
    this.encoding = encoding
    this.size = new OutputSize(dataSet.announcedBytes, fixedBytes)
    this.pending = [...inserts]
  }

  get length(): number {
    return this.bytes.length
  }

  append(bytes: Uint8Array): void {
    this.bytes.append(bytes)
  }

  /** The header, with another length. */
  appendHeader(header: Header, valueBytes: number | undefined): void {
    this.bytes.append(headerWithLength(this.dataSet, header, valueBytes))
  }

  /** 3.12. */
  insertBefore(tag: number): void {
    while (this.pending.length > 0 && this.pending[0]!.tag < tag) {
      const insert = this.pending.shift()!
      if (insert.tag === DEIDENTIFICATION_METHOD) this.method = { at: this.length, bytes: insert.bytes }
      this.bytes.append(insert.bytes)
    }
  }

  /** 3.11. Undefined where 4.3 has it dropped. `at`: where its header is. */
  open(header: Header, at: number): Closing | undefined {
    if (header.valueBytes === undefined) {
      this.appendHeader(header, undefined)
      return { kind: 'delimiter', owed: false }
    }
    if (header.valueBytes > PATCHABLE_SEQUENCE_BYTES) {
      if (this.slackBytes(at) < 8) return undefined
      this.appendHeader(header, undefined)
      this.size.owedDelimiters++
      return { kind: 'delimiter', owed: true }
    }
    this.appendHeader(header, 0)
    this.openPatched++
    return { kind: 'patch', lengthAt: this.length - 4, contentAt: this.length, encoding: header.encoding }
  }

  /** `encoding`: that of what is inside. */
  close(closing: Closing, delimiterTag: number, encoding: number): void {
    if (closing.kind === 'patch') {
      this.bytes.patch(closing.lengthAt, this.length - closing.contentAt, closing.encoding)
      this.openPatched--
    } else {
      if (closing.owed) this.size.owedDelimiters--
      this.bytes.append(delimiter(delimiterTag, encoding))
    }
  }

  slackBytes(at: number): number {
    return this.size.slackBytes(this.progress(at))
  }

  /** 4.2 (a). */
  commitBeforeBulk(at: number, elementEndAt: number | undefined): void {
    if (this.size.commitBeforeBulk(this.progress(at), elementEndAt)) this.stretch(this.slackBytes(at))
  }

  /** 4.2 (b). */
  commitIfLarge(at: number, comingBytes: number): void {
    this.size.commitIfLarge(this.progress(at), comingBytes, this.openPatched > 0)
  }

  /** All of it, at the end of the data set. */
  whole(): Uint8Array {
    const endAt = this.dataSet.announcedBytes ?? this.dataSet.bytes.length
    this.insertBefore(Number.POSITIVE_INFINITY)
    if (this.size.commitAtEnd(this.length, endAt)) this.stretch(this.size.committedBytes! - this.length)
    this.bytes.append(this.size.fill(this.length, this.encoding))
    return this.bytes.toBytes()
  }

  /** 4.6: what no padding element can fill becomes spaces behind De-identification Method, where that was written. */
  private stretch(slackBytes: number): void {
    if (this.method === undefined || slackBytes >= (this.encoding === ENCODING_IMPLICIT_LE ? 8 : 12)) return
    const { at, bytes } = this.method
    this.bytes.replace(at, bytes.length, withSpaces(bytes, slackBytes, this.encoding))
  }

  /** 4.5: what stays of an object that broke, and zeros up to the size that was promised. */
  broken(): Uint8Array {
    if (!this.size.isCommitted) return new Uint8Array(0)
    const written = this.bytes.toBytes()
    const bytes = new Uint8Array(this.size.committedBytes ?? written.length)
    bytes.set(written)
    return bytes
  }

  private progress(at: number): Progress {
    const pendingBytes = this.pending.reduce((sum, insert) => sum + insert.bytes.length, 0)
    return { at, outputBytes: this.length, pendingBytes }
  }
}

/** An element of text with `countBytes` spaces more. */
function withSpaces(element: Uint8Array, countBytes: number, encoding: number): Uint8Array {
  const bytes = new Uint8Array(element.length + countBytes).fill(0x20)
  bytes.set(element)
  if (encoding === ENCODING_IMPLICIT_LE) write32(bytes, 4, bytes.length - 8, encoding)
  else write16(bytes, 6, bytes.length - 8, encoding)
  return bytes
}
