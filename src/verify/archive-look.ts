/**
 * A raw look at the blocks of a tar archive (POSIX.1-1988 ustar, POSIX.1-2001 pax, GNU long names), beside the reader that gives the members: that one does not
 * tell of owners it ignores, of bytes behind names and bodies, nor of what follows the end. It shares no code with src/archive.
 */

import { latin1Text } from '../dicom/value-text.ts'
import { limits } from '../limits.ts'
import type { Kind } from './findings.ts'

/** `member`: ordinal of the member that it is about; undefined for what follows the last one. */
export type ArchiveReport = (kind: Kind, offsetBytes: number, member?: number, value?: string) => void

interface Header {
  readonly type: string
  readonly name: string
  readonly sizeBytes: number
}

const BLOCK_BYTES = 512
const NAME: Field = [0, 100]
const UID: Field = [108, 8]
const GID: Field = [116, 8]
const SIZE: Field = [124, 12]
const MTIME: Field = [136, 12]
const CHECKSUM: Field = [148, 8]
const TYPE_AT = 156
const LINK_NAME: Field = [157, 100]
const UNAME: Field = [265, 32]
const GNAME: Field = [297, 32]
const PREFIX: Field = [345, 155]
const UNUSED: Field = [500, 12]
const REGULAR_TYPES = new Set(['0', '\0', '7', '5'])
/** What an entry is called is in `path`, how long it is in `size`: the rest says more than a reader needs. */
const HARMLESS_RECORDS = new Set(['path', 'size', 'hdrcharset'])
/** What extension blocks are called that say nothing by their own name. */
const EXTENSION_NAMES = new Set(['PaxHeaders/entry', '././@LongLink'])
const POSIX_MAGIC = 'ustar\0'
const MAGIC: Field = [257, 6]
/** A keyed hash as this program names entries by, or a UID. */
const NAME_COMPONENT = /^(?:[0-9a-hjkmnp-tv-z]{20}|[0-9]+(?:\.[0-9]+)+)$/
const KEPT_SUFFIX = /(?:\.(?:dcm|ima|dicom))?(?:\.(?:withheld|dropped))?$/i

/** The operating procedure, which hangs on the profile alone, and is the first entry or the first file. */
export const PROCEDURE_NAME = 'SOP.md'

/** Offset and length of a field. */
type Field = readonly [at: number, bytes: number]

type State = 'header' | 'extension' | 'body' | 'padding' | 'ended' | 'lost'

/** Whether the name of an entry says nothing: each component is a hash or a UID. */
export function isNeutralName(name: string): boolean {
  const components = name.split('/').filter((component) => component !== '' && component !== '.')
  return components.every((component, index) => {
    const isLast = index === components.length - 1
    return NAME_COMPONENT.test(isLast ? component.replace(KEPT_SUFFIX, '') : component)
  })
}

/** `push` any number of times, then `end`. */
export class ArchiveLook {
  readonly #report: ArchiveReport
  #state: State = 'header'
  #offsetBytes = 0
  #member = -1
  readonly #block = new Uint8Array(BLOCK_BYTES)
  #blockBytes = 0
  #zeroBlocks = 0
  #leftBytes = 0
  #paddingBytes = 0
  #extension: Uint8Array = new Uint8Array(0)
  #extensionType = ''
  #extensionFilled = 0
  /** What extension blocks say of the next member. */
  #nextName: string | undefined
  #nextSizeBytes: number | undefined

  constructor(report: ArchiveReport) {
    this.#report = report
  }

  /** Members that began. */
  get members(): number {
    return this.#member + 1
  }

  push(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      const taken = this.#take(chunk.subarray(at))
      at += taken
      this.#offsetBytes += taken
    }
  }

  end(): void {
    if (this.#state !== 'ended' && this.#state !== 'lost' && this.#zeroBlocks === 0)
      this.#report('archive-damaged', this.#offsetBytes)
  }

  /** Takes at least one byte. */
  #take(bytes: Uint8Array): number {
    switch (this.#state) {
      case 'header':
        return this.#takeHeader(bytes)
      case 'extension':
        return this.#takeExtension(bytes)
      case 'body':
        return this.#takeBody(bytes)
      case 'padding':
        return this.#takePadding(bytes)
      case 'ended':
        return this.#takeRest(bytes)
      case 'lost':
        return bytes.length
    }
  }

  #takeHeader(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, BLOCK_BYTES - this.#blockBytes)
    this.#block.set(taken, this.#blockBytes)
    this.#blockBytes += taken.length
    if (this.#blockBytes === BLOCK_BYTES) {
      this.#blockBytes = 0
      this.#readHeader(this.#offsetBytes + taken.length - BLOCK_BYTES)
    }
    return taken.length
  }

  #readHeader(at: number): void {
    const block = this.#block
    if (block.every((byte) => byte === 0)) {
      this.#zeroBlocks++
      if (this.#zeroBlocks === 2) this.#state = 'ended'
      return
    }
    this.#zeroBlocks = 0
    if (!hasChecksum(block)) {
      this.#report('archive-damaged', at)
      this.#state = 'lost'
      return
    }
    const type = String.fromCharCode(block[TYPE_AT]!)
    const sizeBytes = numberIn(block, SIZE)
    const isPosix = latin1Text(block, MAGIC[0], MAGIC[0] + MAGIC[1]) === POSIX_MAGIC
    const prefix = isPosix ? textIn(block, PREFIX) : ''
    const name = textIn(block, NAME)
    const isExtension = 'xgXLK'.includes(type)
    if (!isExtension) this.#member++
    this.#judgeFields(at, isExtension, isPosix)
    if (isExtension && !EXTENSION_NAMES.has(name)) this.#report('archive-name', at, this.#member + 1, name)
    if (isExtension) this.#beginExtension(type, sizeBytes)
    else this.#beginMember({ type, name: prefix === '' ? name : `${prefix}/${name}`, sizeBytes }, at)
  }

  #judgeFields(at: number, isExtension: boolean, isPosix: boolean): void {
    const block = this.#block
    const member = isExtension ? this.#member + 1 : this.#member
    for (const field of [UID, GID, MTIME]) {
      if (numberIn(block, field) !== 0) this.#report('archive-field-left', at + field[0], member)
    }
    for (const field of [UNAME, GNAME, LINK_NAME]) {
      const text = textIn(block, field)
      if (text !== '') this.#report('archive-field-left', at + field[0], member, text)
    }
    // Times of access and change stand there in archives of GNU tar.
    if (!isPosix && anyIn(block, PREFIX)) this.#report('archive-field-left', at + PREFIX[0], member)
    for (const field of [NAME, LINK_NAME, UNAME, GNAME, ...(isPosix ? [PREFIX] : [])]) {
      const [from, bytes] = field
      const text = textIn(block, field)
      if (block.subarray(from + text.length, from + bytes).some((byte) => byte !== 0)) {
        this.#report('archive-bytes-left', at + from + text.length, member)
      }
    }
    if (anyIn(block, UNUSED)) this.#report('archive-bytes-left', at + UNUSED[0], member)
  }

  #beginMember({ type, name, sizeBytes }: Header, at: number): void {
    const ownName = this.#nextName ?? name
    const ownBytes = this.#nextSizeBytes ?? sizeBytes
    this.#nextName = undefined
    this.#nextSizeBytes = undefined
    const isProcedure = ownName === PROCEDURE_NAME && this.#member === 0
    if (!isProcedure && !isNeutralName(ownName)) this.#report('archive-name', at, this.#member, ownName)
    if (!REGULAR_TYPES.has(type)) this.#report('archive-field-left', at + TYPE_AT, this.#member)
    this.#begin('body', type === '5' ? 0 : ownBytes)
  }

  #beginExtension(type: string, sizeBytes: number): void {
    if (sizeBytes > limits.tarExtensionBytes) {
      this.#report('archive-damaged', this.#offsetBytes, this.#member + 1)
      this.#state = 'lost'
      return
    }
    this.#extension = new Uint8Array(sizeBytes)
    this.#extensionFilled = 0
    this.#extensionType = type
    this.#begin('extension', sizeBytes)
    if (sizeBytes === 0) this.#readExtension()
  }

  #begin(state: 'body' | 'extension', sizeBytes: number): void {
    this.#leftBytes = sizeBytes
    this.#paddingBytes = (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES
    this.#state = sizeBytes > 0 ? state : 'header'
  }

  #takeExtension(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#leftBytes)
    this.#extension.set(taken, this.#extensionFilled)
    this.#extensionFilled += taken.length
    this.#leftBytes -= taken.length
    if (this.#leftBytes === 0) {
      this.#readExtension()
      this.#state = this.#paddingBytes > 0 ? 'padding' : 'header'
    }
    return taken.length
  }

  #readExtension(): void {
    const member = this.#member + 1
    if (this.#extensionType === 'K') this.#report('archive-field-left', this.#offsetBytes, member)
    else if (this.#extensionType === 'L') {
      const text = latin1Text(this.#extension)
      const endAt = text.indexOf('\0')
      this.#nextName = endAt < 0 ? text : text.slice(0, endAt)
      if (endAt >= 0 && /[^\0]/.test(text.slice(endAt))) this.#report('archive-bytes-left', this.#offsetBytes, member)
    } else this.#readRecords(member)
  }

  #readRecords(member: number): void {
    const text = Buffer.from(this.#extension).toString('latin1')
    for (let at = 0; at < text.length; ) {
      const length = /^(\d{1,7}) /.exec(text.slice(at, at + 8))?.[1]
      const record = length === undefined ? undefined : text.slice(at + length.length + 1, at + Number(length) - 1)
      const equals = record?.indexOf('=') ?? -1
      if (record === undefined || equals <= 0) {
        this.#report('archive-damaged', this.#offsetBytes, member)
        return
      }
      const key = record.slice(0, equals)
      const value = record.slice(equals + 1)
      if (key === 'path') this.#nextName = value
      else if (key === 'size') this.#nextSizeBytes = Number(value)
      if (!HARMLESS_RECORDS.has(key) && /[^ \0]/.test(value))
        this.#report('archive-field-left', this.#offsetBytes, member, record)
      at += Number(length)
    }
  }

  #takeBody(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#leftBytes)
    this.#leftBytes -= taken
    if (this.#leftBytes === 0) this.#state = this.#paddingBytes > 0 ? 'padding' : 'header'
    return taken
  }

  #takePadding(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#paddingBytes)
    const at = taken.findIndex((byte) => byte !== 0)
    if (at >= 0) this.#report('archive-bytes-left', this.#offsetBytes + at, this.#member)
    this.#paddingBytes -= taken.length
    if (this.#paddingBytes === 0) this.#state = 'header'
    return taken.length
  }

  #takeRest(bytes: Uint8Array): number {
    const at = bytes.findIndex((byte) => byte !== 0)
    if (at >= 0) {
      this.#report('archive-bytes-left', this.#offsetBytes + at)
      this.#state = 'lost'
    }
    return bytes.length
  }
}

function textIn(block: Uint8Array, [at, bytes]: Field): string {
  const text = latin1Text(block, at, at + bytes)
  const endAt = text.indexOf('\0')
  return endAt < 0 ? text : text.slice(0, endAt)
}

function anyIn(block: Uint8Array, [at, bytes]: Field): boolean {
  return block.subarray(at, at + bytes).some((byte) => byte !== 0)
}

/** Octal digits, or base 256 as GNU tar writes it. */
function numberIn(block: Uint8Array, [at, bytes]: Field): number {
  if ((block[at]! & 0x80) !== 0) {
    let value = block[at]! & 0x7f
    for (let index = 1; index < bytes; index++) value = value * 256 + block[at + index]!
    return value
  }
  const digits = /^[\0 ]*([0-7]*)/.exec(latin1Text(block, at, at + bytes))![1]!
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

function hasChecksum(block: Uint8Array): boolean {
  const [from, bytes] = CHECKSUM
  let unsigned = 0
  let signed = 0
  for (let at = 0; at < BLOCK_BYTES; at++) {
    const byte = at >= from && at < from + bytes ? 0x20 : block[at]!
    unsigned += byte
    signed += byte > 0x7f ? byte - 256 : byte
  }
  const stated = numberIn(block, CHECKSUM)
  return stated === unsigned || stated === signed
}
