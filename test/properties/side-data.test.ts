/** Whatever bytes stand in fragments: what comes out does not depend on pieces, has their length, and differs from them in zeros alone. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunksOf, randomChunks, whole } from '../support/chunkings.ts'
import { bytes, filterFragments, JPEG_2000, JPEG_BASELINE, joined, marker, segment } from '../support/code-streams.ts'

const RUNS = Number(process.env.SLUICE_PROPERTY_RUNS ?? 100) * 20

const content = fc.oneof(
  fc
    .constantFrom('JFIF\0', 'Adobe', 'mrfx\x01', 'SPIFF\0', '\0\0\0\x01\xff\xd8', '\0\x01')
    .map((text) => [...bytes(text)]),
  fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 }),
)
const codes = fc.constantFrom(0xc0, 0xc4, 0xda, 0xda, 0xe0, 0xe1, 0xe8, 0xee, 0xfe, 0x51, 0x52, 0x64, 0x90, 0x6f)
const part = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(codes, content).map(([code, inside]) => segment(code, inside)) },
  { weight: 3, arbitrary: fc.constantFrom(0xd8, 0xd9, 0xd0, 0x4f, 0x93, 0x91, 0xff).map(marker) },
  { weight: 1, arbitrary: fc.constant(segment(0x90, [0, 0, 0, 0, 0, 0, 0, 0])) },
  { weight: 1, arbitrary: fc.constant(segment(0x90, [0, 0, 0, 0, 0, 20, 0, 1])) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('ftyp', 'xml ', 'jp2c', 'jp2h', 'colr').map((type) => bytes(`\0\0\0\x14${type}`)),
  },
  { weight: 3, arbitrary: content.map(bytes) },
)
const start = fc.constantFrom(
  bytes([0xff, 0xd8]),
  bytes([0xff, 0xd8, 0xff, 0xfe, 0, 4, 1, 2]),
  bytes([0xff, 0x4f, 0xff, 0x51, 0, 4, 1, 2]),
  bytes([0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a]),
  bytes([]),
)
const fragment = fc.tuple(start, fc.array(part, { maxLength: 12 })).map(([first, parts]) => joined(first, ...parts))
const fragments = fc.array(fragment, { minLength: 1, maxLength: 4 })
const syntaxes = fc.constantFrom(JPEG_BASELINE, JPEG_2000, '1.2.840.10008.1.2.1')

describe('fragments of anything', () => {
  it('come out the same in any pieces, with zeros in the place of what goes', () => {
    const property = fc.property(fragments, syntaxes, fc.nat(9999), (given, syntax, seed) => {
      const expected = filterFragments(given, syntax, whole)
      for (const chunking of [chunksOf(1), chunksOf(3), randomChunks(seed, 9)]) {
        expect(filterFragments(given, syntax, chunking)).toEqual(expected)
      }
      for (const [index, before] of given.entries()) {
        const after = expected.fragments[index]!
        expect(after).toHaveLength(before.length)
        expect(after.every((byte, at) => byte === 0 || byte === before[at])).toBe(true)
      }
    })
    fc.assert(property, { numRuns: RUNS })
  })

  it('come out as they are once they went through', () => {
    const property = fc.property(fragments, syntaxes, (given, syntax) => {
      const once = filterFragments(given, syntax)
      fc.pre(once.fault === undefined)
      const twice = filterFragments(once.fragments, syntax)
      expect(twice.fragments).toEqual(once.fragments)
      expect(twice.tallies.sideData ?? 0).toBe(0)
    })
    fc.assert(property, { numRuns: RUNS })
  })
})
