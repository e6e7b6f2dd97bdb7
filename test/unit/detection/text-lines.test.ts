import { describe, expect, it } from 'vitest'
import type { Mark } from '../../../src/detection/marks.ts'
import { findLines, withNeighbours } from '../../../src/detection/text-lines.ts'

const BASE = 60

/** A letter of 20 pixels from column `left`, unless `more` says otherwise. */
function letter(left: number, more: Partial<Mark> & { width?: number; height?: number } = {}): Mark {
  const { width = 12, height = 20, ...other } = more
  const area = Math.round(width * height * (0.4 + ((left * 7) % 5) / 20))
  return { left, top: BASE - height, right: left + width, bottom: BASE, area, peak: 1000, ...other }
}

const WORD = [100, 116, 132, 148, 164].map((left) => letter(left))

function lineOf(marks: readonly Mark[]): { left: number; right: number } {
  const [line] = findLines(WORD, 8)
  const { left, right } = withNeighbours(line!, marks)
  return { left, right }
}

describe('findLines', () => {
  it('makes one line of letters side by side, and none of those that are far apart', () => {
    expect(findLines(WORD, 8)).toMatchObject([{ left: 100, right: 176, top: 40, bottom: 60, letterPixels: 20 }])
    expect(
      findLines(
        [100, 200, 300, 400].map((left) => letter(left)),
        8,
      ),
    ).toEqual([])
  })

  it('joins letters wherever the rows of a band end', () => {
    for (let down = 0; down < 40; down++) {
      const moved = WORD.map((mark, at) => {
        const descent = at % 2 === 0 ? 0 : 2
        return { ...mark, top: mark.top + down + descent, bottom: mark.bottom + down + descent }
      })
      expect(findLines(moved, 8)[0]!.marks).toHaveLength(WORD.length)
    }
  })

  it('makes two lines of two words that hang together, each on a base of its own', () => {
    const lower = WORD.map((mark) => ({
      ...mark,
      left: mark.left + 84,
      top: mark.top + 6,
      right: mark.right + 84,
      bottom: mark.bottom + 6,
    }))
    expect(findLines([...WORD, ...lower], 8)).toMatchObject([
      { left: 100, right: 176, top: 40, bottom: 60 },
      { left: 184, right: 260, top: 46, bottom: 66 },
    ])
  })

  it('takes one shape again and again for no line, however many there are', () => {
    const dots = Array.from({ length: 14 }, (_, at) => letter(100 + 16 * at, { area: 120 + (at % 2) }))
    expect(findLines(dots, 8)).toEqual([])
    expect(findLines(dots.slice(0, 11), 8)).toHaveLength(1)
    const letters = dots.map((dot, at) => ({ ...dot, area: 90 + 15 * (at % 5) }))
    expect(findLines(letters, 8)).toHaveLength(1)
  })

  it('takes digits for a line whose ink is nearly the same, as that of a number without 1, 4 and 7 is', () => {
    // A typewriter's 0, 2, 3, 5, 6, 8 and 9 at 24 pixels.
    const inks = [65, 64, 61, 60, 67, 72, 68]
    const digits = Array.from({ length: 14 }, (_, at) => letter(100 + 16 * at, { area: 2 * inks[at % 7]! }))
    expect(findLines(digits, 8)).toHaveLength(1)
    const dots = Array.from({ length: 14 }, (_, at) => letter(100 + 16 * at, { area: 120 }))
    expect(findLines(dots, 8)).toEqual([])
    expect(
      findLines(
        dots.map((dot, at) => ({ ...dot, right: dot.right + (at % 2) })),
        8,
      ),
    ).toHaveLength(1)
    expect(
      findLines(
        dots.map((dot, at) => ({ ...dot, bottom: dot.bottom + 2 * (at % 2) })),
        8,
      ),
    ).toHaveLength(1)
  })
})

describe('withNeighbours', () => {
  it('takes what stands right beside a line with it, and what stands beside that', () => {
    expect(lineOf([letter(66), letter(204), letter(240, { width: 4, height: 6 })])).toEqual({ left: 66, right: 244 })
    expect(lineOf([])).toEqual({ left: 100, right: 176 })
  })

  it('takes no more of a row that goes on than the line is wide, or than ten of its letters are high', () => {
    const row = Array.from({ length: 40 }, (_, at) => letter(182 + 16 * at, { height: 18 }))
    expect(lineOf(row)).toEqual({ left: 100, right: 176 + 10 * 20 })
    const long = [...WORD, ...WORD.map((mark) => ({ ...mark, left: mark.left + 80, right: mark.right + 80 }))]
    const [line] = findLines(long, 8)
    expect(withNeighbours({ ...line!, letterPixels: 15 }, row).right).toBe(256 + 156)
  })

  it.each([
    ['is further away', letter(225)],
    ['is taller', letter(190, { height: 40 })],
    ['is on another base', letter(190, { top: 55, bottom: 75 })],
    ['is fainter by more than half', letter(190, { peak: 400 })],
  ])('leaves out what %s', (_, mark) => expect(lineOf([mark])).toEqual({ left: 100, right: 176 }))
})
