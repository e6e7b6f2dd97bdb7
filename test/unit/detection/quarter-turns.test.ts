import { describe, expect, it } from 'vitest'
import { turnedBack, turnedMarks, turnedPixels, turnedSize } from '../../../src/detection/quarter-turns.ts'

const SIZE = { rows: 2, columns: 3 }
/** 1 2 3 / 4 5 6 */
const PIXELS = Uint16Array.of(1, 2, 3, 4, 5, 6)
/** Of 3 and 6: the last column. */
const MARK = { left: 2, top: 0, right: 3, bottom: 2, area: 2, peak: 6 }

describe('a quarter of a turn', () => {
  it('puts the left side up clockwise, and the right side up counterclockwise', () => {
    expect([...turnedPixels(PIXELS, SIZE, 'clockwise')]).toEqual([4, 1, 5, 2, 6, 3])
    expect([...turnedPixels(PIXELS, SIZE, 'counterclockwise')]).toEqual([3, 6, 2, 5, 1, 4])
    expect(turnedSize(SIZE, 'clockwise')).toEqual({ rows: 3, columns: 2 })
  })

  it('turns marks as it turns the pixels that they are of', () => {
    expect(turnedMarks([MARK], SIZE, 'clockwise')).toEqual([{ ...MARK, left: 0, top: 2, right: 2, bottom: 3 }])
    expect(turnedMarks([MARK], SIZE, 'counterclockwise')).toEqual([{ ...MARK, left: 0, top: 0, right: 2, bottom: 1 }])
  })

  it.each(['none', 'clockwise', 'counterclockwise'] as const)(
    'gives back the place of a mark that was turned: %s',
    (turn) => {
      const size = { rows: 40, columns: 70 }
      const mark = { left: 11, top: 5, right: 31, bottom: 9, area: 1, peak: 1 }
      const [{ left, top, right, bottom } = mark] = turnedMarks([mark], size, turn)
      expect(turnedBack({ x: left, y: top, width: right - left, height: bottom - top }, size, turn)).toEqual({
        x: 11,
        y: 5,
        width: 20,
        height: 4,
      })
    },
  )
})
