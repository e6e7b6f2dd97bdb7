/**
 * Decides by the rules of a profile what of an image becomes black, or that the object is withheld: docs/pixels.md. A judge of this kind never says
 * that an image is clean.
 */

import type { Vr } from '../dicom/vr.ts'
import { blankedSpans, type Rectangle } from '../pixels/blanked-areas.ts'
import { geometryOf, type ImageAttributes } from '../pixels/image-geometry.ts'
import { NativeBlanking } from '../pixels/native-blanking.ts'
import { type PixelArea, type PixelCondition, type PixelRequest, tagsOf } from '../profile/pixel-request.ts'
import { ENCODING_EXPLICIT_BE } from '../wasm/seam.ts'
import type { Judgement, ObjectFacts, ObjectJudge } from './contract.ts'
import { NotedValues } from './noted-values.ts'

const INTEGER_PIXEL_DATA = 0x7fe00010
const VALUE_BYTES = 256
const PALETTE_BYTES = 512

const IMAGE_TYPE = 0x00080008
const CONVERSION_TYPE = 0x00080064
const BURNED_IN_ANNOTATION = 0x00280301
/** Ultrasound, photographs of the outside, and documents. */
const MODALITIES_AT_RISK = new Set(['US', 'XC', 'DOC'])
/** Secondary Capture, Ultrasound and VL Photographic Image Storage, with those that are retired. */
const CLASSES_AT_RISK = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(?:7(?:\.[1-4])?|6(?:\.[12])?|3(?:\.1)?|77\.1\.4(?:\.1)?)$/

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

/** A judge for the key `pixels` of a profile. */
export function pixelJudge({ rules, unmatched }: PixelRequest): ObjectJudge {
  const texts = [IMAGE_TYPE, CONVERSION_TYPE, BURNED_IN_ANNOTATION, PHOTOMETRIC_INTERPRETATION]
  const numbers = Object.values(ATTRIBUTES).map(([tag]) => tag)
  const tags = new Set([...texts, ...numbers, ...PALETTE_DESCRIPTORS, ...rules.flatMap(({ when }) => tagsOf(when))])
  return {
    noted: [
      ...[...tags].map((tag) => ({ tag, maxBytes: VALUE_BYTES })),
      ...PALETTES.map((tag) => ({ tag, maxBytes: PALETTE_BYTES })),
    ],
    judge(facts) {
      // What else is bulk may stand before Pixel Data, and does not change what the rules say of it.
      if (facts.bulk === undefined) return undefined
      const values = new NotedValues(facts)
      const fitting = rules.filter(({ when }) => holds(when, values))
      if (fitting.some(({ action }) => action === 'withhold')) return { code: 'PIXELS_WITHHELD' }
      const areas = fitting.flatMap(({ action }) => (action === 'withhold' ? [] : action.blank))
      if (areas.length > 0) return blank(areas, facts, values)
      return unmatched === 'withhold' && isAtRisk(facts, values) ? { code: 'PIXELS_UNMATCHED' } : undefined
    },
  }
}

function blank(areas: readonly PixelArea[], facts: ObjectFacts, values: NotedValues): Judgement {
  const { tag, valueBytes } = facts.bulk!
  if (valueBytes === undefined) return { code: 'PIXELS_ENCAPSULATED' }
  const geometry = tag === INTEGER_PIXEL_DATA ? geometryOf(attributesOf(facts, values, valueBytes)) : undefined
  if (geometry === undefined) return { code: 'PIXELS_CONTRADICTORY' }
  const rectangles = areas.map(
    ({ x, y, width, height }): Rectangle => ({
      x: x < 0 ? geometry.columns + x : x,
      y: y < 0 ? geometry.rows + y : y,
      width,
      height,
    }),
  )
  const spans = blankedSpans(rectangles, geometry)
  // Areas beside the image are those of another one.
  if (spans.every((row) => row.length === 0)) return { code: 'PIXELS_CONTRADICTORY' }
  return { filter: new NativeBlanking(geometry, spans, tag) }
}

function attributesOf({ encoding }: ObjectFacts, values: NotedValues, valueBytes: number): ImageAttributes {
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
    valueBytes,
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

function isAtRisk({ sopClassUid, modality }: ObjectFacts, values: NotedValues): boolean {
  return (
    sopClassUid === undefined ||
    CLASSES_AT_RISK.test(sopClassUid) ||
    MODALITIES_AT_RISK.has(modality ?? '') ||
    values.texts(CONVERSION_TYPE).some((text) => text !== '') ||
    values.texts(IMAGE_TYPE).some((text) => /screen|scanned/.test(text)) ||
    values.texts(BURNED_IN_ANNOTATION).some((text) => text.includes('yes'))
  )
}

function holds(condition: PixelCondition, values: NotedValues): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, values))
  if ('any' in condition) return condition.any.some((part) => holds(part, values))
  if ('not' in condition) return !holds(condition.not, values)
  const { tag, vr, test } = condition
  if ('contains' in test) {
    const wanted = test.contains.trim().toLowerCase()
    return values.texts(tag).some((text) => text.includes(wanted))
  }
  if ('above' in test) return values.numbers(tag, vr).some((number) => number > test.above)
  if ('below' in test) return values.numbers(tag, vr).some((number) => number < test.below)
  const { equals } = test
  if (typeof equals === 'number') return values.numbers(tag, vr).includes(equals)
  const wanted = equals.trim().toLowerCase()
  return values.texts(tag).some((text) => text === wanted || text.split('\\').some((part) => part.trim() === wanted))
}
