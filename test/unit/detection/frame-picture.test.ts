import { expect, it } from 'vitest'
import { drawBeforeAndAfter, pictureLike, pictureOf, smallPicture } from '../../../src/detection/frame-picture.ts'
import { frameImage } from '../../support/frame-images.ts'

const GAP = 8

it('draws areas on the left, and on the right what will be there', () => {
  const [rows, columns] = [6, 10]
  const before = { rows, columns, rgb: new Uint8Array(rows * columns * 3).fill(255) }
  const after = { rows, columns, rgb: Uint8Array.from({ length: rows * columns * 3 }, (_, at) => at) }
  const picture = drawBeforeAndAfter(before, after, [
    { box: { x: 1, y: 1, width: 4, height: 4 }, why: 'text' },
    { box: { x: 8, y: 4, width: 40, height: 40 }, why: 'rule' },
  ])
  expect([picture.rows, picture.columns]).toEqual([rows, 2 * columns + GAP])
  const pixel = (x: number, y: number): number[] => {
    const at = (y * picture.columns + x) * 3
    return [...picture.rgb.subarray(at, at + 3)]
  }
  const white = [255, 255, 255]
  expect([pixel(0, 0), pixel(2, 2), pixel(9, 3)]).toEqual([white, white, white])
  expect(pixel(1, 1)).toEqual([255, 32, 32])
  expect(pixel(8, 4)).toEqual([255, 160, 0])
  for (const [x, y] of [
    [0, 0],
    [4, 4],
    [9, 5],
  ] as const) {
    const at = (y * columns + x) * 3
    expect(pixel(columns + GAP + x, y)).toEqual([at, at + 1, at + 2])
  }
})

it('has other samples in the shades of the frame, or the next one that it has', () => {
  const image = frameImage(1, 4, { bitsAllocated: 16, bitsStored: 12 })
  const words = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer)
  const before = words(100, 200, 300, 200)
  const shades = (samples: Uint8Array, of = image): number[] =>
    [...pictureLike(before, samples, of, undefined).rgb].filter((_, at) => at % 3 === 0)
  expect(shades(before)).toEqual([0, 127, 255, 127])
  expect(shades(words(0, 200, 2048, 290))).toEqual([0, 127, 255, 255])
  expect(shades(words(4095, 200, 0, 110), { ...image, photometricInterpretation: 'MONOCHROME1' })).toEqual([
    0, 127, 255, 255,
  ])
})

it('has the colours of an image, and of its palette, of whatever depth and order', () => {
  const image = frameImage(1, 2, { samplesPerPixel: 3, photometricInterpretation: 'RGB' })
  const colours = [10, 200, 30, 255, 0, 7]
  expect([...pictureOf(Uint8Array.from(colours), image, undefined).rgb]).toEqual(colours)
  const byPlane = Uint8Array.of(10, 255, 200, 0, 30, 7)
  expect([...pictureOf(byPlane, { ...image, planarConfiguration: 1 }, undefined).rgb]).toEqual(colours)
  const red = Uint8Array.of(76, 85, 255, 0, 128, 128)
  const [first] = [...pictureOf(red, { ...image, photometricInterpretation: 'YBR_FULL' }, undefined).rgb]
  expect(first).toBeGreaterThan(250)
  const indexed = frameImage(1, 2, { photometricInterpretation: 'PALETTE COLOR' })
  const entries = (...values: number[]): Uint16Array => Uint16Array.from(values)
  const deep = { first: 0, colours: [entries(0, 65535), entries(0, 0), entries(65535, 257)] } as const
  expect([...pictureOf(Uint8Array.of(0, 1), indexed, deep).rgb]).toEqual([0, 0, 255, 255, 0, 1])
  const flat = { first: 0, colours: [entries(0, 255), entries(0, 0), entries(255, 1)] } as const
  expect([...pictureOf(Uint8Array.of(0, 1), indexed, flat).rgb]).toEqual([0, 0, 255, 255, 0, 1])
})

it('is made small by means, so that no side is longer than it may be', () => {
  const rgb = Uint8Array.from({ length: 4 * 7 * 3 }, (_, at) => (Math.floor(at / 3) % 7 < 2 ? 200 : 0))
  const small = smallPicture({ rows: 4, columns: 7, rgb }, 2)
  expect([small.rows, small.columns, [...small.rgb]]).toEqual([1, 1, [100, 100, 100]])
  expect(smallPicture({ rows: 4, columns: 7, rgb }, 7).rgb).toBe(rgb)
  expect(smallPicture({ rows: 1, columns: 700, rgb: new Uint8Array(2100) }, 100)).toMatchObject({
    rows: 1,
    columns: 100,
  })
})
