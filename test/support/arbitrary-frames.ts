/** Images, areas of them, and what can happen to their code streams, for fast-check. */

import fc from 'fast-check'
import type { Rectangle } from '../../src/pixels/blanked-areas.ts'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { frameImage } from './frame-images.ts'
import type { JpegOptions } from './jpeg-encoder.ts'
import { COLOUR_420, COLOUR_422, COLOUR_444, GREY } from './jpeg-layout.ts'

/** Of images: some blocks. */
export const side = fc.integer({ min: 1, max: 50 })
/** Beside an image, across its edges and in it. */
export const areas: fc.Arbitrary<Rectangle[]> = fc.array(
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

export const nativeImages: fc.Arbitrary<FrameImage> = fc
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

export const jpegs: fc.Arbitrary<JpegOptions> = fc
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

export interface Damage {
  readonly at: number
  readonly bytes: readonly number[]
  readonly kind: 'over' | 'in' | 'out' | 'cut'
}

/** Of a code stream. */
export const damages: fc.Arbitrary<Damage[]> = fc.array(
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

export function damaged(codestream: Uint8Array, list: readonly Damage[]): Uint8Array {
  return list.reduce((stream: Uint8Array, { at, bytes, kind }) => {
    const from = Math.floor(at * stream.length)
    const left = stream.subarray(0, from)
    if (kind === 'cut') return left
    const right = stream.subarray(kind === 'in' ? from : from + bytes.length)
    return Uint8Array.from([...left, ...(kind === 'out' ? [] : bytes), ...right])
  }, codestream)
}
