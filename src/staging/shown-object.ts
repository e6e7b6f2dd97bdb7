/** What the head of an object tells of its text and its image, for whoever looks for text in its frames: the words that identify it, its palette, and its windows. */

import { createDecoder, type Decoder } from '../cleaning/charset.ts'
import type { IdentifyingWord } from '../cleaning/find-words.ts'
import { wordsOfFact } from '../cleaning/identifying-words.ts'
import type { Palette, Window } from '../detection/grey-plane.ts'
import { findAttribute } from '../dicom/dictionary.ts'
import type { Encoding } from '../dicom/guess-encoding.ts'
import { listDataSet } from '../dicom/list-data-set.ts'
import { latin1Text } from '../dicom/uid.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { isFact } from '../profile/facts.ts'
import { profileRows } from '../profile/table.ts'
import { ENCODING_EXPLICIT_BE } from '../wasm/seam.ts'

export interface ShownObject {
  /** Of the object's own identifying values, at any depth. */
  readonly words: readonly IdentifyingWord[]
  readonly palette: Palette | undefined
  /** Also one that is not whole, or in segments, which `palette` does not tell. */
  readonly hasPalette: boolean
  /** Of the whole image, each once, in stored values. Those of functional groups and VOI LUTs are not among them. */
  readonly windows: readonly Window[]
}

const SPECIFIC_CHARACTER_SET = 0x00080005
const WINDOW_CENTER = 0x00281050
const WINDOW_WIDTH = 0x00281051
const RESCALE_INTERCEPT = 0x00281052
const RESCALE_SLOPE = 0x00281053
const PALETTE_DESCRIPTOR = 0x00281101
const PALETTES = [0x00281201, 0x00281202, 0x00281203]
const SEGMENTED_PALETTES = [0x00281221, 0x00281222, 0x00281223]
const ROOT_TAGS = new Set([
  ...[SPECIFIC_CHARACTER_SET, WINDOW_CENTER, WINDOW_WIDTH, RESCALE_INTERCEPT, RESCALE_SLOPE, PALETTE_DESCRIPTOR],
  ...PALETTES,
  ...SEGMENTED_PALETTES,
])
const LONGEST_FACT_BYTES = 1024
/** A descriptor says 0 where it means this (PS3.3 C.7.6.3.1.5). */
const MOST_ENTRIES = 65_536

/** `dataSet`: from its first byte to before Pixel Data. What cannot be read tells nothing. Throws PIXELS_NOT_INSPECTED where there are more windows than limits.shownWindows. */
export function readShownObject(dataSet: Uint8Array, encoding: Encoding): ShownObject {
  const root = new Map<number, Uint8Array>()
  const facts: { readonly tag: number; readonly value: Uint8Array }[] = []
  for (const thing of listDataSet(dataSet, encoding)) {
    if (thing.kind !== 'element' || thing.valueBytes === undefined || thing.isSequence) continue
    const value = dataSet.subarray(thing.valueAt, thing.valueAt + thing.valueBytes)
    if (thing.depth === 0 && ROOT_TAGS.has(thing.tag)) root.set(thing.tag, value)
    if (value.length <= LONGEST_FACT_BYTES && isIdentifying(thing.tag)) facts.push({ tag: thing.tag, value })
  }
  const decoder = createDecoder(root.get(SPECIFIC_CHARACTER_SET) ?? new Uint8Array(0))
  const hasPalette = [PALETTE_DESCRIPTOR, ...PALETTES, ...SEGMENTED_PALETTES].some((tag) => root.has(tag))
  return { words: wordsOf(facts, decoder), palette: paletteOf(root, encoding), hasPalette, windows: windowsOf(root) }
}

let rowsByTag: ReadonlyMap<number, ReturnType<typeof profileRows>[number]> | undefined

function isIdentifying(tag: number): boolean {
  const attribute = findAttribute(tag)
  if (attribute === undefined || tag === SPECIFIC_CHARACTER_SET) return false
  rowsByTag ??= new Map(profileRows().flatMap((row) => (row.tag === undefined ? [] : [[row.tag, row]])))
  return isFact(tag, attribute, rowsByTag.get(tag))
}

/** The longest first: a short word identifies less. */
function wordsOf(
  facts: readonly { readonly tag: number; readonly value: Uint8Array }[],
  decoder: Decoder | undefined,
): readonly IdentifyingWord[] {
  const words = facts.flatMap(({ tag, value }) => wordsOfFact(tag, value, decoder).words)
  const distinct = [...new Map(words.map((word) => [word.compact, word])).values()]
  return distinct.sort((a, b) => b.compact.length - a.compact.length).slice(0, limits.identifyingWords)
}

/** A viewer offers each centre with the width of the same place (PS3.3 C.11.2.1.2). What is no number makes no window. */
function windowsOf(root: ReadonlyMap<number, Uint8Array>): readonly Window[] {
  const numbersOf = (tag: number): readonly number[] =>
    latin1Text(root.get(tag) ?? new Uint8Array(0))
      .split('\\')
      .map((text) => text.replaceAll(/[ \0]/g, ''))
      .map((text) => (text === '' ? Number.NaN : Number(text)))
  const [slope, intercept] = [numbersOf(RESCALE_SLOPE)[0]!, numbersOf(RESCALE_INTERCEPT)[0]!].map((number, at) =>
    Number.isNaN(number) ? 1 - at : number,
  ) as [number, number]
  if (!(slope > 0)) return []
  const widths = numbersOf(WINDOW_WIDTH)
  const windows = new Map<string, Window>()
  for (const [at, centre] of numbersOf(WINDOW_CENTER).entries()) {
    const width = widths[at] ?? Number.NaN
    const darkest = (centre - width / 2 - intercept) / slope
    const lightest = (centre + width / 2 - intercept) / slope
    if (!(width > 0) || !Number.isFinite(darkest) || !Number.isFinite(lightest)) continue
    windows.set(`${darkest} ${lightest}`, { darkest, lightest })
    if (windows.size > limits.shownWindows) throw new SluiceError('PIXELS_NOT_INSPECTED')
  }
  return [...windows.values()]
}

/** Undefined where it is not whole. */
function paletteOf(root: ReadonlyMap<number, Uint8Array>, encoding: Encoding): Palette | undefined {
  const words = (tag: number): Uint16Array => {
    const bytes = root.get(tag) ?? new Uint8Array(0)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const littleEndian = encoding !== ENCODING_EXPLICIT_BE
    return Uint16Array.from({ length: bytes.length >> 1 }, (_, at) => view.getUint16(2 * at, littleEndian))
  }
  const [entries, first, bits] = words(PALETTE_DESCRIPTOR)
  if (entries === undefined || first === undefined || bits === undefined) return undefined
  const [red, green, blue] = PALETTES.map((tag) => {
    const count = entries === 0 ? MOST_ENTRIES : entries
    const value = root.get(tag)
    // Entries of eight bits stand one in a byte, or in a word each.
    if (bits === 8 && value !== undefined && value.length < 2 * count) return Uint16Array.from(value.subarray(0, count))
    return words(tag).subarray(0, count)
  })
  const isWhole = [red, green, blue].every((list) => list!.length > 0)
  return isWhole ? { first, colours: [red!, green!, blue!] } : undefined
}
