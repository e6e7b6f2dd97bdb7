import { expect, it } from 'vitest'
import { drawBeforeAndAfter } from '../../../src/detection/frame-picture.ts'

const GAP = 8

it('draws areas on the left, blanks them on the right, and leaves the rest in its shades on both sides', () => {
  const [rows, columns] = [6, 10]
  const plane = { rows, columns, light: new Uint16Array(rows * columns).fill(65535) }
  const picture = drawBeforeAndAfter(plane, [
    { box: { x: 1, y: 1, width: 4, height: 4 }, why: 'text' },
    { box: { x: 8, y: 4, width: 40, height: 40 }, why: 'rule' },
  ])
  expect([picture.rows, picture.columns]).toEqual([rows, 2 * columns + GAP])
  const pixel = (x: number, y: number): number[] => {
    const at = (y * picture.columns + x) * 3
    return [...picture.rgb.subarray(at, at + 3)]
  }
  const white = [255, 255, 255]
  expect([pixel(0, 0), pixel(2, 2), pixel(columns + GAP, 0)]).toEqual([white, white, white])
  expect(pixel(1, 1)).toEqual([255, 32, 32])
  expect(pixel(8, 4)).toEqual([255, 160, 0])
  for (const [x, y] of [
    [1, 1],
    [4, 4],
    [9, 5],
  ] as const) {
    expect(pixel(columns + GAP + x, y)).toEqual([0, 0, 0])
  }
  expect(pixel(columns + GAP + 5, 5)).toEqual(white)
})
