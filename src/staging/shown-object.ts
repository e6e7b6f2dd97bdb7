/** What the head of an object tells of its text and its image, for whoever looks for text in its frames: the words that identify it, its palette, and how its shades are shown. */

import { createDecoder, type Decoder } from '../cleaning/charset.ts'
import type { IdentifyingWord } from '../cleaning/find-words.ts'
import { wordsOfFact } from '../cleaning/identifying-words.ts'
import type { Palette } from '../detection/grey-plane.ts'
import { findAttribute } from '../dicom/dictionary.ts'
import type { Encoding } from '../dicom/guess-encoding.ts'
import { listDataSet } from '../dicom/list-data-set.ts'
import { latin1Text } from '../dicom/value-text.ts'
import { limits } from '../limits.ts'
import { isFact } from '../profile/facts.ts'
import { profileRows } from '../profile/table.ts'
import { ENCODING_EXPLICIT_BE } from '../wasm/seam.ts'
import { FrameViewReader, type View } from './frame-views.ts'
import { entriesOf, type TableValue, wordsOf as tableWords } from './lookup-table.ts'

export interface ShownObject {
  /** Of the object's own identifying values, at any depth. */
  readonly words: readonly IdentifyingWord[]
  readonly palette: Palette | undefined
  /** Also one that is not whole, or in segments, which `palette` does not tell. */
  readonly hasPalette: boolean
  /** Whether the head could be read to its end. */
  readonly isWhole: boolean
  /** How the shades of the frame `frame` (from 0) of so many are shown, beside as they are. Throws PIXELS_NOT_INSPECTED where that cannot be read, or is more than limits.shownWindows. */
  readonly viewsOf: (frame: number, frames: number) => readonly View[]
}

interface Fact {
  readonly tag: number
  readonly value: Uint8Array
}

const SPECIFIC_CHARACTER_SET = 0x00080005
const PALETTE_DESCRIPTOR = 0x00281101
const PALETTES = [0x00281201, 0x00281202, 0x00281203]
const SEGMENTED_PALETTES = [0x00281221, 0x00281222, 0x00281223]
/** Enhanced Palette Color Lookup Table Sequence. */
const ENHANCED_PALETTES = 0x0028140b
const ROOT_TAGS = new Set([
  ...[SPECIFIC_CHARACTER_SET, PALETTE_DESCRIPTOR, ENHANCED_PALETTES],
  ...PALETTES,
  ...SEGMENTED_PALETTES,
])
const LONGEST_FACT_BYTES = 1024
const DESCRIPTOR_BYTES = 6

/** `dataSet`: from its first byte to before Pixel Data; nothing of it is kept but copies. What cannot be read tells nothing. */
export function readShownObject(dataSet: Uint8Array, encoding: Encoding): ShownObject {
  const root = new Map<number, TableValue>()
  const facts = new Map<string, Fact>()
  const views = new FrameViewReader(encoding)
  const littleEndian = encoding !== ENCODING_EXPLICIT_BE
  let isWhole = true
  for (const thing of listDataSet(dataSet, encoding, dataSet.byteLength, limits.shownElements)) {
    views.take(thing, dataSet)
    if (thing.kind === 'finding') isWhole = false
    if (thing.kind !== 'element') continue
    const { tag, vr, depth, valueAt, valueBytes = 0, isSequence } = thing
    const bytes = dataSet.subarray(valueAt, isSequence ? valueAt : valueAt + valueBytes)
    if (depth === 0 && ROOT_TAGS.has(tag)) root.set(tag, { bytes, littleEndian, isBytes: vr === 'OB' })
    if (isSequence || bytes.length === 0 || bytes.length > LONGEST_FACT_BYTES || !isIdentifying(tag)) continue
    facts.set(`${tag} ${latin1Text(bytes)}`, { tag, value: bytes })
  }
  const decoder = createDecoder(root.get(SPECIFIC_CHARACTER_SET)?.bytes ?? new Uint8Array(0))
  return {
    words: wordsOf([...facts.values()], decoder),
    palette: paletteOf(root),
    hasPalette: [PALETTE_DESCRIPTOR, ENHANCED_PALETTES, ...PALETTES, ...SEGMENTED_PALETTES].some((tag) =>
      root.has(tag),
    ),
    isWhole,
    viewsOf: (frame, frames) => views.viewsOf(frame, frames),
  }
}

let rowsByTag: ReadonlyMap<number, ReturnType<typeof profileRows>[number]> | undefined

function isIdentifying(tag: number): boolean {
  const attribute = findAttribute(tag)
  if (attribute === undefined || tag === SPECIFIC_CHARACTER_SET) return false
  rowsByTag ??= new Map(profileRows().flatMap((row) => (row.tag === undefined ? [] : [[row.tag, row]])))
  return isFact(tag, attribute, rowsByTag.get(tag))
}

/** The longest first: a short word identifies less. */
function wordsOf(facts: readonly Fact[], decoder: Decoder | undefined): readonly IdentifyingWord[] {
  const words = facts.flatMap(({ tag, value }) => wordsOfFact(tag, value, decoder).words)
  const distinct = [...new Map(words.map((word) => [word.compact, word])).values()]
  return distinct.sort((a, b) => b.compact.length - a.compact.length).slice(0, limits.identifyingWords)
}

/** Undefined where it is not whole. */
function paletteOf(root: ReadonlyMap<number, TableValue>): Palette | undefined {
  const descriptor = root.get(PALETTE_DESCRIPTOR)
  if (descriptor?.bytes.length !== DESCRIPTOR_BYTES) return undefined
  const [count, first] = tableWords(descriptor) as unknown as readonly [number, number]
  const [red, green, blue] = PALETTES.map((tag) => {
    const data = root.get(tag)
    return data && entriesOf(data, count)
  })
  const isWhole = red !== undefined && green !== undefined && blue !== undefined
  return isWhole ? { first, colours: [red, green, blue] } : undefined
}
