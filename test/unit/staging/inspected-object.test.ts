import { describe, expect, it } from 'vitest'
import type { FrameImage } from '../../../src/pixels/frame-codec.ts'
import { createFrameInspector } from '../../../src/staging/inspect-frames.ts'
import { createStage } from '../../../src/staging/stage-object.ts'
import { encapsulatedObject, nativeObject, nativeSamplesOf } from '../../support/image-objects.ts'
import { grey8 } from '../../support/letters.ts'
import { type Pixels, runStaged, type StagedRun } from '../../support/staged-run.ts'

const ENCAPSULATED_UNCOMPRESSED = '1.2.840.10008.1.2.1.98'
const DETECT: Pixels = { unmatched: 'pass', detect: true }
const BLANK: Pixels = { unmatched: 'pass', rules: [{ when: { Rows: 8 }, blank: [0, 0, 8, 2] }] }
const TWELVE_BITS: FrameImage = { ...grey8(8, 8).image, bitsAllocated: 16, bitsStored: 12, highBit: 11 }
const SIGNED: FrameImage = { ...TWELVE_BITS, bitsStored: 6, highBit: 5, pixelRepresentation: 1 }
const PIXEL_DATA = Buffer.from('e07f1000', 'hex')

function run(object: Uint8Array, pixels = DETECT): StagedRun {
  const inspect = createFrameInspector({ readLines: (pages) => pages.map(() => []) }, [], [])
  return runStaged(pixels, object, { stage: createStage(undefined, inspect) })
}

function samplesOf(word: number): Uint8Array {
  const samples = Buffer.alloc(128)
  for (let at = 0; at < samples.length; at += 2) samples.writeUInt16LE(word, at)
  return new Uint8Array(samples)
}

describe('an object in which no text was found', () => {
  it('loses what stands in bits beyond those that are stored, where it is native', () => {
    const { result, bytes } = run(nativeObject(TWELVE_BITS, samplesOf(0xf123)))
    expect(result.pixels?.outcome).toBe('inspected')
    expect(nativeSamplesOf(bytes, TWELVE_BITS)).toEqual(samplesOf(0x0123))
  })

  it.each([
    ['passes without such bits', TWELVE_BITS, 0x0123, undefined],
    ['is withheld with such bits', TWELVE_BITS, 0xf123, 'PIXELS_CONTRADICTORY'],
    ['passes with a sign that goes on above the bits stored', SIGNED, 0xffe1, undefined],
    ['passes with a sign that goes on as far as its byte', SIGNED, 0x00e1, undefined],
    ['is withheld with other bits above a sign', SIGNED, 0xa0e1, 'PIXELS_CONTRADICTORY'],
  ] as const)('%s, where it is in fragments', (_, image, word, code) => {
    const { result } = run(encapsulatedObject(image, ENCAPSULATED_UNCOMPRESSED, samplesOf(word)))
    expect(result.disposition === 'withheld' ? result.code : undefined).toBe(code)
  })
})

describe('pixel data that are not in fragments, where the transfer syntax wants that', () => {
  it.each([
    ['blanked', BLANK],
    ['looked at', DETECT],
  ])('are not %s as if they were native', (_, pixels) => {
    const { image, samples } = grey8(8, 8, 7)
    for (const uid of ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.100', ENCAPSULATED_UNCOMPRESSED]) {
      const head = encapsulatedObject(image, uid, samples)
      const native = nativeObject(image, samples)
      const object = Buffer.concat([
        head.subarray(0, head.indexOf(PIXEL_DATA)),
        native.subarray(native.indexOf(PIXEL_DATA)),
      ])
      const { result } = run(object, pixels)
      expect(result.disposition === 'withheld' ? result.code : undefined).toBe('PIXELS_CONTRADICTORY')
    }
  })
})
