/** What a code stream of JPEG 2000 (ISO/IEC 15444-1 annex A, 15444-15) says of itself: its image, and how it was encoded. It is followed from tile-part to tile-part to its end. */

import { SluiceError } from '../errors.ts'
import { JP2_START } from './jpeg-2000-markers.ts'
import type { StatedFrame } from './lossless-samples.ts'
import { checkNoSecondImage } from './second-image.ts'

export interface Jpeg2000Header extends StatedFrame {
  /** Of every component, in every tile. */
  readonly isReversible: boolean
  readonly hasColourTransform: boolean
  readonly decompositions: number
  readonly progressionOrder: number
  readonly tileParts: number
  readonly hasTilePartLengths: boolean
  /** Where Ssiz of each component stands. */
  readonly signsAt: readonly number[]
  /** Where the first tile-part begins. */
  readonly tilePartAt: number
  /** From SOC to EOC; what stands behind is padding. */
  readonly bytes: Uint8Array
}

const SOC = 0xff4f
const SIZ = 0xff51
const COD = 0xff52
const COC = 0xff53
const TLM = 0xff55
const SOT = 0xff90
const SOD = 0xff93
const EOC = 0xffd9
const SIGNED = 0x80
const REVERSIBLE = 1

/** Throws CODESTREAM_INVALID where it cannot be followed, PIXELS_CONTRADICTORY where another one follows, PIXELS_ENCAPSULATED where components differ or do not begin where the image does, and of a JP2 file. */
export function readJpeg2000(codestream: Uint8Array): Jpeg2000Header {
  try {
    return new HeaderReader(codestream).read()
  } catch (fault) {
    // A read beyond the end is a RangeError.
    throw fault instanceof SluiceError ? fault : new SluiceError('CODESTREAM_INVALID')
  }
}

type Size = StatedFrame & Pick<Jpeg2000Header, 'signsAt'>
type Style = Pick<Jpeg2000Header, 'hasColourTransform' | 'decompositions' | 'progressionOrder'>

class HeaderReader {
  readonly #codestream: Uint8Array
  readonly #view: DataView
  #size: Size | undefined
  #style: Style | undefined
  #isReversible = true
  #hasTilePartLengths = false

  constructor(codestream: Uint8Array) {
    this.#codestream = codestream
    this.#view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength)
  }

  read(): Jpeg2000Header {
    // A whole code stream is in it, and boxes that say what its colours are.
    if (JP2_START.every((byte, at) => this.#codestream[at] === byte)) throw new SluiceError('PIXELS_ENCAPSULATED')
    if (this.#view.getUint16(0) !== SOC) throw new SluiceError('CODESTREAM_INVALID')
    const tilePartAt = this.#readSegments(2, SOT)
    let at = tilePartAt
    let tileParts = 0
    while (this.#view.getUint16(at) === SOT) {
      tileParts += 1
      const dataAt = this.#readSegments(at + 2 + this.#view.getUint16(at + 2), SOD) + 2
      const bytes = this.#view.getUint32(at + 6)
      at = bytes === 0 ? this.#endBehind(dataAt) : at + bytes
    }
    if (this.#view.getUint16(at) !== EOC || this.#size === undefined || this.#style === undefined) {
      throw new SluiceError('CODESTREAM_INVALID')
    }
    checkNoSecondImage(this.#codestream, at + 2)
    return {
      ...this.#size,
      ...this.#style,
      isReversible: this.#isReversible,
      tileParts,
      hasTilePartLengths: this.#hasTilePartLengths,
      tilePartAt,
      bytes: this.#codestream.subarray(0, at + 2),
    }
  }

  /** Reads marker segments up to the marker `end`, and says where that is. */
  #readSegments(from: number, end: number): number {
    for (let at = from; ; at += 2 + this.#view.getUint16(at + 2)) {
      const marker = this.#view.getUint16(at)
      if (marker === end) return at
      if (marker < 0xff30 || marker === EOC || marker === SOT || marker === SOD)
        throw new SluiceError('CODESTREAM_INVALID')
      if (marker === SIZ) this.#readSize(at + 4)
      else if (marker === COD) this.#readStyle(at + 4)
      else if (marker === COC) this.#readComponentStyle(at + 4)
      else if (marker === TLM) this.#hasTilePartLengths = true
    }
  }

  #readSize(at: number): void {
    const view = this.#view
    const components = view.getUint16(at + 34)
    const signsAt = Array.from({ length: components }, (_, index) => at + 36 + 3 * index)
    const forms = new Set(signsAt.map((signAt) => view.getUint8(signAt)))
    const isPlain =
      forms.size === 1 &&
      signsAt.every((signAt) => view.getUint16(signAt + 1) === 0x0101) &&
      view.getUint32(at + 10) === 0 &&
      view.getUint32(at + 14) === 0
    if (!isPlain || this.#size !== undefined) throw new SluiceError('PIXELS_ENCAPSULATED')
    const form = view.getUint8(signsAt[0]!)
    this.#size = {
      columns: view.getUint32(at + 2),
      rows: view.getUint32(at + 6),
      components,
      bitsPerSample: (form & ~SIGNED) + 1,
      isSigned: (form & SIGNED) !== 0,
      isPlanar: false,
      signsAt,
    }
  }

  /** Of all components, or of those of a tile. */
  #readStyle(at: number): void {
    const view = this.#view
    const style = {
      progressionOrder: view.getUint8(at + 1),
      hasColourTransform: view.getUint8(at + 4) !== 0,
      decompositions: view.getUint8(at + 5),
    }
    this.#style ??= style
    if (style.hasColourTransform !== this.#style.hasColourTransform) throw new SluiceError('PIXELS_ENCAPSULATED')
    this.#isReversible &&= view.getUint8(at + 9) === REVERSIBLE
  }

  #readComponentStyle(at: number): void {
    this.#isReversible &&= this.#view.getUint8(at + 6) === REVERSIBLE
  }

  /** Of a tile-part that goes on to the end: before EOC, which no packet has in it. */
  #endBehind(dataAt: number): number {
    let at = dataAt
    while (this.#view.getUint16(at) !== EOC) at++
    return at
  }
}
