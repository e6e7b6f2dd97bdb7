/**
 * Images that others compress are blanked and decompressed by others again: DCMTK, GDCM, pydicom and libjpeg see the areas blanked and nothing else
 * changed.
 */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Rectangle } from '../../src/pixels/blanked-areas.ts'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { codecFor } from '../../src/pixels/frame-codecs.ts'
import { frameImage, isInside, pixelBytesOf } from '../support/frame-images.ts'
import { codestreamOf, encapsulatedObject, nativeObject, nativeSamplesOf } from '../support/image-objects.ts'
import { convert, havePeers, PYTHON } from '../support/peers.ts'
import { useScratch } from '../support/scratch.ts'

const ROWS = 50
const COLUMNS = 70
const RLE = '1.2.840.10008.1.2.5'
const BASELINE = '1.2.840.10008.1.2.4.50'
const EXTENDED = '1.2.840.10008.1.2.4.51'
const LOSSLESS = '1.2.840.10008.1.2.4.57'
const LOSSLESS_SV1 = '1.2.840.10008.1.2.4.70'
const AREAS: readonly Rectangle[] = [
  { x: 19, y: 5, width: 30, height: 9 },
  { x: 0, y: 0, width: 5, height: 3, fromRight: true, fromBottom: true },
]

const GREY = frameImage(ROWS, COLUMNS)
const INVERSE = frameImage(ROWS, COLUMNS, { photometricInterpretation: 'MONOCHROME1' })
const DEEP = frameImage(ROWS, COLUMNS, { bitsAllocated: 16, bitsStored: 12 })
const FULL = frameImage(ROWS, COLUMNS, { bitsAllocated: 16 })
const COLOUR = frameImage(ROWS, COLUMNS, { samplesPerPixel: 3, photometricInterpretation: 'RGB' })

/** Edges, slopes and noise. */
function picture(image: FrameImage): Uint8Array {
  const bytesEach = image.bitsAllocated / 8
  const pixelBytes = pixelBytesOf(image)
  const samples = new Uint8Array(ROWS * COLUMNS * pixelBytes)
  let noise = 1
  for (let at = 0; at < samples.length; at += bytesEach) {
    noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff
    const column = Math.floor(at / pixelBytes) % COLUMNS
    const row = Math.floor(at / pixelBytes / COLUMNS)
    const shade = 0.2 + 0.5 * (column / COLUMNS) + (row % 16 < 4 ? 0.2 : 0) + (noise % 1000) / 20_000
    const value = Math.floor(shade * (2 ** image.bitsStored - 1))
    samples[at] = value
    if (bytesEach === 2) samples[at + 1] = value >> 8
  }
  return samples
}

/** The areas grown to whole cells of so many pixels. */
function grown([across, down]: readonly [number, number]): Rectangle[] {
  return AREAS.map(({ x, y, width, height, fromRight, fromBottom }) => {
    const left = fromRight === true ? COLUMNS - x - width : x
    const top = fromBottom === true ? ROWS - y - height : y
    const from = { x: Math.floor(left / across) * across, y: Math.floor(top / down) * down }
    const to = { x: Math.ceil((left + width) / across) * across, y: Math.ceil((top + height) / down) * down }
    return { ...from, width: to.x - from.x, height: to.y - from.y }
  })
}

/** What an image should be: `blank` in every pixel of the areas. */
function blanked(samples: Uint8Array, blank: readonly number[], areas: readonly Rectangle[]): Uint8Array {
  return samples.map((byte, at) => {
    const pixel = Math.floor(at / blank.length)
    const inside = isInside(areas, GREY, pixel % COLUMNS, Math.floor(pixel / COLUMNS))
    return inside ? blank[at % blank.length]! : byte
  })
}

/** Of samples of 16 bits. */
function greatestDifference(one: Uint8Array, other: Uint8Array): number {
  const [ones, others] = [one, other].map((bytes) => new Uint16Array(Uint8Array.from(bytes).buffer))
  return ones!.reduce((most, value, at) => Math.max(most, Math.abs(value - others![at]!)), 0)
}

type Program = readonly [name: string, ...options: string[]]

const RLE_DECODERS: readonly Program[] = [['dcmdrle'], ['gdcmconv', '--raw']]
const JPEG_DECODERS: readonly Program[] = [
  ['dcmdjpeg', '+cn'],
  ['gdcmconv', '--raw'],
]

type Case = readonly [
  name: string,
  transferSyntaxUid: string,
  image: FrameImage,
  encoder: Program,
  decoders: readonly Program[],
  cell: readonly [number, number],
  blank: readonly number[],
]

const PIXEL = [1, 1] as const
const BLOCK = [8, 8] as const

const CASES: readonly Case[] = [
  ['RLE of DCMTK, 8 bits', RLE, GREY, ['dcmcrle'], RLE_DECODERS, PIXEL, [0]],
  ['RLE of DCMTK, MONOCHROME1', RLE, INVERSE, ['dcmcrle'], RLE_DECODERS, PIXEL, [255]],
  ['RLE of DCMTK, 16 bits', RLE, FULL, ['dcmcrle'], RLE_DECODERS, PIXEL, [0, 0]],
  ['RLE of DCMTK, colour', RLE, COLOUR, ['dcmcrle'], RLE_DECODERS, PIXEL, [0, 0, 0]],
  ['RLE of GDCM, 12 bits', RLE, DEEP, ['gdcmconv', '--rle'], RLE_DECODERS, PIXEL, [0, 0]],
  ['RLE of GDCM, colour', RLE, COLOUR, ['gdcmconv', '--rle'], RLE_DECODERS, PIXEL, [0, 0, 0]],
  ['JPEG baseline of DCMTK, grey', BASELINE, GREY, ['dcmcjpeg', '+eb'], JPEG_DECODERS, BLOCK, [128]],
  ['JPEG baseline of DCMTK, usual tables', BASELINE, GREY, ['dcmcjpeg', '+eb', '-ho'], JPEG_DECODERS, BLOCK, [128]],
  [
    'JPEG baseline of DCMTK, 4:4:4',
    BASELINE,
    COLOUR,
    ['dcmcjpeg', '+eb', '+s4'],
    JPEG_DECODERS,
    BLOCK,
    [128, 128, 128],
  ],
  ['JPEG baseline of DCMTK, RGB', BASELINE, COLOUR, ['dcmcjpeg', '+eb', '+cr'], JPEG_DECODERS, BLOCK, [128, 128, 128]],
  ['JPEG extended of DCMTK, 8 bits', EXTENDED, GREY, ['dcmcjpeg', '+ee', '+be'], JPEG_DECODERS, BLOCK, [128]],
  ['JPEG extended of DCMTK, 12 bits', EXTENDED, DEEP, ['dcmcjpeg', '+ee', '+bt'], JPEG_DECODERS, BLOCK, [0, 8]],
  [
    'JPEG extended of DCMTK, 12 bits, worse',
    EXTENDED,
    DEEP,
    ['dcmcjpeg', '+ee', '+bt', '+q', '40'],
    JPEG_DECODERS,
    BLOCK,
    [0, 8],
  ],
  ['JPEG lossless of DCMTK, 12 bits', LOSSLESS_SV1, DEEP, ['dcmcjpeg', '+e1'], JPEG_DECODERS, PIXEL, [0, 0]],
  ['JPEG lossless of DCMTK, MONOCHROME1', LOSSLESS_SV1, INVERSE, ['dcmcjpeg', '+e1'], JPEG_DECODERS, PIXEL, [255]],
  [
    'JPEG lossless of DCMTK, colour',
    LOSSLESS,
    COLOUR,
    ['dcmcjpeg', '+el', '+sv', '4'],
    JPEG_DECODERS,
    PIXEL,
    [0, 0, 0],
  ],
  ['JPEG lossless of DCMTK, 16 bits', LOSSLESS, FULL, ['dcmcjpeg', '+el', '+sv', '7'], JPEG_DECODERS, PIXEL, [0, 0]],
  ['JPEG lossless of GDCM, 12 bits', LOSSLESS_SV1, DEEP, ['gdcmconv', '--jpeg'], JPEG_DECODERS, PIXEL, [0, 0]],
  ['JPEG lossless of GDCM, colour', LOSSLESS_SV1, COLOUR, ['gdcmconv', '--jpeg'], JPEG_DECODERS, PIXEL, [0, 0, 0]],
]

describe.skipIf(!havePeers('dcmcjpeg', 'gdcmconv'))('areas of an image that others compressed', () => {
  const scratch = useScratch('nothing')

  async function samplesBy([program, ...options]: Program, object: Buffer, image: FrameImage): Promise<Uint8Array> {
    const from = scratch.put('from.dcm', object)
    expect(await convert(program, ...options, from, scratch.at('to.dcm'))).toBe(true)
    return nativeSamplesOf(readFileSync(scratch.at('to.dcm')), image)
  }

  it.each(CASES)(
    'are blank to others, and all else is as it was: %s',
    async (_, uid, image, encoder, decoders, cell, blank) => {
      const plain = scratch.put('plain.dcm', nativeObject(image, picture(image)))
      const [program, ...options] = encoder
      expect(await convert(program, ...options, plain, scratch.at('encoded.dcm'))).toBe(true)
      const codestream = codestreamOf(readFileSync(scratch.at('encoded.dcm')))
      const codec = codecFor(uid)!
      const rewritten = codec.blank(codestream, image, AREAS)
      for (const decoder of decoders) {
        const before = await samplesBy(decoder, encapsulatedObject(image, uid, codestream), image)
        const after = await samplesBy(decoder, encapsulatedObject(image, uid, rewritten), image)
        const wanted = blanked(before, blank, grown(cell))
        expect(Buffer.compare(after, wanted), decoder[0]).toBe(0)
        // Decoders with whole numbers round as they go.
        const isDeep = uid === EXTENDED && image.bitsAllocated === 16
        if (isDeep)
          expect(greatestDifference(codec.decode(codestream, image), before), decoder[0]).toBeLessThanOrEqual(1)
        if (cell === PIXEL) expect(Buffer.compare(codec.decode(codestream, image), before), decoder[0]).toBe(0)
      }
    },
  )

  it.skipIf(!havePeers('pydicom'))('are blank to pydicom, and all else is as it was: RLE', async () => {
    for (const image of [GREY, FULL, COLOUR]) {
      const plain = scratch.put('plain.dcm', nativeObject(image, picture(image)))
      expect(await convert('dcmcrle', plain, scratch.at('encoded.dcm'))).toBe(true)
      const codestream = codestreamOf(readFileSync(scratch.at('encoded.dcm')))
      const object = encapsulatedObject(image, RLE, codecFor(RLE)!.blank(codestream, image, AREAS))
      const path = scratch.put('blanked.dcm', object)
      const script = 'import pydicom, sys; sys.stdout.buffer.write(pydicom.dcmread(sys.argv[1]).pixel_array.tobytes())'
      const { status, stdout } = spawnSync(PYTHON, ['-c', script, path], { maxBuffer: 1 << 24 })
      expect(status).toBe(0)
      const wanted = blanked(picture(image), new Array(pixelBytesOf(image)).fill(0), AREAS)
      expect(Buffer.compare(stdout, wanted)).toBe(0)
    }
  })
})

/** Code streams of libjpeg's own, which it decodes without a guess between samples of colour. */
const SAMPLINGS: readonly (readonly [name: string, options: readonly string[], cell: readonly [number, number]])[] = [
  ['4:4:4', ['-sample', '1x1'], [8, 8]],
  ['4:2:2', ['-sample', '2x1'], [16, 8]],
  ['4:2:0', ['-sample', '2x2', '-optimize'], [16, 16]],
  ['4:4:0', ['-sample', '1x2'], [8, 16]],
  ['4:1:1', ['-sample', '4x1', '-quality', '98', '-optimize'], [32, 8]],
  ['restarts', ['-sample', '2x2', '-restart', '3B'], [16, 16]],
  ['restarts by row', ['-sample', '2x1', '-restart', '1', '-optimize'], [16, 8]],
  ['least quality', ['-quality', '1', '-optimize'], [16, 16]],
  ['best quality', ['-quality', '100', '-optimize', '-sample', '1x1'], [8, 8]],
]

describe.skipIf(!havePeers('djpeg'))('areas of an image of libjpeg', () => {
  const scratch = useScratch('nothing')

  const decode = (codestream: Uint8Array): Uint8Array => {
    const { status, stdout, stderr } = spawnSync('djpeg', ['-nosmooth', '-dct', 'int', '-pnm'], { input: codestream })
    expect(stderr.toString()).toBe('')
    expect(status).toBe(0)
    return new Uint8Array(stdout.subarray(stdout.length - ROWS * COLUMNS * 3))
  }

  it.each(SAMPLINGS)('are grey to it, and all else is as it was: %s', (_, options, cell) => {
    const head = Buffer.from(`P6 ${COLUMNS} ${ROWS} 255\n`)
    const { stdout } = spawnSync('cjpeg', [...options], { input: Buffer.concat([head, picture(COLOUR)]) })
    const codestream = new Uint8Array(stdout)
    const after = decode(codecFor(BASELINE)!.blank(codestream, COLOUR, AREAS))
    const wanted = blanked(decode(codestream), [128, 128, 128], grown(cell))
    expect(Buffer.compare(after, wanted)).toBe(0)
  })

  it('are grey to it where each component has a scan of its own', () => {
    const head = Buffer.from(`P6 ${COLUMNS} ${ROWS} 255\n`)
    const scans = scratch.put('scans', Buffer.from('0;\n1 2;\n'))
    const input = Buffer.concat([head, picture(COLOUR)])
    const { stdout } = spawnSync('cjpeg', ['-sample', '2x2', '-scans', scans], { input })
    const codestream = new Uint8Array(stdout)
    const after = decode(codecFor(BASELINE)!.blank(codestream, COLOUR, AREAS))
    const wanted = blanked(decode(codestream), [128, 128, 128], grown([16, 16]))
    expect(Buffer.compare(after, wanted)).toBe(0)
  })
})
