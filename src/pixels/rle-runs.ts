/** The runs of one RLE segment (PS3.5 G.3.1): a byte N and N + 1 bytes as they are, or a byte 257 - N and one that is repeated N times; 128 is nothing. */

import { SluiceError } from '../errors.ts'
import type { Span } from './blanked-areas.ts'
import type { ByteSink } from './byte-sink.ts'

const NOTHING = 0x80
const RUN_BYTES = 128

/** Told of every run: where in the plane it begins, how long it is there, and whether one byte of the segment at `at` is repeated. */
type TakeRun = (position: number, length: number, at: number, isRepeated: boolean) => void

/** Throws CODESTREAM_INVALID where the runs are not of exactly that many bytes, and what follows is more than padding. */
function eachRun(segment: Uint8Array, planeBytes: number, take: TakeRun): void {
  let at = 0
  let position = 0
  while (position < planeBytes) {
    if (at >= segment.length) throw new SluiceError('CODESTREAM_INVALID')
    const head = segment[at++]!
    if (head === NOTHING) continue
    const isRepeated = head > NOTHING
    const length = isRepeated ? 257 - head : head + 1
    const bytes = isRepeated ? 1 : length
    if (at + bytes > segment.length || position + length > planeBytes) throw new SluiceError('CODESTREAM_INVALID')
    take(position, length, at, isRepeated)
    position += length
    at += bytes
  }
  for (; at < segment.length; at++) {
    if (segment[at] !== 0 && segment[at] !== NOTHING) throw new SluiceError('CODESTREAM_INVALID')
  }
}

/** Writes the segment with the spans of the rows in black: runs beside them stay, those that cross an edge are cut there. */
export function blankRuns(
  segment: Uint8Array,
  sink: ByteSink,
  columns: number,
  spansByRow: readonly (readonly Span[])[],
  black: number,
): void {
  const areas = areasOf(spansByRow, columns)
  let [areaFrom, areaTo] = next(areas)
  eachRun(segment, spansByRow.length * columns, (position, length, at, isRepeated) => {
    const end = position + length
    if (end <= areaFrom) {
      sink.append(segment.subarray(at - 1, at + (isRepeated ? 1 : length)))
      return
    }
    let from = position
    while (from < end) {
      if (from < areaFrom) {
        const to = Math.min(end, areaFrom)
        if (isRepeated) repeat(sink, segment[at]!, to - from)
        else literal(sink, segment.subarray(at + from - position, at + to - position))
        from = to
        continue
      }
      if (from === areaFrom) repeat(sink, black, areaTo - areaFrom)
      from = Math.min(end, areaTo)
      if (from === areaTo) [areaFrom, areaTo] = next(areas)
    }
  })
}

/** The same runs of other bytes: `cleaned` has them by value. */
export function cleanRuns(segment: Uint8Array, planeBytes: number, cleaned: Uint8Array): Uint8Array {
  const clean = segment.slice()
  eachRun(segment, planeBytes, (_, length, at, isRepeated) => {
    const end = isRepeated ? at + 1 : at + length
    for (let byteAt = at; byteAt < end; byteAt++) clean[byteAt] = cleaned[segment[byteAt]!]!
  })
  return clean
}

/** Writes the bytes of the plane into every `stride`th byte of `samples`, from `offset` on. */
export function expandRuns(
  segment: Uint8Array,
  planeBytes: number,
  samples: Uint8Array,
  offset: number,
  stride: number,
): void {
  eachRun(segment, planeBytes, (position, length, at, isRepeated) => {
    for (let index = 0; index < length; index++) {
      samples[offset + (position + index) * stride] = segment[isRepeated ? at : at + index]!
    }
  })
}

/** From and to in the plane; none crosses the end of a row, as no run should (G.3.1). */
function* areasOf(spansByRow: readonly (readonly Span[])[], columns: number): Generator<Span, void> {
  for (const [row, spans] of spansByRow.entries()) {
    for (const [from, to] of spans) yield [row * columns + from, row * columns + to]
  }
}

/** Beyond every plane where there are no more. */
function next(areas: Generator<Span, void>): Span {
  return areas.next().value ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
}

function repeat(sink: ByteSink, byte: number, length: number): void {
  for (let left = length; left > 0; left -= RUN_BYTES) {
    const here = Math.min(left, RUN_BYTES)
    sink.byte(here === 1 ? 0 : 257 - here)
    sink.byte(byte)
  }
}

function literal(sink: ByteSink, bytes: Uint8Array): void {
  sink.byte(bytes.length - 1)
  sink.append(bytes)
}
