import { describe, expect, it } from 'vitest'
import type { FrameImage } from '../../../src/pixels/frame-codec.ts'
import { codecFor } from '../../../src/pixels/frame-codecs.ts'
import { frameImage } from '../../support/frame-images.ts'
import { type Block, greyJpeg, jpegPicture } from '../../support/jpeg-encoder.ts'
import { COLOUR_444 } from '../../support/jpeg-layout.ts'
import { refusalCode } from '../../support/refusal-code.ts'

/** Without engines, as in a browser. */
const codec = codecFor('1.2.840.10008.1.2.4.51')!
/** What the encoder of these tests multiplies coefficients by. */
const STEP = 3
const MIDDLE = 2048

function twelve(rows: number, columns: number, facts: Partial<FrameImage> = {}): FrameImage {
  return frameImage(rows, columns, { bitsAllocated: 16, bitsStored: 12, ...facts })
}

function block(coefficients: Readonly<Record<number, number>>): Block {
  return Array.from({ length: 64 }, (_, at) => coefficients[at] ?? 0)
}

function decoded(codestream: Uint8Array, image: FrameImage): number[] {
  const samples = codec.decode(codestream, image)
  const view = new DataView(samples.buffer, samples.byteOffset, samples.byteLength)
  return Array.from({ length: samples.length / 2 }, (_, at) =>
    image.pixelRepresentation === 1 ? view.getInt16(2 * at, true) : view.getUint16(2 * at, true),
  )
}

/** As A.3.3 has it, of one coefficient in that row and column. */
function wave(value: number, v: number, u: number): number[] {
  const scale = (frequency: number): number => (frequency === 0 ? Math.SQRT1_2 : 1)
  return Array.from({ length: 64 }, (_, at) => {
    const [y, x] = [Math.floor(at / 8), at % 8]
    const cosines = Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16)
    return Math.round(MIDDLE + (scale(u) * scale(v) * value * cosines) / 4)
  })
}

function greatestDifference(one: readonly number[], other: readonly number[]): number {
  expect(one).toHaveLength(other.length)
  return Math.max(...one.map((value, at) => Math.abs(value - other[at]!)))
}

describe('JPEG of 12 bits', () => {
  // figure A.6: where in the code stream, which row, which column
  it.each([
    [0, 0, 0],
    [1, 0, 1],
    [2, 1, 0],
    [3, 2, 0],
    [4, 1, 1],
    [5, 0, 2],
    [20, 5, 0],
    [35, 7, 0],
    [28, 0, 7],
    [46, 5, 4],
    [63, 7, 7],
  ])('is the wave of its coefficient: %d', (at, row, column) => {
    const samples = decoded(greyJpeg(8, 8, [block({ [at]: 400 })], { precision: 12 }), twelve(8, 8))
    expect(greatestDifference(samples, wave(400 * STEP, row, column))).toBe(0)
  })

  it('has its blocks in reading order, cut to the image, through restarts', () => {
    const [rows, columns] = [11, 20]
    const blocks = [100, -200, 300, -400, 500, -600].map((dc) => block({ 0: dc }))
    const codestream = greyJpeg(rows, columns, blocks, { precision: 12, restartInterval: 2 })
    const wanted = Array.from({ length: rows * columns }, (_, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns]
      const dc = blocks[Math.floor(row / 8) * 3 + Math.floor(column / 8)]![0]!
      return MIDDLE + Math.round((dc * STEP) / 8)
    })
    expect(greatestDifference(decoded(codestream, twelve(rows, columns)), wanted)).toBeLessThanOrEqual(1)
  })

  it('goes no further than black and white', () => {
    const codestream = greyJpeg(8, 16, [block({ 0: 5461 }), block({ 0: -5461, 1: -900 })], { precision: 12 })
    const samples = decoded(codestream, twelve(8, 16))
    expect([Math.max(...samples), Math.min(...samples)]).toEqual([4095, 0])
  })

  it('has its sign in all bits above those that are stored', () => {
    const codestream = greyJpeg(8, 16, [block({ 0: 800 }), block({ 0: -800 })], { precision: 12 })
    const samples = decoded(codestream, twelve(8, 16, { pixelRepresentation: 1 }))
    expect([samples[0], samples[8]]).toEqual([2348 - 4096, 1748])
  })

  it('is refused in colours, where it is another image, and where it is broken', () => {
    const { codestream } = jpegPicture({ rows: 16, columns: 16, factors: [[1, 1]], precision: 12 }, 3)
    const refusal = (stream: Uint8Array, image: FrameImage): string => refusalCode(() => codec.decode(stream, image))
    expect(refusal(codestream, twelve(16, 16))).toBe('none')
    expect(refusal(codestream, twelve(16, 24))).toBe('PIXELS_CONTRADICTORY')
    expect(refusal(codestream.slice(0, -9), twelve(16, 16))).toBe('CODESTREAM_INVALID')
    for (let at = 0; at < codestream.length; at += 7) {
      const broken = Uint8Array.from(codestream)
      broken[at]! ^= 0x24
      expect(['none', 'CODESTREAM_INVALID', 'PIXELS_CONTRADICTORY', 'PIXELS_ENCAPSULATED']).toContain(
        refusal(broken, twelve(16, 16)),
      )
    }
    const colours = jpegPicture({ rows: 16, columns: 16, factors: COLOUR_444, precision: 12 }, 3)
    const image = twelve(16, 16, { samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL' })
    expect(refusal(colours.codestream, image)).toBe('PIXELS_ENCAPSULATED')
  })
})
