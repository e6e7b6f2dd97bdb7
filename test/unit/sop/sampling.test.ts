import { describe, expect, it } from 'vitest'
import { formatRate } from '../../../src/sop/review-sections.ts'
import { sampleOf, sampleOfMany, upperBound } from '../../../src/sop/sampling.ts'

/** C(n, k) in whole numbers. */
function choose(n: number, k: number): bigint {
  let result = 1n
  for (let index = 1; index <= k; index++) result = (result * BigInt(n - k + index)) / BigInt(index)
  return result
}

describe('the size of a sample', () => {
  // ln 0.05 / ln(1 - p): 28.43, 58.40, 148.28, 298.07, 597.64, 2994.23.
  it.each([
    [0.1, 29],
    [0.05, 59],
    [0.02, 149],
    [0.01, 299],
    [0.005, 598],
    [0.001, 2995],
  ])('excludes a share of %f of a set without end', (rate, size) => {
    expect(sampleOfMany(rate)).toBe(size)
    expect(Math.abs(size * rate - 3)).toBeLessThan(0.15)
  })

  // One leak in a hundred: (100 - n) / 100 is at most 0.05 from n = 95 on. Two in a hundred: (100-n)(99-n) / 9900, 22 * 21 = 462 and 23 * 22 = 506.
  it.each([
    [100, 0.01, 95],
    [100, 0.02, 78],
    [50, 0.01, 48],
    [1, 0.5, 1],
    [2, 0.001, 2],
    [20, 1, 1],
  ])('is of a set of %i, for a share of %f, %i', (total, rate, size) => {
    expect(sampleOf(total, rate)).toBe(size)
  })

  it.each([
    [1000, 0.01],
    [500, 0.005],
    [100, 0.1],
    [10_000, 0.05],
  ])('of a set of %i for a share of %f is the least by whole numbers', (total, rate) => {
    const size = sampleOf(total, rate)
    const leaks = Math.ceil(total * rate)
    const misses = (n: number) => choose(total - leaks, n) * 20n <= choose(total, n)
    expect(misses(size)).toBe(true)
    expect(misses(size - 1)).toBe(false)
  })
})

describe('what cannot be excluded', () => {
  // No leak: 1 - 0.05^(1/n). Tables of the exact one-sided bound: 1 of 10: 0.3942; 2 of 20: 0.2826; 3 of 30: 0.2385.
  it.each([
    [59, 0, 0.04951],
    [299, 0, 0.00997],
    [10, 1, 0.39416],
    [20, 2, 0.28262],
    [5, 5, 1],
  ])('of a sample of %i with %i leaks is the exact bound', (sample, leaks, bound) => {
    expect(upperBound(sample, leaks)).toBeCloseTo(bound, 4)
  })

  it('is never written as less than it is', () => {
    expect(['0.0495', '0.1301', '0.00997', '0.001', '0.1'].map((rate) => formatRate(Number(rate)))).toEqual([
      '5 %',
      '14 %',
      '1 %',
      '0.1 %',
      '10 %',
    ])
  })
})
