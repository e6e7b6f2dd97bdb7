/**
 * JPEG baseline and extended sequential with Huffman coding, 8 and 12 bits, blanked without decoding: coefficients of the MCUs that an area touches become
 * those of a grey, all others stay.
 */

import { SluiceError } from '../errors.ts'
import type { Rectangle } from './blanked-areas.ts'
import type { FrameImage } from './frame-codec.ts'
import { JpegAreas } from './jpeg-areas.ts'
import type { JpegBitReader } from './jpeg-bit-reader.ts'
import { blankWith, type JpegProcess } from './jpeg-blanking.ts'
import { END_OF_BLOCK, greatestCategory, rewriteScan, type ScanCoding } from './jpeg-scan.ts'
import { type JpegFrame, type JpegScanHead, SOF_BASELINE, SOF_EXTENDED } from './jpeg-segments.ts'
import type { JpegScanStart } from './jpeg-walk.ts'
import type { JpegWriter } from './jpeg-writer.ts'

/** A DC coefficient is this times the mean of a block (A.3.3). */
const DC_SCALE = 8
/** Of the last coefficient. Some angiography systems write 0, which decoders do not mind: a sequential scan is of all coefficients. */
const SPECTRUM_ENDS = [63, 0]

/** As FrameCodec has it. */
export function blankJpeg(codestream: Uint8Array, image: FrameImage, rectangles: readonly Rectangle[]): Uint8Array {
  return blankWith(new SequentialProcess(image, rectangles), codestream)
}

/** Throws CODESTREAM_INVALID where a scan is not of all coefficients at once. */
export function checkSequential({ first, last, approximation }: JpegScanHead): void {
  if (first !== 0 || !SPECTRUM_ENDS.includes(last) || approximation !== 0) throw new SluiceError('CODESTREAM_INVALID')
}

class SequentialProcess implements JpegProcess {
  readonly frameMarkers = [SOF_BASELINE, SOF_EXTENDED]
  readonly #image: FrameImage
  readonly #rectangles: readonly Rectangle[]
  #areas: JpegAreas | undefined

  constructor(image: FrameImage, rectangles: readonly Rectangle[]) {
    this.#image = image
    this.#rectangles = rectangles
  }

  get blanksNothing(): boolean {
    return this.#areas?.isEmpty !== false
  }

  startFrame(frame: JpegFrame): void {
    if (!isFrameOf(frame, this.#image)) throw new SluiceError('PIXELS_CONTRADICTORY')
    this.#areas = new JpegAreas(this.#rectangles, frame)
  }

  symbolsOf(frame: JpegFrame): { readonly dc: readonly number[]; readonly ac: readonly number[] } {
    const dc = Array.from({ length: greatestCategory(frame) + 1 }, (_, category) => category)
    return { dc, ac: [END_OF_BLOCK] }
  }

  rewrite(start: JpegScanStart, reader: JpegBitReader, writer: JpegWriter): boolean {
    const { frame, head, tables, quantisers, restartInterval } = start
    checkSequential(head)
    const codings = head.components.map(
      (component): ScanCoding => ({
        component,
        greyDc: greyDc(frame, this.#image, quantisers.get(component.quantisation)?.[0]),
        dcDecoder: tables.decoder('dc', component.dcTable),
        acDecoder: tables.decoder('ac', component.acTable),
        dcEncoder: tables.encoder('dc', component.dcTable),
        acEncoder: tables.encoder('ac', component.acTable),
      }),
    )
    return rewriteScan({ frame, codings, restartInterval }, this.#areas!, reader, writer)
  }
}

/**
 * Of a block in the middle of the samples that are stored. Where they have all bits of the code stream, it is 0, in every colour model; where they have fewer,
 * 0 would be beyond them.
 */
function greyDc({ precision }: JpegFrame, { highBit }: FrameImage, quantiser: number | undefined): number {
  if (highBit === precision - 1) return 0
  if (quantiser === undefined || quantiser === 0) throw new SluiceError('CODESTREAM_INVALID')
  return Math.round(((2 ** highBit - 2 ** (precision - 1)) * DC_SCALE) / quantiser)
}

/** Whether a frame is what its object says of it. */
export function isFrameOf(frame: JpegFrame, image: FrameImage): boolean {
  return (
    frame.rows === image.rows &&
    frame.columns === image.columns &&
    frame.components.length === image.samplesPerPixel &&
    frame.precision > image.highBit &&
    frame.precision <= image.bitsAllocated
  )
}
