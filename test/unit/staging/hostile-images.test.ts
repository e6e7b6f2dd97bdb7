import { describe, expect, it } from 'vitest'
import { createFrameInspector } from '../../../src/staging/inspect-frames.ts'
import { MemorySpool } from '../../../src/staging/spool.ts'
import { createStage } from '../../../src/staging/stage-object.ts'
import { losslessEngines } from '../../../src/streams/lossless-engines.ts'
import { buildObject, type ElementSpec } from '../../support/dicom-builder.ts'
import { readObject, textOf } from '../../support/dicom-reader.ts'
import { encapsulatedObject } from '../../support/encapsulated-object.ts'
import { frameImage, syntheticSamples } from '../../support/frame-images.ts'
import { jpegPicture } from '../../support/jpeg-encoder.ts'
import { GREY } from '../../support/jpeg-layout.ts'
import { encodeLossless } from '../../support/jpeg-lossless-encoder.ts'
import { grey8, paintLetters } from '../../support/letters.ts'
import { losslessFrame } from '../../support/lossless-frames.ts'
import { encodeRle } from '../../support/rle-encoder.ts'
import { type Pixels, type StagedRun, StagedRunner, type StagedTerms } from '../../support/staged-run.ts'

const RLE = '1.2.840.10008.1.2.5'
const JPEG_LS = '1.2.840.10008.1.2.4.80'
const NATIVE = '1.2.840.10008.1.2.1'
const BLANK: Pixels = { unmatched: 'pass', rules: [{ when: { Manufacturer: 'example' }, blank: [0, 0, 8, 2] }] }
const DETECT: Pixels = { unmatched: 'pass', detect: true }
const IMAGE = frameImage(20, 30)

/** Reads the same word on every page. */
const inspecting = createStage(
  losslessEngines,
  createFrameInspector({ readLines: (pages) => pages.map(() => [{ text: 'Abernathy', confidence: 0.9 }]) }, [], []),
)

const spools: MemorySpool[] = []
const openSpool = (): MemorySpool => {
  const spool = new MemorySpool(2 ** 26)
  spools.push(spool)
  return spool
}
const runners = new Map(
  [BLANK, DETECT].map((pixels) => [pixels, new StagedRunner(pixels, { stage: inspecting, openSpool })]),
)
const run = (pixels: Pixels, object: Uint8Array, terms?: StagedTerms): StagedRun =>
  runners.get(pixels)!.run(object, terms)

describe('a number of frames that is none of the pixel data', () => {
  const samples = syntheticSamples(IMAGE, 1)
  const objects = {
    native: { transferSyntaxUid: NATIVE, fragments: [], samples },
    RLE: { transferSyntaxUid: RLE, fragments: [encodeRle(samples, IMAGE)] },
    'JPEG-LS': { transferSyntaxUid: JPEG_LS, fragments: [losslessFrame(JPEG_LS, IMAGE).codestream] },
  }

  it.each([
    '2147483648',
    '4294967297',
    '9007199254740993',
    '1e300',
    '-1',
    '0',
    '1.5',
    '1\\2',
    '2\\1',
    '+',
    'NaN',
    'Infinity',
    ' ',
  ])('withholds the object: %s', (numberOfFrames) => {
    for (const object of Object.values(objects)) {
      for (const pixels of [BLANK, DETECT]) {
        const { result, bytes } = run(pixels, encapsulatedObject({ ...object, image: IMAGE, numberOfFrames }))
        expect(result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_CONTRADICTORY' })
        expect(bytes).toHaveLength(0)
      }
    }
  })

  it.each(['', '1', '+1', '01', '1 ', '1\\1'])('does not where it is one: "%s"', (numberOfFrames) => {
    for (const object of Object.values(objects)) {
      const { result } = run(BLANK, encapsulatedObject({ ...object, image: IMAGE, numberOfFrames }))
      expect(result).toMatchObject({ disposition: 'deidentified', pixels: { outcome: 'blanked' } })
    }
  })
})

describe('a deflated object in which text is found', () => {
  const { image, samples } = grey8(64, 300, 20)
  paintLetters(samples, 300, { x: 40, y: 20, count: 8, scale: 2, value: 220 })
  const us = (tag: number, value: number): ElementSpec => ({ tag, vr: 'US', integers: [value] })
  const deflated = (noisy: boolean): Uint8Array =>
    buildObject({
      encoding: 'deflated',
      meta: { start: 'preamble', sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: '1.2.3' },
      elements: [
        { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.7' },
        { tag: 0x00080018, vr: 'UI', value: '1.2.3' },
        ...(noisy ? [{ tag: 0x00204000, vr: 'LT', value: 'x'.repeat(4000) }] : []),
        us(0x00280002, 1),
        { tag: 0x00280004, vr: 'CS', value: image.photometricInterpretation },
        us(0x00280010, image.rows),
        us(0x00280011, image.columns),
        us(0x00280100, 8),
        us(0x00280101, 8),
        us(0x00280102, 7),
        us(0x00280103, 0),
        { tag: 0x7fe00010, vr: 'OB', value: samples },
      ],
    })

  it.each(['exact', 'same-size', 'stream'] as const)('is blanked, and its spool is empty behind it: %s', (framing) => {
    for (const noisy of [false, true]) {
      const object = deflated(noisy)
      const { result, bytes, committedBytes } = run(DETECT, object, { framing })
      if (framing === 'same-size' && result.disposition === 'withheld') expect(result.code).toBe('SIZE_EXCEEDED')
      else {
        expect(result).toMatchObject({ disposition: 'deidentified', pixels: { outcome: 'blanked', method: 'native' } })
        expect(committedBytes).toBe(framing === 'stream' ? undefined : bytes.length)
        if (framing === 'same-size') expect(bytes).toHaveLength(object.length)
        const { dataSet } = readObject(bytes, () => false)
        expect(textOf(dataSet.get(0x00280301)!)).toBe('NO')
        expect(dataSet.get(0x7fe00010)!.value.includes(Buffer.alloc(4, 220))).toBe(false)
      }
      expect(spools.every(({ sizeBytes }) => sizeBytes === 0)).toBe(true)
    }
  })
})

describe('shades of grey with a palette beside them', () => {
  const columns = 300
  const { image: grey, samples: picture } = grey8(64, columns, 0)
  const image = { ...grey, bitsAllocated: 16, bitsStored: 16, highBit: 15 } as const
  paintLetters(picture, columns, { x: 40, y: 20, count: 8, scale: 2, value: 1 })
  // A slope of greys on top; below it letters in one of two colours, whose values are neighbours.
  const words = Uint16Array.from(picture, (value, at) => (at < 10 * columns ? at % 4096 : 4096 + value))
  const samples = new Uint8Array(words.buffer)
  const palette = (tag: number, ...integers: number[]): ElementSpec => ({ tag, vr: 'US', integers })
  const shorts = (tag: number, ...integers: number[]): ElementSpec => ({
    tag,
    vr: 'OW',
    value: new Uint8Array(Uint16Array.from(integers).buffer),
  })
  const descriptors = [0x00281101, 0x00281102, 0x00281103].map((tag) => palette(tag, 2, 4096, 16))
  const colours = [0x00281201, 0x00281202, 0x00281203].map((tag) => shorts(tag, 0, 0xffff))
  const segments = [0x00281221, 0x00281222, 0x00281223].map((tag) => shorts(tag, 0, 2, 0, 0xffff))
  const object = (more: readonly ElementSpec[], photometricInterpretation = 'MONOCHROME2'): Uint8Array => {
    const stated = { ...image, photometricInterpretation }
    return encapsulatedObject({ transferSyntaxUid: NATIVE, image: stated, fragments: [], samples, more })
  }

  it('are looked at as greys and as colours', () => {
    expect(run(DETECT, object([])).result.pixels).toMatchObject({ outcome: 'inspected' })
    const { result } = run(DETECT, object([...descriptors, ...colours]))
    expect(result.pixels).toMatchObject({ outcome: 'blanked', inspection: { found: 1 } })
  })

  it.each([
    ['in segments', [...descriptors, ...segments]],
    ['in segments alone', segments],
    ['without colours', descriptors],
    ['without one colour', [...descriptors, ...colours.slice(1)]],
  ])('were not looked at where the palette is %s, nor is an image of such colours', (_, more) => {
    for (const kind of ['MONOCHROME2', 'PALETTE COLOR']) {
      const { result, bytes } = run(DETECT, object(more, kind))
      expect(result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_NOT_INSPECTED' })
      expect(bytes).toHaveLength(0)
    }
  })
})

describe('a second code stream behind the first in one frame', () => {
  const syntaxes = ['80', '90', '201'].map((end) => `1.2.840.10008.1.2.4.${end}`)
  const losslessJpeg = encodeLossless([[...syntheticSamples(IMAGE, 1)]], {
    rows: 20,
    columns: 30,
    precision: 8,
    predictor: 1,
  })
  const jpeg = jpegPicture({ rows: 20, columns: 30, factors: GREY }, 1).codestream
  const streams: readonly (readonly [uid: string, codestream: Uint8Array])[] = [
    ...syntaxes.map((uid) => [uid, losslessFrame(uid, IMAGE).codestream] as const),
    ['1.2.840.10008.1.2.4.50', jpeg],
    ['1.2.840.10008.1.2.4.57', losslessJpeg],
  ]

  it.each(streams)(
    'withholds the object, which nobody would have looked at whole: %s',
    (transferSyntaxUid, codestream) => {
      const openEnded = Uint8Array.from(codestream)
      // The last tile-part may go on to the end of the code stream, without a length.
      const partAt = Buffer.from(openEnded).indexOf(Buffer.of(0xff, 0x90))
      if (codestream[1] === 0x4f) openEnded.fill(0, partAt + 6, partAt + 10)
      for (const fragment of [
        [...codestream, ...codestream],
        [...codestream, 0, 0, 0, ...codestream],
        [...openEnded, ...codestream],
      ]) {
        const fragments = [Uint8Array.from(fragment)]
        for (const pixels of [BLANK, DETECT]) {
          const { result, bytes } = run(pixels, encapsulatedObject({ transferSyntaxUid, image: IMAGE, fragments }))
          expect(result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_CONTRADICTORY' })
          expect(bytes).toHaveLength(0)
        }
      }
      for (const alone of [codestream, openEnded]) {
        const { result } = run(BLANK, encapsulatedObject({ transferSyntaxUid, image: IMAGE, fragments: [alone] }))
        expect(result).toMatchObject({ disposition: 'deidentified', pixels: { outcome: 'blanked' } })
      }
    },
  )
})

describe('a compressed image that nobody here can write again, or decode', () => {
  const JPEG_2000 = '1.2.840.10008.1.2.4.90'
  const colours = frameImage(20, 30, { samplesPerPixel: 3, photometricInterpretation: 'RGB' })
  const { codestream } = losslessFrame(JPEG_2000, colours)
  const grey = losslessFrame(JPEG_2000, IMAGE).codestream
  const signature = Uint8Array.of(0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a)
  const boxes = Buffer.concat([signature, Uint8Array.of(0, 0, 0, 0), Buffer.from('jp2c'), grey])
  /** Depths of the three components stand in SIZ, which comes first. */
  const deep = codestream.map((byte, at) => ([42, 45, 48].includes(at) ? 11 : byte))
  const subsampled = codestream.map((byte, at) => (at === 46 ? 2 : byte))
  const alone = losslessFrame('1.2.840.10008.1.2.4.202', { ...colours, photometricInterpretation: 'YBR_FULL' })
  const deepImage = { ...colours, bitsAllocated: 16, bitsStored: 12, highBit: 11 } as const

  it.each([
    ['a JP2 file', '4.90', IMAGE, boxes, [BLANK, DETECT]],
    ['colours of twelve bits', '4.90', deepImage, deep, [BLANK, DETECT]],
    ['colours of twelve bits, high throughput', '4.201', deepImage, deep, [BLANK, DETECT]],
    ['coarser colours', '4.90', colours, subsampled, [BLANK, DETECT]],
    ['colours without a transform, by resolution', '4.202', colours, alone.codestream, [BLANK]],
    ['progressive JPEG', '4.55', IMAGE, grey, [BLANK, DETECT]],
  ] as const)('is withheld for that: %s', (_, end, image, fragment, ways) => {
    const transferSyntaxUid = `1.2.840.10008.1.2.${end}`
    for (const pixels of ways) {
      const { result } = run(pixels, encapsulatedObject({ transferSyntaxUid, image, fragments: [fragment] }))
      expect(result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_ENCAPSULATED' })
    }
  })
})
