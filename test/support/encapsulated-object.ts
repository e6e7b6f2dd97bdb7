/** Objects with compressed frames that the library encodes, in fragments and with tables as a test wants them. */

import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { buildObject, type ElementSpec } from './dicom-builder.ts'

export interface EncapsulatedSpec {
  readonly transferSyntaxUid: string
  readonly image: FrameImage
  /** Left out of the object where it is undefined. */
  readonly numberOfFrames?: number | string
  /** Without the Basic Offset Table. */
  readonly fragments: readonly Uint8Array[]
  /** Native samples in their place. */
  readonly samples?: Uint8Array
  readonly basicOffsets?: readonly number[]
  readonly extended?: { readonly offsets: readonly number[]; readonly lengths: readonly number[] }
  /** Elements behind Pixel Data, or anywhere. */
  readonly more?: readonly ElementSpec[]
}

const ULTRASOUND_FRAMES = '1.2.840.10008.5.1.4.1.1.3.1'

export function encapsulatedObject(spec: EncapsulatedSpec): Uint8Array {
  const { image, numberOfFrames, fragments, samples, basicOffsets = [], extended, more = [] } = spec
  const text = (tag: number, vr: string, value: string): ElementSpec => ({ tag, vr, value })
  const number = (tag: number, integer: number): ElementSpec => ({ tag, vr: 'US', integers: [integer] })
  const entries = (tag: number, numbers: readonly number[]): ElementSpec => ({
    tag,
    vr: 'OV',
    value: new Uint8Array(BigUint64Array.from(numbers, BigInt).buffer),
  })
  const table = new Uint8Array(Uint32Array.from(basicOffsets).buffer)
  const elements = [
    text(0x00080016, 'UI', ULTRASOUND_FRAMES),
    text(0x00080018, 'UI', '1.2.3'),
    text(0x00080060, 'CS', 'US'),
    text(0x00080070, 'LO', 'Example Medical'),
    text(0x00100010, 'PN', 'DOE^JANE'),
    text(0x00100020, 'LO', 'P1'),
    text(0x0020000d, 'UI', '1.2.4'),
    text(0x0020000e, 'UI', '1.2.5'),
    number(0x00280002, image.samplesPerPixel),
    text(0x00280004, 'CS', image.photometricInterpretation),
    ...(image.samplesPerPixel === 3 ? [number(0x00280006, image.planarConfiguration)] : []),
    ...(numberOfFrames === undefined ? [] : [text(0x00280008, 'IS', String(numberOfFrames))]),
    number(0x00280010, image.rows),
    number(0x00280011, image.columns),
    number(0x00280100, image.bitsAllocated),
    number(0x00280101, image.bitsStored),
    number(0x00280102, image.highBit),
    number(0x00280103, image.pixelRepresentation),
    ...(extended === undefined ? [] : [entries(0x7fe00001, extended.offsets), entries(0x7fe00002, extended.lengths)]),
    samples === undefined
      ? { tag: 0x7fe00010, vr: 'OB', fragments: [table, ...fragments.map(even)] }
      : { tag: 0x7fe00010, vr: image.bitsAllocated > 8 ? 'OW' : 'OB', value: even(samples) },
    ...more,
  ]
  return buildObject({
    encoding: 'explicit-le',
    meta: {
      start: 'preamble',
      sopClassUid: ULTRASOUND_FRAMES,
      sopInstanceUid: '1.2.3',
      transferSyntaxUid: spec.transferSyntaxUid,
    },
    elements: elements.toSorted((one, other) => one.tag - other.tag),
  })
}

/** With a zero behind it where its length is odd. */
export function even(bytes: Uint8Array): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : Uint8Array.of(...bytes, 0)
}

/** What stands in the two tables for fragments of these lengths, each of which is a frame. */
export function offsetsOf(lengths: readonly number[]): number[] {
  let at = 0
  return lengths.map((length) => {
    const offset = at
    at += 8 + length + (length % 2)
    return offset
  })
}
