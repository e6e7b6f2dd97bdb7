import { describe, expect, it } from 'vitest'
import type { Rectangle } from '../../../src/pixels/blanked-areas.ts'
import type { FrameImage } from '../../../src/pixels/frame-codec.ts'
import { codecFor } from '../../../src/pixels/frame-codecs.ts'
import { joined, marker } from '../../support/code-streams.ts'
import { frameImage, isInside, syntheticSamples } from '../../support/frame-images.ts'
import { encodeLossless, type LosslessOptions } from '../../support/jpeg-lossless-encoder.ts'
import { refusalCode } from '../../support/refusal-code.ts'

const codec = codecFor('1.2.840.10008.1.2.4.70')!
const ROWS = 13
const COLUMNS = 21
const AREAS: readonly Rectangle[] = [
  { x: 3, y: 1, width: 9, height: 4 },
  { x: 0, y: 6, width: 500, height: 1 },
  { x: 2, y: 0, width: 5, height: 3, fromRight: true, fromBottom: true },
]

function planesOf(samples: Uint8Array, image: FrameImage): number[][] {
  const { samplesPerPixel, bitsAllocated } = image
  const bytes = bitsAllocated / 8
  return Array.from({ length: samplesPerPixel }, (_, sample) =>
    Array.from({ length: image.rows * image.columns }, (_, pixel) => {
      const at = (pixel * samplesPerPixel + sample) * bytes
      return samples[at]! + (bytes === 2 ? samples[at + 1]! * 256 : 0)
    }),
  )
}

/** Samples as a code stream of so many bits has them, without those that a point transform leaves out. */
function samplesFor(image: FrameImage, precision = image.bitsStored, pointTransform = 0): Uint8Array {
  const mask = (2 ** precision - 1) & ~(2 ** pointTransform - 1)
  const bytes = image.bitsAllocated / 8
  return syntheticSamples(image, 1).map((byte, at) => byte & (mask >> (8 * (at % bytes))))
}

function expected(samples: Uint8Array, image: FrameImage, black: readonly number[]): Uint8Array {
  return samples.map((byte, at) => {
    const pixel = Math.floor(at / black.length)
    const inside = isInside(AREAS, image, pixel % image.columns, Math.floor(pixel / image.columns))
    return inside ? black[at % black.length]! : byte
  })
}

const grey = (facts: Partial<FrameImage> = {}): FrameImage => frameImage(ROWS, COLUMNS, facts)
const deep = grey({ bitsAllocated: 16, bitsStored: 12 })
const colour = grey({ samplesPerPixel: 3, photometricInterpretation: 'RGB' })
type Facts = Omit<LosslessOptions, 'rows' | 'columns' | 'precision'> & { readonly precision?: number }

const IMAGES: readonly (readonly [name: string, image: FrameImage, options: Facts, black: readonly number[]])[] = [
  ['8 bits', grey(), {}, [0]],
  ['12 bits', deep, {}, [0, 0]],
  ['12 bits in a code stream of 16', deep, { precision: 16 }, [0, 0]],
  ['16 bits', grey({ bitsAllocated: 16 }), {}, [0, 0]],
  ['MONOCHROME1', { ...deep, photometricInterpretation: 'MONOCHROME1' }, {}, [0xff, 0x0f]],
  ['signed samples', { ...deep, pixelRepresentation: 1 }, {}, [0, 8]],
  ['signed samples of 16 bits', grey({ bitsAllocated: 16, pixelRepresentation: 1 }), {}, [0, 0x80]],
  ['signed samples in a code stream of 16', { ...deep, pixelRepresentation: 1 }, { precision: 16 }, [0, 0xf8]],
  ['a palette', grey({ photometricInterpretation: 'PALETTE COLOR', darkestIndex: 5 }), {}, [5]],
  ['colours', colour, {}, [0, 0, 0]],
  ['colours in scans of their own', colour, { scans: [[1], [2], [0]], predictor: 7 }, [0, 0, 0]],
  ['YBR_FULL', { ...colour, photometricInterpretation: 'YBR_FULL' }, { predictor: 4 }, [0, 0x80, 0x80]],
  ['restarts', colour, { restartRows: 1, predictor: 5 }, [0, 0, 0]],
  ['restarts after some lines', deep, { restartRows: 3, predictor: 6 }, [0, 0]],
  ['a point transform', deep, { pointTransform: 3 }, [0, 0]],
  [
    'a point transform of MONOCHROME1',
    { ...deep, photometricInterpretation: 'MONOCHROME1' },
    { pointTransform: 2 },
    [0xfc, 0x0f],
  ],
  ['codes of many lengths', grey({ bitsAllocated: 16 }), { codes: 'steep', predictor: 2 }, [0, 0]],
  ['a code for every category', deep, { codes: 'full', predictor: 3 }, [0, 0]],
]

describe('lossless JPEG', () => {
  for (const [name, image, facts, black] of IMAGES) {
    const options = { rows: ROWS, columns: COLUMNS, precision: image.bitsStored, ...facts }
    const samples = samplesFor(image, facts.precision, facts.pointTransform)
    const codestream = encodeLossless(planesOf(samples, image), options)

    it(`decodes ${name}`, () => {
      expect(codec.decode(codestream, image)).toEqual(samples)
    })

    it(`blanks areas of an image with ${name} and nothing else`, () => {
      const blanked = codec.blank(codestream, image, AREAS)
      expect(codec.decode(blanked, image)).toEqual(expected(samples, image, black))
    })
  }

  it.each([1, 2, 3, 4, 5, 6, 7])('writes with predictor %i', (predictor) => {
    const samples = samplesFor(deep)
    const codestream = encodeLossless(planesOf(samples, deep), {
      rows: ROWS,
      columns: COLUMNS,
      precision: 12,
      predictor,
    })
    const blanked = codec.blank(codestream, deep, AREAS)
    const scan = Buffer.from(blanked).indexOf(marker(0xda))
    expect(blanked.subarray(scan, scan + 10)).toEqual(
      joined(marker(0xda), Uint8Array.of(0, 8, 1, 1, 0, predictor, 0, 0)),
    )
    expect(codec.decode(blanked, deep)).toEqual(expected(samples, deep, [0, 0]))
  })

  it('defines a table of its own where a category has no code', () => {
    const image = frameImage(4, 4)
    const flat = new Uint8Array(16).fill(127)
    const codestream = encodeLossless(planesOf(flat, image), { rows: 4, columns: 4, precision: 8 })
    const blanked = codec.blank(codestream, image, [{ x: 1, y: 1, width: 2, height: 2 }])
    const wanted = flat.slice()
    for (const at of [5, 6, 9, 10]) wanted[at] = 0
    expect(codec.decode(blanked, image)).toEqual(wanted)
  })

  it('tells a difference of 32768 by a category alone', () => {
    const image = frameImage(1, 3, { bitsAllocated: 16 })
    const samples = Uint8Array.of(0, 0, 0, 0x80, 0, 0)
    const codestream = encodeLossless(planesOf(samples, image), { rows: 1, columns: 3, precision: 16 })
    expect(codec.decode(codestream, image)).toEqual(samples)
    const blanked = codec.blank(codestream, image, [{ x: 1, y: 0, width: 1, height: 1 }])
    expect(codec.decode(blanked, image)).toEqual(new Uint8Array(6))
  })

  it('cleans bits that are no part of a sample, where the code stream has them', () => {
    const options = { rows: 1, columns: 4, precision: 16 }
    const blankFirst = (image: FrameImage): Uint8Array => {
      const codestream = encodeLossless([[0xf201, 0x9803, 0x8705, 0x4007]], options)
      return codec.decode(codec.blank(codestream, image, [{ x: 0, y: 0, width: 1, height: 1 }]), image)
    }
    const unsigned = frameImage(1, 4, { bitsAllocated: 16, bitsStored: 12 })
    expect(blankFirst(unsigned)).toEqual(Uint8Array.of(0, 0, 3, 0x08, 5, 0x07, 7, 0))
    expect(blankFirst({ ...unsigned, pixelRepresentation: 1 })).toEqual(Uint8Array.of(0, 0xf8, 3, 0xf8, 5, 0x07, 7, 0))
  })

  it('answers the code stream itself where no area is in the image', () => {
    const codestream = encodeLossless(planesOf(samplesFor(deep), deep), { rows: ROWS, columns: COLUMNS, precision: 12 })
    expect(codec.blank(codestream, deep, [{ x: 21, y: 0, width: 9, height: 9 }])).toBe(codestream)
  })
})

describe('lossless JPEG that is refused', () => {
  const image = grey()
  const options = { rows: ROWS, columns: COLUMNS, precision: 8, restartRows: 2 }
  const codestream = encodeLossless(planesOf(samplesFor(image), image), options)
  const both = (stream: Uint8Array, of = image): string[] => [
    refusalCode(() => codec.blank(stream, of, AREAS)),
    refusalCode(() => codec.decode(stream, of)),
  ]
  const changed = (code: number, at: number, value: number): Uint8Array => {
    const copy = codestream.slice()
    copy[Buffer.from(copy).indexOf(marker(code)) + 4 + at] = value
    return copy
  }

  it('is not what these are made of', () => {
    expect(both(codestream)).toEqual(['none', 'none'])
  })

  it('is of another image than the attributes tell', () => {
    const others: FrameImage[] = [
      { ...image, rows: 12 },
      { ...image, columns: 22 },
      { ...image, samplesPerPixel: 3, photometricInterpretation: 'RGB' },
      { ...image, bitsAllocated: 16, bitsStored: 12, highBit: 11 },
      { ...image, bitsAllocated: 32 },
    ]
    for (const other of others)
      expect(both(codestream, other)).toEqual(['PIXELS_CONTRADICTORY', 'PIXELS_CONTRADICTORY'])
    expect(refusalCode(() => codec.blank(codestream, { ...image, photometricInterpretation: 'HSV' }, AREAS))).toBe(
      'PIXELS_CONTRADICTORY',
    )
  })

  it('is of another process', () => {
    const sequential = codestream.slice()
    sequential[Buffer.from(sequential).indexOf(marker(0xc3)) + 1] = 0xc1
    expect(both(sequential)).toEqual(['PIXELS_ENCAPSULATED', 'PIXELS_ENCAPSULATED'])
  })

  it('has components that are not sampled alike', () => {
    const three = encodeLossless(planesOf(samplesFor(colour), colour), { rows: ROWS, columns: COLUMNS, precision: 8 })
    three[Buffer.from(three).indexOf(marker(0xc3)) + 11] = 0x21
    expect(both(three, colour)).toEqual(['PIXELS_ENCAPSULATED', 'PIXELS_ENCAPSULATED'])
  })

  const broken: readonly (readonly [string, Uint8Array])[] = [
    ['has no predictor', changed(0xda, 3, 0)],
    ['has a predictor that is not there', changed(0xda, 3, 8)],
    ['ends in the spectrum', changed(0xda, 4, 63)],
    ['leaves out all bits', changed(0xda, 5, 8)],
    ['restarts within a line', changed(0xdd, 1, 41)],
    ['ends early', joined(codestream.subarray(0, -5), marker(0xd9))],
    ['goes on', joined(codestream.subarray(0, -2), Uint8Array.of(0x12), marker(0xd9))],
    ['has a difference that there is none of', changed(0xc4, 17, 17)],
  ]
  it.each(broken)('%s', (_, stream) => {
    expect(both(stream)).toEqual(['CODESTREAM_INVALID', 'CODESTREAM_INVALID'])
  })

  it('claims more samples than its bytes can be', () => {
    const huge = changed(0xc3, 1, 0xff)
    huge.fill(0xff, Buffer.from(huge).indexOf(marker(0xc3)) + 5, Buffer.from(huge).indexOf(marker(0xc3)) + 9)
    expect(both(huge, frameImage(65535, 65535))).toEqual(['CODESTREAM_INVALID', 'CODESTREAM_INVALID'])
  })
})
