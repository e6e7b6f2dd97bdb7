/**
 * The walk of a tar archive: START HERE for the archive layer. Bytes in, in chunks of any size; entries and slices of
 * those chunks out. Nothing is copied but what a chunk edge cuts (one block) and the payload of PAX and long-name blocks,
 * which is bounded by limits.tarExtensionBytes.
 *
 * state        awaits                                      then
 * HEADER       a block of 512 bytes                        EXTENSION, SPARSE_MAP, BODY, PADDING, HEADER; zeros: END
 * EXTENSION    the payload of a PAX or long-name block     PADDING
 * SPARSE_MAP   a further block of an old GNU sparse map    SPARSE_MAP, BODY, PADDING, HEADER
 * BODY         the bytes of a member                       PADDING, HEADER
 * PADDING      the rest of the last block                  HEADER
 * END          zeros, or the end of the input              ENDED
 * FAILED       nothing: what was thrown is thrown again
 *
 * The end. POSIX ends an archive with two blocks of zeros; GNU tar and bsdtar accept one. So one whole block is needed and
 * any number of zeros may follow. An archive without it may have lost members and is ARCHIVE_TRUNCATED; anything else after
 * it, a second archive too, is ARCHIVE_TRAILING_GARBAGE. archiveEnd is told only when the input has ended.
 *
 * Extensions. A PAX size counts for the next member, never for an extension block before it: readers that disagree there see different
 * archives. For the same reason refused as ARCHIVE_EXTENSION_INVALID: global `path`, `size` and `GNU.sparse.*` records
 * (GNU tar applies them to every member, bsdtar to none; no known writer makes them), and two PAX blocks for one member (GNU tar takes the
 * second, bsdtar complains). Of a long name and a PAX path the latter wins, as in both.
 */

import { type Code, SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { parsePaxRecords } from './pax.ts'
import { addToLead, endOf, NO_LEAD, paddingOf, type TarEntry, type TarHandler, type TarPlace } from './tar-entry.ts'
import {
  BLOCK_BYTES,
  decodeHeader,
  isZeroBlock,
  type TarHeader,
  TYPE_FIFO,
  TYPE_GNU_LONG_LINK,
  TYPE_GNU_LONG_NAME,
  TYPE_GNU_SPARSE,
  TYPE_HARD_LINK,
  TYPE_PAX,
  TYPE_PAX_GLOBAL,
  TYPE_SOLARIS_PAX,
  TYPE_SYMBOLIC_LINK,
} from './tar-header.ts'

export type { TarEntry, TarHandler, TarPlace } from './tar-entry.ts'

const STATE_HEADER = 0
const STATE_EXTENSION = 1
const STATE_SPARSE_MAP = 2
const STATE_BODY = 3
const STATE_PADDING = 4
const STATE_END = 5
const STATE_ENDED = 6
const STATE_FAILED = 7
type State = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

/** Whether a further block of the map follows: in the header of an old GNU sparse member, and in such a block. */
const SPARSE_EXTENDED_IN_HEADER_AT = 482
const SPARSE_EXTENDED_IN_MAP_AT = 504
const FIRST_HELD_BYTES = 4096

/** Walks one archive. push any number of times, then end. */
export class TarReader {
  readonly #handler: TarHandler
  #state: State = STATE_HEADER
  #failure: unknown
  /** Offset in the archive of the chunk under way. */
  #chunkOffsetBytes: number
  /** What is left of payload, body or padding. */
  #remainingBytes = 0
  #paddingBytes = 0
  #ordinal: number
  /** Where the padding of the last member ends. */
  #memberEndBytes: number
  /** The member that is told once its map has been read. */
  #member: TarEntry | undefined

  /** A block that chunk edges cut. */
  readonly #block = new Uint8Array(BLOCK_BYTES)
  #blockBytes = 0

  /** The payload of an extension block that chunk edges cut; grows with what arrives, not with what is announced. */
  #held = new Uint8Array(0)
  #heldBytes = 0
  #extensionType = 0
  #extensionOffsetBytes = 0

  /** What extension blocks said of the next member. */
  #longName: Uint8Array | undefined
  #paxPath: Uint8Array | undefined
  #paxSizeBytes: number | undefined
  #paxSparse = false
  #hasPax = false
  #lead = NO_LEAD

  constructor(handler: TarHandler, start: TarPlace = { ordinal: 0, offsetBytes: 0 }) {
    this.#handler = handler
    this.#ordinal = start.ordinal
    this.#chunkOffsetBytes = start.offsetBytes
    this.#memberEndBytes = start.offsetBytes
  }

  /** How many bytes could be passed over with `skip`: what is left of a body. */
  get skippableBytes(): number {
    return this.#state === STATE_BODY ? this.#remainingBytes : 0
  }

  /** Passes over bytes of a body, which are not told, as if they had been pushed. At most `skippableBytes`. */
  skip(bytes: number): void {
    if (bytes > this.skippableBytes) throw new RangeError('more than is left of the body')
    this.#remainingBytes -= bytes
    this.#chunkOffsetBytes += bytes
    if (bytes > 0 && this.#remainingBytes === 0) this.#endMember()
  }

  /**
   * Takes all of `chunk`. Fails with ARCHIVE_HEADER_INVALID, ARCHIVE_EXTENSION_TOO_LONG, ARCHIVE_EXTENSION_INVALID,
   * ARCHIVE_TRAILING_GARBAGE, ARCHIVE_TRUNCATED, and with what the handler throws. A failure is final.
   */
  push(chunk: Uint8Array): void {
    this.#requireOpen()
    try {
      this.#walk(chunk)
    } catch (failure) {
      this.#fail(failure)
    }
    this.#chunkOffsetBytes += chunk.length
  }

  /** The input is over. Fails with INPUT_EMPTY, or with ARCHIVE_TRUNCATED where no end of the archive was seen. */
  end(): void {
    this.#requireOpen()
    try {
      if (this.#chunkOffsetBytes === 0) this.#refuse('INPUT_EMPTY', 0)
      if (this.#state !== STATE_END) this.#refuse('ARCHIVE_TRUNCATED', this.#chunkOffsetBytes)
      this.#state = STATE_ENDED
      this.#handler.archiveEnd(this.#chunkOffsetBytes - this.#memberEndBytes)
    } catch (failure) {
      this.#fail(failure)
    }
  }

  #walk(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      switch (this.#state) {
        case STATE_HEADER:
        case STATE_SPARSE_MAP:
          at = this.#takeBlock(chunk, at)
          break
        case STATE_EXTENSION:
          at = this.#takeExtension(chunk, at)
          break
        case STATE_BODY:
          at = this.#takeBody(chunk, at)
          break
        case STATE_PADDING:
          at = this.#takePadding(chunk, at)
          break
        default:
          at = this.#takeEnd(chunk, at)
      }
    }
  }

  #takeBlock(chunk: Uint8Array, at: number): number {
    if (this.#blockBytes === 0 && chunk.length - at >= BLOCK_BYTES) {
      this.#readBlock(chunk, at, this.#chunkOffsetBytes + at)
      return at + BLOCK_BYTES
    }
    const end = Math.min(chunk.length, at + BLOCK_BYTES - this.#blockBytes)
    this.#block.set(chunk.subarray(at, end), this.#blockBytes)
    this.#blockBytes += end - at
    if (this.#blockBytes === BLOCK_BYTES) {
      this.#blockBytes = 0
      this.#readBlock(this.#block, 0, this.#chunkOffsetBytes + end - BLOCK_BYTES)
    }
    return end
  }

  #readBlock(bytes: Uint8Array, at: number, offsetBytes: number): void {
    if (this.#state === STATE_SPARSE_MAP) {
      const member = this.#member!
      this.#member = { ...member, mapBytes: member.mapBytes + BLOCK_BYTES }
      if (bytes[at + SPARSE_EXTENDED_IN_MAP_AT] === 0) this.#beginBody()
      return
    }
    if (bytes[at] === 0 && isZeroBlock(bytes, at)) {
      // An extension block without its member.
      if (this.#hasPax || this.#longName !== undefined) this.#refuse('ARCHIVE_TRUNCATED', offsetBytes)
      this.#state = STATE_END
      return
    }
    const header = decodeHeader(bytes, at)
    if (header === undefined) this.#refuse('ARCHIVE_HEADER_INVALID', offsetBytes)
    switch (header.type) {
      case TYPE_PAX:
      case TYPE_SOLARIS_PAX:
      case TYPE_PAX_GLOBAL:
      case TYPE_GNU_LONG_NAME:
      case TYPE_GNU_LONG_LINK:
        this.#beginExtension(header, offsetBytes)
        break
      default:
        this.#beginMember(header, offsetBytes, bytes[at + SPARSE_EXTENDED_IN_HEADER_AT] !== 0)
    }
  }

  #beginExtension(header: TarHeader, offsetBytes: number): void {
    if (header.sizeBytes > limits.tarExtensionBytes) this.#refuse('ARCHIVE_EXTENSION_TOO_LONG', offsetBytes)
    this.#lead = addToLead(this.#lead, header)
    this.#extensionType = header.type
    this.#extensionOffsetBytes = offsetBytes
    this.#heldBytes = 0
    this.#remainingBytes = header.sizeBytes
    this.#paddingBytes = paddingOf(header.sizeBytes)
    this.#state = STATE_EXTENSION
    if (header.sizeBytes === 0) this.#readExtension(new Uint8Array(0))
  }

  #takeExtension(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + this.#remainingBytes)
    this.#remainingBytes -= end - at
    if (this.#heldBytes === 0 && this.#remainingBytes === 0) {
      this.#readExtension(chunk.subarray(at, end))
      return end
    }
    this.#hold(chunk.subarray(at, end))
    if (this.#remainingBytes === 0) this.#readExtension(this.#held.subarray(0, this.#heldBytes))
    return end
  }

  #hold(bytes: Uint8Array): void {
    const neededBytes = this.#heldBytes + bytes.length
    if (neededBytes > this.#held.length) {
      const grown = new Uint8Array(Math.max(neededBytes, this.#held.length * 2, FIRST_HELD_BYTES))
      grown.set(this.#held.subarray(0, this.#heldBytes))
      this.#held = grown
    }
    this.#held.set(bytes, this.#heldBytes)
    this.#heldBytes = neededBytes
  }

  /** `payload` is whole, and valid only now. */
  #readExtension(payload: Uint8Array): void {
    if (this.#extensionType === TYPE_GNU_LONG_NAME) {
      const nulAt = payload.indexOf(0)
      this.#longName = new Uint8Array(nulAt < 0 ? payload : payload.subarray(0, nulAt))
    } else if (this.#extensionType !== TYPE_GNU_LONG_LINK) {
      this.#readPax(payload)
    }
    this.#beginPadding()
  }

  #readPax(payload: Uint8Array): void {
    const records = parsePaxRecords(payload)
    if (records === undefined) this.#refuse('ARCHIVE_EXTENSION_INVALID', this.#extensionOffsetBytes)
    if (this.#extensionType === TYPE_PAX_GLOBAL) {
      const applies = records.path !== undefined || records.sizeBytes !== undefined || records.sparse
      if (applies) this.#refuse('ARCHIVE_EXTENSION_INVALID', this.#extensionOffsetBytes)
      return
    }
    if (this.#hasPax) this.#refuse('ARCHIVE_EXTENSION_INVALID', this.#extensionOffsetBytes)
    this.#hasPax = true
    this.#paxPath = records.path
    this.#paxSizeBytes = records.sizeBytes
    this.#paxSparse = records.sparse
  }

  #beginMember(header: TarHeader, offsetBytes: number, sparseExtended: boolean): void {
    const oldSparse = header.type === TYPE_GNU_SPARSE
    // Where the map stands in the layouts of others is not known, and so neither where the body begins.
    if (oldSparse && header.format !== 'gnu') this.#refuse('ARCHIVE_HEADER_INVALID', offsetBytes)
    const sizeBytes = this.#bodyBytesOf(header)
    if (sizeBytes > Number.MAX_SAFE_INTEGER - offsetBytes - 2 * BLOCK_BYTES) {
      this.#refuse('ARCHIVE_HEADER_INVALID', offsetBytes)
    }
    const name = this.#paxPath ?? this.#longName ?? header.name
    const sparse = oldSparse || this.#paxSparse
    this.#longName = undefined
    this.#paxPath = undefined
    this.#paxSizeBytes = undefined
    this.#paxSparse = false
    this.#hasPax = false
    this.#remainingBytes = sizeBytes
    this.#paddingBytes = paddingOf(sizeBytes)
    const { type } = header
    this.#member = { ordinal: this.#ordinal, offsetBytes, lead: this.#lead, mapBytes: 0, name, type, sizeBytes, sparse }
    this.#lead = NO_LEAD
    if (oldSparse && sparseExtended) this.#state = STATE_SPARSE_MAP
    else this.#beginBody()
  }

  /**
   * Links, devices, directories and fifos have no body, whatever their size field says (POSIX has it ignored; some tars wrote that
   * of the file or the disk quota there). But a hard link may have one where a PAX block describes it, as `pax -o linkdata` writes.
   */
  #bodyBytesOf(header: TarHeader): number {
    const sizeBytes = this.#paxSizeBytes ?? header.sizeBytes
    if (header.type === TYPE_HARD_LINK) return this.#hasPax ? sizeBytes : 0
    return header.type >= TYPE_SYMBOLIC_LINK && header.type <= TYPE_FIFO ? 0 : sizeBytes
  }

  #beginBody(): void {
    const member = this.#member!
    this.#member = undefined
    this.#memberEndBytes = endOf(member)
    this.#handler.entry(member)
    if (this.#remainingBytes > 0) this.#state = STATE_BODY
    else this.#endMember()
  }

  #takeBody(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + this.#remainingBytes)
    this.#remainingBytes -= end - at
    this.#handler.body(end - at === chunk.length ? chunk : chunk.subarray(at, end))
    if (this.#remainingBytes === 0) this.#endMember()
    return end
  }

  #endMember(): void {
    this.#handler.entryEnd()
    this.#ordinal++
    this.#beginPadding()
  }

  #beginPadding(): void {
    this.#remainingBytes = this.#paddingBytes
    this.#state = this.#paddingBytes > 0 ? STATE_PADDING : STATE_HEADER
  }

  #takePadding(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + this.#remainingBytes)
    this.#remainingBytes -= end - at
    if (this.#remainingBytes === 0) this.#state = STATE_HEADER
    return end
  }

  #takeEnd(chunk: Uint8Array, at: number): number {
    for (let index = at; index < chunk.length; index++) {
      if (chunk[index] !== 0) this.#refuse('ARCHIVE_TRAILING_GARBAGE', this.#chunkOffsetBytes + index)
    }
    return chunk.length
  }

  #requireOpen(): void {
    if (this.#state === STATE_FAILED) throw this.#failure
    if (this.#state === STATE_ENDED) throw new Error('the archive has already been ended')
  }

  #refuse(code: Code, offsetBytes: number): never {
    throw new SluiceError(code, { entry: this.#ordinal, offsetBytes })
  }

  #fail(failure: unknown): never {
    this.#state = STATE_FAILED
    this.#failure = failure
    throw failure
  }
}
