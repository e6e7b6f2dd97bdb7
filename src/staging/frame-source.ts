/** The frames of an object that is held whole, one at a time. */

import { NotedValues } from '../engine/noted-values.ts'
import { imageAttributesOf } from '../engine/pixel-image.ts'
import { hasToBeFragments } from '../engine/pixel-verdict.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Rectangle } from '../pixels/blanked-areas.ts'
import type { FrameCodec, FrameImage } from '../pixels/frame-codec.ts'
import { codecFor } from '../pixels/frame-codecs.ts'
import { geometryOf, type ImageAttributes, type ImageGeometry } from '../pixels/image-geometry.ts'
import type { LosslessEngines } from '../pixels/lossless-engine.ts'
import { blankedRuns, NativeBlanking } from '../pixels/native-blanking.ts'
import { type ExtendedOffsets, readExtendedOffsets } from './extended-offset-table.ts'
import { type Fragments, type FrameFragments, framesOf, readFragments } from './fragments.ts'
import type { StagedObject } from './stage.ts'

/** To be looked at. */
export interface FrameSource {
  readonly count: number
  /** What `samples` gives: colours that a codec decodes to red, green and blue are RGB. */
  readonly image: FrameImage
  /** Of a frame: pixel by pixel, or plane by plane where `image` says so, little endian, as wide as bits are allocated. */
  samples(frame: number): Uint8Array
}

/** Frames as they stand in the object. */
export type StagedFrames =
  | {
      readonly kind: 'native'
      readonly source: FrameSource
      readonly geometry: ImageGeometry
      blankedSamples(frame: number, rectangles: readonly Rectangle[]): Uint8Array
    }
  | {
      readonly kind: 'encapsulated'
      /** As `samples` of its source, of the frame with these rectangles blanked. */
      blankedSamples(frame: number, rectangles: readonly Rectangle[]): Uint8Array
      readonly source: FrameSource
      readonly codec: FrameCodec
      readonly image: FrameImage
      readonly fragments: Fragments
      readonly extended: ExtendedOffsets | undefined
      codestream(frame: number): Uint8Array
    }

const PIXEL_DATA = 0x7fe00010
const DECODED_TO_RGB = new Set(['YBR_ICT', 'YBR_RCT'])

/** `engines`: undefined where the platform has none. Throws with the code for which the object is to be withheld. */
export function openFrames(object: StagedObject, engines: LosslessEngines | undefined): StagedFrames {
  const { facts } = object.head
  const attributes = imageAttributesOf(facts, new NotedValues(facts))
  if (facts.bulk.tag !== PIXEL_DATA) throw new SluiceError('PIXELS_CONTRADICTORY')
  if (facts.bulk.valueBytes !== undefined) {
    if (hasToBeFragments(facts)) throw new SluiceError('PIXELS_CONTRADICTORY')
    return openNative(object, attributes)
  }
  const codec = codecFor(facts.transferSyntaxUid, engines)
  if (codec === undefined) throw new SluiceError('PIXELS_ENCAPSULATED')
  return openEncapsulated(object, attributes, codec)
}

function openEncapsulated(object: StagedObject, attributes: ImageAttributes, codec: FrameCodec): StagedFrames {
  const { head, spool } = object
  const image = frameImageOf(attributes)
  const extended = readExtendedOffsets(spool, head.pixelGroupAt, head.bulkAt)
  const fragments = readFragments(spool, head.bulkValueAt)
  const ranges: FrameFragments = framesOf(fragments, frameCountOf(attributes), extended, spool)
  const codestream = (frame: number): Uint8Array => {
    const [from, to] = ranges[frame]!
    const valueBytes = fragments.valueBytes.slice(from, to)
    const totalBytes = valueBytes.reduce((sum, bytes) => sum + bytes, 0)
    if (totalBytes > limits.frameBytes) throw new SluiceError('PIXELS_TOO_LARGE')
    const whole = new Uint8Array(totalBytes)
    let at = 0
    for (const [index, bytes] of valueBytes.entries()) {
      whole.set(spool.read(fragments.valuesAt[from + index]!, bytes), at)
      at += bytes
    }
    return whole
  }
  const source: FrameSource = {
    count: ranges.length,
    image: decodedImageOf(image, codec),
    samples: (frame) => codec.decode(codestream(frame), image),
  }
  const blankedSamples = (frame: number, rectangles: readonly Rectangle[]): Uint8Array =>
    codec.decode(codec.blank(codestream(frame), image, rectangles), image)
  return { kind: 'encapsulated', source, blankedSamples, codec, image, fragments, extended, codestream }
}

function openNative({ head, spool }: StagedObject, attributes: ImageAttributes): StagedFrames {
  const geometry = geometryOf(attributes)
  if (geometry === undefined) throw new SluiceError('PIXELS_CONTRADICTORY')
  const image = frameImageOf(attributes)
  if (head.bulkValueAt + geometry.imageBytes > spool.sizeBytes) throw new SluiceError('TRUNCATED')
  const frameBytes = geometry.imageBytes / geometry.frames
  const read = (frame: number, count: number): Uint8Array =>
    Uint8Array.from(spool.read(head.bulkValueAt + frame * frameBytes, count * frameBytes))
  const shown = (bytes: Uint8Array): Uint8Array => {
    if (attributes.bigEndian) reverseSamples(bytes, image.bitsAllocated / 8)
    return geometry.cellPixels === 2 ? wholePixels(bytes) : bytes
  }
  const blankedSamples = (frame: number, rectangles: readonly Rectangle[]): Uint8Array => {
    // Frames of odd length may share a word with the next: two of them are whole words.
    const first = frame - (frame % 2)
    const count = Math.min(2, geometry.frames - first)
    const bytes = read(first, count)
    blankNative({ ...geometry, frames: count, imageBytes: bytes.length }, rectangles, bytes)
    return shown(bytes.slice((frame - first) * frameBytes, (frame - first + 1) * frameBytes))
  }
  const samples = (frame: number): Uint8Array => shown(read(frame, 1))
  return { kind: 'native', geometry, blankedSamples, source: { count: geometry.frames, image, samples } }
}

function blankNative(geometry: ImageGeometry, rectangles: readonly Rectangle[], bytes: Uint8Array): void {
  const blanking = new NativeBlanking(geometry, blankedRuns(rectangles, geometry), PIXEL_DATA)
  blanking.begin({ tag: PIXEL_DATA, depth: 0, fragment: undefined, valueBytes: bytes.length })
  blanking.take(bytes, (from, to, change) => change(bytes.subarray(from, to), from))
}

/** Throws PIXELS_CONTRADICTORY where something lacks or contradicts, PIXELS_TOO_LARGE beyond limits.frameBytes. */
function frameImageOf(attributes: ImageAttributes): FrameImage {
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, photometricInterpretation } = attributes
  const { pixelRepresentation = 0, planarConfiguration = 0, darkestIndex } = attributes
  const highBit = attributes.highBit ?? (bitsStored ?? 0) - 1
  const isWhole =
    isCount(rows) &&
    isCount(columns) &&
    isCount(bitsStored) &&
    (samplesPerPixel === 1 || samplesPerPixel === 3) &&
    (bitsAllocated === 8 || bitsAllocated === 16 || bitsAllocated === 32) &&
    (pixelRepresentation === 0 || pixelRepresentation === 1) &&
    (planarConfiguration === 0 || planarConfiguration === 1) &&
    bitsStored - 1 <= highBit &&
    highBit < bitsAllocated &&
    photometricInterpretation !== undefined
  if (!isWhole) throw new SluiceError('PIXELS_CONTRADICTORY')
  if (rows * columns * samplesPerPixel * (bitsAllocated / 8) > limits.frameBytes)
    throw new SluiceError('PIXELS_TOO_LARGE')
  return {
    rows,
    columns,
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    highBit,
    pixelRepresentation,
    photometricInterpretation,
    planarConfiguration: samplesPerPixel === 1 ? 0 : planarConfiguration,
    darkestIndex,
  }
}

function decodedImageOf(image: FrameImage, { method }: FrameCodec): FrameImage {
  const { photometricInterpretation: stated, samplesPerPixel } = image
  const isRgb = DECODED_TO_RGB.has(stated) || (method === 'jpeg' && samplesPerPixel === 3)
  return { ...image, planarConfiguration: 0, photometricInterpretation: isRgb ? 'RGB' : stated }
}

function frameCountOf({ numberOfFrames = 1 }: ImageAttributes): number {
  if (!isCount(numberOfFrames)) throw new SluiceError('PIXELS_CONTRADICTORY')
  return numberOfFrames
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value > 0
}

function reverseSamples(bytes: Uint8Array, width: number): void {
  if (width > 1) for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse()
}

/** Two pixels that share their colour are Y Y Cb Cr (PS3.3 C.7.6.3.1.2). */
function wholePixels(shared: Uint8Array): Uint8Array {
  const whole = new Uint8Array((shared.length / 4) * 6)
  for (let at = 0, to = 0; at < shared.length; at += 4, to += 6) {
    const [first, second, blue, red] = shared.subarray(at, at + 4)
    whole.set([first!, blue!, red!, second!, blue!, red!], to)
  }
  return whole
}
