/** Heads whose windows and tables are damaged: an object that says that somebody looked shows no letters, by a reader of its own, that were not blanked. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameInspector } from '../../src/staging/inspect-frames.ts'
import { createStage } from '../../src/staging/stage-object.ts'
import {
  buildElements,
  buildObject,
  DATA_SET_ENCODINGS,
  type ElementSpec,
  element,
  sequence,
  wireEncoding,
} from '../support/dicom-builder.ts'
import { type ReadDataSet, type ReadElement, readObject, textOf } from '../support/dicom-reader.ts'
import { paintLetters } from '../support/letters.ts'
import { runStaged } from '../support/staged-run.ts'

const RUNS = Number(process.env.SLUICE_FUZZ_RUNS ?? 60)
const ROWS = 26
const COLUMNS = 80
const GROUND = 30
const LETTERS = 34
const PIXEL_DATA = 0x7fe00010
const SEQUENCES = new Set([
  ...[0x00283000, 0x00283010, 0x00289132, 0x00289145, 0x52009229, 0x52009230, 0x00120064, 0x0040a043],
])
/** Of all light: what nobody could overlook. */
const PLAIN = 0.3

const plain = new Uint8Array(ROWS * COLUMNS).fill(GROUND)
plain.fill(255, 0, 4)
const lettered = plain.slice()
paintLetters(lettered, COLUMNS, { x: 8, y: 6, count: 6, scale: 2, value: LETTERS })
const FRAMES = [plain, lettered]

const window = (centre: string, width: string): ElementSpec[] => [
  element('00281050', 'DS', centre),
  element('00281051', 'DS', width),
]
const table = (value: (shade: number) => number): ElementSpec[] => [
  { tag: 0x00283002, vr: 'US', integers: [256, 0, 16] },
  { tag: 0x00283006, vr: 'OW', integers: Array.from({ length: 256 }, (_, shade) => value(shade)) },
]
const steep = table((shade) => (shade > 32 ? 65_535 : 0))
const flat = table((shade) => 257 * shade)
const groups = (...items: readonly (readonly ElementSpec[])[]): ElementSpec => sequence('52009230', items)
const voi = (...elements: readonly ElementSpec[]): ElementSpec => sequence('00289132', [elements])
const rescale = sequence('00289145', [[element('00281052', 'DS', '-100'), element('00281053', 'DS', '2')]])

/** How the letters show: by each of these alone. */
const HEADS: readonly (readonly ElementSpec[])[] = [
  window('128\\32', '256\\8'),
  [sequence('00283010', [flat, steep])],
  [sequence('00283000', [steep])],
  [groups([voi(...window('128', '256'))], [voi(...window('32', '8'))])],
  [groups([rescale, voi(...window('128', '256'))], [rescale, voi(...window('-36', '16'))])],
  [groups([], [voi(sequence('00283010', [flat, steep]))])],
  [sequence('52009229', [[voi(...window('32', '8'))]], { undefinedLength: true, undefinedItems: true })],
]

type Damage = readonly { readonly at: number; readonly byte: number }[]

/** The head is written in one piece, so that any byte of it can be any other. */
function objectOf(
  head: readonly ElementSpec[],
  encoding: (typeof DATA_SET_ENCODINGS)[number],
  damage: Damage,
): Uint8Array {
  const raw = Buffer.from(buildElements(head, wireEncoding(encoding)))
  for (const { at, byte } of damage) raw[at % raw.length] = byte
  const number = (tag: number, ...integers: number[]): ElementSpec => ({ tag, vr: 'US', integers })
  const elements: ElementSpec[] = [
    element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'),
    element('00080018', 'UI', '1.2.3'),
    number(0x00280002, 1),
    element('00280004', 'CS', 'MONOCHROME2'),
    element('00280008', 'IS', '2'),
    number(0x00280010, ROWS),
    number(0x00280011, COLUMNS),
    number(0x00280100, 8),
    number(0x00280101, 8),
    number(0x00280102, 7),
    number(0x00280103, 0),
    { tag: 0, vr: 'OB', raw },
    { tag: PIXEL_DATA, vr: encoding === 'explicit-be' ? 'OB' : 'OW', value: Buffer.concat(FRAMES) },
  ]
  const meta = { start: 'preamble', sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: '1.2.3' } as const
  return buildObject({ encoding, meta, elements })
}

/** Whether a viewer that goes by this head shows letters in the frame, from 0. */
function showsLetters(root: ReadDataSet, frame: number, bigEndian: boolean): boolean {
  const itemsOf = (of: ReadDataSet, tag: number): readonly ReadDataSet[] => of.get(tag)?.items ?? []
  const shared = itemsOf(root, 0x52009229)
  const own = itemsOf(root, 0x52009230)[frame]
  const functional = [...shared, ...(own === undefined ? [] : [own])]
  const vois = [root, ...functional.flatMap((group) => itemsOf(group, 0x00289132))]
  const first = (of: ReadDataSet | undefined, tag: number, otherwise: number): number => {
    const element = of?.get(tag)
    return element === undefined ? otherwise : Number.parseFloat(textOf(element))
  }
  const transformed = [root, ...functional.flatMap((group) => itemsOf(group, 0x00289145))].findLast((of) =>
    of.has(0x00281053),
  )
  const [slope, intercept] = [first(transformed, 0x00281053, 1), first(transformed, 0x00281052, 0)]
  const through = (tables: readonly ReadDataSet[], of: (value: number) => number): boolean =>
    tables.some((item) => {
      const [descriptor, data] = [item.get(0x00283002), item.get(0x00283006)]
      if (descriptor?.value.length !== 6 || data?.value.length !== 512) return false
      const word = (element: ReadElement, at: number): number =>
        bigEndian ? element.value.readUInt16BE(2 * at) : element.value.readUInt16LE(2 * at)
      if (word(descriptor, 0) !== 256) return false
      const shown = [GROUND, LETTERS].map((value) => {
        const at = Math.min(255, Math.max(0, Math.round(of(value)) - word(descriptor, 1)))
        return word(data, at) / 65_535
      })
      return Math.abs(shown[0]! - shown[1]!) > PLAIN
    })
  const rescaled = (value: number): number => value * slope + intercept
  const isWindow = vois.some((of) => {
    const [centres, widths] = [0x00281050, 0x00281051].map((tag) => {
      const element = of.get(tag)
      return element === undefined ? [] : textOf(element).split('\\').map(Number)
    }) as [number[], number[]]
    return centres.some((centre, at) => {
      const width = widths[at] ?? Number.NaN
      const light = (value: number): number => Math.min(1, Math.max(0, (rescaled(value) - centre) / width + 0.5))
      return width > 0 && Math.abs(light(GROUND) - light(LETTERS)) > PLAIN
    })
  })
  const tables = vois.flatMap((of) => itemsOf(of, 0x00283010))
  return isWindow || through(tables, rescaled) || through(itemsOf(root, 0x00283000), (value) => value)
}

const reader = createFrameInspector(
  { readLines: (pages) => pages.map(() => [{ text: 'Abernathy', confidence: 0.9 }]) },
  [],
  [],
)

function outcomeOf(bytes: Uint8Array, bigEndian: boolean): 'withheld' | 'blanked' | 'nothing shown' | 'letters shown' {
  const { result, bytes: output } = runStaged({ unmatched: 'pass', detect: true }, bytes, {
    stage: createStage(undefined, reader),
  })
  if (result.disposition !== 'deidentified') return 'withheld'
  const { dataSet } = readObject(output, (tag) => SEQUENCES.has(tag))
  const frames = dataSet.get(PIXEL_DATA)!.value
  if (!frames.subarray(0, 2 * plain.length).equals(Buffer.concat(FRAMES))) return 'blanked'
  return showsLetters(dataSet, 1, bigEndian) ? 'letters shown' : 'nothing shown'
}

describe('letters that only a window or a table shows', () => {
  it.each(DATA_SET_ENCODINGS)('are blanked in %s', (encoding) => {
    for (const head of HEADS) {
      expect(outcomeOf(objectOf(head, encoding, []), encoding === 'explicit-be')).toBe('blanked')
    }
  })

  it('are blanked, withheld, or no longer shown, whatever is damaged', () => {
    const damage = fc.array(
      fc.record({ at: fc.nat(1600), byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 0x20, 0x28, 0xff, 0x5c)) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...HEADS),
        fc.constantFrom(...DATA_SET_ENCODINGS),
        damage,
        (head, encoding, damaged) => {
          const outcome = outcomeOf(objectOf(head, encoding, damaged), encoding === 'explicit-be')
          expect(outcome).not.toBe('letters shown')
        },
      ),
      { numRuns: RUNS },
    )
  })
})
