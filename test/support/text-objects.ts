/** Objects with text that is known, of every depth, colour, encoding and transfer syntax that can be blanked. */

import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { losslessEngines } from '../../src/streams/lossless-engines.ts'
import { buildObject, type DataSetEncodingName, type ElementSpec } from './dicom-builder.ts'
import { encapsulatedObject } from './encapsulated-object.ts'
import { pixelBytesOf } from './frame-images.ts'

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7'
const HTJ2K = { any: '1.2.840.10008.1.2.4.201', rpcl: '1.2.840.10008.1.2.4.202', lossy: '1.2.840.10008.1.2.4.203' }
const ENCAPSULATED = '1.2.840.10008.1.2.1.98'
const RPCL = 2

type Program = readonly [name: string, ...options: string[]]

/** One object. `encode`: the program that makes it of the native one, or the library. */
export interface TextObject {
  readonly name: string
  readonly picture: 'light' | 'dark' | 'faint'
  readonly facts?: Partial<FrameImage>
  readonly encoding?: DataSetEncodingName
  /** Its frames are looked at for text as those of another one are. */
  readonly isLikeAnother?: true
  /** The text is in the last one. */
  readonly frames?: number
  readonly encode?: Program | ((samples: Uint8Array, image: FrameImage) => Uint8Array)
}

const COLOUR = { samplesPerPixel: 3, photometricInterpretation: 'RGB' } as const
const DEEP = { bitsAllocated: 16, bitsStored: 12 } as const
const SIGNED = { bitsAllocated: 16, pixelRepresentation: 1 } as const

export const TEXT_OBJECTS: readonly TextObject[] = [
  { name: 'native-8', picture: 'light' },
  { name: 'native-inverse', picture: 'dark', facts: { photometricInterpretation: 'MONOCHROME1' } },
  { name: 'native-12', isLikeAnother: true, picture: 'faint', facts: DEEP },
  {
    name: 'native-inverse-16',
    isLikeAnother: true,
    picture: 'light',
    facts: { bitsAllocated: 16, photometricInterpretation: 'MONOCHROME1' },
  },
  { name: 'native-signed', picture: 'dark', facts: SIGNED },
  { name: 'native-32', picture: 'light', facts: { bitsAllocated: 32, bitsStored: 20 } },
  { name: 'native-implicit', isLikeAnother: true, picture: 'faint', facts: DEEP, encoding: 'implicit-le' },
  { name: 'native-big-endian', picture: 'light', facts: DEEP, encoding: 'explicit-be' },
  { name: 'native-deflated', isLikeAnother: true, picture: 'dark', encoding: 'deflated' },
  { name: 'native-palette', picture: 'light', facts: { photometricInterpretation: 'PALETTE COLOR' } },
  { name: 'native-rgb', picture: 'dark', facts: COLOUR },
  { name: 'native-rgb-planes', picture: 'light', facts: { ...COLOUR, planarConfiguration: 1 } },
  { name: 'native-ybr', picture: 'faint', facts: { ...COLOUR, photometricInterpretation: 'YBR_FULL' } },
  { name: 'native-ybr-shared', picture: 'light', facts: { ...COLOUR, photometricInterpretation: 'YBR_FULL_422' } },
  { name: 'native-frames', picture: 'light', frames: 3 },
  { name: 'rle-8', isLikeAnother: true, picture: 'dark', encode: ['dcmcrle'] },
  { name: 'rle-12', picture: 'light', facts: DEEP, encode: ['dcmcrle'] },
  { name: 'rle-rgb-frames', picture: 'light', facts: COLOUR, frames: 3, encode: ['dcmcrle'] },
  { name: 'baseline', isLikeAnother: true, picture: 'light', encode: ['dcmcjpeg', '+eb', '+q', '95'] },
  {
    name: 'baseline-colour-frames',
    picture: 'dark',
    facts: COLOUR,
    frames: 2,
    encode: ['dcmcjpeg', '+eb', '+q', '95'],
  },
  { name: 'extended-12', picture: 'dark', facts: DEEP, encode: ['dcmcjpeg', '+ee', '+bt', '+q', '95'] },
  { name: 'lossless-12', picture: 'faint', facts: DEEP, encode: ['dcmcjpeg', '+el'] },
  { name: 'lossless-first-order', isLikeAnother: true, picture: 'light', facts: COLOUR, encode: ['dcmcjpeg', '+e1'] },
  { name: 'jpeg-ls', picture: 'dark', facts: DEEP, frames: 2, encode: ['dcmcjpls', '+fo'] },
  {
    name: 'jpeg-ls-inverse',
    isLikeAnother: true,
    picture: 'light',
    facts: { photometricInterpretation: 'MONOCHROME1' },
    encode: ['dcmcjpls'],
  },
  { name: 'jpeg-2000', picture: 'faint', facts: SIGNED, encode: ['gdcmconv', '--j2k'] },
  { name: 'jpeg-2000-colour', isLikeAnother: true, picture: 'light', facts: COLOUR, encode: ['gdcmconv', '--j2k'] },
  {
    name: 'htj2k',
    picture: 'light',
    facts: DEEP,
    encode: (samples, image) => highThroughput(HTJ2K.any, samples, image),
  },
  {
    name: 'htj2k-rpcl',
    isLikeAnother: true,
    picture: 'dark',
    encode: (samples, image) => highThroughput(HTJ2K.rpcl, samples, image),
  },
  {
    name: 'htj2k-colour',
    picture: 'light',
    facts: COLOUR,
    encode: (samples, image) => highThroughput(HTJ2K.lossy, samples, image),
  },
  {
    name: 'encapsulated',
    picture: 'light',
    encode: (samples, image) =>
      encapsulatedObject({ transferSyntaxUid: ENCAPSULATED, image, numberOfFrames: 1, fragments: [samples] }),
  },
]

function highThroughput(transferSyntaxUid: string, samples: Uint8Array, image: FrameImage): Uint8Array {
  const { columns, rows, samplesPerPixel: components, bitsStored: bitsPerSample } = image
  const settings = { setQuality: [true, 0], setDecompositions: [4], setProgressionOrder: [RPCL] }
  const frame = { columns, rows, components, bitsPerSample, bytes: samples }
  const codestream = losslessEngines('htj2k').encode(frame, settings, components === 3)
  return encapsulatedObject({ transferSyntaxUid, image, numberOfFrames: 1, fragments: [codestream] })
}

/** Native, little endian, of light from 0 to 255; frames before the last are of one shade. */
export function textSamples(light: Uint8Array, image: FrameImage, frames: number): Uint8Array {
  const plain = new Uint8Array(light.length).fill(light[0]!)
  const each = Array.from({ length: frames }, (_, frame) => frameOf(frame === frames - 1 ? light : plain, image))
  return new Uint8Array(Buffer.concat(each))
}

function frameOf(light: Uint8Array, image: FrameImage): Uint8Array {
  const { photometricInterpretation: kind, bitsStored, bitsAllocated, pixelRepresentation } = image
  if (kind === 'YBR_FULL_422') {
    return Uint8Array.from({ length: light.length * 2 }, (_, at) => {
      const pair = Math.floor(at / 4) * 2
      return at % 4 < 2 ? light[pair + (at % 4)]! : 128
    })
  }
  if (kind === 'YBR_FULL')
    return Uint8Array.from({ length: light.length * 3 }, (_, at) => (at % 3 === 0 ? light[at / 3]! : 128))
  if (kind === 'RGB') {
    const isPlanar = image.planarConfiguration === 1
    // Letters that are more red than the ground.
    return Uint8Array.from({ length: light.length * 3 }, (_, at) => {
      const [pixel, sample] = isPlanar
        ? [at % light.length, Math.floor(at / light.length)]
        : [Math.floor(at / 3), at % 3]
      return light[pixel]! * [1, 0.9, 0.7][sample]!
    })
  }
  const samples = new Uint8Array(light.length * pixelBytesOf(image))
  const view = new DataView(samples.buffer)
  for (const [pixel, shade] of light.entries()) {
    const upward = Math.round((shade / 255) * (2 ** bitsStored - 1))
    const value =
      (kind === 'MONOCHROME1' ? 2 ** bitsStored - 1 - upward : upward) -
      (pixelRepresentation === 1 ? 2 ** (bitsStored - 1) : 0)
    if (bitsAllocated === 8) view.setUint8(pixel, value)
    else if (bitsAllocated === 16) view.setUint16(2 * pixel, value & 0xffff, true)
    else view.setUint32(4 * pixel, value, true)
  }
  return samples
}

/** `samples`: little endian. */
export function nativeTextObject(
  { facts, encoding = 'explicit-le', frames = 1 }: TextObject,
  image: FrameImage,
  samples: Uint8Array,
): Uint8Array {
  const text = (tag: number, vr: string, value: string): ElementSpec => ({ tag, vr, value })
  const us = (tag: number, ...integers: number[]): ElementSpec => ({ tag, vr: 'US', integers })
  const ramp = (most: number): number[] => Array.from({ length: 256 }, (_, at) => Math.round((at * most) / 255))
  const isPalette = facts?.photometricInterpretation === 'PALETTE COLOR'
  const isBigEndian = encoding === 'explicit-be'
  const sopInstanceUid = '1.2.3'
  const elements: ElementSpec[] = [
    text(0x00080016, 'UI', SECONDARY_CAPTURE),
    text(0x00080018, 'UI', sopInstanceUid),
    text(0x00080060, 'CS', 'OT'),
    text(0x00100010, 'PN', 'Abernathy^Carla'),
    text(0x00100020, 'LO', '4830172'),
    text(0x0020000d, 'UI', '1.2.4'),
    text(0x0020000e, 'UI', '1.2.5'),
    us(0x00280002, image.samplesPerPixel),
    text(0x00280004, 'CS', image.photometricInterpretation),
    ...(image.samplesPerPixel === 3 ? [us(0x00280006, image.planarConfiguration)] : []),
    text(0x00280008, 'IS', String(frames)),
    us(0x00280010, image.rows),
    us(0x00280011, image.columns),
    us(0x00280100, image.bitsAllocated),
    us(0x00280101, image.bitsStored),
    us(0x00280102, image.highBit),
    us(0x00280103, image.pixelRepresentation),
    ...(isPalette ? [0x00281101, 0x00281102, 0x00281103].map((tag) => us(tag, 256, 0, 16)) : []),
    ...(isPalette
      ? [65535, 50000, 30000].map((most, at): ElementSpec => ({ tag: 0x00281201 + at, vr: 'OW', integers: ramp(most) }))
      : []),
    {
      tag: 0x7fe00010,
      vr: image.bitsAllocated === 8 ? 'OB' : 'OW',
      value: isBigEndian ? Buffer.from(samples).swap16() : samples,
    },
  ]
  return buildObject({
    encoding,
    meta: { start: 'preamble', sopClassUid: SECONDARY_CAPTURE, sopInstanceUid },
    elements,
  })
}
