import { describe, expect, it } from 'vitest'
import type { Encoding } from '../../../src/dicom/guess-encoding.ts'
import { limits } from '../../../src/limits.ts'
import type { View } from '../../../src/staging/frame-views.ts'
import { readShownObject } from '../../../src/staging/shown-object.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE, ENCODING_IMPLICIT_LE } from '../../../src/wasm/seam.ts'
import { buildElements, type ElementSpec, element, sequence } from '../../support/dicom-builder.ts'

const NOT_INSPECTED = expect.objectContaining({ code: 'PIXELS_NOT_INSPECTED' })

function viewsOf(
  elements: readonly ElementSpec[],
  {
    frame = 0,
    frames = 1,
    encoding = ENCODING_EXPLICIT_LE,
  }: { frame?: number; frames?: number; encoding?: Encoding } = {},
): readonly View[] {
  return readShownObject(buildElements(elements, encoding), encoding).viewsOf(frame, frames)
}

const window = (centre: string, width: string, shape?: string): ElementSpec[] => [
  element('00281050', 'DS', centre),
  element('00281051', 'DS', width),
  ...(shape === undefined ? [] : [element('00281056', 'CS', shape)]),
]
const rescale = (intercept: string, slope: string): ElementSpec[] => [
  element('00281052', 'DS', intercept),
  element('00281053', 'DS', slope),
]
const table = (descriptor: readonly number[], entries: readonly number[], vr = 'US'): ElementSpec[] => [
  { tag: 0x00283002, vr, integers: descriptor },
  { tag: 0x00283006, vr: 'OW', integers: entries },
]
const voiTables = (...items: readonly ElementSpec[][]): ElementSpec => sequence('00283010', items)
const modalityTable = (...items: readonly ElementSpec[][]): ElementSpec => sequence('00283000', items)
const shared = (...elements: readonly ElementSpec[]): ElementSpec => sequence('52009229', [elements])
const perFrame = (...items: readonly (readonly ElementSpec[])[]): ElementSpec => sequence('52009230', items)
const frameVoi = (...elements: readonly ElementSpec[]): ElementSpec => sequence('00289132', [elements])
const transformation = (...elements: readonly ElementSpec[]): ElementSpec => sequence('00289145', [elements])
const windows = (views: readonly View[]): unknown => views.map((view) => view.window)

describe('windows', () => {
  it('are given once each, in stored values', () => {
    const elements = [...window('40\\400\\40\\7', '400\\2000\\400'), ...rescale('-1024', '2')]
    expect(windows(viewsOf(elements))).toEqual([
      { darkest: 432, lightest: 632 },
      { darkest: 212, lightest: 1212 },
    ])
    expect(windows(viewsOf([...window('40', '20'), ...rescale('0', '-2')]))).toEqual([{ darkest: -25, lightest: -15 }])
  })

  it('are none where there is no width, or none above zero', () => {
    expect(viewsOf([element('00281050', 'DS', '40')])).toEqual([])
    expect(viewsOf(window('', ''))).toEqual([])
    expect(viewsOf(window('40\\80', '0\\-3'))).toEqual([])
  })

  it.each([
    ['a width that is no number', window('40', 'wide')],
    ['a centre that is no number to its end', window('40,5', '10')],
    ['a number too large to be one', window('1e999', '10')],
    ['a slope that makes one shade of all', [...window('40', '10'), ...rescale('0', '0')]],
    ['a centre that stands there twice', [element('00281050', 'DS', '9'), ...window('40', '10')]],
    ['a centre that is a sequence', [sequence('00281050', [[]]), element('00281051', 'DS', '10')]],
  ])('that cannot be read withhold: %s', (_, elements) => {
    expect(() => viewsOf(elements)).toThrow(NOT_INSPECTED)
  })

  it('of a sigmoid are looked at as far as it reaches as well', () => {
    const both = [
      { darkest: 35, lightest: 45 },
      { darkest: 30, lightest: 50 },
    ]
    expect(windows(viewsOf(window('40', '10', 'SIGMOID ')))).toEqual(both)
    expect(windows(viewsOf(window('40', '10', 'LINEAR_EXACT')))).toEqual([both[0]])
  })

  it('of a frame are its own, those of all frames, and those of the image', () => {
    const elements = [
      ...window('10', '2'),
      shared(frameVoi(...window('20', '2')), transformation(...rescale('0', '2'))),
      perFrame(
        [frameVoi(...window('30', '2'))],
        [frameVoi(...window('40', '2')), transformation(...rescale('100', '1'))],
      ),
    ]
    const at = (...centres: readonly number[]): unknown =>
      centres.map((centre) => ({ darkest: centre - 1, lightest: centre + 1 }))
    const halved = (...centres: readonly number[]): unknown =>
      centres.map((centre) => ({ darkest: centre - 0.5, lightest: centre + 0.5 }))
    expect(windows(viewsOf(elements, { frame: 0, frames: 2 }))).toEqual(halved(5, 10, 15))
    expect(windows(viewsOf(elements, { frame: 1, frames: 2 }))).toEqual([
      ...(halved(5, 10, 20) as unknown[]),
      ...(at(-90, -80, -60) as unknown[]),
    ])
  })

  it('of frames that are not as many as the image has withhold; other groups of frames do not', () => {
    const elements = [perFrame([frameVoi(...window('30', '2'))], [])]
    expect(viewsOf(elements, { frame: 0, frames: 2 })).toHaveLength(1)
    expect(() => viewsOf(elements, { frame: 0, frames: 3 })).toThrow(NOT_INSPECTED)
    expect(viewsOf([perFrame([element('00189074', 'DT', '2026')])], { frame: 2, frames: 3 })).toEqual([])
  })

  it('are found where a functional group has a concept name, or comes as UN of undefined length', () => {
    const concept = sequence('0040A043', [[element('00080100', 'SH', 'X'), element('00080102', 'SH', 'Y')]])
    expect(viewsOf([perFrame([concept, frameVoi(...window('30', '2'))])])).toHaveLength(1)
    const unknown = sequence('52009229', [[frameVoi(...window('30', '2'))]], { undefinedLength: true, asUnknown: true })
    expect(viewsOf([unknown], { encoding: ENCODING_EXPLICIT_BE })).toHaveLength(1)
  })

  it('are not those of what is no part of the image', () => {
    expect(viewsOf([sequence('00081140', [window('30', '2')])])).toEqual([])
  })
})

describe('sequences that cannot be entered', () => {
  it.each(['00283000', '00283010', '00289132', '52009229', '52009230'])('withhold: (%s) as bytes', (tag) => {
    expect(() => viewsOf([element(tag, 'UN', Buffer.alloc(8))])).toThrow(NOT_INSPECTED)
    expect(() => viewsOf([element(tag, 'OB', Buffer.alloc(8))])).toThrow(NOT_INSPECTED)
    expect(viewsOf([element(tag, 'UN')])).toEqual([])
  })
})

describe('lookup tables', () => {
  const entriesOf = ([view]: readonly View[]): unknown => [...view!.steps.at(-1)!.table.entries]

  it.each([
    ['explicit-le', ENCODING_EXPLICIT_LE],
    ['explicit-be', ENCODING_EXPLICIT_BE],
    ['implicit-le', ENCODING_IMPLICIT_LE],
  ] as const)('of %s are read, of words and of bytes', (_, encoding) => {
    const words = viewsOf([voiTables(table([3, 10, 16], [1, 500, 65535]))], { encoding })
    expect(words.map(({ window: none, steps }) => [none, steps.map((step) => step.table.first)])).toEqual([
      [undefined, [10]],
    ])
    expect(entriesOf(words)).toEqual([1, 500, 65535])
    // Two bytes are one word, of which the first entry is the lower byte.
    expect(entriesOf(viewsOf([voiTables(table([3, 0, 8], [0x0201, 0x0003]))], { encoding }))).toEqual([1, 2, 3])
  })

  it('have 65536 entries where their descriptor says 0', () => {
    const entries = Array.from({ length: 65_536 }, (_, at) => at)
    const [view] = viewsOf([voiTables(table([0, 0, 16], entries))])
    expect(view!.steps[0]!.table.entries).toHaveLength(65_536)
  })

  it('begin below zero, or do not, where that is not told', () => {
    const firsts = (vr: string): unknown =>
      viewsOf([voiTables(table([2, 0xfc00, 16], [1, 2], vr))]).map(({ steps }) => steps[0]!.table.first)
    expect(firsts('SS')).toEqual([0xfc00, -1024])
    expect(firsts('US')).toEqual([0xfc00, -1024])
  })

  it('of an image are looked through each, after its rescale', () => {
    const elements = [...rescale('-10', '2'), voiTables(table([2, 0, 16], [1, 2]), table([2, 0, 16], [3, 4]))]
    const views = viewsOf(elements)
    expect(views.map(({ steps }) => [steps[0]!.slope, steps[0]!.intercept, ...steps[0]!.table.entries])).toEqual([
      [2, -10, 1, 2],
      [2, -10, 3, 4],
    ])
  })

  it('of the modality are looked through, and windows and tables behind them', () => {
    const elements = [
      ...window('5', '2'),
      modalityTable(table([2, 0, 16], [1, 2])),
      voiTables(table([2, 0, 16], [3, 4])),
    ]
    const views = viewsOf(elements)
    expect(
      views.map(({ steps, window: shown }) => [steps.map(({ table: { entries } }) => [...entries]), shown]),
    ).toEqual([
      [[[1, 2]], undefined],
      [[[1, 2]], { darkest: 4, lightest: 6 }],
      [
        [
          [1, 2],
          [3, 4],
        ],
        undefined,
      ],
    ])
  })

  it('of one frame are its own', () => {
    const elements = [perFrame([frameVoi(voiTables(table([2, 0, 16], [1, 2])))], [])]
    expect(viewsOf(elements, { frame: 0, frames: 2 })).toHaveLength(1)
    expect(viewsOf(elements, { frame: 1, frames: 2 })).toHaveLength(0)
  })

  const [descriptor, data] = table([2, 0, 16], [1, 2]) as [ElementSpec, ElementSpec]
  it.each([
    ['no data', [descriptor]],
    ['no descriptor', [data]],
    ['an empty item', []],
    ['too few entries', table([4, 0, 16], [1, 2, 3])],
    ['too many entries', table([2, 0, 16], [1, 2, 3])],
    ['a descriptor of two numbers', table([2, 0], [1, 2])],
    ['entries of no bits', table([2, 0, 0], [1, 2])],
    ['entries of more than 16 bits', table([2, 0, 17], [1, 2])],
    ['data that stand there twice', [descriptor, data, data]],
  ])('that cannot be read withhold: %s', (_, item) => {
    expect(() => viewsOf([voiTables(item)])).toThrow(NOT_INSPECTED)
    expect(() => viewsOf([modalityTable(item)])).toThrow(NOT_INSPECTED)
    expect(() => viewsOf([perFrame([frameVoi(voiTables(item))])])).toThrow(NOT_INSPECTED)
  })
})

describe('bounds', () => {
  it('are limits.shownWindows windows and tables of a frame, and no more', () => {
    const list = (count: number): ElementSpec[] =>
      window(Array.from({ length: count }, (_, at) => at).join('\\'), new Array(count).fill('100').join('\\'))
    const most = limits.shownWindows
    expect(viewsOf(list(most))).toHaveLength(most)
    expect(() => viewsOf(list(most + 1))).toThrow(NOT_INSPECTED)
    const one = voiTables(table([2, 0, 16], [1, 2]))
    expect(viewsOf([...list(most - 1), one])).toHaveLength(most)
    expect(() => viewsOf([...list(most), one])).toThrow(NOT_INSPECTED)
  })

  it('are limits.shownItems items, and no more', () => {
    // The root is one of them.
    const items = Buffer.from('feff00e000000000'.repeat(limits.shownItems), 'hex')
    const read = (count: number): readonly View[] => {
      const value = items.subarray(0, 8 * count)
      const bytes = Buffer.concat([buildElements([{ tag: 0x52009229, vr: 'SQ', value }], ENCODING_EXPLICIT_LE)])
      return readShownObject(bytes, ENCODING_EXPLICIT_LE).viewsOf(0, 1)
    }
    expect(read(limits.shownItems - 1)).toEqual([])
    expect(() => read(limits.shownItems)).toThrow(NOT_INSPECTED)
  })

  it('are limits.shownElements elements of a head, and no more', () => {
    const one = buildElements([element('00080060', 'CS', '')], ENCODING_EXPLICIT_LE)
    const many = Buffer.alloc(one.length * limits.shownElements, one)
    const isWhole = (bytes: Uint8Array): boolean => readShownObject(bytes, ENCODING_EXPLICIT_LE).isWhole
    expect(isWhole(many.subarray(one.length))).toBe(true)
    expect(isWhole(many)).toBe(false)
  })
})
