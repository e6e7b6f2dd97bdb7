/** Several filters as one. Each sees the bytes as they came; where two change the same ones, the later one has them last. */

import type { Code } from '../errors.ts'
import type { BulkFilter, BulkValue, ChangePart } from './bulk-filter.ts'

interface Edit {
  readonly from: number
  readonly to: number
  readonly change: (part: Uint8Array, at: number) => void
}

export class FilterChain implements BulkFilter {
  readonly sees: 'fragments' | 'all'
  readonly #filters: readonly BulkFilter[]
  #seeing: readonly BulkFilter[] = []

  constructor(filters: readonly BulkFilter[]) {
    this.#filters = filters
    this.sees = filters.some(({ sees }) => sees === 'all') ? 'all' : 'fragments'
  }

  get fault(): Code | undefined {
    return this.#filters.find(({ fault }) => fault !== undefined)?.fault
  }

  get tallies(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {}
    for (const { tallies } of this.#filters) {
      for (const [name, count] of Object.entries(tallies)) sums[name] = (sums[name] ?? 0) + count
    }
    return sums
  }

  begin(value: BulkValue): void {
    this.#seeing = this.#filters.filter(({ sees }) => sees === 'all' || value.fragment !== undefined)
    for (const filter of this.#seeing) filter.begin(value)
  }

  take(bytes: Uint8Array, change: ChangePart): void {
    const edits: Edit[] = []
    let isAscending = true
    let end = 0
    for (const filter of this.#seeing) {
      filter.take(bytes, (from, to, edit) => {
        isAscending &&= from >= end
        end = to
        edits.push({ from, to, change: edit })
      })
    }
    if (isAscending) {
      for (const { from, to, change: edit } of edits) change(from, to, edit)
      return
    }
    for (const group of overlapping(edits)) {
      const from = Math.min(...group.map((edit) => edit.from))
      const to = Math.max(...group.map((edit) => edit.to))
      change(from, to, (part, at) => applyAll(group, part, at))
    }
  }
}

/** Groups in ascending order, apart from each other; within a group the order of the filters stays. */
function overlapping(edits: readonly Edit[]): Edit[][] {
  const groups: { edits: Edit[]; to: number }[] = []
  const order = new Map(edits.map((edit, index) => [edit, index]))
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    const last = groups.at(-1)
    if (last !== undefined && edit.from < last.to) {
      last.edits.push(edit)
      last.to = Math.max(last.to, edit.to)
    } else groups.push({ edits: [edit], to: edit.to })
  }
  return groups.map((group) => group.edits.sort((a, b) => order.get(a)! - order.get(b)!))
}

function applyAll(edits: readonly Edit[], part: Uint8Array, at: number): void {
  for (const edit of edits) {
    const from = Math.max(edit.from, at)
    const to = Math.min(edit.to, at + part.length)
    if (from < to) edit.change(part.subarray(from - at, to - at), from)
  }
}
