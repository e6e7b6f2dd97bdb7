/** Verification of an output: entry by entry, as an iteration of findings, with a summary at its end. Loaded by verify.ts for the first who asks. */

import { SluiceError } from '../errors.ts'
import { isZeros } from './byte-feed.ts'
import { type Entry, openEntries } from './entries.ts'
import { type Finding, type Kind, type Severity, severityOf } from './findings.ts'
import { type InputObject, InputReader } from './input-object.ts'
import { ObjectComparison } from './object-comparison.ts'
import { ObjectInspector } from './object-inspector.ts'
import { looksLikeObject } from './object-start.ts'
import { type Pairs, pairEntries } from './pairing.ts'
import { inflateBounded, type OnRead, STANDARD_INPUT } from './platform.ts'
import { readRunReport } from './run-report.ts'
import { SetComparison } from './set-comparison.ts'
import { StatedProfiles } from './stated-profile.ts'
import { ToldMembers } from './told-members.ts'
import { judgeToldPixels, type ToldObject } from './told-pixels.ts'
import type { Verification, VerifyOptions, VerifySummary } from './verify-options.ts'

/** So many first bytes tell whether an entry is an object. */
const HEAD_BYTES = 132

/** What an object is held against. */
interface InspectionTerms {
  readonly input: InputObject | undefined
  readonly set: SetComparison
  /** There is an input. */
  readonly isCompared: boolean
  readonly members: ToldMembers<ToldObject> | undefined
}

/** One verification, to be iterated once. */
export class OutputVerification implements Verification {
  readonly #path: string
  readonly #options: VerifyOptions
  readonly #kinds = new Map<Kind, number>()
  readonly #severities: Record<Severity, number> = { leak: 0, suspect: 0, conformance: 0 }
  #profiles = new StatedProfiles()
  #entries = 0
  #objects = 0
  #waiting: Finding[] = []
  /** Names of entries that say something, until the entry was read. */
  readonly #names = new Map<number, string>()

  constructor(path: string, options: VerifyOptions) {
    this.#path = path
    this.#options = options
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
    const { against, report: reportPath, plan } = this.#options
    if (against !== undefined && [this.#path, against].includes(STANDARD_INPUT)) {
      throw new SluiceError('OPTION_INVALID', {}, 'what is held against an input is read twice: both have to be files')
    }
    const report = reportPath === undefined ? undefined : await readRunReport(reportPath)
    const members = report && new ToldMembers(report.told, report.isSameSize === true)
    if (report?.isChained === false) this.#find('report-altered', {})
    const asked = plan ?? report?.plan
    if (asked !== undefined) this.#profiles = new StatedProfiles(asked)
    let readBytes = 0
    const onRead = (bytes: number): void => {
      readBytes += bytes
      this.#options.onProgress?.(readBytes, this.#entries)
    }
    const inputs =
      against === undefined
        ? undefined
        : new PairedInputs(against, await pairEntries(this.#path, against, report, onRead), onRead)
    const set = new SetComparison((kind, place) => this.#find(kind, place))
    try {
      const entries = openEntries(this.#path, (kind, place) => this.#find(kind, place), onRead)
      for await (const { ordinal, body } of entries) {
        this.#entries++
        const input = await inputs?.objectFor(ordinal)
        await this.#inspect(ordinal, body, { input, set, isCompared: inputs !== undefined, members })
        onRead(0)
        yield* this.#told()
      }
    } finally {
      await inputs?.close()
    }
    set.end()
    yield* this.#told()
  }

  *#told(): Generator<Finding> {
    const told = this.#waiting
    this.#waiting = []
    yield* told
  }

  async #inspect(
    entry: number,
    body: AsyncIterable<Uint8Array>,
    { input, set, isCompared, members }: InspectionTerms,
  ): Promise<void> {
    const comparison = input && new ObjectComparison({ entry, input, set })
    const differences: Omit<Finding, 'kind' | 'severity'>[] = []
    const begin = (): ObjectInspector => {
      this.#objects++
      if (isCompared && input === undefined) this.#find('entry-unpaired', { entry })
      if (input?.isWhole === false) this.#find('not-inspected', { entry })
      return new ObjectInspector({
        profiles: this.#profiles,
        uidRoots: this.#options.uidRoots ?? [],
        inflate: inflateBounded,
        report: (kind, place) => {
          // What the report tells of the pixels counts for an object of the length that it tells.
          if (kind === 'pixel-data-differs') differences.push({ entry, ...place })
          else this.#find(kind, { entry, ...place })
        },
        ...(comparison !== undefined && { comparison }),
      })
    }
    let isEmpty = true
    let bytes = 0
    const inspector = await readObject(body, begin, (chunk) => {
      isEmpty &&= isZeros(chunk)
      bytes += chunk.length
    })
    inspector?.end()
    const name = this.#names.get(entry)
    this.#names.delete(entry)
    if (name !== undefined && comparison?.isNamedIn(name) === true)
      this.#find('input-value-left', { entry, value: name })
    const told = members?.take(bytes, inspector !== undefined)
    const isToldBlanked = told?.isBlanked === true && told.bytes === bytes
    if (!isToldBlanked) for (const difference of differences) this.#find('pixel-data-differs', difference)
    if (inspector !== undefined && members !== undefined) {
      judgeToldPixels(inspector.statement, told, bytes, (kind, path) => this.#find(kind, { entry, path }))
    }
    // What did not pass is zeros where every entry keeps its place, and nothing where a broken one is made up for.
    if (inspector === undefined && !isEmpty) this.#find('not-inspected', { entry })
  }

  #find(kind: Kind, place: Omit<Finding, 'kind' | 'severity'>): void {
    const severity = severityOf(kind)
    this.#severities[severity]++
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1)
    const { value, ...rest } = place
    if (kind === 'archive-name' && place.entry !== undefined && value !== undefined) {
      this.#names.set(place.entry, `${this.#names.get(place.entry) ?? ''} ${value}`)
    }
    const shown = this.#options.showValues === true && value !== undefined ? { value } : {}
    this.#waiting.push({ ...rest, kind, severity, ...shown })
  }
}

/** Objects of the input, one after the other. */
class PairedInputs {
  readonly #entries: AsyncGenerator<Entry>
  readonly #pairs: Pairs

  constructor(path: string, pairs: Pairs, onRead: OnRead) {
    // What is wrong with the input's archive is no fault of the output.
    this.#entries = openEntries(path, () => {}, onRead)
    this.#pairs = pairs
  }

  /** To be asked in the order of the output. */
  async objectFor(ordinal: number): Promise<InputObject | undefined> {
    const sought = this.#pairs[ordinal]
    if (sought === undefined) return undefined
    for (;;) {
      const next = await this.#entries.next()
      if (next.done === true) return undefined
      const isSought = next.value.ordinal === sought
      const reader = await readObject(
        next.value.body,
        () => new InputReader(inflateBounded),
        () => {},
        isSought,
      )
      if (isSought) return reader?.end()
    }
  }

  async close(): Promise<void> {
    await this.#entries.return(undefined)
  }
}

/** Reads a body into a reader, which is begun if it is an object. `isWanted`: whether it is; otherwise the body is passed over. */
async function readObject<Reader extends { push(chunk: Uint8Array): void }>(
  body: AsyncIterable<Uint8Array>,
  begin: () => Reader,
  onChunk: (chunk: Uint8Array) => void,
  isWanted = true,
): Promise<Reader | undefined> {
  let head: Uint8Array | undefined = new Uint8Array(0)
  let reader: Reader | undefined
  const decide = (first: Uint8Array): void => {
    head = undefined
    if (!isWanted || !looksLikeObject(first)) return
    reader = begin()
    reader.push(first)
  }
  for await (const chunk of body) {
    onChunk(chunk)
    if (head === undefined) reader?.push(chunk)
    else {
      head = Buffer.concat([head, chunk])
      if (head.length >= HEAD_BYTES) decide(head)
    }
  }
  if (head !== undefined && head.length > 0) decide(head)
  return reader
}
