/** Writes a report while the run goes on: what was asked for first, a line for each entry as it ends, the summary last. */

import type { Code } from '../errors.ts'
import { CHAIN_START, chainLine, sealedText } from './chain.ts'
import type { EntryFacts } from './records.ts'
import { entryRecord } from './records.ts'
import { type RulePlace, type RunFacts, runRecord } from './run-record.ts'
import type { Summary } from './summary.ts'

/** Lines held back before they are written: large archives have millions of short ones. */
const BATCH_CHARACTERS = 65_536

export interface ReportWriterOptions {
  /** Takes whole lines. What is thrown by it comes out of the methods. */
  readonly write: (lines: string) => void
  /** HMAC-SHA-256 of a text under the key of the run, in hexadecimal; none where nobody could check it. */
  readonly seal?: (text: string) => string | undefined
  /** Of a report that goes on: the value of its last line. */
  readonly chain?: string
}

/** `begin` unless the report goes on, `entry` for each, then `end`. */
export class ReportWriter {
  readonly #options: ReportWriterOptions
  #batch = ''
  #chain: string

  constructor(options: ReportWriterOptions) {
    this.#options = options
    this.#chain = options.chain ?? CHAIN_START
  }

  /** The value of the last line: the anchor of the report, once it has ended. */
  get chain(): string {
    return this.#chain
  }

  /** The first line. `rules`: where in its profile each rule of the site stands. */
  begin(run: RunFacts, rules: readonly RulePlace[] = []): void {
    this.#append(JSON.stringify(runRecord(run, rules)))
  }

  entry(facts: EntryFacts): void {
    this.#append(JSON.stringify(entryRecord(facts)))
    if (this.#batch.length >= BATCH_CHARACTERS) this.flush()
  }

  /** The last line. `failure`: the code of what ended the run before its time. */
  end(summary: Summary, run: RunFacts, failure?: Code): void {
    const text = JSON.stringify(summary.toRecord(run, failure))
    const seal = this.#options.seal?.(sealedText(text, this.#chain))
    this.#append(seal === undefined ? text : `${text.slice(0, -1)},"seal":"${seal}"}`)
    this.flush()
  }

  /** Writes what was held back. */
  flush(): void {
    const lines = this.#batch
    this.#batch = ''
    if (lines !== '') this.#options.write(lines)
  }

  #append(text: string): void {
    const { line, chain } = chainLine(text, this.#chain)
    this.#batch += line
    this.#chain = chain
  }
}
