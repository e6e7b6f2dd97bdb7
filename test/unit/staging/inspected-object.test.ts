import { describe, expect, it } from 'vitest'
import type { FrameImage } from '../../../src/pixels/frame-codec.ts'
import { codecFor } from '../../../src/pixels/frame-codecs.ts'
import type { EncoderSettings } from '../../../src/pixels/lossless-engine.ts'
import { createFrameInspector } from '../../../src/staging/inspect-frames.ts'
import { createStage } from '../../../src/staging/stage-object.ts'
import { losslessEngines } from '../../../src/streams/lossless-engines.ts'
import { encapsulatedObject as encapsulatedFrames, even } from '../../support/encapsulated-object.ts'
import { frameImage } from '../../support/frame-images.ts'
import { codestreamOf, encapsulatedObject, nativeObject, nativeSamplesOf } from '../../support/image-objects.ts'
import { encodeJpeg, randomBlocks } from '../../support/jpeg-encoder.ts'
import { GREY } from '../../support/jpeg-layout.ts'
import { encodeLossless } from '../../support/jpeg-lossless-encoder.ts'
import { grey8 } from '../../support/letters.ts'
import { encodeRle } from '../../support/rle-encoder.ts'
import { type Pixels, runStaged, type StagedRun } from '../../support/staged-run.ts'

const ENCAPSULATED_UNCOMPRESSED = '1.2.840.10008.1.2.1.98'
const JPEG_LS_LOSSY = '1.2.840.10008.1.2.4.81'
const DETECT: Pixels = { unmatched: 'pass', detect: true }
const BLANK: Pixels = { unmatched: 'pass', rules: [{ when: { Rows: 8 }, blank: [0, 0, 8, 2] }] }
const TWELVE_BITS: FrameImage = { ...grey8(8, 8).image, bitsAllocated: 16, bitsStored: 12, highBit: 11 }
const SIGNED: FrameImage = { ...TWELVE_BITS, bitsStored: 6, highBit: 5, pixelRepresentation: 1 }
const PIXEL_DATA = Buffer.from('e07f1000', 'hex')

function run(object: Uint8Array, pixels = DETECT): StagedRun {
  const inspect = createFrameInspector({ readLines: (pages) => pages.map(() => []) }, [], [])
  return runStaged(pixels, object, { stage: createStage(losslessEngines, inspect) })
}

function samplesOf(word: number, count = 64): Uint8Array {
  const samples = Buffer.alloc(2 * count)
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
    ['passes without such bits', TWELVE_BITS, 0x0123, 0x0123],
    ['loses such bits', TWELVE_BITS, 0xf123, 0x0123],
    ['passes with a sign that goes on above the bits stored', SIGNED, 0xffe1, 0xffe1],
    ['passes with a sign that goes on as far as its byte', SIGNED, 0x00e1, 0x00e1],
    ['loses other bits above a sign', SIGNED, 0xa0e1, 0x00e1],
  ] as const)('%s, where it is in fragments', (_, image, word, wanted) => {
    const { result, bytes } = run(encapsulatedObject(image, ENCAPSULATED_UNCOMPRESSED, samplesOf(word)))
    expect(result.pixels?.outcome).toBe('inspected')
    expect(codestreamOf(bytes)).toEqual(samplesOf(wanted))
  })

  it.each(['5', '4.57', '4.70', '4.80', '4.90', '4.201'])(
    'loses such bits in all frames: 1.2.840.10008.1.2.%s',
    (end) => {
      const uid = `1.2.840.10008.1.2.${end}`
      for (const [image, word, wanted] of [
        [frameImage(20, 30, { bitsAllocated: 16, bitsStored: 12 }), 0xf123, 0x0123],
        [frameImage(20, 30, { bitsAllocated: 16, bitsStored: 12, pixelRepresentation: 1 }), 0x5fab, 0xffab],
      ] as const) {
        const frames = [encode(uid, image, wanted), encode(uid, image, word)]
        const codec = codecFor(uid, losslessEngines)!
        const { result, bytes } = run(
          encapsulatedFrames({ transferSyntaxUid: uid, image, numberOfFrames: 2, fragments: frames }),
        )
        expect(result).toMatchObject({ disposition: 'deidentified', pixels: { outcome: 'inspected', rectangles: 0 } })
        const seen = fragmentsOf(bytes).map((frame) => codec.decode(frame, image))
        expect(seen).toEqual(frames.map(() => samplesOf(wanted, 600)))
        // What is clean stays as it is, but for comments of an encoder.
        const clean = run(encapsulatedFrames({ transferSyntaxUid: uid, image, fragments: [frames[0]!] }))
        const [fragment] = fragmentsOf(clean.bytes)
        expect(fragment).toHaveLength(frames[0]!.length)
        expect(codec.decode(fragment!, image)).toEqual(samplesOf(wanted, 600))
      }
    },
  )

  it('is withheld with such bits where cleaning would lose more', () => {
    const image = frameImage(20, 30, { bitsAllocated: 16, bitsStored: 12 })
    const samples = samplesOf(0xf123, 600)
    const frame = { columns: 30, rows: 20, components: 1, bitsPerSample: 16, bytes: samples }
    const settings = { setNearLossless: [2], setInterleaveMode: [0] }
    const codestream = losslessEngines('jpeg-ls').encode(frame, settings, false)
    const object = encapsulatedFrames({ transferSyntaxUid: JPEG_LS_LOSSY, image, fragments: [codestream] })
    expect(run(object).result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_LOSSY' })
  })

  it('is withheld with such bits where they are in coefficients', () => {
    const shape = { rows: 16, columns: 16, factors: GREY }
    const { image } = grey8(16, 16)
    const object = encapsulatedFrames({
      transferSyntaxUid: '1.2.840.10008.1.2.4.50',
      image: { ...image, bitsStored: 7, highBit: 6 },
      fragments: [encodeJpeg(shape, randomBlocks(shape, 1))],
    })
    expect(run(object).result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_CONTRADICTORY' })
  })
})

/** 20 x 30 pixels of this word, all of its 16 bits in the code stream. */
function encode(uid: string, image: FrameImage, word: number): Uint8Array {
  const bytes = samplesOf(word, 600)
  if (uid.endsWith('.2.5')) return even(encodeRle(bytes, image))
  if (/\.(?:57|70)$/.test(uid)) {
    return even(encodeLossless([new Array<number>(600).fill(word)], { rows: 20, columns: 30, precision: 16 }))
  }
  const kind = uid.endsWith('.80') ? 'jpeg-ls' : uid.endsWith('.90') ? 'jpeg-2000' : 'htj2k'
  const settings = {
    'jpeg-ls': { setNearLossless: [0], setInterleaveMode: [0] },
    'jpeg-2000': { setQuality: [true, 1], setCompressionRatio: [0, 0], setDecompositions: [2] },
    htj2k: { setQuality: [true, 0], setDecompositions: [2] },
  }[kind] as EncoderSettings
  return even(
    losslessEngines(kind).encode({ columns: 30, rows: 20, components: 1, bitsPerSample: 16, bytes }, settings, false),
  )
}

/** All fragments but the offset table. */
function fragmentsOf(object: Buffer): Uint8Array[] {
  const fragments: Uint8Array[] = []
  let at = object.lastIndexOf(Buffer.from('e07f10004f420000ffffffff', 'hex')) + 12
  at += 8 + object.readUInt32LE(at + 4)
  for (; object.readUInt32LE(at) === 0xe000fffe; at += 8 + object.readUInt32LE(at + 4)) {
    fragments.push(new Uint8Array(object.subarray(at + 8, at + 8 + object.readUInt32LE(at + 4))))
  }
  return fragments
}

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
