/** Objects of one frame, native or in one fragment, and what of them other programs write. */

import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { buildObject, type ElementSpec } from './dicom-builder.ts'

const NATIVE = '1.2.840.10008.1.2.1'
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7'

function elementsOf(image: FrameImage): ElementSpec[] {
  const us = (tag: number, value: number): ElementSpec => ({ tag, vr: 'US', integers: [value] })
  return [
    { tag: 0x00080016, vr: 'UI', value: SECONDARY_CAPTURE },
    { tag: 0x00080018, vr: 'UI', value: '1.2.3' },
    { tag: 0x0020000d, vr: 'UI', value: '1.2.4' },
    { tag: 0x0020000e, vr: 'UI', value: '1.2.5' },
    us(0x00280002, image.samplesPerPixel),
    { tag: 0x00280004, vr: 'CS', value: image.photometricInterpretation },
    ...(image.samplesPerPixel === 3 ? [us(0x00280006, image.planarConfiguration)] : []),
    us(0x00280010, image.rows),
    us(0x00280011, image.columns),
    us(0x00280100, image.bitsAllocated),
    us(0x00280101, image.bitsStored),
    us(0x00280102, image.highBit),
    us(0x00280103, image.pixelRepresentation),
  ]
}

function objectOf(image: FrameImage, transferSyntaxUid: string, pixelData: ElementSpec): Buffer {
  const object = buildObject({
    encoding: 'explicit-le',
    meta: { start: 'preamble', sopClassUid: SECONDARY_CAPTURE, sopInstanceUid: '1.2.3', transferSyntaxUid },
    elements: [...elementsOf(image), pixelData],
  })
  return Buffer.from(object)
}

/** Samples pixel by pixel, little endian. */
export function nativeObject(image: FrameImage, samples: Uint8Array): Buffer {
  const vr = image.bitsAllocated === 8 ? 'OB' : 'OW'
  return objectOf(image, NATIVE, { tag: 0x7fe00010, vr, value: samples })
}

export function encapsulatedObject(image: FrameImage, transferSyntaxUid: string, codestream: Uint8Array): Buffer {
  const even = new Uint8Array(codestream.length + (codestream.length % 2))
  even.set(codestream)
  return objectOf(image, transferSyntaxUid, { tag: 0x7fe00010, vr: 'OB', fragments: [new Uint8Array(0), even] })
}

/** All fragments but the offset table, as one code stream. */
export function codestreamOf(object: Buffer): Uint8Array {
  let at = object.indexOf(Buffer.from('e07f10004f420000ffffffff', 'hex')) + 12
  at += 8 + object.readUInt32LE(at + 4)
  const parts: Buffer[] = []
  while (object.readUInt32LE(at) === 0xe000fffe) {
    const end = at + 8 + object.readUInt32LE(at + 4)
    parts.push(object.subarray(at + 8, end))
    at = end
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** The value of Pixel Data of an explicit object that others made native, without padding. */
export function nativeSamplesOf(object: Buffer, image: FrameImage): Uint8Array {
  const bytes = image.rows * image.columns * image.samplesPerPixel * (image.bitsAllocated / 8)
  for (const vr of ['4f42', '4f57']) {
    const at = object.indexOf(Buffer.from(`e07f1000${vr}0000`, 'hex'))
    if (at >= 0) return new Uint8Array(object.subarray(at + 12, at + 12 + bytes))
  }
  throw new Error('no native pixel data')
}
