import { describe, expect, it } from 'vitest'
import type { ReadWord, TextReader } from '../../../src/detection/text-reader.ts'
import { SluiceError } from '../../../src/errors.ts'
import { limits } from '../../../src/limits.ts'
import { createFrameInspector, sampleOf } from '../../../src/staging/inspect-frames.ts'
import { createStage } from '../../../src/staging/stage-object.ts'
import { ENCODING_EXPLICIT_LE } from '../../../src/wasm/seam.ts'
import { buildElement, buildObject, type ElementSpec, element, sequence } from '../../support/dicom-builder.ts'
import { type ReadDataSet, readObject, textOf } from '../../support/dicom-reader.ts'
import { type Painted, paintLetters, readingLetters } from '../../support/letters.ts'
import { type Pixels, runStaged, type StagedRun } from '../../support/staged-run.ts'

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7'
const ROWS = 60
const COLUMNS = 200
const PIXEL_DATA = 0x7fe00010
const METHOD_CODES = 0x00120064
const BURNED_IN_ANNOTATION = 0x00280301
const DETECT: Pixels = { unmatched: 'pass', detect: true }

/** Says this of every page. */
function saying(...words: readonly ReadWord[]): TextReader {
  return { readLines: (pages) => pages.map(() => words) }
}

function frame(paint?: { readonly x: number; readonly y: number }): {
  samples: Uint8Array
  painted: Painted | undefined
} {
  const samples = new Uint8Array(ROWS * COLUMNS).fill(30)
  const painted = paint && paintLetters(samples, COLUMNS, { ...paint, count: 6, scale: 2, value: 220 })
  return { samples, painted }
}

function object(...frames: readonly Uint8Array[]): Uint8Array {
  return objectWith({}, ...frames)
}

/** `more`: elements between those of the image and Pixel Data. */
function objectWith(
  { kind = 'MONOCHROME2', more = [] }: { readonly kind?: string; readonly more?: readonly ElementSpec[] },
  ...frames: readonly Uint8Array[]
): Uint8Array {
  const text = (tag: number, vr: string, value: string): ElementSpec => ({ tag, vr, value })
  const number = (tag: number, ...integers: number[]): ElementSpec => ({ tag, vr: 'US', integers })
  const elements: ElementSpec[] = [
    text(0x00080016, 'UI', SECONDARY_CAPTURE),
    text(0x00080018, 'UI', '1.2.3'),
    text(0x00100010, 'PN', 'DOE^JANE'),
    number(0x00280002, 1),
    text(0x00280004, 'CS', kind),
    text(0x00280008, 'IS', String(frames.length)),
    number(0x00280010, ROWS),
    number(0x00280011, COLUMNS),
    number(0x00280100, 8),
    number(0x00280101, 8),
    number(0x00280102, 7),
    number(0x00280103, 0),
    ...more,
    { tag: PIXEL_DATA, vr: 'OB', value: Buffer.concat(frames) },
  ]
  const meta = { start: 'preamble', sopClassUid: SECONDARY_CAPTURE, sopInstanceUid: '1.2.3' } as const
  return buildObject({ encoding: 'explicit-le', meta, elements })
}

function run(
  bytes: Uint8Array,
  reader: TextReader,
  pixels: Pixels = DETECT,
  { words = [], allowed = [] }: { readonly words?: readonly string[]; readonly allowed?: readonly string[] } = {},
): StagedRun {
  return runStaged(pixels, bytes, { stage: createStage(undefined, createFrameInspector(reader, words, allowed)) })
}

function dataSetOf(bytes: Uint8Array): ReadDataSet {
  return readObject(bytes, (tag) => tag === METHOD_CODES).dataSet
}

function pixelsOf({ bytes }: StagedRun): Buffer {
  return dataSetOf(bytes).get(PIXEL_DATA)!.value
}

const NAME = { text: 'Abernathy', confidence: 0.9 }

describe('an object in which text is looked for', () => {
  it('has what is found blanked, all else as it was, and says that its pixels were cleaned', () => {
    const { samples, painted } = frame({ x: 40, y: 20 })
    const done = run(object(samples), saying(NAME))
    expect(done.result.disposition).toBe('deidentified')
    expect(done.result.pixels).toEqual({
      outcome: 'blanked',
      rules: [],
      rectangles: 1,
      method: 'native',
      inspection: { frames: 1, inspectedFrames: 1, found: 1, leastSure: 0.9 },
    })
    const { x, y, width, height } = painted!
    const after = pixelsOf(done)
    let changed = 0
    for (let at = 0; at < samples.length; at++) {
      const [column, row] = [at % COLUMNS, Math.floor(at / COLUMNS)]
      const isInside = column >= x && column < x + width && row >= y && row < y + height
      const isNear = column >= x - 16 && column < x + width + 16 && row >= y - 16 && row < y + height + 16
      if (isInside) expect(after[at]).toBe(0)
      if (!isNear) expect(after[at]).toBe(samples[at])
      if (after[at] !== samples[at]) changed++
    }
    expect(changed).toBeGreaterThan(width * height - 1)
    expect(textOf(dataSetOf(done.bytes).get(BURNED_IN_ANNOTATION)!)).toBe('NO')
  })

  it('keeps its pixels where nothing is found, and was inspected all the same', () => {
    const { samples } = frame({ x: 40, y: 20 })
    const done = run(object(samples), saying({ text: 'LAT', confidence: 0.9 }))
    expect(done.result.pixels).toEqual({
      outcome: 'inspected',
      rules: [],
      rectangles: 0,
      inspection: { frames: 1, inspectedFrames: 1, found: 0 },
    })
    expect(pixelsOf(done)).toEqual(Buffer.from(samples))
    expect(textOf(dataSetOf(done.bytes).get(BURNED_IN_ANNOTATION)!)).toBe('NO')
  })

  it('is blanked in all frames where one of them has the text', () => {
    const plain = frame().samples
    const { samples, painted } = frame({ x: 10, y: 10 })
    const done = run(object(plain, plain, samples, plain), saying(NAME))
    expect(done.result.pixels?.inspection).toEqual({ frames: 4, inspectedFrames: 4, found: 1, leastSure: 0.9 })
    const after = pixelsOf(done)
    for (let number = 0; number < 4; number++) {
      expect(after[number * ROWS * COLUMNS + (painted!.y + 2) * COLUMNS + painted!.x + 2]).toBe(0)
    }
  })

  it('is withheld where the profile withholds such images, and nothing is said of the text', () => {
    const done = run(object(frame({ x: 40, y: 20 }).samples), saying(NAME), { ...DETECT, found: 'withhold' })
    expect(done.result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_TEXT_FOUND', outputBytes: 0 })
    expect(JSON.stringify(done.result)).not.toContain('Abernathy')
  })

  it('is not looked at where a rule blanks', () => {
    const { samples } = frame({ x: 40, y: 20 })
    const rules = [{ when: { Rows: ROWS }, blank: [0, 10, COLUMNS, 40] as [number, number, number, number] }]
    const done = run(object(samples), saying(NAME), { ...DETECT, found: 'withhold', rules })
    expect(done.result.pixels).toMatchObject({
      outcome: 'blanked',
      rules: [1],
      rectangles: 1,
      inspection: { found: 0 },
    })
  })

  it('is withheld where the reader fails, and where there is none', () => {
    const failing: TextReader = {
      readLines() {
        throw new SluiceError('TEXT_READER_FAILED')
      },
    }
    const bytes = object(frame({ x: 40, y: 20 }).samples)
    expect(run(bytes, failing).result).toMatchObject({ disposition: 'withheld', code: 'TEXT_READER_FAILED' })
    const unread = runStaged(DETECT, bytes, { stage: createStage(undefined) })
    expect(unread.result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_NOT_INSPECTED' })
  })

  it('is looked for its own words, wherever in its header they stand', () => {
    const badly = saying({ text: 'LINDQVlST', confidence: 0.12 })
    const { samples } = frame({ x: 40, y: 20 })
    const plain = object(samples)
    expect(run(plain, badly).result.pixels?.outcome).toBe('inspected')
    const nested: ElementSpec = {
      tag: 0x00101002,
      vr: 'SQ',
      items: [{ elements: [{ tag: 0x00100010, vr: 'PN', value: 'LINDQVIST^CARLA' }] }],
    }
    const withName = Buffer.from(plain)
    const at = withName.indexOf(buildElement({ tag: 0x00280002, vr: 'US', integers: [1] }, ENCODING_EXPLICIT_LE))
    const bytes = Buffer.concat([
      withName.subarray(0, at),
      buildElement(nested, ENCODING_EXPLICIT_LE),
      withName.subarray(at),
    ])
    expect(run(bytes, badly).result.pixels?.outcome).toBe('blanked')
  })
})

describe('what its object and its site say of an image', () => {
  /** Letters that are nearly of the shade of their ground, and a corner that is far from both. */
  const samples = new Uint8Array(ROWS * COLUMNS).fill(30)
  paintLetters(samples, COLUMNS, { x: 40, y: 20, count: 6, scale: 2, value: 34 })
  for (let row = 0; row < 12; row++) samples.fill(255, row * COLUMNS, row * COLUMNS + 12)
  const reader = readingLetters(6, NAME)
  const outcomeOf = (bytes: Uint8Array): string | undefined => run(bytes, reader).result.pixels?.outcome
  const lookedUp = (value: (index: number) => number): readonly ElementSpec[] => [
    ...[0x00281101, 0x00281102, 0x00281103].map((tag): ElementSpec => ({ tag, vr: 'US', integers: [256, 0, 16] })),
    ...[0x00281201, 0x00281202, 0x00281203].map(
      (tag): ElementSpec => ({ tag, vr: 'OW', integers: Array.from({ length: 256 }, (_, index) => value(index)) }),
    ),
  ]

  it('is what a window shows', () => {
    expect(outcomeOf(object(samples))).toBe('inspected')
    const text = (tag: number, value: string): ElementSpec => ({ tag, vr: 'DS', value })
    const more = [text(0x00281050, '32'), text(0x00281051, '10')]
    expect(outcomeOf(objectWith({ more }, samples))).toBe('blanked')
    const second = [text(0x00281050, '128\\32'), text(0x00281051, '256\\10')]
    expect(outcomeOf(objectWith({ more: second }, samples))).toBe('blanked')
    const many = Array.from({ length: limits.shownWindows + 1 }, (_, at) => at + 1).join('\\')
    expect(
      run(objectWith({ more: [text(0x00281050, many), text(0x00281051, many)] }, samples), reader).result.code,
    ).toBe('PIXELS_NOT_INSPECTED')
  })

  it('is what a lookup table shows, of the modality or of values of interest', () => {
    const item = (value: (shade: number) => number): ElementSpec[] => [
      { tag: 0x00283002, vr: 'US', integers: [256, 0, 16] },
      { tag: 0x00283006, vr: 'OW', integers: Array.from({ length: 256 }, (_, shade) => value(shade)) },
    ]
    const steep = item((shade) => (shade > 32 ? 65_535 : 0))
    const flat = item((shade) => 257 * shade)
    const tables = (hexadecimal: string, ...items: readonly ElementSpec[][]): ElementSpec =>
      sequence(hexadecimal, items)
    const outcomes = (more: readonly ElementSpec[]): unknown => outcomeOf(objectWith({ more }, samples))
    expect(outcomes([tables('00283010', flat)])).toBe('inspected')
    expect(outcomes([tables('00283010', flat, steep)])).toBe('blanked')
    expect(outcomes([tables('00283000', steep)])).toBe('blanked')
    const behind = [element('00281050', 'DS', '8224'), element('00281051', 'DS', '2000')]
    expect(outcomes([...behind, tables('00283000', flat)])).toBe('blanked')
    const missing = run(objectWith({ more: [tables('00283010', [steep[0]!])] }, samples), reader)
    expect(missing.result.code).toBe('PIXELS_NOT_INSPECTED')
  })

  it('is what a window of one frame shows, and what one of all frames does', () => {
    const plain = frame().samples
    const voi = (centre: string, width: string): ElementSpec =>
      sequence('00289132', [[element('00281050', 'DS', centre), element('00281051', 'DS', width)]])
    const groups = (...items: readonly (readonly ElementSpec[])[]): ElementSpec => sequence('52009230', items)
    const outcomes = (...more: readonly ElementSpec[]): unknown => {
      const { code, pixels } = run(objectWith({ more }, plain, samples), reader).result
      return code ?? pixels?.outcome
    }
    const [wide, narrow] = [voi('128', '256'), voi('32', '10')]
    expect(outcomes(groups([wide], [wide]))).toBe('inspected')
    expect(outcomes(groups([narrow], [wide]))).toBe('inspected')
    expect(outcomes(groups([wide], [narrow]))).toBe('blanked')
    expect(outcomes(sequence('52009229', [[narrow]]))).toBe('blanked')
    expect(outcomes(groups([wide], [narrow], [wide]))).toBe('PIXELS_NOT_INSPECTED')
    expect(outcomes(groups([wide], [{ ...narrow, claimedBytes: 4 }]))).toBe('PIXELS_NOT_INSPECTED')
  })

  it('is the colours of a palette', () => {
    const far = lookedUp((index) => (index === 34 ? 65_535 : 0))
    const near = lookedUp((index) => index * 257)
    expect(outcomeOf(objectWith({ kind: 'PALETTE COLOR', more: far }, samples))).toBe('blanked')
    expect(outcomeOf(objectWith({ kind: 'PALETTE COLOR', more: far }, frame().samples))).toBe('inspected')
    expect(outcomeOf(objectWith({ more: near }, samples))).toBe('inspected')
  })

  it('is what another palette would show', () => {
    const palettes = [
      (): number => 0,
      (): number => 65_535,
      (index: number): number => index,
      (index: number): number => index * 257,
    ]
    for (const value of palettes) {
      const more = lookedUp(value)
      expect(outcomeOf(objectWith({ kind: 'PALETTE COLOR', more }, samples))).toBe('blanked')
      expect(outcomeOf(objectWith({ kind: 'PALETTE COLOR', more }, frame({ x: 40, y: 20 }).samples))).toBe('blanked')
    }
  })

  it('is words that identify, and words that may stay', () => {
    const bytes = object(frame({ x: 40, y: 20 }).samples)
    const badly = saying({ text: 'QUANDTBERG', confidence: 0.12 })
    expect(run(bytes, badly).result.pixels?.outcome).toBe('inspected')
    expect(run(bytes, badly, DETECT, { words: ['Quandtberg'] }).result.pixels?.outcome).toBe('blanked')
    expect(run(bytes, saying(NAME), DETECT, { allowed: ['abernathy'] }).result.pixels?.outcome).toBe('inspected')
  })
})

describe('an object of many frames', () => {
  const FRAMES = 12
  /** None that a sample of eight has. */
  const AT = 4
  const plain = frame().samples
  const { samples, painted } = frame({ x: 10, y: 10 })
  const rule = { when: { Rows: ROWS }, blank: [0, 50, 9, 9] as [number, number, number, number], detect: true as const }
  const many = (at: number): Uint8Array =>
    object(...Array.from({ length: FRAMES }, (_, number) => (number === at ? samples : plain)))
  /** What it says of its pixels: Burned In Annotation, and whether its method codes have that of clean pixels. */
  const claimOf = ({ bytes }: StagedRun): string => {
    const annotation = dataSetOf(bytes).get(BURNED_IN_ANNOTATION)
    return `${annotation === undefined ? 'nothing' : textOf(annotation)}, ${Buffer.from(bytes).includes('113101')}`
  }

  it('is looked at in all of them, and says so', () => {
    expect(sampleOf(FRAMES, limits.inspectedFrames)).not.toContain(AT)
    const done = run(many(AT), saying(NAME))
    expect(done.result.pixels?.inspection).toEqual({
      frames: FRAMES,
      inspectedFrames: FRAMES,
      found: 1,
      leastSure: 0.9,
    })
    const after = pixelsOf(done)
    for (let number = 0; number < FRAMES; number++) {
      expect(after[number * ROWS * COLUMNS + (painted!.y + 2) * COLUMNS + painted!.x + 2]).toBe(0)
    }
    expect(claimOf(done)).toBe('NO, true')
  })

  it.each([
    ['where nothing was found', AT, DETECT, 'inspected'],
    ['where something was', 0, DETECT, 'blanked'],
    ['where a rule blanked as well', 0, { ...DETECT, rules: [rule] }, 'blanked'],
  ] as const)('says nothing of its pixels after a sample, %s', (_, at, pixels, outcome) => {
    const done = run(many(at), saying(NAME), { ...pixels, frames: 'sample' } as Pixels)
    expect(done.result.disposition).toBe('deidentified')
    expect(done.result.pixels?.outcome).toBe(outcome)
    expect(done.result.pixels?.inspection).toMatchObject({ frames: FRAMES, inspectedFrames: limits.inspectedFrames })
    expect(claimOf(done)).toBe('nothing, false')
    expect(
      pixelsOf(done).equals(
        Buffer.concat(Array.from({ length: FRAMES }, (_, number) => (number === at ? samples : plain))),
      ),
    ).toBe(outcome === 'inspected')
  })

  it('says so after a sample that has all of its frames', () => {
    const done = run(object(plain, plain, samples), saying(NAME), { ...DETECT, frames: 'sample' })
    expect(done.result.pixels?.inspection).toMatchObject({ frames: 3, inspectedFrames: 3 })
    expect(claimOf(done)).toBe('NO, true')
  })

  it('has what stands in every frame read once', () => {
    let pages = 0
    const reader: TextReader = {
      readLines(some) {
        pages += some.length
        return some.map(() => [NAME])
      },
    }
    run(object(samples), reader)
    const once = pages
    expect(once).toBeGreaterThan(0)
    const done = run(object(...new Array<Uint8Array>(FRAMES).fill(samples)), reader)
    expect(pages).toBe(2 * once)
    expect(done.result.pixels?.inspection).toMatchObject({ inspectedFrames: FRAMES, found: 1 })
    run(object(samples, plain, samples), reader)
    expect(pages).toBe(3 * once)
  })
})

describe('sampleOf', () => {
  it('takes all frames where they are few, and the first, the last and some between them where they are many', () => {
    const most = limits.inspectedFrames
    expect(sampleOf(1, most)).toEqual([0])
    expect(sampleOf(3, most)).toEqual([0, 1, 2])
    const many = sampleOf(1000, most)
    expect(many).toHaveLength(most)
    expect([many[0], many.at(-1)]).toEqual([0, 999])
    expect(new Set(many).size).toBe(many.length)
  })
})
