/**
 * What the rules of a profile about pixels say of an object, from what was noted of it: docs/pixels.md. It is the same for whoever asks: the engine, which is told
 * notes by the core, and whoever looks at the head of an object before the engine does.
 */

import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import type { Code } from '../errors.ts'
import { limits } from '../limits.ts'
import { allBut, cutToImage, type Rectangle } from '../pixels/blanked-areas.ts'
import { geometryOf, type ImageAttributes, type ImageGeometry } from '../pixels/image-geometry.ts'
import { type PixelAction, type PixelArea, type PixelRequest, tagsOf } from '../profile/pixel-request.ts'
import { isLikelyText, likelyTextTags } from '../profile/triage.ts'
import type { NotedAttribute, ObjectFacts } from './contract.ts'
import { NotedValues } from './noted-values.ts'
import { holds } from './pixel-conditions.ts'
import { IMAGE_NOTES, imageAttributesOf } from './pixel-image.ts'
import { SEQUENCE_OF_ULTRASOUND_REGIONS, ultrasoundRegions } from './ultrasound-regions.ts'

const INTEGER_PIXEL_DATA = 0x7fe00010
const VALUE_BYTES = 256

/** `rules`: the numbers of those that apply, from 1, in the order of the profile. */
export type PixelVerdict =
  /** `detect`: text is to be looked for first. */
  | { readonly kind: 'pass'; readonly rules: readonly number[]; readonly detect: boolean }
  | { readonly kind: 'withhold'; readonly rules: readonly number[]; readonly code: Code }
  | PixelBlanking

export interface PixelBlanking {
  readonly kind: 'blank'
  readonly rules: readonly number[]
  readonly detect: boolean
  /** In whole pixels from the left and the top, within the image, at least one; they may overlap. They hold for every frame. */
  readonly rectangles: readonly Rectangle[]
  /** What the object says of its image; `rows` and `columns` are known. */
  readonly image: ImageAttributes
  /** Of a native image; undefined where it is in fragments. */
  readonly geometry: ImageGeometry | undefined
}

/** What {@link pixelVerdict} wants to know, each attribute once. */
export function pixelNotes({ rules }: PixelRequest): readonly NotedAttribute[] {
  const tags = [...likelyTextTags(), ...rules.flatMap(({ when }) => tagsOf(when))]
  const keepsRegions = rules.some(({ action }) => typeof action === 'object' && action.keep === 'ultrasound-regions')
  // Later bounds are the larger ones.
  const bounds = new Map([
    ...tags.map((tag) => [tag, VALUE_BYTES] as const),
    ...IMAGE_NOTES.map(({ tag, maxBytes }) => [tag, maxBytes] as const),
    ...(keepsRegions ? [[SEQUENCE_OF_ULTRASOUND_REGIONS, limits.ultrasoundRegionBytes] as const] : []),
  ])
  return [...bounds].map(([tag, maxBytes]) => ({ tag, maxBytes }))
}

/** What else is bulk may stand before Pixel Data, and does not change what the rules say of it. An object without bulk data passes. */
export function pixelVerdict(request: PixelRequest, facts: ObjectFacts): PixelVerdict {
  if (facts.bulk === undefined) return { kind: 'pass', rules: [], detect: false }
  const values = new NotedValues(facts)
  const fitting = request.rules.flatMap(({ when, action }, index) =>
    holds(when, values) ? [{ number: index + 1, action }] : [],
  )
  const applying = request.match === 'first' ? fitting.slice(0, 1) : fitting
  const rules = applying.map(({ number }) => number)
  const actions = applying.map(({ action }) => action)
  if (actions.includes('withhold')) return { kind: 'withhold', rules, code: 'PIXELS_WITHHELD' }
  const isUnmatched = actions.length === 0 && isAtRisk(facts, values)
  if (isUnmatched && request.unmatched === 'withhold') return { kind: 'withhold', rules, code: 'PIXELS_UNMATCHED' }
  const treatments = actions.filter((action) => typeof action === 'object')
  const detect =
    request.detect === true ||
    (isUnmatched && request.unmatched === 'detect') ||
    treatments.some((action) => action.detect === true)
  if (treatments.every(({ blank, keep }) => blank === undefined && keep === undefined)) {
    return { kind: 'pass', rules, detect }
  }
  const blanking = blankingOf(treatments, facts, values)
  if (blanking === undefined) return { kind: 'withhold', rules, code: 'PIXELS_CONTRADICTORY' }
  return { kind: 'blank', rules, detect, ...blanking }
}

/** Undefined where the attributes of the image do not tell what becomes black. */
function blankingOf(
  treatments: readonly Extract<PixelAction, object>[],
  facts: ObjectFacts,
  values: NotedValues,
): Pick<PixelBlanking, 'rectangles' | 'image' | 'geometry'> | undefined {
  const { tag, valueBytes } = facts.bulk!
  const image = imageAttributesOf(facts, values)
  const { rows, columns } = image
  if (tag !== INTEGER_PIXEL_DATA || !isCount(rows) || !isCount(columns)) return undefined
  const geometry = valueBytes === undefined ? undefined : geometryOf(image)
  if (valueBytes !== undefined && (geometry === undefined || hasToBeFragments(facts))) return undefined
  const size = { rows, columns }
  const rectangles: Rectangle[] = []
  for (const { blank, keep } of treatments) {
    if (blank !== undefined) rectangles.push(...rectanglesOf(blank, size))
    if (keep === undefined) continue
    const kept = keep === 'ultrasound-regions' ? ultrasoundRegions(facts, size) : rectanglesOf(keep, size)
    // Where nothing is kept, or all of it is, the areas are those of another image.
    const outside = kept === undefined || kept.length === 0 ? [] : allBut(kept, size)
    if (outside.length === 0) return undefined
    rectangles.push(...outside)
  }
  // Likewise where all of them are beside it.
  return rectangles.length === 0 ? undefined : { rectangles, image, geometry }
}

/** Pixel Data at the root that has to be in fragments (PS3.5 A.4): where it is not, some readers decode its bytes, and others show them as samples. */
export function hasToBeFragments({ transferSyntaxUid }: ObjectFacts): boolean {
  return findTransferSyntax(transferSyntaxUid)?.encapsulated === true
}

function rectanglesOf(areas: readonly PixelArea[], size: { readonly rows: number; readonly columns: number }) {
  return areas.flatMap(({ x, y, width, height }): Rectangle[] => {
    const area = { x: x < 0 ? size.columns + x : x, y: y < 0 ? size.rows + y : y, width, height }
    const part = cutToImage(area, size)
    return part === undefined ? [] : [part]
  })
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value > 0
}

/** What is of no kind that is known may be of any. */
function isAtRisk(facts: ObjectFacts, values: NotedValues): boolean {
  return facts.sopClassUid === undefined || isLikelyText(facts, (tag) => values.texts(tag))
}
