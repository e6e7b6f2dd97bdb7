/** The samples of a frame as they stand in its code stream: blanked, and put into the bits that its object allocates. */

import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { blankedSpans, type Rectangle } from './blanked-areas.ts'
import { blackOf, type FrameImage } from './frame-codec.ts'
import type { EngineFrame } from './lossless-engine.ts'

/** What a code stream says of its samples. */
export interface SampleForm {
  readonly bitsPerSample: number
  /** Its samples go below zero. Never of JPEG-LS. */
  readonly isSigned: boolean
  /** Plane by plane. */
  readonly isPlanar: boolean
}

/** What the code stream of a frame says of its size, before any of it is decoded. */
export interface StatedFrame extends SampleForm {
  readonly columns: number
  readonly rows: number
  readonly components: number
}

/** What is made of a decoded frame; undefined where it stays. */
export type ChangeSamples = (frame: EngineFrame, form: SampleForm, image: FrameImage) => EngineFrame | undefined

/** Throws PIXELS_CONTRADICTORY where the code stream is of another image than its object says, PIXELS_TOO_LARGE beyond limits.frameBytes. */
export function checkFrame(stated: StatedFrame, image: FrameImage): void {
  const isOfImage =
    stated.columns === image.columns &&
    stated.rows === image.rows &&
    stated.components === image.samplesPerPixel &&
    stated.bitsPerSample > image.highBit &&
    stated.bitsPerSample <= image.bitsAllocated &&
    (!stated.isSigned || image.pixelRepresentation === 1)
  if (!isOfImage) throw new SluiceError('PIXELS_CONTRADICTORY')
  if (frameBytesOf(stated) > limits.frameBytes) throw new SluiceError('PIXELS_TOO_LARGE')
}

/** Decoded, as an engine has it. */
export function frameBytesOf({ columns, rows, components, bitsPerSample }: StatedFrame): number {
  return columns * rows * components * bytesEach(bitsPerSample)
}

/** Throws CODESTREAM_INVALID where what was decoded is not what was stated. */
export function checkDecoded(frame: EngineFrame, stated: StatedFrame): void {
  const isStated =
    frame.columns === stated.columns &&
    frame.rows === stated.rows &&
    frame.components === stated.components &&
    frame.bitsPerSample === stated.bitsPerSample
  if (!isStated) throw new SluiceError('CODESTREAM_INVALID')
}

/**
 * A copy with the rectangles black, and without what stands in bits beyond those stored, where overlays once lay; undefined where the rectangles are all beside the image. Of signed samples those of
 * the engine are higher by half of their range.
 */
export function blankSamples(
  frame: EngineFrame,
  form: SampleForm,
  image: FrameImage,
  rectangles: readonly Rectangle[],
): EngineFrame | undefined {
  const { columns, rows, components, bitsPerSample } = frame
  const spans = blankedSpans(rectangles, { columns, rows, cellPixels: 1 })
  if (spans.every((row) => row.length === 0)) return undefined
  const range = 2 ** bitsPerSample
  const black = blackOf(image).map((value) => (form.isSigned ? value + range / 2 : (value + range) % range))
  const { bytes } = cleanSamples(frame, form, image)
  const each = bytesEach(bitsPerSample)
  const planes = form.isPlanar ? components : 1
  const step = components / planes
  for (let plane = 0; plane < planes; plane++) {
    for (const [row, across] of spans.entries()) {
      const lineAt = (plane * rows + row) * columns
      for (const [from, to] of across) {
        for (let at = (lineAt + from) * step; at < (lineAt + to) * step; at++) {
          const value = black[form.isPlanar ? plane : at % components]!
          bytes[at * each] = value
          if (each === 2) bytes[at * each + 1] = value >>> 8
        }
      }
    }
  }
  return { ...frame, bytes }
}

/** A copy without what stands in bits beyond those stored. */
export function cleanSamples(frame: EngineFrame, form: SampleForm, image: FrameImage): EngineFrame {
  const bytes = Uint8Array.from(frame.bytes)
  clearUnusedBits(bytes, frame, form, image)
  return { ...frame, bytes }
}

/** A sign goes on above the bits stored; other bits there, and those below, become zeros. */
function clearUnusedBits(bytes: Uint8Array, { bitsPerSample }: EngineFrame, form: SampleForm, image: FrameImage): void {
  const { bitsStored, highBit, pixelRepresentation } = image
  if (bitsStored === bitsPerSample) return
  const range = 2 ** bitsPerSample
  const stored = 2 ** bitsStored
  const unit = 2 ** (highBit + 1 - bitsStored)
  const isNegativeFrom = pixelRepresentation === 1 ? stored / 2 : stored
  const each = bytesEach(bitsPerSample)
  for (let at = 0; at < bytes.length; at += each) {
    const raw = bytes[at]! + (each === 2 ? bytes[at + 1]! * 256 : 0)
    // Half of the range taken off or added is the same in these bits.
    const bits = Math.floor((form.isSigned ? raw + range / 2 : raw) / unit) % stored
    const value = (bits >= isNegativeFrom ? bits - stored : bits) * unit
    const clean = form.isSigned ? value + range / 2 : (value + range) % range
    bytes[at] = clean
    if (each === 2) bytes[at + 1] = clean >> 8
  }
}

/** Pixel by pixel, little endian, as wide as bits are allocated; the sign of a sample fills what is above it. */
export function nativeSamples(frame: EngineFrame, form: SampleForm, image: FrameImage): Uint8Array {
  const { components, bitsPerSample } = frame
  const pixels = frame.columns * frame.rows
  const each = bytesEach(bitsPerSample)
  const width = image.bitsAllocated / 8
  const native = new Uint8Array(pixels * components * width)
  const range = 2 ** bitsPerSample
  const isNegativeFrom = image.pixelRepresentation === 1 ? range / 2 : range
  for (let sample = 0; sample < pixels * components; sample++) {
    const from = form.isPlanar ? (sample % components) * pixels + Math.floor(sample / components) : sample
    const raw = frame.bytes[from * each]! + (each === 2 ? frame.bytes[from * each + 1]! * 256 : 0)
    const value = form.isSigned ? raw - range / 2 : raw >= isNegativeFrom ? raw - range : raw
    for (let byte = 0; byte < width; byte++) native[sample * width + byte] = value >> (8 * byte)
  }
  return native
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

function bytesEach(bitsPerSample: number): number {
  return bitsPerSample > 8 ? 2 : 1
}
