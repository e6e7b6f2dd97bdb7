/** Adds up the entries of a report that was read, without believing its summary. What it holds is bounded, whatever the report says. */

import { PIXEL_METHODS, PIXEL_OUTCOMES, type PixelInspection, type PixelTreatment } from '../pixels/treatment.ts'
import { pixelCounts } from './pixel-counts.ts'
import type { ReadRecord } from './report-reader.ts'

export type Counts = ReadonlyMap<string, number>

/** An entry that was not passed on, or not whole. */
export interface HeldBack {
  readonly entry: number
  readonly disposition: string
  readonly code: string
  readonly offset: number | undefined
  readonly tag: string | undefined
}

/** Names of one table; a report of this program has a few dozen, and rules of a site. Beyond, they count as one. */
const MAX_NAMES = 3000
const REST = 'other'
const NAME = /^[A-Za-z0-9][A-Za-z0-9:.+ _-]{0,255}$/
/** Entries that are listed one by one. */
const MAX_LISTED = 200

/** Objects by level. */
export class RiskCounts {
  readonly pixels = new Map<string, number>()
  readonly faces = new Map<string, number>()
}

export class ReportTotals {
  entries = 0
  bytesIn = 0
  bytesOut = 0
  elements = 0
  readonly dispositions = new Map<string, number>()
  readonly codes = new Map<string, number>()
  readonly actions = new Map<string, number>()
  readonly categories = new Map<string, number>()
  readonly origins = new Map<string, number>()
  readonly tallies = new Map<string, number>()
  /** What became of pixels (pixel-counts.ts). */
  readonly pixels = new Map<string, number>()
  readonly sopClasses = new Map<string, number>()
  /** Levels of text in pixels, and of faces, of objects in the output and of those that were held back; why, of all. */
  readonly passedRisks = new RiskCounts()
  readonly heldBackRisks = new RiskCounts()
  readonly riskReasons = new Map<string, number>()
  /** The first ones withheld, broken, or kept as they were. */
  readonly heldBack: HeldBack[] = []

  add(record: ReadRecord): void {
    const disposition = nameOf(record.disposition)
    this.entries += 1
    this.bytesIn += countOf(record.bytesIn)
    this.bytesOut += countOf(record.bytesOut)
    this.elements += countOf(record.elements)
    increase(this.dispositions, disposition, 1)
    if (record.code !== undefined) increase(this.codes, nameOf(record.code), 1)
    if (record.sopClass !== undefined) increase(this.sopClasses, nameOf(record.sopClass), 1)
    increaseAll(this.actions, record.actions)
    increaseAll(this.categories, record.categories)
    increaseAll(this.origins, record.origins)
    increaseAll(this.tallies, record.tallies)
    const treatment = treatmentOf(record.pixels)
    for (const [name, count] of treatment === undefined ? [] : pixelCounts(treatment))
      increase(this.pixels, name, count)
    this.#addRisk(record.risk, isPassed(disposition))
    if (disposition !== 'deidentified' && disposition !== 'dropped') this.#list(record, disposition)
  }

  /** Whether a summary says the same. */
  agreesWith(summary: ReadRecord): boolean {
    const numbers = [
      [this.entries, summary.entries],
      [this.bytesIn, summary.bytesIn],
      [this.bytesOut, summary.bytesOut],
      [this.elements, summary.elements],
    ]
    const tables: [Counts, unknown][] = [
      [this.dispositions, summary.dispositions],
      [this.codes, summary.codes],
      [this.actions, summary.actions],
      [this.categories, summary.categories],
      [this.origins, summary.origins],
      [this.tallies, summary.tallies],
      [this.pixels, summary.pixels],
    ]
    return numbers.every(([own, told]) => own === told) && tables.every(([own, told]) => isSame(own, told))
  }

  #addRisk(risk: unknown, isInOutput: boolean): void {
    if (!isObject(risk)) return
    const { pixels, faces } = isInOutput ? this.passedRisks : this.heldBackRisks
    increase(pixels, nameOf(risk.pixels), 1)
    increase(faces, nameOf(risk.faces), 1)
    if (!Array.isArray(risk.reasons)) return
    for (const reason of risk.reasons.slice(0, MAX_LISTED)) increase(this.riskReasons, nameOf(reason), 1)
  }

  #list(record: ReadRecord, disposition: string): void {
    if (this.heldBack.length === MAX_LISTED) return
    const { entry, code, offset, tag } = record
    this.heldBack.push({
      entry: countOf(entry),
      disposition,
      code: code === undefined ? '' : nameOf(code),
      offset: typeof offset === 'number' ? countOf(offset) : undefined,
      tag: typeof tag === 'string' && /^\([0-9A-F]{4},[0-9A-F]{4}\)$/.test(tag) ? tag : undefined,
    })
  }
}

/** Undefined where there is none that this program would write. */
function treatmentOf(told: unknown): PixelTreatment | undefined {
  if (!isObject(told)) return undefined
  const outcome = PIXEL_OUTCOMES.find((name) => name === told.outcome)
  if (outcome === undefined) return undefined
  const method = PIXEL_METHODS.find((name) => name === told.method)
  const rules = Array.isArray(told.rules) ? told.rules.slice(0, MAX_NAMES).map(countOf) : []
  return {
    outcome,
    rules: [...new Set(rules.filter((rule) => rule > 0))],
    rectangles: countOf(told.rectangles),
    ...(method !== undefined && { method }),
    ...(isObject(told.inspection) && { inspection: inspectionOf(told.inspection) }),
  }
}

function inspectionOf({ frames, inspectedFrames, found }: Readonly<Record<string, unknown>>): PixelInspection {
  return { frames: countOf(frames), inspectedFrames: countOf(inspectedFrames), found: countOf(found) }
}

/** What is broken is in the output up to where it broke. */
function isPassed(disposition: string): boolean {
  return disposition !== 'withheld' && disposition !== 'dropped'
}

function isSame(own: Counts, told: unknown): boolean {
  const other = new Map<string, number>()
  increaseAll(other, told)
  const names = new Set([...own.keys(), ...other.keys()])
  return [...names].every((name) => (own.get(name) ?? 0) === (other.get(name) ?? 0))
}

function increaseAll(totals: Map<string, number>, counts: unknown): void {
  if (!isObject(counts)) return
  for (const [name, count] of Object.entries(counts)) increase(totals, nameOf(name), countOf(count))
}

function increase(totals: Map<string, number>, name: string, by: number): void {
  const counted = totals.has(name) || totals.size < MAX_NAMES ? name : REST
  totals.set(counted, (totals.get(counted) ?? 0) + by)
}

function nameOf(value: unknown): string {
  return typeof value === 'string' && NAME.test(value) ? value : REST
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
