import { expect, test } from 'vitest'
import { CountTotals } from '../../../src/engine/count-totals.ts'
import { readCounts } from '../../../src/engine/counts.ts'
import { Summary } from '../../../src/report/summary.ts'
import { ACTION_COUNT, CATEGORY_COUNT, TALLY_COUNT } from '../../../src/wasm/seam.ts'

const COUNTERS = CATEGORY_COUNT * ACTION_COUNT + TALLY_COUNT
const ORIGINS = ['other', 'dummy-sequence', 'profile', 'profile']

function counted(seed: number): { counters: Uint32Array; origins: Uint32Array } {
  return {
    counters: Uint32Array.from({ length: COUNTERS }, (_, at) => (at * seed) % 7),
    origins: Uint32Array.from({ length: 16 }, (_, at) => (at * seed) % 5),
  }
}

test('comes to the sums that a summary of each object comes to', () => {
  const totals = new CountTotals()
  const expected = new Summary()
  for (const seed of [1, 2, 3, 11]) {
    const { counters, origins } = counted(seed)
    totals.add(counters, origins, ORIGINS, { atRisk: seed }, { sideData: 0, pixelExcess: 1 })
    expected.addCounts(readCounts(counters, origins, ORIGINS, { atRisk: seed }, { sideData: 0, pixelExcess: 1 }))
  }
  const summary = new Summary()
  summary.addCounts(totals.sums)
  expect(summary.totals).toEqual(expected.totals)
  expect(summary.totals.tallies).toMatchObject({ atRisk: 17, pixelExcess: 4 })
})

test('is nothing where nothing was added, and counts objects of one plan', () => {
  const summary = new Summary()
  summary.addCounts(new CountTotals().sums)
  expect(summary.totals.elements).toBe(0)
  const { counters, origins } = counted(1)
  const totals = new CountTotals()
  totals.add(counters, origins, ORIGINS, {})
  expect(() => totals.add(counters, origins, ['another'], {})).toThrow(RangeError)
})
