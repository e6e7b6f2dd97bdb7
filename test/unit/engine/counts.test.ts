import { describe, expect, it } from 'vitest'
import { readCounts } from '../../../src/engine/counts.ts'
import { ACTION_COUNT, CATEGORY_COUNT, TALLY_COUNT } from '../../../src/wasm/seam.ts'

const TALLIES_AT = CATEGORY_COUNT * ACTION_COUNT
const [REMOVE, KEEP, UID, SHIFT] = [0, 1, 4, 6]
const [OTHER, PRIVATE, DATES] = [0, 1, 2]

function countersOf(amounts: readonly (readonly [at: number, amount: number])[]): Uint32Array {
  const counters = new Uint32Array(TALLIES_AT + TALLY_COUNT)
  for (const [at, amount] of amounts) counters[at] = amount
  return counters
}

describe('counts of an object', () => {
  it('are named by action, category, origin and tally, in the order of the numbers, what is apart last', () => {
    const counters = countersOf([
      [DATES * ACTION_COUNT + SHIFT, 4],
      [OTHER * ACTION_COUNT + KEEP, 10],
      [PRIVATE * ACTION_COUNT + REMOVE, 2],
      [TALLIES_AT + 0, 6],
      [TALLIES_AT + 1, 3],
      [TALLIES_AT + 2, 5],
      [TALLIES_AT + 5, 17],
    ])
    const counts = readCounts(counters, [0, 16], ['none', 'profile'], { text: 1, none: 0 }, { text: 2, bytes: 8 })
    expect(JSON.stringify(counts)).toBe(
      JSON.stringify({
        elements: 25,
        actions: { remove: 10, keep: 11, empty: 0, dummy: 0, uid: 0, pseudonym: 0, shift: 4 },
        categories: { private: 5, 'dates-times': 4, other: 5 },
        origins: { profile: 16, private: 3, unknown: 5, 'private-creator': 1 },
        tallies: { implausible: 6, private: 3, unknown: 5, text: 3, bytes: 8 },
      }),
    )
  })

  it('are those of this object alone', () => {
    readCounts(countersOf([[DATES * ACTION_COUNT + UID, 9]]), [], [])
    const { actions, categories } = readCounts(countersOf([[TALLIES_AT + 5, 1]]), [], [])
    expect(actions).toEqual({ remove: 0, keep: 1, empty: 0, dummy: 0, uid: 0, pseudonym: 0 })
    expect(categories).toEqual({})
  })
})
