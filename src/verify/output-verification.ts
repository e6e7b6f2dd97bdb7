/** Verification of an output: entry by entry, as an iteration of findings, with a summary at its end. Loaded by verify.ts for the first who asks. */

import { compilePlan } from '../profile/compile.ts'
import { openEntries } from './entries.ts'
import { type Finding, type Kind, type Severity, severityOf } from './findings.ts'
import { ObjectInspector } from './object-inspector.ts'
import { looksLikeObject } from './object-walk.ts'
import { inflateBounded } from './platform.ts'
import { StatedProfiles } from './stated-profile.ts'
import type { Verification, VerifyOptions, VerifySummary } from './verify-options.ts'

/** So many first bytes tell whether an entry is an object. */
const HEAD_BYTES = 132

/** One verification, to be iterated once. */
export class OutputVerification implements Verification {
  readonly #path: string
  readonly #options: VerifyOptions
  readonly #profiles: StatedProfiles
  readonly #kinds = new Map<Kind, number>()
  readonly #severities: Record<Severity, number> = { leak: 0, suspect: 0, conformance: 0 }
  #entries = 0
  #objects = 0
  #waiting: Finding[] = []

  constructor(path: string, options: VerifyOptions) {
    this.#path = path
    this.#options = options
    this.#profiles = new StatedProfiles(options.plan === undefined ? undefined : compilePlan(options.plan))
  }

  get summary(): VerifySummary {
    return {
      entries: this.#entries,
      objects: this.#objects,
      findings: Object.values(this.#severities).reduce((sum, count) => sum + count, 0),
      severities: { ...this.#severities },
      kinds: Object.fromEntries([...this.#kinds].sort(([one], [other]) => (one < other ? -1 : 1))),
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Finding> {
    const entries = openEntries(this.#path, (kind, place) => this.#find(kind, place))
    for await (const { ordinal, body } of entries) {
      this.#entries++
      await this.#inspect(ordinal, body)
      yield* this.#told()
    }
    yield* this.#told()
  }

  *#told(): Generator<Finding> {
    const told = this.#waiting
    this.#waiting = []
    yield* told
  }

  async #inspect(entry: number, body: AsyncIterable<Uint8Array>): Promise<void> {
    let inspector: ObjectInspector | undefined
    let head: Uint8Array = new Uint8Array(0)
    let isEmpty = true
    const begin = (): void => {
      if (!looksLikeObject(head)) return
      this.#objects++
      inspector = new ObjectInspector({
        profiles: this.#profiles,
        uidRoots: this.#options.uidRoots ?? [],
        inflate: inflateBounded,
        report: (kind, place) => this.#find(kind, { entry, ...place }),
      })
      inspector.push(head)
    }
    let hasBegun = false
    for await (const chunk of body) {
      isEmpty &&= chunk.every((byte) => byte === 0)
      if (hasBegun) inspector?.push(chunk)
      else {
        head = Buffer.concat([head, chunk])
        hasBegun = head.length >= HEAD_BYTES
        if (hasBegun) begin()
      }
    }
    if (!hasBegun) begin()
    inspector?.end()
    // What did not pass is zeros where every entry keeps its place, and nothing where a broken one is made up for.
    if (inspector === undefined && !isEmpty) this.#find('not-inspected', { entry })
  }

  #find(kind: Kind, place: Omit<Finding, 'kind' | 'severity'>): void {
    const severity = severityOf(kind)
    this.#severities[severity]++
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1)
    const { value, ...rest } = place
    const shown = this.#options.showValues === true && value !== undefined ? { value } : {}
    this.#waiting.push({ ...rest, kind, severity, ...shown })
  }
}
