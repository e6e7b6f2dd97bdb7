import { describe, expect, it } from 'vitest'
import { darkStrokes, lightStrokes } from '../../../src/detection/strokes.ts'

const [ROWS, COLUMNS] = [120, 200]

/** A plane of `ground` with a line across all of it, and a stroke of six by thirty pixels. */
function plane(ground: number, ink: number): { rows: number; columns: number; light: Uint16Array } {
  const light = new Uint16Array(ROWS * COLUMNS).fill(ground)
  light.fill(ink, 100 * COLUMNS, 101 * COLUMNS)
  for (let row = 20; row < 50; row++) light.fill(ink, row * COLUMNS + 60, row * COLUMNS + 66)
  return { rows: ROWS, columns: COLUMNS, light }
}

describe('strokes', () => {
  it.each([
    ['lighter', lightStrokes, darkStrokes, 10_000, 50_000],
    ['darker', darkStrokes, lightStrokes, 50_000, 10_000],
  ] as const)(
    'are what is %s than what is around it by as much, and no straight line',
    (_, strokesOf, others, ground, ink) => {
      const strokes = strokesOf(plane(ground, ink))
      expect(strokes[30 * COLUMNS + 63]).toBeGreaterThan(35_000)
      expect(strokes[100 * COLUMNS + 100]).toBe(0)
      expect(strokes[30 * COLUMNS + 150]).toBe(0)
      expect(others(plane(ground, ink))[30 * COLUMNS + 63]).toBe(0)
    },
  )
})
