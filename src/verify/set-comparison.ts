/** What has to hold among all objects of a set: UIDs, references and dates of an output against those of its input. Values are held as digests only. */

import { createHash } from 'node:crypto'
import { limits } from '../limits.ts'
import type { EntryReport } from './entries.ts'

const DIGEST_BYTES = 16

interface Reference {
  readonly entry: number
  readonly path: string
  readonly before: string
  readonly after: string
}

export type SetReport = (kind: Parameters<EntryReport>[0], place: { entry: number; path?: string }) => void

export class SetComparison {
  readonly #report: SetReport
  readonly #newUids = new Map<string, string>()
  readonly #oldUids = new Map<string, string>()
  readonly #inputInstances = new Set<string>()
  readonly #outputInstances = new Set<string>()
  readonly #references: Reference[] = []
  readonly #offsetDays = new Map<string, number>()
  #isFull = false

  constructor(report: SetReport) {
    this.#report = report
  }

  /** One UID of the input, and what it became in the same place. */
  uid(entry: number, path: string, before: string, after: string): void {
    const old = digest(before)
    const now = digest(after)
    const isOther = this.#other(this.#newUids, old, now, entry) || this.#other(this.#oldUids, now, old, entry)
    if (isOther) this.#report('uid-mapping-differs', { entry, path })
  }

  /** The SOP Instance UID of an object, in the input and in the output. */
  instance(entry: number, before: string, after: string): void {
    if (!this.#hasRoom(this.#inputInstances.size, entry)) return
    this.#inputInstances.add(digest(before))
    this.#outputInstances.add(digest(after))
  }

  /** A reference to an object, which may be of this set. */
  reference(entry: number, path: string, before: string, after: string): void {
    if (this.#hasRoom(this.#references.length, entry)) {
      this.#references.push({ entry, path, before: digest(before), after: digest(after) })
    }
  }

  /** By how many days a date of a patient moved. */
  date(entry: number, path: string, patient: string, days: number): void {
    const key = digest(patient)
    const known = this.#offsetDays.get(key)
    if (known === undefined) {
      if (this.#hasRoom(this.#offsetDays.size, entry)) this.#offsetDays.set(key, days)
    } else if (known !== days) this.#report('date-offset-differs', { entry, path })
  }

  /** The set is over: references that led to one of its objects have to lead to one still. */
  end(): void {
    for (const { entry, path, before, after } of this.#references) {
      const isBroken = this.#inputInstances.has(before) && !this.#outputInstances.has(after)
      if (isBroken) this.#report('reference-broken', { entry, path })
    }
  }

  #other(map: Map<string, string>, key: string, value: string, entry: number): boolean {
    const known = map.get(key)
    if (known !== undefined) return known !== value
    if (this.#hasRoom(map.size, entry)) map.set(key, value)
    return false
  }

  #hasRoom(size: number, entry: number): boolean {
    if (size < limits.verifiedUids) return true
    if (!this.#isFull) this.#report('not-inspected', { entry })
    this.#isFull = true
    return false
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest().toString('latin1', 0, DIGEST_BYTES)
}
