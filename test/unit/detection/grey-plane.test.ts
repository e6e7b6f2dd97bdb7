import { describe, expect, it } from 'vitest'
import { greyPlanes } from '../../../src/detection/grey-plane.ts'
import type { FrameImage } from '../../../src/pixels/frame-codec.ts'

const GREY: FrameImage = {
  rows: 1,
  columns: 4,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 12,
  highBit: 11,
  pixelRepresentation: 0,
  photometricInterpretation: 'MONOCHROME2',
  planarConfiguration: 0,
}

function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer)
}

function light(samples: Uint8Array, image: FrameImage, more = {}): number[][] {
  return greyPlanes(samples, image, more).map((plane) => [...plane.light])
}

describe('greyPlanes', () => {
  it('goes from the least to the greatest value, without the bits above those that are stored', () => {
    expect(light(words(0xf000, 1000, 2000, 0xa000 + 2000), GREY)).toEqual([[0, 32767, 65535, 65535]])
  })

  it('reads signed values, and MONOCHROME1 the other way round', () => {
    expect(light(words(0x0800, 0, 0x07ff, 0x0800), { ...GREY, pixelRepresentation: 1 })[0]).toEqual([
      0, 32775, 65535, 0,
    ])
    const inverted = { ...GREY, photometricInterpretation: 'MONOCHROME1' }
    expect(light(words(0, 1000, 2000, 2000), inverted)).toEqual([[65535, 32767, 0, 0]])
  })

  it('reads samples of 32 bits, and those that begin above the lowest bit', () => {
    const samples = new Uint8Array(Uint32Array.of(0, 0x40000000, 0x80000000, 0xffffffff).buffer)
    const [plane] = light(samples, { ...GREY, bitsAllocated: 32, bitsStored: 32, highBit: 31 })
    expect(plane!.map((value) => Math.round((value * 4) / 65535))).toEqual([0, 1, 2, 4])
    expect(light(words(0x000f, 0x7fff, 0xffff, 0), { ...GREY, bitsStored: 12, highBit: 15 })[0]![0]).toBe(0)
  })

  it('gives colours the same planes whether pixel by pixel or plane by plane', () => {
    const image: FrameImage = {
      ...GREY,
      rows: 4,
      columns: 8,
      samplesPerPixel: 3,
      bitsAllocated: 8,
      bitsStored: 8,
      highBit: 7,
      photometricInterpretation: 'RGB',
    }
    const colours = Array.from({ length: 32 }, (_, at) => (at % 2 === 0 ? [0, 0, 255] : [0, 0, 0]))
    const byPlane = [0, 1, 2].flatMap((sample) => colours.map((colour) => colour[sample]!))
    const planes = light(Uint8Array.from(colours.flat()), image)
    expect(light(Uint8Array.from(byPlane), { ...image, planarConfiguration: 1 })).toEqual(planes)
    // Blue on black is faint by luminance alone.
    expect(planes.length).toBeGreaterThan(1)
  })

  it('reads luminance and colour differences', () => {
    const image: FrameImage = {
      ...GREY,
      columns: 2,
      samplesPerPixel: 3,
      bitsAllocated: 8,
      bitsStored: 8,
      highBit: 7,
      photometricInterpretation: 'YBR_FULL',
    }
    expect(light(Uint8Array.of(20, 128, 128, 200, 128, 128), image)).toEqual([[0, 65535]])
    const halved = { ...image, photometricInterpretation: 'YBR_FULL_422' }
    expect(light(Uint8Array.of(20, 200, 128, 128), halved)).toEqual([[0, 65535]])
  })

  it('gives the first entry of a palette the sign of the samples', () => {
    const ramp = Uint16Array.of(65535, 0, 30000)
    const signed = { bitsAllocated: 8, bitsStored: 8, highBit: 7, pixelRepresentation: 1 } as const
    const image: FrameImage = { ...GREY, ...signed, photometricInterpretation: 'PALETTE COLOR' }
    const palette = { first: 0xfff0, colours: [ramp, ramp, ramp] } as const
    const [plane] = light(Uint8Array.of(0xf0, 0xf1, 0xf2, 0x10), image, { palette })
    expect([plane![0], plane![1], plane![2] === plane![3]]).toEqual([65535, 0, true])
  })

  it('looks colours up in a palette', () => {
    const ramp = Uint16Array.of(65535, 0, 30000)
    const image: FrameImage = {
      ...GREY,
      bitsAllocated: 8,
      bitsStored: 8,
      highBit: 7,
      photometricInterpretation: 'PALETTE COLOR',
    }
    const [plane] = light(Uint8Array.of(10, 11, 12, 99), image, { palette: { first: 10, colours: [ramp, ramp, ramp] } })
    expect([plane![0], plane![1], plane![2] === plane![3]]).toEqual([65535, 0, true])
  })

  it('cuts off one value that is far from all others', () => {
    const columns = 4000
    const values = Array.from({ length: columns }, (_, at) => (at === 7 ? 4095 : at % 100))
    const [plane] = light(words(...values), { ...GREY, columns })
    expect(plane![99]).toBeGreaterThan(25_000)
  })
})
