/**
 * What stands behind the last pixel. Native Pixel Data that is longer than rows, columns, samples, bits and frames come to holds bytes that no
 * viewer shows and anybody can read: a text, further elements, another picture. They become zeros, in their place. docs/engine.md 6.3. Of Pixel Data in
 * fragments the same holds for the Basic Offset Table.
 */

import type { Encoding } from '../dicom/guess-encoding.ts'
import type { BulkFilter, BulkValue, ChangePart } from '../pixels/bulk-filter.ts'
import { LateFilter } from '../pixels/late-filter.ts'
import { OffsetTableFilter } from '../pixels/offset-table.ts'
import { sideDataFilter } from '../pixels/side-data.ts'
import { ENCODING_EXPLICIT_BE } from '../wasm/seam.ts'
import type { Judgement, Note, ObjectFacts, ObjectJudge } from './contract.ts'

const SAMPLES_PER_PIXEL = 0x00280002
const NUMBER_OF_FRAMES = 0x00280008
const ROWS = 0x00280010
const COLUMNS = 0x00280011
const BITS_ALLOCATED = 0x00280100
const PIXEL_DATA = new Set([0x7fe00008, 0x7fe00009, 0x7fe00010])

const BITS_PER_BYTE = 8
const BITS_PER_WORD = 16
const BYTES_PER_WORD = 2
const INTEGER_BYTES = 2
/** IS: twelve characters, and what spaces somebody may have put around them. */
const FRAMES_BYTES = 16

/** Asks for what the size of a native picture follows from. */
export const pixelExcessJudge: ObjectJudge = {
  noted: [
    { tag: SAMPLES_PER_PIXEL, maxBytes: INTEGER_BYTES },
    { tag: NUMBER_OF_FRAMES, maxBytes: FRAMES_BYTES },
    { tag: ROWS, maxBytes: INTEGER_BYTES },
    { tag: COLUMNS, maxBytes: INTEGER_BYTES },
    { tag: BITS_ALLOCATED, maxBytes: INTEGER_BYTES },
  ],
  judge({ bulk, notes, encoding, transferSyntaxUid }: ObjectFacts): Judgement | undefined {
    if (bulk === undefined) return undefined
    const { frames, frameBits, planePixels } = readPicture(notes, encoding)
    const fragments = new LateFilter(
      () => new OffsetTableFilter(frames ?? 1, sideDataFilter(transferSyntaxUid, planePixels)),
    )
    // The first picture of an object says nothing of one that may stand behind it.
    return { filter: frameBits === 0 ? fragments : new PictureFilter(frameBits, frames, fragments) }
  },
}

/** What the attributes of a picture say of its size. */
interface PictureSize {
  /** 1 where there is no number of frames, or it is 0; undefined where it cannot be read. */
  readonly frames: number | undefined
  /** 0 where an attribute is missing or says nothing. */
  readonly frameBits: number
  /** Infinite where rows or columns are missing or say nothing. */
  readonly planePixels: number
}

/** Of an attribute that is there twice the larger value counts. */
function readPicture(notes: readonly Note[], encoding: Encoding): PictureSize {
  const read = encoding === ENCODING_EXPLICIT_BE ? readBigEndian : readLittleEndian
  let samples = 0
  let frames = 0
  let rows = 0
  let columns = 0
  let bits = 0
  for (const { tag, value } of notes) {
    if (tag === SAMPLES_PER_PIXEL) samples = Math.max(samples, read(value))
    else if (tag === NUMBER_OF_FRAMES) frames = Math.max(frames, readIntegerString(value))
    else if (tag === ROWS) rows = Math.max(rows, read(value))
    else if (tag === COLUMNS) columns = Math.max(columns, read(value))
    else if (tag === BITS_ALLOCATED) bits = Math.max(bits, read(value))
  }
  const planePixels = rows * columns
  return {
    frames: Number.isFinite(frames) ? frames || 1 : undefined,
    frameBits: samples * planePixels * bits,
    planePixels: planePixels || Number.POSITIVE_INFINITY,
  }
}

function readLittleEndian(value: Uint8Array): number {
  return value.length < INTEGER_BYTES ? (value[0] ?? 0) : value[0]! + value[1]! * 256
}

function readBigEndian(value: Uint8Array): number {
  return value.length < INTEGER_BYTES ? (value[0] ?? 0) * 256 : value[0]! * 256 + value[1]!
}

/** 0 where there is none, infinite where it cannot be read. */
function readIntegerString(value: Uint8Array): number {
  const text = String.fromCharCode(...value)
    .replace(/\0+$/, '')
    .trim()
  if (text === '') return 0
  return /^\+?\d+$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY
}

/** Cuts native pictures at their size, and lets another filter have the fragments. */
class PictureFilter implements BulkFilter {
  readonly sees = 'all'
  readonly #frameBits: number
  readonly #frames: number | undefined
  readonly #fragments: BulkFilter
  #inFragments = false
  #keptBytes = Number.POSITIVE_INFINITY
  #blanked = 0

  /** `frames`: undefined for as many as there is room for. */
  constructor(frameBits: number, frames: number | undefined, fragments: BulkFilter) {
    this.#frameBits = frameBits
    this.#frames = frames
    this.#fragments = fragments
  }

  get fault(): BulkFilter['fault'] {
    return this.#fragments.fault
  }

  get tallies(): Readonly<Record<string, number>> {
    return this.#blanked === 0 ? this.#fragments.tallies : { ...this.#fragments.tallies, pixelExcess: this.#blanked }
  }

  begin(value: BulkValue): void {
    const { tag, depth, fragment } = value
    this.#inFragments = fragment !== undefined
    if (this.#inFragments) this.#fragments.begin(value)
    const isPicture = depth === 0 && PIXEL_DATA.has(tag)
    this.#keptBytes = isPicture ? this.#pixelBytes(value.valueBytes) : Number.POSITIVE_INFINITY
  }

  /** A byte of padding belongs to the value, and in big endian words it stands before the last one of the picture. */
  #pixelBytes(valueBytes: number): number {
    const frames = this.#frames ?? Math.max(1, Math.floor((valueBytes * BITS_PER_BYTE) / this.#frameBits))
    return Math.ceil((frames * this.#frameBits) / BITS_PER_WORD) * BYTES_PER_WORD
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    if (this.#inFragments) {
      this.#fragments.take(bytes, change)
      return
    }
    const from = Math.min(this.#keptBytes, bytes.length)
    this.#keptBytes -= from
    if (from === bytes.length || bytes.subarray(from).every((byte) => byte === 0)) return
    this.#blanked = 1
    change(from, bytes.length, (part) => part.fill(0))
  }
}
