import { describe, expect, it } from 'vitest'
import type { Rectangle } from '../../../src/pixels/blanked-areas.ts'
import type { FrameImage } from '../../../src/pixels/frame-codec.ts'
import { codecFor } from '../../../src/pixels/frame-codecs.ts'
import { frameImage, isInside, pixelBytesOf, syntheticSamples } from '../../support/frame-images.ts'
import { refusalCode } from '../../support/refusal-code.ts'
import { encodeRle, layOutRle, type RleOptions } from '../../support/rle-encoder.ts'

const codec = codecFor('1.2.840.10008.1.2.5')!
const AREAS: readonly Rectangle[] = [
  { x: 3, y: 1, width: 9, height: 4 },
  { x: 0, y: 6, width: 500, height: 2 },
  { x: 2, y: 0, width: 5, height: 3, fromRight: true, fromBottom: true },
]

/** By photometric interpretation: what a pixel of black is, byte by byte. */
const BLACK: readonly (readonly [name: string, image: FrameImage, black: readonly number[]])[] = [
  ['MONOCHROME2', frameImage(13, 21), [0]],
  ['MONOCHROME1 of 12 bits', mono('MONOCHROME1', 16, 12), [0xff, 0x0f]],
  ['MONOCHROME2, signed', mono('MONOCHROME2', 16, 16, 1), [0x00, 0x80]],
  ['MONOCHROME1, signed, of 12 bits', mono('MONOCHROME1', 16, 12, 1), [0xff, 0x07]],
  ['MONOCHROME1 of 32 bits', mono('MONOCHROME1', 32, 32), [0xff, 0xff, 0xff, 0xff]],
  ['MONOCHROME2 of 32 bits, signed', mono('MONOCHROME2', 32, 32, 1), [0, 0, 0, 0x80]],
  ['a palette', frameImage(13, 21, { photometricInterpretation: 'PALETTE COLOR', darkestIndex: 7 }), [7]],
  ['RGB', colour('RGB', 8), [0, 0, 0]],
  ['YBR_FULL', colour('YBR_FULL', 8), [0, 0x80, 0x80]],
  ['YBR_FULL of 16 bits', colour('YBR_FULL', 16), [0, 0, 0, 0x80, 0, 0x80]],
]

function mono(photometricInterpretation: string, bits: 16 | 32, bitsStored: number, signed: 0 | 1 = 0): FrameImage {
  const facts = { photometricInterpretation, bitsAllocated: bits, bitsStored, pixelRepresentation: signed }
  return frameImage(13, 21, facts)
}

function colour(photometricInterpretation: string, bitsAllocated: 8 | 16): FrameImage {
  return frameImage(13, 21, { photometricInterpretation, samplesPerPixel: 3, bitsAllocated })
}

function expected(samples: Uint8Array, image: FrameImage, black: readonly number[]): Uint8Array {
  return samples.map((byte, at) => {
    const pixel = Math.floor(at / black.length)
    const inside = isInside(AREAS, image, pixel % image.columns, Math.floor(pixel / image.columns))
    return inside ? black[at % black.length]! : byte
  })
}

describe('RLE', () => {
  for (const [name, image, black] of BLACK) {
    it(`blanks areas of ${name} and nothing else`, () => {
      const samples = syntheticSamples(image, 1)
      const blanked = codec.blank(encodeRle(samples, image), image, AREAS)
      expect(codec.decode(blanked, image)).toEqual(expected(samples, image, black))
    })
  }

  const layouts: readonly (readonly [string, RleOptions])[] = [
    ['runs that cross the ends of rows', { lineBytes: 1000 }],
    ['runs of one byte', { lineBytes: 1 }],
    ['runs of no bytes', { nothingBetween: true }],
  ]
  for (const [name, options] of layouts) {
    it(`takes ${name}`, () => {
      const image = frameImage(13, 21, { bitsAllocated: 16 })
      const samples = syntheticSamples(image, 2)
      const blanked = codec.blank(encodeRle(samples, image, options), image, AREAS)
      expect(codec.decode(blanked, image)).toEqual(expected(samples, image, [0, 0]))
    })
  }

  it('keeps runs beside the areas as they are, splits those at an edge, and pads segments to even lengths', () => {
    const image = frameImage(3, 6)
    const input = layOutRle([[5, 1, 2, 3, 4, 5, 6, 251, 9, 2, 7, 7, 7, 254, 8]])
    const area = { x: 2, y: 1, width: 2, height: 1 }
    const output = layOutRle([[5, 1, 2, 3, 4, 5, 6, 255, 9, 255, 0, 255, 9, 2, 7, 7, 7, 254, 8]])
    expect(codec.blank(input, image, [area])).toEqual(output)
  })

  it('cleans bits that are no part of a sample', () => {
    const corner = { x: 0, y: 0, width: 1, height: 1 }
    const facts = { bitsAllocated: 16, bitsStored: 12 } as const
    const samples = Uint8Array.of(1, 0xf2, 3, 0x98, 5, 0x87, 7, 0x40)
    const unsigned = frameImage(2, 2, facts)
    const of = (image: FrameImage): Uint8Array => codec.blank(encodeRle(samples, image), image, [corner])
    expect(codec.decode(of(unsigned), unsigned)).toEqual(Uint8Array.of(0, 0, 3, 0x08, 5, 0x07, 7, 0))
    const signed = frameImage(2, 2, { ...facts, pixelRepresentation: 1 })
    expect(codec.decode(of(signed), signed)).toEqual(Uint8Array.of(0, 0xf8, 3, 0xf8, 5, 0x07, 7, 0))
    const above = frameImage(2, 2, { ...facts, highBit: 15 })
    expect(codec.decode(of(above), above)).toEqual(Uint8Array.of(0, 0, 0, 0x98, 0, 0x87, 0, 0x40))
  })

  it('answers the code stream itself where no area is in the image', () => {
    const image = frameImage(13, 21)
    const codestream = encodeRle(syntheticSamples(image, 3), image)
    expect(codec.blank(codestream, image, [{ x: 21, y: 0, width: 9, height: 9 }])).toBe(codestream)
    expect(codec.blank(codestream, image, [])).toBe(codestream)
  })

  it('writes nothing of what stood in the header or behind the runs', () => {
    const image = frameImage(2, 4)
    const input = layOutRle([[253, 5, 253, 6, 0, 0x80, 0, 0]])
    new DataView(input.buffer).setUint32(60, 0x48544d53, true)
    expect(codec.blank(input, image, [{ x: 0, y: 0, width: 4, height: 1 }])).toEqual(layOutRle([[253, 0, 253, 6]]))
  })

  it('refuses segments that are of another image than the attributes tell', () => {
    const image = frameImage(2, 4)
    const contradictory = [
      layOutRle([
        [253, 5, 253, 6],
        [253, 5, 253, 6],
      ]),
      layOutRle([]),
    ]
    for (const codestream of contradictory) {
      expect(refusalCode(() => codec.blank(codestream, image, AREAS))).toBe('PIXELS_CONTRADICTORY')
      expect(refusalCode(() => codec.decode(codestream, image))).toBe('PIXELS_CONTRADICTORY')
    }
    const shared = frameImage(2, 4, { samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL_422' })
    const planes = encodeRle(new Uint8Array(24), shared)
    expect(refusalCode(() => codec.blank(planes, shared, AREAS))).toBe('PIXELS_CONTRADICTORY')
  })

  const withOffset = (index: number, offset: number): Uint8Array => {
    const image = frameImage(2, 4, { bitsAllocated: 16 })
    const codestream = encodeRle(new Uint8Array(16), image)
    new DataView(codestream.buffer).setUint32(4 + 4 * index, offset, true)
    return codestream
  }
  const broken: readonly (readonly [string, Uint8Array, number])[] = [
    ['a first offset that is not behind the header', withOffset(0, 66), 16],
    ['offsets that go back', withOffset(1, 60), 16],
    ['an offset behind the end', withOffset(1, 9000), 16],
    ['a segment far too short for its plane', withOffset(1, 64), 16],
    ['a header that is cut off', new Uint8Array(63), 8],
    ['runs that end early', layOutRle([[253, 5, 254, 6]]), 8],
    ['runs that end late', layOutRle([[253, 5, 252, 6]]), 8],
    ['bytes behind the runs that are no padding', layOutRle([[253, 5, 253, 6, 83, 77]]), 8],
    ['a run whose bytes are not there', layOutRle([[253, 5, 3, 6]]), 8],
    ['no runs at all', layOutRle([[]]), 8],
  ]
  for (const [name, codestream, bits] of broken) {
    it(`refuses ${name}`, () => {
      const image = frameImage(2, 4, { bitsAllocated: bits === 16 ? 16 : 8 })
      expect(pixelBytesOf(image)).toBe(bits / 8)
      expect(refusalCode(() => codec.blank(codestream, image, AREAS))).toBe('CODESTREAM_INVALID')
      expect(refusalCode(() => codec.decode(codestream, image))).toBe('CODESTREAM_INVALID')
    })
  }

  it('does not make room for an image that so few bytes cannot be', () => {
    const image = frameImage(65535, 65535, { bitsAllocated: 32 })
    const codestream = layOutRle([[1], [1], [1], [1]])
    expect(refusalCode(() => codec.decode(codestream, image))).toBe('CODESTREAM_INVALID')
  })
})
