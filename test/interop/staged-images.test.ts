/**
 * Objects of several frames that others compressed without loss go through the whole program, and are decompressed by others again: DCMTK, GDCM, pydicom and OpenJPEG see
 * the area blanked in every frame and no other sample changed.
 */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { encapsulatedObject } from '../support/encapsulated-object.ts'
import { frameImage, isInside, pixelBytesOf } from '../support/frame-images.ts'
import { losslessFrame } from '../support/lossless-frames.ts'
import { convert, havePeers, PYTHON } from '../support/peers.ts'
import { useScratch } from '../support/scratch.ts'
import { type Pixels, runStaged } from '../support/staged-run.ts'

const FRAMES = 3
const ROWS = 40
const COLUMNS = 52
const AREA = { x: 5, y: 3, width: 30, height: 11 }
const RULES: Pixels = {
  rules: [{ when: { Manufacturer: 'example' }, blank: [AREA.x, AREA.y, AREA.width, AREA.height] }],
}
const NATIVE = '1.2.840.10008.1.2.1'

const GREY = frameImage(ROWS, COLUMNS)
const INVERSE = frameImage(ROWS, COLUMNS, { photometricInterpretation: 'MONOCHROME1' })
const TWELVE = frameImage(ROWS, COLUMNS, { bitsAllocated: 16, bitsStored: 12 })
const FULL = frameImage(ROWS, COLUMNS, { bitsAllocated: 16 })
const SIGNED = frameImage(ROWS, COLUMNS, { bitsAllocated: 16, pixelRepresentation: 1 })
const SIGNED_TWELVE = frameImage(ROWS, COLUMNS, { bitsAllocated: 16, bitsStored: 12, pixelRepresentation: 1 })
const RGB = frameImage(ROWS, COLUMNS, { samplesPerPixel: 3, photometricInterpretation: 'RGB' })
const YBR = frameImage(ROWS, COLUMNS, { samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL' })

type Program = readonly [name: string, ...options: string[]]
const DCMTK_LS: Program = ['dcmcjpls', '+fo']
const GDCM_LS: Program = ['gdcmconv', '--jpegls']
const GDCM_J2K: Program = ['gdcmconv', '--j2k']
const DCMTK_LOSSLESS: Program = ['dcmcjpeg', '+e1', '+un']
const GDCM_RAW: Program = ['gdcmconv', '--raw']
const LS_DECODERS: readonly Program[] = [['dcmdjpls'], GDCM_RAW]

/** By pixel, little endian: a slope with noise, in every frame another one. */
function picture(image: FrameImage): Uint8Array {
  const each = image.bitsAllocated / 8
  const samples = new Uint8Array(FRAMES * ROWS * COLUMNS * pixelBytesOf(image))
  let noise = 1
  for (let at = 0; at < samples.length; at += each) {
    noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff
    const value = (Math.floor(at / each) * 3 + ((noise >> 9) % 7)) % 2 ** image.bitsStored
    const signed = image.pixelRepresentation === 1 ? value - 2 ** (image.bitsStored - 1) : value
    samples[at] = signed
    if (each === 2) samples[at + 1] = signed >> 8
  }
  return samples
}

function withAreaBlanked(samples: Uint8Array, image: FrameImage, black: readonly number[]): Uint8Array {
  return samples.map((byte, at) => {
    const pixel = Math.floor(at / black.length) % (ROWS * COLUMNS)
    const inside = isInside([AREA], image, pixel % COLUMNS, Math.floor(pixel / COLUMNS))
    return inside ? black[at % black.length]! : byte
  })
}

/** Bits above those stored are no part of a sample: some decoders fill them, others do not. */
function storedBits(samples: Uint8Array, { bitsAllocated, bitsStored }: FrameImage): Uint8Array {
  if (bitsAllocated === 8) return samples
  return samples.map((byte, at) => (at % 2 === 1 ? byte & (2 ** (bitsStored - 8) - 1) : byte))
}

/** The value of native Pixel Data. */
function samplesOf(path: string, image: FrameImage): Uint8Array {
  const object = readFileSync(path)
  const header = ['e07f10004f420000', 'e07f10004f570000'].map((hex) => object.lastIndexOf(Buffer.from(hex, 'hex')))
  const at = Math.max(...header) + 12
  return new Uint8Array(object.subarray(at, at + FRAMES * ROWS * COLUMNS * pixelBytesOf(image)))
}

const CASES: readonly (readonly [string, FrameImage, Program, readonly Program[], readonly number[]])[] = [
  ['JPEG-LS of DCMTK, 8 bits', GREY, DCMTK_LS, LS_DECODERS, [0]],
  ['JPEG-LS of DCMTK, MONOCHROME1', INVERSE, DCMTK_LS, LS_DECODERS, [255]],
  ['JPEG-LS of DCMTK, 12 bits', TWELVE, DCMTK_LS, LS_DECODERS, [0, 0]],
  ['JPEG-LS of DCMTK, 16 bits', FULL, DCMTK_LS, LS_DECODERS, [0, 0]],
  ['JPEG-LS of DCMTK, 16 bits signed', SIGNED, DCMTK_LS, LS_DECODERS, [0, 0x80]],
  ['JPEG-LS of DCMTK, RGB', RGB, DCMTK_LS, LS_DECODERS, [0, 0, 0]],
  ['JPEG-LS of GDCM, 12 bits', TWELVE, GDCM_LS, LS_DECODERS, [0, 0]],
  ['JPEG-LS of GDCM, RGB', RGB, GDCM_LS, LS_DECODERS, [0, 0, 0]],
  ['JPEG 2000 of GDCM, 8 bits', GREY, GDCM_J2K, [GDCM_RAW], [0]],
  ['JPEG 2000 of GDCM, MONOCHROME1', INVERSE, GDCM_J2K, [GDCM_RAW], [255]],
  ['JPEG 2000 of GDCM, 12 bits', TWELVE, GDCM_J2K, [GDCM_RAW], [0, 0]],
  ['JPEG 2000 of GDCM, 16 bits', FULL, GDCM_J2K, [GDCM_RAW], [0, 0]],
  ['JPEG 2000 of GDCM, 16 bits signed', SIGNED, GDCM_J2K, [GDCM_RAW], [0, 0x80]],
  ['JPEG 2000 of GDCM, 12 bits signed', SIGNED_TWELVE, GDCM_J2K, [GDCM_RAW], [0, 0x08]],
  ['JPEG 2000 of GDCM, RGB', RGB, GDCM_J2K, [GDCM_RAW], [0, 0, 0]],
  ['JPEG 2000 of GDCM, YBR_FULL', YBR, GDCM_J2K, [GDCM_RAW], [0, 128, 128]],
  ['JPEG lossless of DCMTK, 12 bits', TWELVE, DCMTK_LOSSLESS, [['dcmdjpeg'], GDCM_RAW], [0, 0]],
  ['JPEG lossless of DCMTK, 16 bits signed', SIGNED, DCMTK_LOSSLESS, [['dcmdjpeg'], GDCM_RAW], [0, 0x80]],
]

describe.skipIf(!havePeers('dcmcjpeg', 'gdcmconv'))('an object of several frames that others compressed', () => {
  const scratch = useScratch('nothing')

  it.each(CASES)(
    'shows others the area black and all else as it was: %s',
    async (_, image, encoder, decoders, black) => {
      const samples = picture(image)
      const object = encapsulatedObject({
        transferSyntaxUid: NATIVE,
        image,
        numberOfFrames: FRAMES,
        fragments: [],
        samples,
      })
      const [program, ...options] = encoder
      const from = scratch.put('native.dcm', object)
      expect(await convert(program, ...options, from, scratch.at('encoded.dcm'))).toBe(true)
      const { result, bytes } = runStaged(RULES, readFileSync(scratch.at('encoded.dcm')))
      expect(result).toMatchObject({ disposition: 'deidentified', pixels: { method: 'lossless' } })
      const output = scratch.put('output.dcm', bytes)
      const wanted = storedBits(withAreaBlanked(samples, image, black), image)
      for (const [decoder, ...decoding] of decoders) {
        expect(await convert(decoder, ...decoding, output, scratch.at('decoded.dcm'))).toBe(true)
        const seen = storedBits(samplesOf(scratch.at('decoded.dcm'), image), image)
        expect(Buffer.compare(seen, wanted), decoder).toBe(0)
      }
    },
  )

  /** Each frame, decoded by the OpenJPEG that Pillow has, which reads High-Throughput JPEG 2000 too. */
  const DECODE = `
import io, sys, pydicom
from pydicom.encaps import generate_pixel_data_frame
from PIL import Image
dataset = pydicom.dcmread(sys.argv[1])
for frame in generate_pixel_data_frame(dataset.PixelData, int(dataset.NumberOfFrames)):
    sys.stdout.buffer.write(Image.open(io.BytesIO(frame)).tobytes())
`

  it.skipIf(!havePeers('pydicom')).each([
    ['1.2.840.10008.1.2.4.201', GREY, [0]],
    ['1.2.840.10008.1.2.4.201', FULL, [0, 0]],
    ['1.2.840.10008.1.2.4.202', GREY, [0]],
    ['1.2.840.10008.1.2.4.202', RGB, [0, 0, 0]],
    ['1.2.840.10008.1.2.4.201', RGB, [0, 0, 0]],
    ['1.2.840.10008.1.2.4.201', YBR, [0, 128, 128]],
    ['1.2.840.10008.1.2.4.90', FULL, [0, 0]],
    ['1.2.840.10008.1.2.4.90', RGB, [0, 0, 0]],
    ['1.2.840.10008.1.2.4.90', YBR, [0, 128, 128]],
  ] as const)('shows OpenJPEG the area black and all else as it was: %s %j', (transferSyntaxUid, image, black) => {
    const frames = Array.from({ length: FRAMES }, (_, index) => losslessFrame(transferSyntaxUid, image, index + 1))
    const fragments = frames.map(({ codestream }) => codestream)
    const object = encapsulatedObject({ transferSyntaxUid, image, numberOfFrames: FRAMES, fragments })
    const { result, bytes } = runStaged(RULES, object)
    expect(result.disposition).toBe('deidentified')
    const path = scratch.put('output.dcm', bytes)
    const seen = execFileSync(PYTHON, ['-c', DECODE, path], { maxBuffer: 1 << 24 })
    const samples = Buffer.concat(frames.map((frame) => frame.samples))
    expect(Buffer.compare(seen, withAreaBlanked(samples, image, black))).toBe(0)
  })
})
