import { describe, expect, it } from 'vitest'
import { BlockComparison, BlockSums } from '../../../src/verify/block-sums.ts'

const coded = Buffer.from(Array.from({ length: 3000 }, (_, at) => 1 + ((at * 131) % 255)))

function isSame(after: Uint8Array): boolean {
  const before = new BlockSums()
  before.push(coded)
  before.end()
  const comparison = new BlockComparison(before)
  for (let at = 0; at < after.length; at += 100) comparison.push(after.subarray(at, at + 100))
  return comparison.end()
}

function changed(at: number, bytes: readonly number[]): Buffer {
  const copy = Buffer.from(coded)
  copy.set(bytes, at)
  return copy
}

describe('compressed pixels', () => {
  it('are the same where nothing changed, or a stretch became zeros, also over the edge of a block', () => {
    expect(isSame(coded)).toBe(true)
    expect(isSame(changed(700, new Array(40).fill(0)))).toBe(true)
    expect(isSame(changed(255, [0, 0]))).toBe(true)
    expect(isSame(changed(511, new Array(300).fill(0)))).toBe(true)
    expect(isSame(changed(2999, [0]))).toBe(true)
  })

  it('are not the same where a byte became another, or the length changed', () => {
    for (const at of [0, 255, 256, 1700, 2999]) expect(isSame(changed(at, [coded[at]! ^ 0x55 || 1]))).toBe(false)
    expect(isSame(coded.subarray(0, 2990))).toBe(false)
    expect(isSame(Buffer.concat([coded, Buffer.alloc(2)]))).toBe(false)
  })
})
