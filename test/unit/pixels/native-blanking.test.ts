import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allBut, type Rectangle } from '../../../src/pixels/blanked-areas.ts'
import { geometryOf, type ImageAttributes, type ImageGeometry } from '../../../src/pixels/image-geometry.ts'
import { blankedRuns, NativeBlanking } from '../../../src/pixels/native-blanking.ts'
import { type Chunking, chunksOf, randomChunks, whole } from '../../support/chunkings.ts'

const PIXEL_DATA = 0x7fe00010

const GREY: ImageAttributes = {
  rows: 4,
  columns: 6,
  samplesPerPixel: 1,
  photometricInterpretation: 'MONOCHROME2',
  planarConfiguration: undefined,
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  pixelRepresentation: 0,
  numberOfFrames: undefined,
  bigEndian: false,
  valueBytes: 24,
}
const COLOUR: ImageAttributes = {
  ...GREY,
  samplesPerPixel: 3,
  photometricInterpretation: 'RGB',
  planarConfiguration: 0,
  valueBytes: 72,
}

function blanked(
  attributes: ImageAttributes,
  rectangles: readonly Rectangle[],
  value: Uint8Array,
  chunking: Chunking = whole,
): Uint8Array {
  const geometry = geometryOf(attributes)!
  const filter = new NativeBlanking(geometry, blankedRuns(rectangles, geometry), PIXEL_DATA)
  filter.begin({ tag: PIXEL_DATA, depth: 0, fragment: undefined, valueBytes: value.length })
  const out = value.slice()
  let at = 0
  for (const piece of chunking.chunks(value)) {
    let changedTo = 0
    filter.take(piece, (from, to, change) => {
      if (from < changedTo || to > piece.length)
        throw new Error('changes are not in ascending order, or beyond the piece')
      changedTo = to
      const middle = (from + to) >> 1
      change(out.subarray(at + from, at + middle), from)
      change(out.subarray(at + middle, at + to), middle)
    })
    at += piece.length
  }
  return out
}

const BOX: Rectangle = { x: 1, y: 1, width: 2, height: 1 }

/** By plane. */
function firstBlackCells({ blackCells, cellBytes }: ImageGeometry): number[][] {
  return blackCells.map((cells) => [...cells.subarray(0, cellBytes)])
}

describe('black', () => {
  it.each([
    ['MONOCHROME2', {}, [0]],
    ['MONOCHROME1', {}, [255]],
    ['MONOCHROME2, 12 bits of 16', { bitsAllocated: 16, bitsStored: 12, highBit: 11, valueBytes: 48 }, [0, 0]],
    ['MONOCHROME1, 12 bits of 16', { bitsAllocated: 16, bitsStored: 12, highBit: 11, valueBytes: 48 }, [0xff, 0x0f]],
    [
      'MONOCHROME1, 12 high bits of 16',
      { bitsAllocated: 16, bitsStored: 12, highBit: 15, valueBytes: 48 },
      [0xf0, 0xff],
    ],
    [
      'MONOCHROME1, 12 bits of 16, big endian',
      { bitsAllocated: 16, bitsStored: 12, highBit: 11, bigEndian: true, valueBytes: 48 },
      [0x0f, 0xff],
    ],
    [
      'MONOCHROME2, signed',
      { bitsAllocated: 16, bitsStored: 12, highBit: 11, pixelRepresentation: 1, valueBytes: 48 },
      [0x00, 0xf8],
    ],
    [
      'MONOCHROME1, signed',
      { bitsAllocated: 16, bitsStored: 16, highBit: 15, pixelRepresentation: 1, valueBytes: 48 },
      [0xff, 0x7f],
    ],
    ['MONOCHROME1, 32 bits', { bitsAllocated: 32, bitsStored: 32, highBit: 31, valueBytes: 96 }, [255, 255, 255, 255]],
    ['PALETTE COLOR', { darkestIndex: 7 }, [7]],
  ] as const)('is the darkest value of %s', (name, more, cell) => {
    const photometricInterpretation = name.split(',')[0]!
    expect(firstBlackCells(geometryOf({ ...GREY, ...more, photometricInterpretation })!)[0]).toEqual(cell)
  })

  it.each([
    ['RGB', 0, [[0, 0, 0]]],
    ['RGB', 1, [[0], [0], [0]]],
    ['YBR_FULL', 0, [[0, 128, 128]]],
    ['YBR_FULL', 1, [[0], [128], [128]]],
  ] as const)(
    'is no colour of %s, planar configuration %i',
    (photometricInterpretation, planarConfiguration, cells) => {
      const geometry = geometryOf({ ...COLOUR, photometricInterpretation, planarConfiguration })!
      expect(firstBlackCells(geometry)).toEqual(cells)
    },
  )

  it('is that of two pixels where they share their colour', () => {
    const geometry = geometryOf({ ...COLOUR, photometricInterpretation: 'YBR_FULL_422', valueBytes: 48 })!
    expect(geometry).toMatchObject({ cellPixels: 2, cellBytes: 4, imageBytes: 48 })
    expect(firstBlackCells(geometry)[0]).toEqual([0, 0, 128, 128])
  })
})

describe('an image that contradicts itself', () => {
  it.each<[string, Partial<ImageAttributes>]>([
    ['rows that do not fit the length', { rows: 5 }],
    ['no rows', { rows: undefined }],
    ['no columns', { columns: 0 }],
    ['more frames than there are', { numberOfFrames: 2 }],
    ['half a frame', { numberOfFrames: 0.5 }],
    ['12 bits allocated', { bitsAllocated: 12 }],
    ['more bits stored than allocated', { bitsStored: 9 }],
    ['a high bit below the bits stored', { highBit: 6 }],
    ['a high bit above the bits allocated', { highBit: 8 }],
    ['three samples of grey', { samplesPerPixel: 3, valueBytes: 72 }],
    ['an interpretation that is none', { photometricInterpretation: 'GREY' }],
    ['colour without its planar configuration', { ...COLOUR, planarConfiguration: undefined }],
    ['two bytes of padding', { valueBytes: 26 }],
    [
      'an odd number of columns whose pixels share their colour',
      { ...COLOUR, photometricInterpretation: 'YBR_FULL_422', columns: 5, valueBytes: 40 },
    ],
  ])('has no geometry: %s', (_, more) => {
    expect(geometryOf({ ...GREY, ...more })).toBeUndefined()
  })

  it('is not one with a byte to an even length', () => {
    const odd = { ...GREY, rows: 3, columns: 3, valueBytes: 10 }
    expect(geometryOf(odd)).toMatchObject({ imageBytes: 9 })
    expect(geometryOf({ ...odd, valueBytes: 9 })).toBeUndefined()
  })
})

describe('a rectangle', () => {
  const ones = new Uint8Array(24).fill(1)
  const rowsOf = (out: Uint8Array): string[] => {
    return Array.from({ length: 4 }, (_, row) => [...out.subarray(row * 6, row * 6 + 6)].join(''))
  }

  it('is blanked, and nothing else', () => {
    expect(rowsOf(blanked(GREY, [BOX], ones))).toEqual(['111111', '100111', '111111', '111111'])
  })

  it('is measured from the right and from the bottom where it says so', () => {
    const corner: Rectangle = { x: 1, y: 0, width: 2, height: 1, fromRight: true, fromBottom: true }
    expect(rowsOf(blanked(GREY, [corner], ones))).toEqual(['111111', '111111', '111111', '111001'])
  })

  it('is cut to the image, and is nothing outside of it', () => {
    const outside: Rectangle[] = [
      { x: -3, y: -1, width: 5, height: 2 },
      { x: 5, y: 2, width: 100, height: 100 },
      { x: 6, y: 0, width: 4, height: 4 },
      { x: 0, y: 0, width: 0, height: 4 },
      { x: 2, y: 2, width: -1, height: 1 },
    ]
    expect(rowsOf(blanked(GREY, outside, ones))).toEqual(['001111', '111111', '111110', '111110'])
  })

  it('may lie over another', () => {
    const two: Rectangle[] = [
      { x: 0, y: 0, width: 3, height: 3 },
      { x: 2, y: 1, width: 2, height: 3 },
    ]
    expect(rowsOf(blanked(GREY, two, ones))).toEqual(['000111', '000011', '000011', '110011'])
  })

  it('that is to stay leaves all but itself blank', () => {
    const out = blanked(
      GREY,
      allBut([BOX, { x: 4, y: 1, width: 1, height: 2 }], GREY as { rows: number; columns: number }),
      ones,
    )
    expect(rowsOf(out)).toEqual(['000000', '011010', '000010', '000000'])
  })

  it('takes both pixels that share their colour', () => {
    const shared = { ...COLOUR, photometricInterpretation: 'YBR_FULL_422', valueBytes: 48 }
    const out = blanked(shared, [{ x: 1, y: 0, width: 1, height: 1 }], new Uint8Array(48).fill(1))
    expect([...out.subarray(0, 8)]).toEqual([0, 0, 128, 128, 1, 1, 1, 1])
    expect(out.subarray(8).every((byte) => byte === 1)).toBe(true)
  })
})

describe('other values', () => {
  it.each([
    ['another attribute', 0x7fe00008, 0, undefined],
    ['an icon', PIXEL_DATA, 1, undefined],
    ['a fragment', PIXEL_DATA, 0, 1],
  ])('are left as they are: %s', (_, tag, depth, fragment) => {
    const geometry = geometryOf(GREY)!
    const filter = new NativeBlanking(geometry, blankedRuns([BOX], geometry), PIXEL_DATA)
    filter.begin({ tag, depth, fragment, valueBytes: 24 })
    filter.take(new Uint8Array(24), () => {
      throw new Error('changed')
    })
    expect(filter.tallies).toEqual({ pixelsBlanked: 0 })
  })
})

describe('any rectangles in any image', () => {
  const dimension = fc.integer({ min: 1, max: 9 })
  const edge = fc.integer({ min: -4, max: 12 })
  const rectangle = fc.record({
    x: edge,
    y: edge,
    width: edge,
    height: edge,
    fromRight: fc.boolean(),
    fromBottom: fc.boolean(),
  })
  const kind = fc.constantFrom(
    ['MONOCHROME2', 1, undefined] as const,
    ['MONOCHROME1', 1, undefined] as const,
    ['RGB', 3, 0] as const,
    ['RGB', 3, 1] as const,
    ['YBR_FULL', 3, 1] as const,
  )
  const bits = fc.constantFrom(8, 16, 32)

  it('change the samples inside and no others, whatever the pieces', () => {
    const property = fc.property(
      fc.tuple(dimension, dimension, fc.integer({ min: 1, max: 3 }), kind, bits),
      fc.array(rectangle, { maxLength: 4 }),
      fc.nat(9999),
      (
        [
          rows,
          columns,
          numberOfFrames,
          [photometricInterpretation, samplesPerPixel, planarConfiguration],
          bitsAllocated,
        ],
        rectangles,
        seed,
      ) => {
        const bytesEach = bitsAllocated / 8
        const imageBytes = rows * columns * numberOfFrames * samplesPerPixel * bytesEach
        const attributes: ImageAttributes = {
          rows,
          columns,
          numberOfFrames,
          photometricInterpretation,
          samplesPerPixel,
          planarConfiguration,
          bitsAllocated,
          bitsStored: bitsAllocated,
          highBit: bitsAllocated - 1,
          pixelRepresentation: 0,
          bigEndian: false,
          valueBytes: imageBytes + (imageBytes % 2),
        }
        const value = new Uint8Array(attributes.valueBytes).fill(0x55)
        const out = blanked(attributes, rectangles, value)
        for (const chunking of [chunksOf(1), chunksOf(3), randomChunks(seed, 20)]) {
          expect(blanked(attributes, rectangles, value, chunking)).toEqual(out)
        }
        const inside = (row: number, column: number): boolean =>
          rectangles.some(({ x, y, width, height, fromRight, fromBottom }) => {
            const left = fromRight ? columns - x - width : x
            const top = fromBottom ? rows - y - height : y
            return column >= left && column < left + width && row >= top && row < top + height
          })
        for (let at = 0; at < imageBytes; at++) {
          const sample = Math.floor(at / bytesEach)
          const pixel = planarConfiguration === 1 ? sample % (rows * columns) : Math.floor(sample / samplesPerPixel)
          const isInside = inside(Math.floor(pixel / columns) % rows, pixel % columns)
          expect(out[at] === 0x55, `byte ${at}`).toBe(!isInside)
        }
      },
    )
    fc.assert(property, { numRuns: Number(process.env.SLUICE_PROPERTY_RUNS ?? 100) * 3 })
  })
})
