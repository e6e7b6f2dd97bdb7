import { expect, it } from 'vitest'
import { type FoundText, mergeFound } from '../../../src/detection/found-text.ts'

function found(x: number, y: number, width: number, height: number, more: Partial<FoundText> = {}): FoundText {
  return { kind: 'text', confidence: 0.5, box: { x, y, width, height }, ...more }
}

it('gives one box for what was found several times at a place, with the surest of its readings', () => {
  const merged = mergeFound([
    found(12, 10, 60, 20, { kind: 'date', confidence: 0.2 }),
    found(10, 11, 80, 20, { confidence: 0.9 }),
    found(300, 10, 60, 20),
  ])
  expect(merged).toEqual([found(10, 10, 80, 21, { kind: 'date', confidence: 0.9 }), found(300, 10, 60, 20)])
})

it('keeps lines apart that only touch', () => {
  expect(mergeFound([found(10, 10, 80, 20), found(10, 26, 80, 20)])).toHaveLength(2)
})
