import { describe, expect, it } from 'vitest'
import type { BulkFilter, ChangePart } from '../../../src/pixels/bulk-filter.ts'
import { FilterChain } from '../../../src/pixels/filter-chain.ts'

/** Writes `byte` into ranges of the value. */
function writing(byte: number, ...ranges: readonly (readonly [number, number])[]): BulkFilter {
  return {
    sees: 'all',
    fault: undefined,
    tallies: { [`of${byte}`]: 1, all: 1 },
    begin: () => {},
    take: (_, change) => {
      for (const [from, to] of ranges) change(from, to, (part) => part.fill(byte))
    },
  }
}

function taken(filters: readonly BulkFilter[]): { text: string; ascending: boolean } {
  const chain = new FilterChain(filters)
  chain.begin({ tag: 0x7fe00010, depth: 0, fragment: undefined, valueBytes: 10 })
  const out = new Uint8Array(10)
  let end = 0
  let ascending = true
  const change: ChangePart = (from, to, edit) => {
    ascending &&= from >= end
    end = to
    // in two parts, as at the edge of a block
    const middle = (from + to) >> 1
    edit(out.subarray(from, middle), from)
    edit(out.subarray(middle, to), middle)
  }
  chain.take(new Uint8Array(10), change)
  return { text: out.join(''), ascending }
}

describe('a chain of filters', () => {
  it('changes what each of them changes, in ascending order', () => {
    expect(taken([writing(1, [6, 8]), writing(2, [0, 2], [9, 10])])).toEqual({ text: '2200001102', ascending: true })
  })

  it('leaves what the later one wrote where both write', () => {
    expect(taken([writing(1, [0, 6]), writing(2, [4, 8]), writing(3, [5, 6])])).toEqual({
      text: '1111232200',
      ascending: true,
    })
  })

  it('counts what each of them counts', () => {
    expect(new FilterChain([writing(1), writing(2)]).tallies).toEqual({ of1: 1, of2: 1, all: 2 })
  })

  it('sees native values only for those who want them', () => {
    const blind: BulkFilter = { ...writing(1, [0, 9]), sees: 'fragments' }
    expect(taken([blind, writing(2, [0, 1])]).text).toBe('2000000000')
    expect(new FilterChain([blind]).sees).toBe('fragments')
  })
})
