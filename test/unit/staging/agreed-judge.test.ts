import { describe, expect, it } from 'vitest'
import type { Note, ObjectFacts } from '../../../src/engine/contract.ts'
import { pixelVerdict } from '../../../src/engine/pixel-verdict.ts'
import { NativeBlanking } from '../../../src/pixels/native-blanking.ts'
import { OneImage } from '../../../src/pixels/one-image.ts'
import type { PixelTreatment } from '../../../src/pixels/treatment.ts'
import type { PixelRequest } from '../../../src/profile/pixel-request.ts'
import { AgreedJudge } from '../../../src/staging/agreed-judge.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE } from '../../../src/wasm/seam.ts'

const MANUFACTURER = 0x00080070
const ROWS = 0x00280010
const PIXEL_DATA = 0x7fe00010
const RLE = '1.2.840.10008.1.2.5'

const REQUEST: PixelRequest = {
  unmatched: 'pass',
  rules: [
    {
      when: { tag: MANUFACTURER, vr: 'LO', test: { contains: 'example' } },
      action: { blank: [{ x: 0, y: 0, width: 2, height: 1 }] },
    },
    { when: { tag: ROWS, vr: 'US', test: { above: 1000 } }, action: 'withhold' },
    { when: { tag: MANUFACTURER, vr: 'LO', test: { contains: 'searched' } }, action: { detect: true } },
  ],
}

const text = (tag: number, vr: 'LO' | 'CS', value: string): Note => ({
  tag,
  vr,
  valueBytes: value.length,
  value: Buffer.from(value),
})
const number = (tag: number, value: number): Note => ({
  tag,
  vr: 'US',
  valueBytes: 2,
  value: Uint8Array.of(value & 0xff, value >> 8),
})

/** An image of 4 x 6 pixels of 8 bits. */
function facts(more: Partial<ObjectFacts> = {}, manufacturer = 'example', rows = 4): ObjectFacts {
  return {
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    modality: 'CT',
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    encoding: ENCODING_EXPLICIT_LE,
    notes: [
      text(MANUFACTURER, 'LO', manufacturer),
      number(0x00280002, 1),
      text(0x00280004, 'CS', 'MONOCHROME2'),
      number(ROWS, rows),
      number(0x00280011, 6),
      number(0x00280100, 8),
      number(0x00280101, 8),
      number(0x00280102, 7),
      number(0x00280103, 0),
    ],
    bulk: { tag: PIXEL_DATA, valueBytes: 24 },
    ...more,
  }
}

const FRAGMENTS = { transferSyntaxUid: RLE, bulk: { tag: PIXEL_DATA, valueBytes: undefined } } as const
const TREATMENT: PixelTreatment = { outcome: 'blanked', rules: [1], rectangles: 1, method: 'rle' }

/** What the judge says of `told`, where `read` was read before; undefined for an object that nothing is to be done to. */
function judge(told: ObjectFacts, read: ObjectFacts | undefined, treatment?: PixelTreatment) {
  const agreed = new AgreedJudge(REQUEST)
  agreed.begin(read && { facts: read, verdict: pixelVerdict(REQUEST, read), treatment })
  const judgement = agreed.judge(told)
  return { code: judgement?.code, filter: judgement?.filter, treatment: agreed.treatment }
}

describe('two readers who agree', () => {
  it('have areas of a native image blanked as it passes', () => {
    const { code, filter, treatment } = judge(facts(), facts())
    expect(code).toBeUndefined()
    expect(filter).toBeInstanceOf(NativeBlanking)
    expect(treatment).toEqual({ outcome: 'blanked', rules: [1], rectangles: 1, method: 'native' })
  })

  it('let frames pass that were rewritten, as they are', () => {
    const { filter, ...judged } = judge(facts(FRAGMENTS), facts(FRAGMENTS), TREATMENT)
    expect(filter).toBeInstanceOf(OneImage)
    expect(judged).toEqual({
      code: undefined,
      treatment: TREATMENT,
    })
  })

  it('let pass what nothing is to be done to', () => {
    const told = facts({}, 'other')
    expect(judge(told, undefined)).toEqual({
      code: undefined,
      filter: undefined,
      treatment: { outcome: 'passed', rules: [], rectangles: 0 },
    })
  })

  it('say nothing of pixels that there are not', () => {
    expect(judge(facts({ bulk: undefined }), undefined)).toEqual({
      code: undefined,
      filter: undefined,
      treatment: undefined,
    })
  })
})

describe('two readers who do not agree', () => {
  it.each<[string, ObjectFacts, ObjectFacts | undefined, PixelTreatment?]>([
    ['areas are to be blanked, and the head did not tell', facts(), undefined],
    ['text is to be looked for, and the head did not tell', facts({}, 'searched'), undefined],
    ['fragments are to be rewritten, and the head did not tell', facts(FRAGMENTS), undefined],
    ['nothing is to be done, and it was treated', facts({}, 'other'), facts()],
    [
      'nothing is to be done, and its frames were rewritten',
      facts({ ...FRAGMENTS }, 'other'),
      facts(FRAGMENTS),
      TREATMENT,
    ],
    ['there are no pixels, and there were', facts({ bulk: undefined }), facts()],
    ['it has other rows', facts({ bulk: { tag: PIXEL_DATA, valueBytes: 30 } }, 'example', 5), facts()],
    [
      'its pixels are longer by what pads them',
      facts({ bulk: { tag: PIXEL_DATA, valueBytes: 24 } }),
      facts(FRAGMENTS),
      TREATMENT,
    ],
    ['it is in fragments, and was not', facts(FRAGMENTS), facts()],
    [
      'it has another transfer syntax',
      facts(FRAGMENTS),
      facts({ ...FRAGMENTS, transferSyntaxUid: '1.2.840.10008.1.2.4.50' }),
      TREATMENT,
    ],
    [
      'its bytes are in another order',
      facts(),
      facts({ encoding: ENCODING_EXPLICIT_BE, notes: facts().notes.map(swapped) }),
    ],
    ['text is to be looked for besides', facts({}, 'example, searched'), facts()],
  ])('withhold: %s', (_, told, read, treatment) => {
    const judged = judge(told, read, treatment)
    expect(judged).toMatchObject({ code: 'PIXELS_UNSURE', filter: undefined })
    expect(judged.treatment).toMatchObject({ outcome: 'withheld', rectangles: 0 })
  })

  it('withhold for what the rules say, where they say so', () => {
    const told = facts({}, 'example', 2000)
    expect(judge(told, facts())).toMatchObject({
      code: 'PIXELS_WITHHELD',
      treatment: { outcome: 'withheld', rules: [1, 2] },
    })
  })
})

it('goes by as much of a value as the rules ask for, whatever others had noted', () => {
  const long = `${' '.repeat(256)}example`
  const told = facts({
    notes: facts().notes.map((note) => (note.tag === MANUFACTURER ? text(MANUFACTURER, 'LO', long) : note)),
  })
  expect(judge(told, undefined)).toMatchObject({ code: undefined, treatment: { outcome: 'passed' } })
})

it('forgets an object when the next one begins', () => {
  const agreed = new AgreedJudge(REQUEST)
  agreed.begin({ facts: facts(), verdict: pixelVerdict(REQUEST, facts()), treatment: undefined })
  agreed.judge(facts())
  agreed.begin(undefined)
  expect(agreed.treatment).toBeUndefined()
  expect(agreed.judge(facts())?.code).toBe('PIXELS_UNSURE')
})

function swapped(note: Note): Note {
  return note.vr === 'US' ? { ...note, value: Uint8Array.from(note.value).reverse() } : note
}
