import { describe, expect, it } from 'vitest'
import { findMarks } from '../../../src/detection/marks.ts'
import { limits } from '../../../src/limits.ts'

/** `#` is 100, a digit ten times itself. */
function strokes(...rows: readonly string[]): [Uint16Array, number, number] {
  const values = rows.flatMap((row) =>
    [...row].map((cell) => (cell === '#' ? 100 : cell === '.' ? 0 : Number(cell) * 10)),
  )
  return [Uint16Array.from(values), rows.length, rows[0]!.length]
}

describe('findMarks', () => {
  it('gives what touches as one mark, corners and arms that meet later included', () => {
    const marks = findMarks(...strokes('#.#..9', '#.#...', '###...', '...#..'), 50, limits.detectedRuns)
    expect(marks).toEqual([
      { left: 0, top: 0, right: 4, bottom: 4, area: 8, peak: 100 },
      { left: 5, top: 0, right: 6, bottom: 1, area: 1, peak: 90 },
    ])
  })

  it('leaves out what is at the level or below', () => {
    expect(findMarks(...strokes('5.6'), 50, limits.detectedRuns)).toHaveLength(1)
  })

  it('gives up on noise: more runs of pixels than limits.detectedRuns', () => {
    const side = 2100
    const noise = new Uint16Array(side * side).map((_, at) => (((at % side) + Math.floor(at / side)) % 2) * 100)
    expect(findMarks(noise, side, side, 50, limits.detectedRuns)).toBeUndefined()
  })
})
