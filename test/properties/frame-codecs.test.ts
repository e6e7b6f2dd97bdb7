/** Codecs of one frame over drawn images and areas, and over code streams that were damaged at random. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SluiceError } from '../../src/errors.ts'
import type { Rectangle } from '../../src/pixels/blanked-areas.ts'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { codecFor } from '../../src/pixels/frame-codecs.ts'
import { frameImage, isInside, pixelBytesOf, syntheticSamples } from '../support/frame-images.ts'
import { type JpegOptions, jpegPicture } from '../support/jpeg-encoder.ts'
import { findFaults, imageOfJpeg } from '../support/jpeg-judgement.ts'
import { COLOUR_420, COLOUR_422, COLOUR_444, GREY } from '../support/jpeg-layout.ts'
import { encodeRle } from '../support/rle-encoder.ts'

const RLE = codecFor('1.2.840.10008.1.2.5')!
const JPEG = codecFor('1.2.840.10008.1.2.4.51')!
const LONGEST = 4_000_000

const side = fc.integer({ min: 1, max: 50 })
const areas: fc.Arbitrary<Rectangle[]> = fc.array(
  fc.record({
    x: fc.integer({ min: -5, max: 55 }),
    y: fc.integer({ min: -5, max: 55 }),
    width: fc.integer({ min: 1, max: 60 }),
    height: fc.integer({ min: 1, max: 60 }),
    fromRight: fc.boolean(),
    fromBottom: fc.boolean(),
  }),
  { maxLength: 4 },
)

const native: fc.Arbitrary<FrameImage> = fc
  .record({
    rows: side,
    columns: side,
    samplesPerPixel: fc.constantFrom(1 as const, 3 as const),
    bitsAllocated: fc.constantFrom(8 as const, 16 as const, 32 as const),
  })
  .map(({ rows, columns, samplesPerPixel, bitsAllocated }) => {
    const photometricInterpretation = samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2'
    return frameImage(rows, columns, { samplesPerPixel, bitsAllocated, photometricInterpretation })
  })

const jpegs: fc.Arbitrary<JpegOptions> = fc
  .record({
    rows: side,
    columns: side,
    codes: fc.constantFrom('flat' as const, 'steep' as const, 'full' as const),
    restartInterval: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    kind: fc.constantFrom(
      { factors: GREY },
      { factors: GREY, precision: 12 as const },
      { factors: COLOUR_444 },
      { factors: COLOUR_422 },
      { factors: COLOUR_420 },
      { factors: COLOUR_420, scans: [[2], [0], [1]] },
      { factors: COLOUR_422, scans: [[0, 1], [2]], sharesTables: true },
    ),
  })
  .map(({ kind, restartInterval, ...shape }) => ({
    ...shape,
    ...kind,
    ...(restartInterval === undefined ? {} : { restartInterval }),
  }))

interface Damage {
  readonly at: number
  readonly bytes: readonly number[]
  readonly kind: 'over' | 'in' | 'out' | 'cut'
}

const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.array(fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xc0, 0xd0, 0xd9, 0xda, 0xff), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    }),
    kind: fc.constantFrom('over', 'over', 'in', 'out', 'cut'),
  }),
  { minLength: 1, maxLength: 4 },
)

function damaged(codestream: Uint8Array, list: readonly Damage[]): Uint8Array {
  return list.reduce((stream: Uint8Array, { at, bytes, kind }) => {
    const from = Math.floor(at * stream.length)
    const left = stream.subarray(0, from)
    if (kind === 'cut') return left
    const right = stream.subarray(kind === 'in' ? from : from + bytes.length)
    return Uint8Array.from([...left, ...(kind === 'out' ? [] : bytes), ...right])
  }, codestream)
}

/** Undefined where it is refused. Anything but a SluiceError of a code stream's own goes on. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (fault) {
    const codes = ['CODESTREAM_INVALID', 'PIXELS_CONTRADICTORY', 'PIXELS_ENCAPSULATED']
    if (fault instanceof SluiceError && codes.includes(fault.code)) return undefined
    throw fault
  }
}

function isBlack(samples: Uint8Array, image: FrameImage, rectangles: readonly Rectangle[]): boolean {
  const pixelBytes = pixelBytesOf(image)
  return samples.every((byte, at) => {
    const pixel = Math.floor(at / pixelBytes)
    const inside = isInside(rectangles, image, pixel % image.columns, Math.floor(pixel / image.columns))
    return !inside || byte === 0
  })
}

describe('codecs of one frame', () => {
  it('blank the areas of any RLE image, and no other sample', () => {
    fc.assert(
      fc.property(native, areas, fc.nat(99), fc.integer({ min: 1, max: 300 }), (image, rectangles, seed, lineBytes) => {
        const samples = syntheticSamples(image, seed)
        const blanked = RLE.decode(RLE.blank(encodeRle(samples, image, { lineBytes }), image, rectangles), image)
        const pixelBytes = pixelBytesOf(image)
        const wanted = samples.map((byte, at) => {
          const pixel = Math.floor(at / pixelBytes)
          return isInside(rectangles, image, pixel % image.columns, Math.floor(pixel / image.columns)) ? 0 : byte
        })
        expect(blanked).toEqual(wanted)
      }),
      { numRuns: 150 },
    )
  })

  it('blank the areas of any JPEG image, and no other coefficient', () => {
    fc.assert(
      fc.property(jpegs, areas, fc.nat(99), (options, rectangles, seed) => {
        const { codestream } = jpegPicture(options, seed)
        const blanked = JPEG.blank(codestream, imageOfJpeg(options, options.precision), rectangles)
        expect(findFaults(codestream, blanked, rectangles)).toEqual([])
      }),
      { numRuns: 80 },
    )
  })

  it('refuse an RLE image that was damaged, or blank its areas', () => {
    fc.assert(
      fc.property(native, damages, fc.nat(99), (image, list, seed) => {
        const rectangles = [{ x: 0, y: 0, width: 9, height: 9 }]
        const stream = damaged(encodeRle(syntheticSamples(image, seed), image), list)
        const blanked = attempt(() => RLE.blank(stream, image, rectangles))
        const samples = attempt(() => RLE.decode(stream, image))
        expect(blanked === undefined).toBe(samples === undefined)
        if (blanked !== undefined) expect(isBlack(RLE.decode(blanked, image), image, rectangles)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('refuse a JPEG image that was damaged, or blank its areas', () => {
    fc.assert(
      fc.property(jpegs, damages, fc.nat(99), (options, list, seed) => {
        const rectangles = [{ x: 0, y: 0, width: 9, height: 9 }]
        const stream = damaged(jpegPicture(options, seed).codestream, list)
        const blanked = attempt(() => JPEG.blank(stream, imageOfJpeg(options, options.precision), rectangles))
        if (blanked === undefined) return
        expect(blanked.length).toBeLessThan(LONGEST)
        const again = JPEG.blank(blanked, imageOfJpeg(options, options.precision), rectangles)
        expect(findFaults(blanked, again, rectangles)).toEqual([])
        expect(again).toEqual(blanked)
      }),
      { numRuns: 500 },
    )
  })
})
