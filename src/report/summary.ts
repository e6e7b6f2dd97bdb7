/**
 * Adds up a run. What it holds is bounded by the tables of dispositions, codes, actions and categories, not by the number of
 * entries.
 */

import type { Disposition, ObjectCounts } from '../engine/contract.ts'
import type { Code } from '../errors.ts'
import { pixelCounts } from './pixel-counts.ts'
import type { EntryFacts } from './records.ts'
import { REPORT_VERSION, type RunFacts } from './run-record.ts'

/** What a run adds up. */
export interface SummaryTotals {
  readonly entries: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly elements: number
  readonly dispositions: Readonly<Record<string, number>>
  readonly codes: Readonly<Record<string, number>>
  readonly actions: Readonly<Record<string, number>>
  readonly categories: Readonly<Record<string, number>>
  readonly origins: Readonly<Record<string, number>>
  readonly tallies: Readonly<Record<string, number>>
  /** What became of pixels (pixel-counts.ts); absent where no rules are about them. */
  readonly pixels?: Readonly<Record<string, number>>
}

/** The last line of a report. */
export interface SummaryRecord extends RunFacts, SummaryTotals {
  readonly record: 'summary'
  readonly reportVersion: number
  /** False where the run ended before the input did. */
  readonly complete: boolean
  /** Why it is not complete. */
  readonly code?: Code
}

/** In the order in which they are counted for people and programs. */
export const DISPOSITIONS: readonly Disposition[] = ['deidentified', 'withheld', 'broken', 'dropped', 'kept']

/** Totals of a run. */
export class Summary {
  #entries = 0
  #bytesIn = 0
  #bytesOut = 0
  #elements = 0
  readonly #dispositions = new Map<string, number>(DISPOSITIONS.map((disposition) => [disposition, 0]))
  readonly #codes = new Map<string, number>()
  readonly #actions = new Map<string, number>()
  readonly #categories = new Map<string, number>()
  readonly #origins = new Map<string, number>()
  readonly #tallies = new Map<string, number>()
  readonly #pixels = new Map<string, number>()

  add(entry: EntryFacts): void {
    this.#entries += 1
    this.#bytesIn += entry.inputBytes
    this.#bytesOut += entry.outputBytes
    increase(this.#dispositions, entry.disposition, 1)
    if (entry.code !== undefined) increase(this.#codes, entry.code, 1)
    for (const [name, count] of entry.pixels === undefined ? [] : pixelCounts(entry.pixels))
      increase(this.#pixels, name, count)
    if (entry.counts !== undefined) this.addCounts(entry.counts)
  }

  /** Of one object or of many. */
  addCounts({ elements, actions, categories, origins, tallies }: ObjectCounts): void {
    this.#elements += elements
    increaseAll(this.#actions, actions)
    increaseAll(this.#categories, categories)
    increaseAll(this.#origins, origins)
    increaseAll(this.#tallies, tallies)
  }

  /** All that it has added up, as JSON can hold it. */
  get totals(): SummaryTotals {
    return {
      entries: this.#entries,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      elements: this.#elements,
      dispositions: Object.fromEntries(this.#dispositions),
      codes: Object.fromEntries(this.#codes),
      actions: Object.fromEntries(this.#actions),
      categories: Object.fromEntries(this.#categories),
      origins: Object.fromEntries(this.#origins),
      tallies: Object.fromEntries(this.#tallies),
      ...(this.#pixels.size > 0 && { pixels: Object.fromEntries(this.#pixels) }),
    }
  }

  /** Goes on from what a summary had added up, whatever this one has. */
  restore(totals: SummaryTotals): void {
    this.#entries = totals.entries
    this.#bytesIn = totals.bytesIn
    this.#bytesOut = totals.bytesOut
    this.#elements = totals.elements
    replaceAll(this.#dispositions, totals.dispositions)
    replaceAll(this.#codes, totals.codes)
    replaceAll(this.#actions, totals.actions)
    replaceAll(this.#categories, totals.categories)
    replaceAll(this.#origins, totals.origins)
    replaceAll(this.#tallies, totals.tallies)
    replaceAll(this.#pixels, totals.pixels ?? {})
  }

  get entries(): number {
    return this.#entries
  }

  /** How many entries came to this end. */
  count(disposition: Disposition): number {
    return this.#dispositions.get(disposition) ?? 0
  }

  /** `failure`: the code of what ended the run before its time. */
  toRecord(run: RunFacts, failure?: Code): SummaryRecord {
    return {
      record: 'summary',
      reportVersion: REPORT_VERSION,
      ...run,
      complete: failure === undefined,
      ...(failure !== undefined && { code: failure }),
      entries: this.#entries,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      elements: this.#elements,
      dispositions: Object.fromEntries(this.#dispositions),
      codes: sorted(this.#codes),
      actions: sorted(this.#actions),
      categories: sorted(this.#categories),
      origins: sorted(this.#origins),
      tallies: sorted(this.#tallies),
      ...(this.#pixels.size > 0 && { pixels: sorted(this.#pixels) }),
    }
  }
}

function increase(totals: Map<string, number>, name: string, by: number): void {
  totals.set(name, (totals.get(name) ?? 0) + by)
}

function replaceAll(totals: Map<string, number>, by: Readonly<Record<string, number>>): void {
  totals.clear()
  for (const name in by) totals.set(name, by[name]!)
}

function increaseAll(totals: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const name in counts) increase(totals, name, counts[name]!)
}

/** By name, so that the order of the entries does not show in the totals. */
function sorted(totals: Map<string, number>): Record<string, number> {
  const rows = [...totals].filter(([, count]) => count !== 0)
  return Object.fromEntries(rows.sort(([left], [right]) => (left < right ? -1 : 1)))
}
