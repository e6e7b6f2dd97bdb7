import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { archive, chunksOf, gnuLong, header, member, pax } from '../support/tar-builder.ts'
import { deidentify, deidentifyWhole } from '../unit/archive/deidentify.ts'
import { objectOf } from '../unit/archive/object-stand-in.ts'
import { tell, tellWhole } from '../unit/archive/tar-events.ts'

const CHUNK_SIZES = [1, 7, 511, 512, 513, 4096]

const nameText = fc.stringMatching(/^[a-zA-Z^_./é日-]{1,40}$/)
const longText = fc.stringMatching(/^[a-zA-Z/]{101,700}$/)
/** Sizes at and around the edges of blocks and of what is sniffed. */
const bodyBytes = fc.oneof(fc.constantFrom(0, 1, 264, 265, 266, 511, 512, 513, 1024), fc.nat(3000))
const fate = fc.constantFrom('P', 'W', 'L', 'B', 'D')

const part = fc.oneof(
  fc
    .record({ name: nameText, fate, size: bodyBytes })
    .map((of) => member(of.name, objectOf(of.fate, 'p'.repeat(of.size)))),
  fc.record({ name: nameText, size: bodyBytes }).map((of) => member(of.name, 't'.repeat(of.size))),
  fc
    .record({ name: longText, size: bodyBytes })
    .map((of) => Buffer.concat([gnuLong(of.name), member('x', 't'.repeat(of.size), { magic: 'gnu' })])),
  fc.record({ name: longText, size: bodyBytes }).map((of) =>
    Buffer.concat([
      pax([
        ['path', of.name],
        ['size', String(of.size)],
      ]),
      member('x', 't'.repeat(of.size), { size: 0 }),
    ]),
  ),
  fc.record({ text: longText }).map((of) => pax([['comment', of.text]], 'g')),
  fc.constantFrom('1', '2', '3', '5').map((type) => header({ name: 'special', type, size: 99 })),
  fc
    .record({ extended: fc.boolean(), size: bodyBytes })
    .map(({ extended, size }) =>
      Buffer.concat([
        header({ type: 'S', magic: 'gnu', size, bytes: [[482, Buffer.from([Number(extended)])]] }),
        Buffer.alloc(extended ? 512 : 0),
        Buffer.alloc(Math.ceil(size / 512) * 512, 's'),
      ]),
    ),
)
const anyArchive = fc.array(part, { maxLength: 8 }).map((parts) => archive(...parts))
/** One in a while is damaged. */
const anyInput = fc.oneof(
  { weight: 3, arbitrary: anyArchive },
  { weight: 1, arbitrary: fc.tuple(anyArchive, fc.nat(), fc.integer({ min: 1, max: 255 })).map(damage) },
)

function damage([bytes, at, by]: readonly [Buffer, number, number]): Buffer {
  const damaged = Buffer.from(bytes)
  damaged[at % damaged.length]! ^= by
  return damaged
}

/** The bytes cut at these places, in any order and with repeats: empty chunks too. */
function* cutAt(bytes: Buffer, cuts: readonly number[]): Generator<Uint8Array> {
  const sorted = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  for (let index = 1; index < sorted.length; index++) {
    yield new Uint8Array(bytes.subarray(sorted[index - 1], sorted[index]))
  }
}

describe('whatever the chunks', () => {
  it('the same members, or the same failure at the same place, are told', () => {
    fc.assert(
      fc.property(anyInput, fc.array(fc.nat(), { maxLength: 12 }), (bytes, cuts) => {
        const expected = tellWhole(bytes)
        for (const size of CHUNK_SIZES) expect(tell(chunksOf(bytes, size)), `chunks of ${size}`).toEqual(expected)
        expect(tell(cutAt(bytes, cuts))).toEqual(expected)
      }),
      { numRuns: 150 },
    )
  })

  it('the same output, records and quarantine come out', () => {
    fc.assert(
      fc.property(
        anyInput,
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.constantFrom('hash', 'uid', 'keep'),
        fc.constantFrom('drop', 'keep', 'fail'),
        fc.constantFrom('withhold', 'fail'),
        fc.constantFrom('exact', 'same-size'),
        (bytes, cuts, names, nonDicom, onError, framing) => {
          const options = { names, nonDicom, onError, framing } as const
          const expected = deidentifyWhole(bytes, options)
          const runs = [...CHUNK_SIZES.map((size) => chunksOf(bytes, size)), cutAt(bytes, cuts)]
          for (const chunks of runs) {
            const run = deidentify(chunks, options)
            expect(run.output.equals(expected.output)).toBe(true)
            expect(run.records).toEqual(expected.records)
            expect(String(run.failure)).toBe(String(expected.failure))
            if (expected.failure === undefined) expect(run.quarantine).toEqual(expected.quarantine)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('same-size framing keeps the length of the archive and where its members stand', () => {
    fc.assert(
      fc.property(anyArchive, fc.constantFrom('hash', 'uid', 'keep'), (bytes, names) => {
        const { output, records } = deidentifyWhole(bytes, { names, framing: 'same-size' })
        expect(output.length).toBe(bytes.length)
        const places = (of: Buffer): number[] => tellWhole(of).entries.map((entry) => entry.offsetBytes)
        expect(places(output)).toEqual(places(bytes))
        expect(records.every((record) => record.outputBytes === record.inputBytes)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('the generator makes what it is meant to: whole archives, broken ones, and every disposition', () => {
    const seen = new Set<string>()
    for (const bytes of fc.sample(anyInput, { numRuns: 300, seed: 1 })) {
      const run = deidentifyWhole(bytes, { nonDicom: 'keep' })
      seen.add(run.failure === undefined ? 'whole' : 'failed')
      for (const record of run.records) seen.add(record.code ?? record.disposition)
    }
    expect([...seen].sort()).toEqual([
      'DICOMDIR',
      'LENGTH_OVERRUN',
      'NOT_A_FILE',
      'NOT_DICOM',
      'SPARSE',
      'TRUNCATED',
      'deidentified',
      'failed',
      'kept',
      'whole',
    ])
  })
})
