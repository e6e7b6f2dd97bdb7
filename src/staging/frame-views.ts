/**
 * What the head of an object says of how its shades are shown: Modality LUT (PS3.3 C.11.1), VOI LUT (C.11.2), and the same of single frames in functional groups (C.7.6.16.2.9, C.7.6.16.2.10).
 * Each of these may show what no other does.
 */

import type { Window } from '../detection/grey-plane.ts'
import type { Encoding } from '../dicom/guess-encoding.ts'
import type { Listed } from '../dicom/list-data-set.ts'
import { latin1Text } from '../dicom/value-text.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { ENCODING_EXPLICIT_BE } from '../wasm/seam.ts'
import { type LookupTable, readLookupTables, type TableValue } from './lookup-table.ts'

/** A table of values that were rescaled before. */
export interface Step {
  readonly slope: number
  readonly intercept: number
  readonly table: LookupTable
}

/** Stored values go through the steps. `window`: what is shown of what comes out; undefined: all of it. */
export interface View {
  readonly steps: readonly Step[]
  readonly window: Window | undefined
}

const WINDOW_CENTER = 0x00281050
const WINDOW_WIDTH = 0x00281051
const RESCALE_INTERCEPT = 0x00281052
const RESCALE_SLOPE = 0x00281053
const VOI_LUT_FUNCTION = 0x00281056
const MODALITY_LUT_SEQUENCE = 0x00283000
const LUT_DESCRIPTOR = 0x00283002
const LUT_DATA = 0x00283006
const VOI_LUT_SEQUENCE = 0x00283010
const SOFTCOPY_VOI_LUT_SEQUENCE = 0x00283110
const FRAME_VOI_LUT_SEQUENCE = 0x00289132
const PIXEL_VALUE_TRANSFORMATION_SEQUENCE = 0x00289145
const PIXEL_INTENSITY_RELATIONSHIP_LUT_SEQUENCE = 0x00289422
const SHARED_FUNCTIONAL_GROUPS_SEQUENCE = 0x52009229
const PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE = 0x52009230
const VALUES: ReadonlySet<number> = new Set([
  ...[WINDOW_CENTER, WINDOW_WIDTH, RESCALE_INTERCEPT, RESCALE_SLOPE, VOI_LUT_FUNCTION],
  ...[LUT_DESCRIPTOR, LUT_DATA],
])
const SEQUENCES: ReadonlySet<number> = new Set([
  ...[MODALITY_LUT_SEQUENCE, VOI_LUT_SEQUENCE, SOFTCOPY_VOI_LUT_SEQUENCE, FRAME_VOI_LUT_SEQUENCE],
  ...[PIXEL_VALUE_TRANSFORMATION_SEQUENCE, PIXEL_INTENSITY_RELATIONSHIP_LUT_SEQUENCE],
  ...[SHARED_FUNCTIONAL_GROUPS_SEQUENCE, PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE],
])
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
/** All others than these are taken for a curve that reaches beyond its window. */
const LINEAR_FUNCTIONS = new Set(['', 'LINEAR', 'LINEAR_EXACT'])
const BYTE_VRS: ReadonlySet<string> = new Set(['OB', 'UN'])
const MODALITY_TABLES: ReadonlySet<number | undefined> = new Set([
  MODALITY_LUT_SEQUENCE,
  PIXEL_INTENSITY_RELATIONSHIP_LUT_SEQUENCE,
])
const VOI_TABLES: ReadonlySet<number | undefined> = new Set([VOI_LUT_SEQUENCE, SOFTCOPY_VOI_LUT_SEQUENCE])
/** No longer one fits into an element of explicit VR. */
const LONGEST_TEXT_BYTES = 65_534
const NOTHING = new Uint8Array(0)

/** An item, or the root, and what it says itself. */
interface Place {
  /** Of the sequence that the item is of. */
  readonly sequence: number | undefined
  /** Of the whole image, or of one frame. */
  readonly group: Group
  readonly littleEndian: boolean
  values: Map<number, TableValue> | undefined
}

/** Those that say something, or may. */
type Group = Place[]

/** Takes a data set as it is listed, and tells of each frame how it is shown. */
export class FrameViewReader {
  readonly #image: Group = []
  readonly #frames: Group[] = []
  /** By depth; undefined where what is said there is not of how the image is shown. */
  readonly #open: (Place | undefined)[]
  readonly #sequences: { readonly tag: number; readonly littleEndian: boolean }[] = []
  #places = 0
  #isReadable = true

  constructor(encoding: Encoding) {
    this.#open = [this.#place(undefined, this.#image, encoding !== ENCODING_EXPLICIT_BE)]
  }

  /** `thing`: the next of the listing. `dataSet`: what its offsets are of; only copies of it are kept. */
  take(thing: Listed, dataSet: Uint8Array): void {
    if (thing.kind === 'item') this.#openItem(thing.depth, thing.number)
    else if (thing.kind === 'element') this.#takeElement(thing, dataSet)
  }

  /** Of each frame, from 0, of so many. Throws PIXELS_NOT_INSPECTED where that cannot be read, or there are more views than limits.shownWindows. */
  viewsOf(frame: number, frames: number): readonly View[] {
    const isTold = this.#frames.length > 0 && this.#frames.length !== frames && this.#frames.some(saysAnything)
    if (!this.#isReadable || isTold) throw new SluiceError('PIXELS_NOT_INSPECTED')
    return viewsOf([...this.#image, ...(this.#frames[frame] ?? [])])
  }

  #takeElement(thing: Extract<Listed, { kind: 'element' }>, dataSet: Uint8Array): void {
    const { tag, vr, depth, isSequence, valueAt, valueBytes } = thing
    const place = this.#open[depth]
    if (isSequence) this.#sequences[depth] = { tag, littleEndian: vr === 'UN' || place?.littleEndian === true }
    if (place === undefined || !(VALUES.has(tag) || SEQUENCES.has(tag))) return
    // Of what comes twice some show the first, others the last.
    const isTwice = place.values?.has(tag) === true
    if (isTwice || isSequence !== SEQUENCES.has(tag) || (!isSequence && valueBytes === undefined)) {
      if (isTwice || valueBytes !== 0) this.#isReadable = false
      return
    }
    const bytes = isSequence ? NOTHING : dataSet.slice(valueAt, valueAt + valueBytes!)
    place.values ??= new Map()
    place.values.set(tag, { bytes, littleEndian: place.littleEndian, isBytes: BYTE_VRS.has(vr) })
  }

  #openItem(depth: number, number: number): void {
    const { tag, littleEndian } = this.#sequences[depth - 1]!
    const around = this.#open[depth - 1]
    this.#open.length = depth
    if (around === undefined || !SEQUENCES.has(tag)) {
      this.#open.push(undefined)
      return
    }
    const isFrame = tag === PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE
    if (isFrame && depth > 1) this.#isReadable = false
    if (isFrame) this.#frames[number - 1] ??= []
    this.#open.push(this.#place(tag, isFrame ? this.#frames[number - 1]! : around.group, littleEndian))
  }

  #place(sequence: number | undefined, group: Group, littleEndian: boolean): Place | undefined {
    if (++this.#places > limits.shownItems) {
      this.#isReadable = false
      return undefined
    }
    const place: Place = { sequence, group, littleEndian, values: undefined }
    group.push(place)
    return place
  }
}

function saysAnything(group: Group): boolean {
  return group.some(({ values }) => values !== undefined && [...values.keys()].some((tag) => VALUES.has(tag)))
}

/** Stored values, or what comes out of a table. */
interface Scale {
  readonly name: string
  readonly steps: readonly Step[]
  readonly slope: number
  readonly intercept: number
}

/** Each window and each table after each rescale and each Modality LUT: which goes with which, viewers may see differently. */
function viewsOf(places: Group): readonly View[] {
  const views = new Map<string, View>()
  const add = (name: string, view: View): void => {
    views.set(name, view)
    if (views.size > limits.shownWindows) throw new SluiceError('PIXELS_NOT_INSPECTED')
  }
  const scales = [...rescales(places), ...modalityTables(places)]
  for (const { name, steps } of scales) if (steps.length > 0) add(name, { steps, window: undefined })
  if (scales.length === 0) scales.push({ name: '', steps: [], slope: 1, intercept: 0 })
  for (const { name, steps, slope, intercept } of scales) {
    for (const { darkest, lightest } of places.flatMap(windowsOf)) {
      const ends = [(darkest - intercept) / slope, (lightest - intercept) / slope]
      const window = { darkest: Math.min(...ends), lightest: Math.max(...ends) }
      if (!ends.every(Number.isFinite)) throw new SluiceError('PIXELS_NOT_INSPECTED')
      add(`${steps.length === 0 ? '' : name} ${window.darkest} ${window.lightest}`, { steps, window })
    }
    for (const [at, table] of tablesOf(places, VOI_TABLES).entries()) {
      add(`${name} voi ${at}`, { steps: [...steps, { slope, intercept, table }], window: undefined })
    }
  }
  return [...views.values()]
}

/** Each once. */
function rescales(places: Group): readonly Scale[] {
  const scales = new Map<string, Scale>()
  for (const { values } of places) {
    const slope = numbersOf(values, RESCALE_SLOPE)[0]
    const intercept = numbersOf(values, RESCALE_INTERCEPT)[0]
    if (slope === undefined && intercept === undefined) continue
    if (slope === 0) throw new SluiceError('PIXELS_NOT_INSPECTED')
    const scale = { steps: [], slope: slope ?? 1, intercept: intercept ?? 0 }
    const name = `${scale.slope} ${scale.intercept}`
    scales.set(name, { name, ...scale })
  }
  return [...scales.values()]
}

function modalityTables(places: Group): readonly Scale[] {
  const one = { slope: 1, intercept: 0 }
  return tablesOf(places, MODALITY_TABLES).map((table, at) => {
    return { name: `modality ${at}`, steps: [{ ...one, table }], ...one }
  })
}

/** In rescaled values. A viewer offers each centre with the width of the same place (PS3.3 C.11.2.1.2). */
function windowsOf({ values }: Place): readonly Window[] {
  const widths = numbersOf(values, WINDOW_WIDTH)
  const shape = textsOf(values, VOI_LUT_FUNCTION)[0] ?? ''
  return numbersOf(values, WINDOW_CENTER).flatMap((centre, at) => {
    const width = widths[at]
    if (centre === undefined || width === undefined || width <= 0) return []
    const reaches = LINEAR_FUNCTIONS.has(shape) ? [width / 2] : [width / 2, width]
    return reaches.map((reach) => ({ darkest: centre - reach, lightest: centre + reach }))
  })
}

function tablesOf(places: Group, sequences: ReadonlySet<number | undefined>): readonly LookupTable[] {
  return places.flatMap(({ sequence, values }) => {
    if (!sequences.has(sequence)) return []
    const tables = readLookupTables(values?.get(LUT_DESCRIPTOR), values?.get(LUT_DATA))
    if (tables === undefined) throw new SluiceError('PIXELS_NOT_INSPECTED')
    return tables
  })
}

/** Undefined where a number is left out. Throws where one is none. */
function numbersOf(values: Place['values'], tag: number): readonly (number | undefined)[] {
  return textsOf(values, tag).map((text) => {
    if (text === '') return undefined
    if (!NUMBER.test(text) || !Number.isFinite(Number(text))) throw new SluiceError('PIXELS_NOT_INSPECTED')
    return Number(text)
  })
}

function textsOf(values: Place['values'], tag: number): readonly string[] {
  const { bytes = NOTHING } = values?.get(tag) ?? {}
  if (bytes.length > LONGEST_TEXT_BYTES) throw new SluiceError('PIXELS_NOT_INSPECTED')
  const texts = latin1Text(bytes).split('\\')
  return texts.map((text) => text.replaceAll(/^[ \0]+|[ \0]+$/g, ''))
}
