/** What notes of an object tell of its image. */

import type { Vr } from '../dicom/vr.ts'
import type { ImageAttributes } from '../pixels/image-geometry.ts'
import { ENCODING_EXPLICIT_BE } from '../wasm/seam.ts'
import type { NotedAttribute, ObjectFacts } from './contract.ts'
import type { NotedValues } from './noted-values.ts'

const TEXT_BYTES = 256
const PALETTE_BYTES = 512

const ATTRIBUTES = {
  samplesPerPixel: [0x00280002, 'US'],
  planarConfiguration: [0x00280006, 'US'],
  numberOfFrames: [0x00280008, 'IS'],
  rows: [0x00280010, 'US'],
  columns: [0x00280011, 'US'],
  bitsAllocated: [0x00280100, 'US'],
  bitsStored: [0x00280101, 'US'],
  highBit: [0x00280102, 'US'],
  pixelRepresentation: [0x00280103, 'US'],
} as const satisfies Record<string, readonly [number, Vr]>
const PHOTOMETRIC_INTERPRETATION = 0x00280004
const PALETTE_DESCRIPTORS = [0x00281101, 0x00281102, 0x00281103]
const PALETTES = [0x00281201, 0x00281202, 0x00281203]

/** What {@link imageAttributesOf} wants to know. */
export const IMAGE_NOTES: readonly NotedAttribute[] = [
  ...[PHOTOMETRIC_INTERPRETATION, ...Object.values(ATTRIBUTES).map(([tag]) => tag), ...PALETTE_DESCRIPTORS].map(
    (tag) => ({ tag, maxBytes: TEXT_BYTES }),
  ),
  ...PALETTES.map((tag) => ({ tag, maxBytes: PALETTE_BYTES })),
]

/** `valueBytes` is that of the bulk data; 0 where it is in fragments. */
export function imageAttributesOf({ encoding, bulk }: ObjectFacts, values: NotedValues): ImageAttributes {
  const numbers = Object.fromEntries(
    Object.entries(ATTRIBUTES).map(([name, [tag, vr]]) => [name, values.number(tag, vr)]),
  ) as Record<keyof typeof ATTRIBUTES, number | undefined>
  // One frame where nothing is said of frames, but not where what is said is none.
  const framesAreMissing = values.notesOf(ATTRIBUTES.numberOfFrames[0]).every(({ valueBytes: bytes }) => bytes === 0)
  return {
    ...numbers,
    numberOfFrames: numbers.numberOfFrames ?? (framesAreMissing ? 1 : Number.NaN),
    photometricInterpretation: values.text(PHOTOMETRIC_INTERPRETATION),
    bigEndian: encoding === ENCODING_EXPLICIT_BE,
    valueBytes: bulk?.valueBytes ?? 0,
    darkestIndex: darkestIndexOf(values),
  }
}

/** Of a palette of 256 entries or fewer; of any other, the first one that is mapped. */
function darkestIndexOf(values: NotedValues): number | undefined {
  const [entries, first] = values.numbers(PALETTE_DESCRIPTORS[0]!, 'US')
  const lightness = PALETTES.map((tag) => values.numbers(tag, 'US'))
  const isWhole = entries !== undefined && entries > 0 && lightness.every((list) => list.length === entries)
  if (!isWhole) return first
  const sums = lightness[0]!.map((_, index) => lightness.reduce((sum, list) => sum + list[index]!, 0))
  return first! + sums.indexOf(Math.min(...sums))
}
