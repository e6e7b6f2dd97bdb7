import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/limits.ts'
import { codecFor } from '../../../src/pixels/frame-codecs.ts'
import type { EncoderSettings } from '../../../src/pixels/lossless-engine.ts'
import { createLosslessEngines, losslessEngines } from '../../../src/streams/lossless-engines.ts'
import { frameImage, isInside, pixelBytesOf } from '../../support/frame-images.ts'
import { encodeJpeg, randomBlocks } from '../../support/jpeg-encoder.ts'
import { COLOUR_420, GREY } from '../../support/jpeg-layout.ts'
import { losslessFrame } from '../../support/lossless-frames.ts'

const RECTANGLES = [
  { x: 3, y: 2, width: 20, height: 5 },
  { x: 2, y: 1, width: 9, height: 4, fromRight: true, fromBottom: true },
]
const FLAT = new Array<number>(64).fill(0)
const BRIGHT = [320, ...FLAT.slice(1)]
const UIDS = ['80', '90', '91', '201', '202', '203'].map((end) => `1.2.840.10008.1.2.4.${end}`)
const FORMS = [
  { bitsAllocated: 8 },
  { bitsAllocated: 8, photometricInterpretation: 'MONOCHROME1' },
  { bitsAllocated: 8, bitsStored: 7 },
  { bitsAllocated: 16, bitsStored: 12 },
  { bitsAllocated: 16, bitsStored: 16 },
  { bitsAllocated: 16, bitsStored: 12, pixelRepresentation: 1 },
  { bitsAllocated: 16, pixelRepresentation: 1 },
  { bitsAllocated: 8, pixelRepresentation: 1 },
  { bitsAllocated: 8, samplesPerPixel: 3, photometricInterpretation: 'RGB' },
  { bitsAllocated: 8, samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL' },
] as const

describe.each(UIDS)('frames of %s', (uid) => {
  it.each(FORMS)('are black inside and as they were outside: %j', (form) => {
    const image = frameImage(45, 61, form)
    const codec = codecFor(uid, losslessEngines)!
    const { codestream, samples, black } = losslessFrame(uid, image)
    expect(Buffer.compare(codec.decode(codestream, image), samples)).toBe(0)
    // It wants an order in which components cannot be joined.
    if (uid.endsWith('.202') && image.photometricInterpretation === 'YBR_FULL') {
      expect(() => codec.blank(codestream, image, RECTANGLES)).toThrow(/^PIXELS_ENCAPSULATED/)
      return
    }
    const blanked = codec.decode(codec.blank(codestream, image, RECTANGLES), image)
    const bytes = pixelBytesOf(image)
    for (let row = 0; row < image.rows; row++) {
      for (let column = 0; column < image.columns; column++) {
        const at = (row * image.columns + column) * bytes
        const expected = isInside(RECTANGLES, image, column, row) ? black : [...samples.subarray(at, at + bytes)]
        if (!expected.every((byte, index) => byte === blanked[at + index])) {
          expect([column, row, ...blanked.subarray(at, at + bytes)]).toEqual([column, row, ...expected])
        }
      }
    }
  })
})

it.each([
  ['in tiles, high throughput', '201', 'htj2k', 45, 61, { setTileSize: [{ width: 32, height: 32 }] }],
  ['of one row, high throughput', '202', 'htj2k', 1, 61, { setDecompositions: [1], setProgressionOrder: [2] }],
  ['of one column, high throughput', '203', 'htj2k', 45, 1, { setDecompositions: [1] }],
] as const)('frames %s are black inside and as they were outside: .%s', (_, end, kind, rows, columns, settings) => {
  const uid = `1.2.840.10008.1.2.4.${end}`
  const image = frameImage(rows, columns)
  const bytes = Uint8Array.from({ length: rows * columns }, (_, at) => ((at * at) >> 3) & 0xff)
  const frame = { columns, rows, components: 1, bitsPerSample: 8, bytes }
  const quality = kind === 'htj2k' ? { setQuality: [true, 0] } : { setQuality: [true, 1], setCompressionRatio: [0, 0] }
  const encoderSettings = { ...quality, ...settings } as unknown as EncoderSettings
  const codestream = losslessEngines(kind).encode(frame, encoderSettings, false)
  const codec = codecFor(uid, losslessEngines)!
  const area = rows > 1 && columns > 1 ? RECTANGLES : [{ x: 0, y: 0, width: 1, height: 1 }]
  const black = (at: number): boolean => isInside(area, image, at % columns, Math.floor(at / columns))
  const expected = bytes.map((byte, at) => (black(at) ? 0 : byte))
  expect(Buffer.compare(codec.decode(codec.blank(codestream, image, area), image), expected)).toBe(0)
})

describe.each([
  ['unsigned', 0, 0x0123, 0xf123],
  ['signed', 1, 0xffab, 0x5fab],
] as const)('bits beyond those stored, %s', (_, pixelRepresentation, clean, dirty) => {
  it.each(['1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.90'])('are cleared where a frame is blanked: %s', (uid) => {
    const image = frameImage(20, 30, { bitsAllocated: 16, bitsStored: 12, pixelRepresentation })
    const words = new Uint16Array(20 * 30).fill(dirty)
    const kind = uid.endsWith('80') ? 'jpeg-ls' : 'jpeg-2000'
    const settings =
      kind === 'jpeg-ls'
        ? { setNearLossless: [0], setInterleaveMode: [0] }
        : { setQuality: [true, 1], setCompressionRatio: [0, 0], setDecompositions: [2] }
    const frame = { columns: 30, rows: 20, components: 1, bitsPerSample: 16, bytes: new Uint8Array(words.buffer) }
    const codestream = losslessEngines(kind).encode(frame, settings, false)
    const codec = codecFor(uid, losslessEngines)!
    const blanked = codec.decode(codec.blank(codestream, image, [{ x: 0, y: 0, width: 1, height: 1 }]), image)
    const seen = new Uint16Array(blanked.buffer)
    expect([seen[0], ...new Set(seen.subarray(1))]).toEqual([pixelRepresentation === 1 ? 0xf800 : 0, clean])
  })
})

it('frames that are not compressed are blanked as native ones are, plane by plane too, with their padding', () => {
  const image = frameImage(3, 3, { samplesPerPixel: 3, photometricInterpretation: 'RGB', planarConfiguration: 1 })
  const codec = codecFor('1.2.840.10008.1.2.1.98')!
  const frame = Uint8Array.from({ length: 28 }, (_, at) => (at < 27 ? at + 1 : 0))
  const blanked = codec.blank(frame, image, [{ x: 1, y: 0, width: 1, height: 2 }])
  expect([...blanked]).toEqual([...frame].map((byte, at) => ([1, 4].includes(at % 9) && at < 27 ? 0 : byte)))
  expect([...codec.decode(frame, image)]).toEqual(
    Array.from({ length: 27 }, (_, at) => (at % 3) * 9 + Math.floor(at / 3) + 1),
  )
  expect(() => codec.blank(frame.subarray(0, 26), image, RECTANGLES)).toThrow(/^PIXELS_CONTRADICTORY/)
})

it.each([0, 1, 2])('colours of JPEG-LS are black in every plane, interleaved as before: mode %i', (interleave) => {
  const image = frameImage(9, 11, { samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL' })
  const byPixel = Uint8Array.from({ length: 9 * 11 * 3 }, (_, at) => (at * 7) & 0xff)
  const byPlane = byPixel.map((_, at) => byPixel[(at % 99) * 3 + Math.floor(at / 99)]!)
  const frame = { columns: 11, rows: 9, components: 3, bitsPerSample: 8, bytes: interleave === 0 ? byPlane : byPixel }
  const settings = { setNearLossless: [0], setInterleaveMode: [interleave] }
  const codestream = losslessEngines('jpeg-ls').encode(frame, settings, false)
  const codec = codecFor('1.2.840.10008.1.2.4.80', losslessEngines)!
  expect(Buffer.compare(codec.decode(codestream, image), byPixel)).toBe(0)
  const blanked = codec.blank(codestream, image, [{ x: 2, y: 1, width: 3, height: 1 }])
  const expected = byPixel.map((byte, at) => (at >= 39 && at < 48 ? [0, 128, 128][at % 3]! : byte))
  expect(Buffer.compare(codec.decode(blanked, image), expected)).toBe(0)
  const modeOf = (bytes: Uint8Array): number | undefined => {
    const scanAt = Buffer.from(bytes).indexOf(Buffer.of(0xff, 0xda))
    return bytes[scanAt + 4 + 2 * bytes[scanAt + 4]! + 2]
  }
  expect([modeOf(codestream), modeOf(blanked)]).toEqual([interleave, interleave])
})

it.each([
  ['grey', GREY, 1],
  ['colours, which come as red, green and blue', COLOUR_420, 3],
] as const)('frames of JPEG are decoded: %s', (_, factors, samplesPerPixel) => {
  const options = { rows: 17, columns: 19, factors }
  // Light by quantiser 1 and the mean of 64: 8 steps of the first coefficient are one of a sample.
  const blocks = new Map([...randomBlocks(options, 1)].map(([key]) => [key, key.startsWith('0') ? BRIGHT : FLAT]))
  const codestream = encodeJpeg(options, blocks)
  const image = frameImage(17, 19, {
    samplesPerPixel,
    photometricInterpretation: samplesPerPixel === 3 ? 'YBR_FULL_422' : 'MONOCHROME2',
  })
  const codec = codecFor('1.2.840.10008.1.2.4.50', losslessEngines)!
  expect([...new Set(codec.decode(codestream, image))]).toEqual([128 + 40])
  expect(() => codec.decode(codestream.subarray(0, codestream.length >> 1), image)).toThrow(/^CODESTREAM_INVALID/)
  expect(() => codec.decode(codestream, frameImage(18, 19))).toThrow(/^PIXELS_CONTRADICTORY/)
  expect(() => codecFor('1.2.840.10008.1.2.4.50')!.decode(codestream, image)).toThrow(/^PIXELS_ENCAPSULATED/)
})

describe('frames that cannot be blanked without loss', () => {
  const image = frameImage(45, 61)
  const bytes = new Uint8Array(45 * 61).map((_, index) => (index * index) >> 4)
  const frame = { columns: 61, rows: 45, components: 1, bitsPerSample: 8, bytes }
  const blank = (uid: string, codestream: Uint8Array, of = image) =>
    codecFor(uid, losslessEngines)!.blank(codestream, of, RECTANGLES)

  it('are PIXELS_LOSSY where the encoder was near-lossless or irreversible, and are still decoded', () => {
    const near = losslessEngines('jpeg-ls').encode(frame, { setNearLossless: [2], setInterleaveMode: [0] }, false)
    const settings = { setQuality: [false, 1], setCompressionRatio: [0, 4], setDecompositions: [3] }
    const irreversible = losslessEngines('jpeg-2000').encode(frame, settings, false)
    const highThroughput = losslessEngines('htj2k').encode(
      frame,
      { setQuality: [false, 0.01], setDecompositions: [3] },
      false,
    )
    for (const [uid, codestream] of [
      ['1.2.840.10008.1.2.4.81', near],
      ['1.2.840.10008.1.2.4.91', irreversible],
      ['1.2.840.10008.1.2.4.203', highThroughput],
    ] as const) {
      expect(() => blank(uid, codestream)).toThrow(/^PIXELS_LOSSY/)
      expect(codecFor(uid, losslessEngines)!.decode(codestream, image)).toHaveLength(bytes.length)
    }
  })

  it.each(UIDS)('are CODESTREAM_INVALID where %s ends early, at any byte that was tried', (uid) => {
    const { codestream } = losslessFrame(uid, image)
    for (let length = 0; length < codestream.length; length += 97) {
      const cut = codestream.subarray(0, length)
      expect(() => blank(uid, cut), String(length)).toThrow(/^CODESTREAM_INVALID/)
      expect(() => blank(uid, Uint8Array.of(...cut, 0xff, 0xd9)), String(length)).toThrow(/^CODESTREAM_INVALID/)
    }
  })

  it.each(UIDS)('are PIXELS_CONTRADICTORY where %s is of another size, depth, sign or number of colours', (uid) => {
    const { codestream } = losslessFrame(uid, image)
    const others = [
      frameImage(44, 61),
      frameImage(45, 62),
      frameImage(45, 61, { bitsAllocated: 16, bitsStored: 12 }),
      frameImage(45, 61, { samplesPerPixel: 3, photometricInterpretation: 'RGB' }),
    ]
    for (const other of others) expect(() => blank(uid, codestream, other)).toThrow(/^PIXELS_CONTRADICTORY/)
  })

  it('are PIXELS_ENCAPSULATED where colours of JPEG 2000 have more than 8 bits, which the engines do not decode', () => {
    const colours = frameImage(45, 61, { bitsAllocated: 16, samplesPerPixel: 3, photometricInterpretation: 'RGB' })
    const { codestream } = losslessFrame('1.2.840.10008.1.2.4.90', { ...colours, bitsStored: 8, highBit: 7 })
    for (const at of [42, 45, 48]) codestream[at] = 15
    expect(() => blank('1.2.840.10008.1.2.4.90', codestream, colours)).toThrow(/^PIXELS_ENCAPSULATED/)
  })

  it('are PIXELS_TOO_LARGE beyond limits.frameBytes, before anything of them is decoded', () => {
    const { codestream } = losslessFrame('1.2.840.10008.1.2.4.90', image)
    const view = new DataView(codestream.buffer)
    const columns = limits.frameBytes / 4096
    view.setUint32(8, columns)
    view.setUint32(12, 4097)
    expect(() => blank('1.2.840.10008.1.2.4.90', codestream, frameImage(4097, columns))).toThrow(/^PIXELS_TOO_LARGE/)
  })
})

it('an engine that a broken frame keeps busy for ever is ended after its time, limits.codecMilliseconds, and the next frame has a new one', () => {
  const engine = createLosslessEngines(500)('jpeg-ls')
  const bytes = new Uint8Array(64 * 48 * 2).map((_, at) => (at % 2 === 1 ? (at >> 7) & 15 : (at * at) >> 3))
  const frame = { columns: 64, rows: 48, components: 1, bitsPerSample: 12, bytes }
  const settings = { setNearLossless: [0], setInterleaveMode: [0] }
  const codestream = losslessEngines('jpeg-ls').encode(frame, settings, false)
  expect(() => engine.decode(codestream.subarray(0, 200), 0)).toThrow(/^CODESTREAM_INVALID/)
  // A frame that is said to be large has as much time as a slow machine may need.
  expect(Buffer.compare(engine.decode(codestream, 2 ** 27).bytes, bytes)).toBe(0)
})
