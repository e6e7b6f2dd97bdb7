import { describe, expect, it } from 'vitest'
import type { ObjectJudge, ObjectResult } from '../../../src/engine/contract.ts'
import { ObjectDeidentifier } from '../../../src/engine/object-deidentifier.ts'
import { carryOut } from '../../../src/engine/pixel-judge.ts'
import { pixelNotes, pixelVerdict } from '../../../src/engine/pixel-verdict.ts'
import { keepAllPlan } from '../../../src/profile/compile.ts'
import { formatFaults, readProfileObject } from '../../../src/profile/document.ts'
import type { ProfileDocument } from '../../../src/profile/document-types.ts'
import type { PixelRequest } from '../../../src/profile/pixel-request.ts'
import { imageOf } from '../../../src/profile/plan-image.ts'
import { nodeDeflateCodec } from '../../../src/streams/node-platform.ts'
import { testIdentity } from '../../support/agreement.ts'
import { buildObject, type DataSetEncodingName, type ElementSpec } from '../../support/dicom-builder.ts'
import { shortsElement as number, pixelElements, textElement as text } from '../../support/image-head.ts'

type Pixels = NonNullable<ProfileDocument['pixels']>

const US = '1.2.840.10008.5.1.4.1.1.6.1'
const CT = '1.2.840.10008.5.1.4.1.1.2'
const PIXEL_DATA = 0x7fe00010
const ROWS = 3
const COLUMNS = 4

/** Attributes of an image of 3 x 4 pixels that are all 77H; `more` replaces and adds, undefined takes away. */
interface Image {
  readonly sopClass?: string
  readonly more?: Readonly<Record<number, ElementSpec | undefined>>
  readonly pixels?: ElementSpec
  /** Behind the pixels. */
  readonly behind?: ElementSpec
  readonly encoding?: DataSetEncodingName
  readonly framing?: 'exact' | 'stream' | 'same-size'
}

function elementsOf({ sopClass = US, more = {}, pixels, behind }: Image): ElementSpec[] {
  const usual: ElementSpec[] = [
    text(0x00080016, 'UI', sopClass),
    text(0x00080060, 'CS', sopClass === US ? 'US' : 'CT'),
    text(0x00080070, 'LO', 'Example Medical Ltd'),
    text(0x00081090, 'LO', 'SONO 5 '),
    ...pixelElements({ rows: ROWS, columns: COLUMNS }),
  ]
  const byTag = new Map<number, ElementSpec | undefined>(usual.map((element) => [element.tag, element]))
  for (const [tag, element] of Object.entries(more)) byTag.set(Number(tag), element)
  byTag.set(PIXEL_DATA, pixels ?? { tag: PIXEL_DATA, vr: 'OB', value: new Uint8Array(ROWS * COLUMNS).fill(0x77) })
  const inOrder = [...byTag.values()].filter((element) => element !== undefined).sort((a, b) => a.tag - b.tag)
  return behind === undefined ? inOrder : [...inOrder, behind]
}

function run(pixels: Pixels, image: Image = {}): { result: ObjectResult; rows: string[]; bytes: Buffer } {
  const read = readProfileObject({ pixels })
  expect(formatFaults(read)).toBe('')
  const engine = new ObjectDeidentifier({
    plan: imageOf(keepAllPlan()),
    identity: testIdentity(),
    codec: nodeDeflateCodec,
    judges: [judgeOf(read.request!.pixels!)],
  })
  const { encoding = 'explicit-le', framing = 'exact' } = image
  const meta = { start: 'preamble', sopClassUid: US, sopInstanceUid: '1.2.3' } as const
  const object = buildObject({ encoding, meta, elements: elementsOf(image) })
  const parts: Buffer[] = []
  const output = { committed: () => {}, write: (bytes: Uint8Array) => void parts.push(Buffer.from(bytes)) }
  if (framing === 'stream') engine.begin(output)
  else engine.begin(output, object.length, framing)
  for (let at = 0; at < object.length; at += 11) engine.push(object.slice(at, at + 11))
  const result = engine.end()
  const bytes = Buffer.concat(parts)
  const marked = bytes.lastIndexOf(Buffer.from([0x77]))
  const value = bytes.subarray(bytes.length - ROWS * COLUMNS)
  const rows =
    marked < 0 ? [] : [0, 1, 2].map((row) => value.subarray(row * COLUMNS, row * COLUMNS + COLUMNS).toString('hex'))
  return { result, rows, bytes }
}

function judgeOf(request: PixelRequest): ObjectJudge {
  return { noted: pixelNotes(request), judge: (facts) => carryOut(pixelVerdict(request, facts), facts) }
}

const MAKE = { Manufacturer: 'example medical' }

describe('an image beside another one', () => {
  const rule = { when: MAKE, blank: [[0, 0, 1, 1]] as [number, number, number, number][] }
  const other = (tag: number): ElementSpec => ({ tag, vr: 'OW', value: new Uint8Array(ROWS * COLUMNS).fill(0x77) })

  it.each([0x7fe00009, 0x7fe00008])(
    'does not pass a rule that withholds it, nor one that blanks it: %i before it',
    (tag) => {
      const more = { [tag]: other(tag) }
      expect(run({ rules: [{ when: MAKE, withhold: true }] }, { more }).result.code).toBe('PIXELS_WITHHELD')
      expect(run({ rules: [rule] }, { more }).result.code).toBe('PIXELS_CONTRADICTORY')
    },
  )

  it.each<[string, Partial<ElementSpec>]>([
    ['in fragments', { fragments: [new Uint8Array(0), new Uint8Array(12).fill(0x77)] }],
    ['of the same size', { value: new Uint8Array(ROWS * COLUMNS).fill(0x77) }],
  ])('behind it, %s, does not pass a rule that blanks', (_, value) => {
    const pixels = { tag: PIXEL_DATA, vr: 'OB', value: new Uint8Array(ROWS * COLUMNS).fill(0x11) }
    const { result, bytes } = run({ rules: [rule] }, { pixels, behind: { tag: PIXEL_DATA, vr: 'OB', ...value } })
    expect(result.code).toBe('PIXELS_CONTRADICTORY')
    expect(bytes.includes(Buffer.alloc(4, 0x77))).toBe(false)
  })
})

describe('a rule about pixels', () => {
  it('blanks its areas in the images that it is about', () => {
    const { result, rows } = run({
      rules: [
        {
          when: MAKE,
          blank: [
            [1, 0, 2, 1],
            [-1, -1, 1, 1],
          ],
        },
      ],
    })
    expect(result.disposition).toBe('deidentified')
    expect(rows).toEqual(['77000077', '77777777', '77777700'])
    expect(result.counts.tallies).toMatchObject({ pixelsBlanked: 1 })
  })

  it.each(['exact', 'stream', 'same-size'] as const)('does so whatever the framing: %s', (framing) => {
    const more = { 2691073: text(0x00291001, 'LT', 'x'.repeat(400)) }
    const { bytes, result } = run({ rules: [{ when: MAKE, blank: [0, 0, 4, 3] }] }, { framing, more })
    expect(result.disposition).toBe('deidentified')
    expect(bytes.includes(Buffer.from([0x77, 0x77]))).toBe(false)
  })

  it.each(['implicit-le', 'explicit-be', 'deflated'] as const)('reads numbers and texts in %s', (encoding) => {
    const rules = [{ when: { ...MAKE, Rows: 3, Columns: { above: 3 } }, blank: [0, 0, 1, 1] }]
    expect(run({ rules }, { encoding }).result.counts.tallies).toMatchObject({ pixelsBlanked: 1 })
  })

  it.each<[string, Record<string, unknown>]>([
    ['a text that is contained, in any case', { Manufacturer: 'MEDICAL' }],
    ['one of several texts', { ManufacturerModelName: ['SONO 9', 'sono 5'] }],
    ['a text that is all of the value', { ManufacturerModelName: { equals: 'sono 5' } }],
    ['a number', { Rows: 3 }],
    ['a number above, and one below', { Rows: { above: 2 }, Columns: { below: 5 } }],
    ['one of several conditions', { any: [{ Rows: 99 }, { Columns: 4 }] }],
    ['a condition that must not be', { not: { Rows: 99 } }],
    ['an attribute by its tag', { '(0028,0010)': 3 }],
    ['one value of several', { ImageType: { equals: 'primary' } }],
    ['a pattern', { Manufacturer: { matches: 'ex*MED?cal*' } }],
    ['a pattern that goes back', { Manufacturer: { matches: '*m*e*l ltd' } }],
    ['a pattern of one value of several', { ImageType: { matches: 'PRI*Y' } }],
    ['a value', { Manufacturer: { present: true } }],
    ['a value that is not there', { SeriesDescription: { present: false } }],
    ['a sequence that is not there', { SequenceOfUltrasoundRegions: { present: false } }],
  ])('asks for %s', (_, when) => {
    const more = { 524296: text(0x00080008, 'CS', 'ORIGINAL\\PRIMARY') }
    const { result } = run({ rules: [{ when: when as never, blank: [0, 0, 1, 1] }] }, { more })
    expect(result.counts.tallies).toMatchObject({ pixelsBlanked: 1 })
  })

  it.each<[string, Record<string, unknown>]>([
    ['another text', { Manufacturer: 'OTHER' }],
    ['a part where all is asked for', { ManufacturerModelName: { equals: 'SONO' } }],
    ['another number', { Rows: 4 }],
    ['an attribute that is not there', { SeriesDescription: 'x' }],
    ['one of two', { Rows: 3, Columns: 5 }],
    ['what must not be', { not: { Rows: 3 } }],
    ['a part where a pattern is of all', { Manufacturer: { matches: 'medical' } }],
    ['a pattern with more than the value', { ManufacturerModelName: { matches: 'sono ??' } }],
    ['a value that is missing', { SeriesDescription: { present: true } }],
    ['a value that is there', { Manufacturer: { present: false } }],
    ['an empty value', { StudyDescription: { present: true } }],
  ])('does not take %s for what it asks for', (_, when) => {
    const more = { 528432: text(0x00081030, 'LO', '') }
    const { result } = run({ rules: [{ when: when as never, blank: [0, 0, 1, 1] }] }, { more })
    expect(result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_UNMATCHED' })
  })

  it('looks at a pattern and a value in no more steps than their lengths multiplied', () => {
    const matches = `${'*a'.repeat(127)}b`
    const more = { 528432: text(0x00081030, 'LO', 'a'.repeat(256)) }
    const { result } = run({ rules: [{ when: { StudyDescription: { matches } }, pass: true }] }, { more })
    expect(result.code).toBe('PIXELS_UNMATCHED')
  })

  it('adds to another that fits too', () => {
    const rules = [
      { when: MAKE, blank: [0, 0, 1, 1] },
      { when: { Rows: 3 }, blank: [3, 2, 1, 1] },
    ]
    expect(run({ rules }).rows).toEqual(['00777777', '77777777', '77777700'])
  })

  it('withholds, whatever other rules say', () => {
    const rules = [
      { when: MAKE, blank: [0, 0, 1, 1] },
      { when: { Rows: 3 }, withhold: true as const },
    ]
    const { result, bytes } = run({ rules })
    expect(result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_WITHHELD' })
    expect(bytes).toHaveLength(0)
  })
})

describe('rules of which the first applies', () => {
  it('leave what it leaves, though others fit too', () => {
    const rules = [
      { when: { Rows: 99 }, withhold: true as const },
      { when: MAKE, blank: [0, 0, 1, 1] },
      { when: { Rows: 3 }, blank: [3, 2, 1, 1] },
      { when: { Rows: 3 }, withhold: true as const },
    ]
    expect(run({ match: 'first', rules }).rows).toEqual(['00777777', '77777777', '77777777'])
    expect(run({ match: 'all', rules }).result.code).toBe('PIXELS_WITHHELD')
  })

  it('withhold or pass before others, if they are first', () => {
    const blank = { when: MAKE, blank: [0, 0, 1, 1] }
    const [withhold, pass] = [
      { when: MAKE, withhold: true as const },
      { when: MAKE, pass: true as const },
    ]
    expect(run({ match: 'first', rules: [withhold, blank] }).result.code).toBe('PIXELS_WITHHELD')
    expect(run({ match: 'first', rules: [pass, blank] }).rows).toEqual(['77777777', '77777777', '77777777'])
    expect(run({ match: 'all', rules: [pass, blank] }).rows[0]).toBe('00777777')
  })
})

describe('a rule that keeps areas', () => {
  const location = (tag: number, value: number): ElementSpec => ({ tag, vr: 'UL', integers: [value, 0] })
  const regions = (...boxes: readonly (readonly number[])[]): ElementSpec => ({
    tag: 0x00186011,
    vr: 'SQ',
    items: boxes.map((box) => ({ elements: box.map((value, index) => location(0x00186018 + 2 * index, value)) })),
  })
  const keep = { when: MAKE, keep: 'ultrasound-regions' as const }

  it('blanks all others', () => {
    const areas: [number, number, number, number][] = [
      [0, 0, 2, 1],
      [-1, -1, 1, 1],
    ]
    expect(run({ rules: [{ when: MAKE, keep: areas }] }).rows).toEqual(['77770000', '00000000', '00000077'])
  })

  it('and others that blank some of them both apply', () => {
    const rules = [{ when: MAKE, keep: [0, 0, 3, 2], blank: [0, 0, 1, 1] }]
    expect(run({ rules }).rows).toEqual(['00777700', '77777700', '00000000'])
  })

  it.each(['explicit-le', 'implicit-le', 'deflated'] as const)('knows the regions of ultrasound, in %s', (encoding) => {
    const more = { 1597457: regions([1, 0, 2, 1], [3, 2, 3, 2]) }
    expect(run({ rules: [keep] }, { encoding: 'explicit-le', more }).rows).toEqual(['00777700', '00777700', '00000077'])
    expect(run({ rules: [keep] }, { encoding, more }).result.counts.tallies).toMatchObject({ pixelsBlanked: 1 })
  })

  it.each<[string, ElementSpec | undefined]>([
    ['there are no regions', undefined],
    ['there is none in the sequence', regions()],
    ['a region is beside the image', regions([0, 0, 1, 1], [0, 0, 4, 1])],
    ['regions leave nothing to blank', regions([0, 0, 3, 2])],
  ])('withholds where %s', (_, sequence) => {
    const { result } = run({ rules: [keep] }, { more: { 1597457: sequence } })
    expect(result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_CONTRADICTORY' })
  })
})

describe('an image in which text is to be looked for', () => {
  it.each<[string, Pixels]>([
    ['like all', { detect: true, rules: [{ when: MAKE, pass: true }] }],
    ['by a rule', { rules: [{ when: MAKE, detect: true }] }],
    ['beside what a rule blanks', { rules: [{ when: MAKE, blank: [0, 0, 1, 1], detect: true }] }],
    ['because no rule is about it', { unmatched: 'detect' }],
  ])('is withheld where nobody does: %s', (_, pixels) => {
    expect(run(pixels).result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_NOT_INSPECTED' })
  })

  it('is none that is not at risk, nor one that another rule is about', () => {
    expect(run({ unmatched: 'detect' }, { sopClass: CT }).rows[0]).toBe('77777777')
    expect(run({ unmatched: 'detect', rules: [{ when: MAKE, pass: true }] }).rows[0]).toBe('77777777')
  })
})

describe('an image that no rule is about', () => {
  const rules = [{ when: { Manufacturer: 'OTHER' }, blank: [0, 0, 1, 1] }]
  const DERIVED = { 524296: text(0x00080008, 'CS', 'DERIVED\\SECONDARY\\SCREEN SAVE') }

  it.each<[string, Image]>([
    ['ultrasound', {}],
    ['a secondary capture', { sopClass: '1.2.840.10008.5.1.4.1.1.7' }],
    ['a screen', { sopClass: CT, more: DERIVED }],
    ['a film that was scanned', { sopClass: CT, more: { 524388: text(0x00080064, 'CS', 'DF') } }],
    ['what says so itself', { sopClass: CT, more: { 2622209: text(0x00280301, 'CS', 'YES') } }],
    ['an object without its class', { more: { 524310: undefined, 524384: text(0x00080060, 'CS', 'CT') } }],
  ])('is withheld where it is likely to hold text: %s', (_, image) => {
    expect(run({ rules }, image).result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_UNMATCHED' })
  })

  it('passes as it is where it is not, or where that is asked for', () => {
    expect(run({ rules }, { sopClass: CT }).rows).toEqual(['77777777', '77777777', '77777777'])
    expect(run({ rules, unmatched: 'pass' }).rows).toEqual(['77777777', '77777777', '77777777'])
  })

  it('is no object without an image', () => {
    const pixels = text(0x00400275, 'LO', 'x')
    expect(run({ rules }, { pixels }).result.code).not.toBe('PIXELS_UNMATCHED')
  })
})

describe('an image of which nobody can tell where its areas are', () => {
  const rules = [{ when: MAKE, blank: [0, 0, 1, 1] }]

  it('is withheld where it is compressed', () => {
    const pixels: ElementSpec = {
      tag: PIXEL_DATA,
      vr: 'OB',
      fragments: [new Uint8Array(0), new Uint8Array(12).fill(0x77)],
    }
    expect(run({ rules }, { pixels }).result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_ENCAPSULATED' })
  })

  it.each<[string, NonNullable<Image['more']>]>([
    ['rows that do not fit', { 2621456: number(0x00280010, 4) }],
    ['no rows', { 2621456: undefined }],
    ['two numbers of columns', { 2621457: number(0x00280011, 4, 5) }],
    ['frames that are no number', { 2621448: text(0x00280008, 'IS', 'x ') }],
    ['more frames than there are', { 2621448: text(0x00280008, 'IS', '2 ') }],
    ['an interpretation that is none', { 2621444: text(0x00280004, 'CS', 'GREY') }],
  ])('is withheld: %s', (_, more) => {
    expect(run({ rules }, { more }).result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_CONTRADICTORY' })
  })

  it('is withheld where the areas are beside it', () => {
    const beside = [{ when: MAKE, blank: [100, 100, 9, 9] }]
    expect(run({ rules: beside }).result).toMatchObject({ disposition: 'withheld', code: 'PIXELS_CONTRADICTORY' })
  })
})

describe('an image of a palette', () => {
  const palette = (tag: number, ...entries: number[]): ElementSpec => ({ tag, vr: 'OW', integers: entries })
  const more = {
    2621444: text(0x00280004, 'CS', 'PALETTE COLOR '),
    2625793: number(0x00281101, 3, 5, 16),
    2625794: number(0x00281102, 3, 5, 16),
    2625795: number(0x00281103, 3, 5, 16),
    2626049: palette(0x00281201, 900, 800, 10),
    2626050: palette(0x00281202, 900, 10, 10),
    2626051: palette(0x00281203, 0, 800, 10),
  }

  it('becomes the darkest entry where it is blanked', () => {
    expect(run({ rules: [{ when: MAKE, blank: [0, 0, 4, 1] }] }, { more }).rows[0]).toBe('07070707')
  })
})
