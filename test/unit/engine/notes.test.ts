import { describe, expect, it } from 'vitest'
import type { Judgement, ObjectFacts, ObjectJudge, ObjectResult } from '../../../src/engine/contract.ts'
import { ObjectDeidentifier } from '../../../src/engine/object-deidentifier.ts'
import { keepAllPlan } from '../../../src/profile/compile.ts'
import { imageOf } from '../../../src/profile/plan-image.ts'
import { nodeDeflateCodec } from '../../../src/streams/node-platform.ts'
import { testIdentity } from '../../support/agreement.ts'
import { buildObject, type ElementSpec } from '../../support/dicom-builder.ts'

const MANUFACTURER = 0x00080070
const REGIONS = 0x00186011
const ROWS = 0x00280010
const PIXEL_DATA = 0x7fe00010

const HEAD: readonly ElementSpec[] = [
  { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.6.1' },
  { tag: 0x00080060, vr: 'CS', value: 'US' },
  { tag: MANUFACTURER, vr: 'LO', value: 'MAKER OF SCANNERS' },
]
const PIXELS: ElementSpec = { tag: PIXEL_DATA, vr: 'OW', value: new Uint8Array(64).fill(7) }

interface Seen extends Pick<ObjectFacts, 'bulk' | 'modality' | 'transferSyntaxUid'> {
  readonly notes: readonly string[]
}

/** Remembers what it is told as text, and answers `judgement`. */
class Listener implements ObjectJudge {
  readonly noted: ObjectJudge['noted']
  readonly seen: Seen[] = []
  private readonly judgement: Judgement | undefined

  constructor(noted: Readonly<Record<number, number>>, judgement?: Judgement) {
    this.noted = Object.entries(noted).map(([tag, maxBytes]) => ({ tag: Number(tag), maxBytes }))
    this.judgement = judgement
  }

  judge({ notes, bulk, modality, transferSyntaxUid }: ObjectFacts): Judgement | undefined {
    const texts = notes.map(({ tag, vr, valueBytes, value }) => {
      return `${tag.toString(16)} ${vr} ${valueBytes} ${Buffer.from(value).toString('latin1')}`
    })
    this.seen.push({ notes: texts, bulk, modality, transferSyntaxUid })
    return this.judgement
  }
}

function run(
  judges: readonly ObjectJudge[],
  elements: readonly ElementSpec[],
  framing: 'stream' | 'exact' = 'exact',
): { result: ObjectResult; bytes: Buffer } {
  const engine = new ObjectDeidentifier({
    plan: imageOf(keepAllPlan()),
    identity: testIdentity(),
    codec: nodeDeflateCodec,
    judges,
  })
  const object = buildObject({ encoding: 'explicit-le', elements })
  const parts: Buffer[] = []
  const output = { committed: () => {}, write: (bytes: Uint8Array) => void parts.push(Buffer.from(bytes)) }
  engine.begin(output, framing === 'exact' ? object.length : undefined)
  for (let at = 0; at < object.length; at += 1000) engine.push(object.subarray(at, at + 1000))
  return { result: engine.end(), bytes: Buffer.concat(parts) }
}

/** Image Comments of 60,000 bytes, as often as it takes. */
function longHeader(countBytes: number): ElementSpec[] {
  return Array.from({ length: Math.ceil(countBytes / 60_000) }, () => {
    return { tag: 0x00204000, vr: 'LT', value: 'x'.repeat(60_000) }
  })
}

describe('a judge', () => {
  it('is told what it asked for, up to its bound, and of the pixel data that follow', () => {
    const judge = new Listener({ [MANUFACTURER]: 5, [ROWS]: 2 })
    const { result } = run([judge], [...HEAD, { tag: ROWS, vr: 'US', value: Uint8Array.of(2, 0) }, PIXELS])
    expect(judge.seen).toEqual([
      {
        notes: ['80070 LO 18 MAKER', '280010 US 2 \x02\x00'],
        bulk: { tag: PIXEL_DATA, valueBytes: 64 },
        modality: 'US',
        transferSyntaxUid: '1.2.840.10008.1.2.1',
      },
    ])
    expect(result.disposition).toBe('deidentified')
  })

  it('is told of an attribute that is there twice, twice', () => {
    const judge = new Listener({ [MANUFACTURER]: 64 })
    run([judge], [...HEAD, { tag: MANUFACTURER, vr: 'LO', value: 'OTHER' }, PIXELS])
    expect(judge.seen[0]!.notes).toEqual(['80070 LO 18 MAKER OF SCANNERS ', '80070 LO 6 OTHER '])
  })

  it('is given the bytes of a sequence of undefined length, and no more than its bound', () => {
    const judge = new Listener({ [REGIONS]: 16 })
    const item = { elements: [{ tag: 0x00186018, vr: 'UL', value: Uint8Array.of(1, 0, 0, 0) }] }
    run([judge], [...HEAD, { tag: REGIONS, vr: 'SQ', items: [item], undefinedLength: true } as ElementSpec, PIXELS])
    expect(judge.seen[0]!.notes).toHaveLength(1)
    expect(judge.seen[0]!.notes[0]).toMatch(/^186011 SQ undefined \xfe\xff\x00\xe0/)
  })

  it('that only tells changes nothing, however late or many the attributes are that it asks for', () => {
    const late = [...HEAD, PIXELS, { tag: MANUFACTURER, vr: 'LO', value: 'LATE' }]
    const many = [
      ...HEAD,
      ...Array.from({ length: 150 }, () => ({ tag: MANUFACTURER, vr: 'LO', value: 'x'.repeat(600) })),
      PIXELS,
    ]
    for (const elements of [late, many]) {
      const judge = new Listener({ [MANUFACTURER]: 512 })
      const teller: ObjectJudge = { noted: judge.noted, onlyTells: true, judge: (facts) => judge.judge(facts) }
      const without = run([], elements)
      const told = run([teller], elements)
      expect(told.bytes.equals(without.bytes)).toBe(true)
      expect(told.result).toEqual(without.result)
      expect(judge.seen).toHaveLength(1)
      expect(run([judge], elements).result.disposition).not.toBe('deidentified')
      expect(run([teller, judge], elements).result.disposition).not.toBe('deidentified')
    }
  })

  it('that only tells changes nothing beside one that refuses, but for what both ask for', () => {
    const late: ElementSpec = { tag: MANUFACTURER, vr: 'LO', value: 'LATE' }
    const strict = new Listener({ [ROWS]: 2 })
    const teller: ObjectJudge = {
      noted: [{ tag: MANUFACTURER, maxBytes: 512 }],
      onlyTells: true,
      judge: () => undefined,
    }
    const without = run([strict], [...HEAD, PIXELS, late])
    const told = run([strict, teller], [...HEAD, PIXELS, late])
    expect(told.bytes.equals(without.bytes)).toBe(true)
    expect(told.result).toEqual(without.result)
    const rows: ElementSpec = { tag: ROWS, vr: 'US', value: Uint8Array.of(2, 0) }
    expect(run([strict, teller], [...HEAD, PIXELS, rows]).result.code).toBe('ORDER_INVALID')
    const both: ObjectJudge = { ...teller, noted: [...teller.noted, { tag: ROWS, maxBytes: 2 }] }
    expect(run([both, strict], [...HEAD, PIXELS, rows]).result.code).toBe('ORDER_INVALID')
  })

  it('is asked at the end of an object without pixel data', () => {
    const judge = new Listener({})
    run([judge], HEAD)
    expect(judge.seen.map(({ bulk }) => bulk)).toEqual([undefined])
  })

  it.each(['stream', 'exact'] as const)('has the object withheld before a byte of it is written, %s', (framing) => {
    const judge = new Listener({}, { code: 'PATIENT_UNKNOWN' })
    const { result, bytes } = run([judge], [...HEAD, ...longHeader(2_000_000), PIXELS], framing)
    expect(result).toMatchObject({ disposition: 'withheld', code: 'PATIENT_UNKNOWN', tag: PIXEL_DATA })
    expect(bytes).toHaveLength(0)
  })

  it.each(['stream', 'exact'] as const)(
    'has the pixel data kept back where a header was too long to wait, %s',
    (framing) => {
      const judge = new Listener({}, { code: 'PATIENT_UNKNOWN' })
      const { result, bytes } = run([judge], [...HEAD, ...longHeader(5_000_000), PIXELS], framing)
      expect(result).toMatchObject({ disposition: 'broken', code: 'PATIENT_UNKNOWN' })
      expect(bytes.includes(Buffer.alloc(16, 7))).toBe(false)
    },
  )

  it('does not overlook what stands behind the pixel data', () => {
    const judge = new Listener({ [MANUFACTURER]: 64 })
    const { result } = run([judge], [HEAD[0]!, PIXELS, { tag: MANUFACTURER, vr: 'LO', value: 'LATE' }])
    expect(result).toMatchObject({ disposition: 'broken', code: 'ORDER_INVALID', tag: MANUFACTURER })
  })

  it('counts beside the engine, and beside another judge', () => {
    const judges = [
      new Listener({}, { tallies: { atRisk: 1 } }),
      new Listener({}, { tallies: { atRisk: 2, other: 0 } }),
    ]
    expect(run(judges, HEAD).result.counts.tallies).toEqual({ atRisk: 3 })
  })

  it('is not asked where another has refused', () => {
    const last = new Listener({})
    run([new Listener({}, { code: 'PATIENT_UNKNOWN' }), last], HEAD)
    expect(last.seen).toEqual([])
  })
})
