/** Code streams of RLE, laid out by hand: what no decoder reads becomes zeros, in pieces of any size, and nothing else does. */

import { expect, it } from 'vitest'
import type { ChangePart } from '../../../src/pixels/bulk-filter.ts'
import { sideDataFilter } from '../../../src/pixels/side-data.ts'
import { chunksOf, whole } from '../../support/chunkings.ts'
import { concatenate, hex } from '../../support/dicom-builder.ts'
import { layOutRle } from '../../support/rle-encoder.ts'

const RLE = '1.2.840.10008.1.2.5'
const TOKEN = [...'SMITHERS'].map((letter) => letter.charCodeAt(0))
const NOTHING = TOKEN.map(() => 0)
/** Of 3 by 3 pixels: three as they are, a run for nothing, five times the same and one. */
const PLANE = [2, 0x41, 0x42, 0x43, 0x80, 0xfc, 0x44, 0, 0x45]
const PIXELS = 9

/** Frames behind an empty table, as they come out. */
function filtered(frames: readonly Uint8Array[], planePixels = PIXELS): Uint8Array[] {
  const outcomes = [whole, chunksOf(1), chunksOf(3), chunksOf(65)].map((chunking) => {
    const filter = sideDataFilter(RLE, planePixels)!
    const parts = [new Uint8Array(0), ...frames].map((fragment, index) => {
      filter.begin({ tag: 0x7fe00010, depth: 0, fragment: index, valueBytes: fragment.length })
      const pieces = [...chunking.chunks(fragment)].map((chunk) => {
        const piece = chunk.slice()
        const change: ChangePart = (from, to, work) => work(piece.subarray(from, to), from)
        filter.take(chunk, change)
        return piece
      })
      return concatenate(pieces)
    })
    expect(filter.fault).toBeUndefined()
    return { frames: parts.slice(1), tallies: filter.tallies }
  })
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
  return outcomes[0]!.frames
}

it.each([
  ['one segment', [PLANE]],
  ['three segments', [PLANE, PLANE, [...PLANE, 0]]],
  ['a run that would go beyond the plane', [[0xf0, 0x41]]],
  ['a segment that is too short', [[2, 0x41, 0x42, 0x43], PLANE]],
])('a frame that is in order stays: %s', (_, segments) => {
  const frame = layOutRle(segments)
  expect(filtered([frame, frame])).toEqual([frame, frame])
})

it('text behind the last pixel of a segment goes', () => {
  const frame = layOutRle([[...PLANE, 7, ...TOKEN], PLANE, [...PLANE, ...TOKEN, ...TOKEN]])
  const clean = layOutRle([[...PLANE, 0, ...NOTHING], PLANE, [...PLANE, ...NOTHING, ...NOTHING]])
  expect(filtered([frame, layOutRle([PLANE])])).toEqual([clean, layOutRle([PLANE])])
})

it('a head that stands for nothing stays where it makes a segment even, and nowhere else behind the last pixel', () => {
  const frame = layOutRle([[...PLANE, 0x80], [...PLANE, 0x80, 0x80, 0x80], PLANE])
  const clean = layOutRle([[...PLANE, 0x80], [...PLANE, 0, 0, 0x80], PLANE])
  expect(filtered([frame])).toEqual([clean])
})

it('of a run that goes beyond the plane only its pixels stay', () => {
  const plane = [0xf9, 0x41]
  expect(filtered([layOutRle([[...plane, 7, ...TOKEN]])])).toEqual([
    layOutRle([[...plane, 7, 0x53, ...NOTHING.slice(1)]]),
  ])
})

it('text in the place of offsets that there are not goes', () => {
  const frame = layOutRle([PLANE, PLANE])
  const planted = frame.slice()
  planted.set(TOKEN, 12)
  planted.set(TOKEN, 56)
  expect(filtered([planted])).toEqual([frame])
})

it.each([
  ['a text', '534D495448455253'],
  ['a number of segments that is too high', '10000000 40000000'],
  ['no segment', '00000000 40000000'],
  ['a first segment that is elsewhere', '01000000 42000000'],
  ['a segment behind the end', '02000000 40000000 FFFF0000'],
  ['a segment before the one before', '02000000 40000000 40000000'],
])('a fragment whose header is none loses what follows: %s', (_, header) => {
  const [kept] = filtered([concatenate([hex(header), Uint8Array.from([...Array(80).fill(0x20), ...TOKEN])])])
  expect(kept!.subarray(hex(header).length).every((byte) => byte === 0)).toBe(true)
  expect(Buffer.from(kept!).toString('latin1')).not.toMatch(/[A-Z]{3}/)
})

it('without the size of a picture headers are looked at, and runs stay', () => {
  const frame = layOutRle([[...PLANE, 7, ...TOKEN]])
  expect(filtered([frame], Number.POSITIVE_INFINITY)).toEqual([frame])
})
