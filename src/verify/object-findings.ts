/** What is found in one object: told once for each place, and bounded. */

import { limits } from '../limits.ts'
import { type Kind, type Report, type Severity, severityOf } from './findings.ts'

/** How something that was found is told. `value`: of the object, for those who asked to be shown. */
export type Find = (kind: Kind, path?: string, offsetBytes?: number, value?: string) => void

export class ObjectFindings {
  readonly #report: Report
  readonly #found = new Set<string>()
  readonly #kinds = new Set<Kind>()
  /** Of each severity: many suspects do not hide a leak. */
  readonly #counts: Record<Severity, number> = { leak: 0, suspect: 0, conformance: 0 }

  constructor(report: Report) {
    this.#report = report
  }

  /** The kinds that were found, also those that were not told. */
  get kinds(): ReadonlySet<Kind> {
    return this.#kinds
  }

  /** Tells `not-inspected` in place of the first of its severity that is too many, and none of that after it. */
  readonly find: Find = (kind, path, offsetBytes, value) => {
    const key = `${kind} ${path ?? ''}`
    this.#kinds.add(kind)
    const severity = severityOf(kind)
    if (this.#found.has(key) || this.#counts[severity] > limits.verifiedFindings) return
    this.#found.add(key)
    this.#counts[severity]++
    const isLast = this.#counts[severity] > limits.verifiedFindings
    this.#report(isLast ? 'not-inspected' : kind, {
      ...(path !== undefined && !isLast && { path }),
      ...(offsetBytes !== undefined && { offsetBytes }),
      ...(value !== undefined && !isLast && { value }),
    })
  }
}
