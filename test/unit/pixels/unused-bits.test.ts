import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rectangle } from '../../../src/pixels/blanked-areas.ts'
import { geometryOf, type ImageAttributes } from '../../../src/pixels/image-geometry.ts'
import { blankedRuns, NativeBlanking } from '../../../src/pixels/native-blanking.ts'
import { UnusedBits } from '../../../src/pixels/unused-bits.ts'
import { openInputMemory } from '../../../src/wasm/sample-bits.ts'
import { chunksOf, randomChunks, whole } from '../../support/chunkings.ts'

const PIXEL_DATA = 0x7fe00010
const inputMemory = openInputMemory()
const BOX: Rectangle = { x: 1, y: 0, width: 1, height: 1 }

interface Bits {
  readonly allocated: 8 | 16 | 32
  readonly stored: number
  readonly high: number
  readonly signed: boolean
  readonly bigEndian: boolean
}

function attributesOf({ allocated, stored, high, signed, bigEndian }: Bits, columns: number): ImageAttributes {
  const imageBytes = (2 * columns * allocated) / 8
  return {
    rows: 2,
    columns,
    samplesPerPixel: 1,
    photometricInterpretation: 'MONOCHROME2',
    planarConfiguration: undefined,
    bitsAllocated: allocated,
    bitsStored: stored,
    highBit: high,
    pixelRepresentation: signed ? 1 : 0,
    numberOfFrames: 1,
    bigEndian,
    valueBytes: imageBytes + (imageBytes % 2),
  }
}

function treated(attributes: ImageAttributes, value: Uint8Array, boxes = [BOX], chunking = whole): Uint8Array {
  const geometry = geometryOf(attributes)!
  const filter = new NativeBlanking(geometry, blankedRuns(boxes, geometry), PIXEL_DATA)
  filter.begin({ tag: PIXEL_DATA, depth: 0, fragment: undefined, valueBytes: value.length })
  const out = value.slice()
  let at = 0
  for (const piece of chunking.chunks(value)) {
    filter.take(piece, (from, to, change) => {
      const middle = (from + to) >> 1
      change(out.subarray(at + from, at + middle), from)
      change(out.subarray(at + middle, at + to), middle)
    })
    at += piece.length
  }
  return out
}

function samplesOf(bytes: Uint8Array, { allocated, bigEndian }: Bits): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: (bytes.length * 8) / allocated }, (_, index) => {
    const at = (index * allocated) / 8
    if (allocated === 8) return view.getUint8(at)
    return allocated === 16 ? view.getUint16(at, !bigEndian) : view.getUint32(at, !bigEndian)
  })
}

/** What a sample has to become, bit by bit. */
function wantedOf(sample: number, { allocated, stored, high, signed }: Bits): number {
  const bit = (at: number): number => Math.floor(sample / 2 ** at) % 2
  let wanted = 0
  for (let at = 0; at < allocated; at++) {
    const isStored = at <= high && at > high - stored
    const isSign = signed && at > high && at >> 3 === high >> 3 && stored < allocated
    wanted += (isStored ? bit(at) : isSign ? bit(high) : 0) * 2 ** at
  }
  return wanted
}

describe('bits that are no part of a sample', () => {
  it('are zeros in unsigned samples of a treated image, and the sign in signed ones', () => {
    const twelve: Bits = { allocated: 16, stored: 12, high: 11, signed: false, bigEndian: false }
    const value = Uint8Array.from([0x34, 0xf2, 0, 0, 0xff, 0x8f, 0x00, 0x08])
    expect(Buffer.from(treated(attributesOf(twelve, 2), value)).toString('hex')).toBe('34020000ff0f0008')
    const signed = { ...twelve, signed: true }
    expect(Buffer.from(treated(attributesOf(signed, 2), value)).toString('hex')).toBe('340200f8ffff00f8')
  })

  it('change nothing where they are as they have to be', () => {
    const bits: Bits = { allocated: 16, stored: 12, high: 11, signed: true, bigEndian: false }
    const value = Uint8Array.from([0x34, 0x02, 0, 0, 0xff, 0xff, 0x00, 0xf8])
    const geometry = geometryOf(attributesOf(bits, 2))!
    expect(geometry.unusedBits!.isDirty(value, 0)).toBe(false)
    expect(geometryOf(attributesOf({ ...bits, stored: 16, high: 15 }, 2))!.unusedBits).toBeUndefined()
  })

  it('are cleaned whatever the bits and the pieces, and no bit of a sample is changed', () => {
    const anyBits = fc.constantFrom(8 as const, 16 as const, 32 as const).chain((allocated) =>
      fc.integer({ min: 1, max: allocated }).chain((stored) =>
        fc.record({
          allocated: fc.constant(allocated),
          stored: fc.constant(stored),
          high: fc.integer({ min: stored - 1, max: allocated - 1 }),
          signed: fc.boolean(),
          bigEndian: allocated === 8 ? fc.constant(false) : fc.boolean(),
        }),
      ),
    )
    const property = fc.property(anyBits, fc.integer({ min: 2, max: 40 }), fc.nat(9999), (bits, columns, seed) => {
      const attributes = attributesOf(bits, columns)
      let state = seed + 1
      const value = Uint8Array.from({ length: attributes.valueBytes }, () => {
        state = (state * 48271) % 2147483647
        return state & 0xff
      })
      const out = treated(attributes, value)
      const before = samplesOf(value, bits)
      for (const [index, sample] of samplesOf(out, bits).entries()) {
        if (index !== 1) expect(sample, `sample ${index}`).toBe(wantedOf(before[index]!, bits))
      }
      for (const chunking of [chunksOf(1), chunksOf(3), randomChunks(seed, 50)]) {
        expect(treated(attributes, value, [BOX], chunking)).toEqual(out)
      }
      // Whatever it is looked at with finds it clean, and one bit more is found.
      const { unusedBits } = geometryOf(attributes)!
      for (let shift = 0; shift < 4 && unusedBits !== undefined; shift++) {
        const moved = new Uint8Array(out.length + shift).subarray(shift)
        moved.set(out)
        expect(unusedBits.isDirty(moved, 0)).toBe(false)
        const at = seed % out.length
        const changed = moved.map((byte, index) => (index === at ? byte ^ (1 << (seed % 8)) : byte))
        const cleaned = changed.slice()
        unusedBits.clean(cleaned, 0)
        const isDirty = !Buffer.from(cleaned).equals(Buffer.from(changed))
        expect(unusedBits.isDirty(changed, 0)).toBe(isDirty)
        const place = inputMemory.subarray(shift, shift + changed.length)
        place.set(changed)
        expect(unusedBits.isDirty(place, 0)).toBe(isDirty)
      }
    })
    fc.assert(property, { numRuns: Number(process.env.SLUICE_PROPERTY_RUNS ?? 100) })
  })
})

describe('bits of more samples than are looked at in one go', () => {
  const LENGTHS = [1, 2, 15, 16, 63, 64, 65, 32_767, 32_768, 32_769, 98_305]

  /** Where they are not copied to be looked at, with other bits around them. */
  function inInputMemory(bytes: Uint8Array): Uint8Array {
    inputMemory.fill(0xff)
    const place = inputMemory.subarray(35, 35 + bytes.length)
    place.set(bytes)
    return place
  }

  function unusedBitsOf(signed: boolean) {
    return UnusedBits.of({ bitsAllocated: 16, bitsStored: 12, highBit: 11, isSigned: signed, isBigEndian: false })!
  }

  it.each(LENGTHS)('are seen wherever the one is that does not belong there: %i bytes', (length) => {
    const unusedBits = unusedBitsOf(false)
    const clean = new Uint8Array(length).map((_, at) => (at % 2 === 0 ? 0xff : 0x0f))
    expect(unusedBits.isDirty(clean, 0)).toBe(false)
    expect(unusedBits.isDirty(inInputMemory(clean), 0)).toBe(false)
    for (const at of [1, 3, 61, 63, 65, 32_765, 32_767, 32_769, length - 1 - (length % 2)]) {
      if (at < 0 || at >= length || at % 2 === 0) continue
      const dirty = clean.slice()
      dirty[at] = 0x1f
      expect(unusedBits.isDirty(dirty, 0), `byte ${at}`).toBe(true)
      expect(unusedBits.isDirty(inInputMemory(dirty), 0), `byte ${at}`).toBe(true)
      unusedBits.clean(dirty, 0)
      expect(Buffer.from(dirty).equals(Buffer.from(clean)), `byte ${at}`).toBe(true)
    }
  })

  it('leave what was looked at before out of it', () => {
    const unusedBits = unusedBitsOf(true)
    expect(unusedBits.isDirty(new Uint8Array(64).fill(0xf5), 0)).toBe(true)
    expect(unusedBits.isDirty(new Uint8Array(2), 0)).toBe(false)
  })
})

describe('bytes of words that are big endian', () => {
  it('are blanked whether neighbours changed places or not, up to the last one of an odd number', () => {
    const bits: Bits = { allocated: 8, stored: 8, high: 7, signed: false, bigEndian: true }
    for (const columns of [1, 2, 3, 5, 6]) {
      const attributes = { ...attributesOf(bits, columns), rows: 3 }
      const imageBytes = 3 * columns
      const valueBytes = imageBytes + (imageBytes % 2)
      for (let pixel = 0; pixel < imageBytes; pixel++) {
        const box = { x: pixel % columns, y: Math.floor(pixel / columns), width: 1, height: 1 }
        const value = new Uint8Array(valueBytes).fill(7)
        const out = treated({ ...attributes, valueBytes }, value, [box])
        const wanted = value.map((_, at) => (at >> 1 === pixel >> 1 ? 0 : 7))
        expect(out).toEqual(wanted)
        expect(treated({ ...attributes, valueBytes }, value, [box], chunksOf(1))).toEqual(wanted)
      }
    }
  })

  it('are no image whose black has bytes of several values', () => {
    const yellow = { ...attributesOf({ allocated: 8, stored: 8, high: 7, signed: false, bigEndian: true }, 2) }
    const colour = { samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL', planarConfiguration: 0, valueBytes: 12 }
    expect(geometryOf({ ...yellow, ...colour })).toBeUndefined()
    expect(geometryOf({ ...yellow, ...colour, photometricInterpretation: 'RGB' })).toBeDefined()
  })
})
