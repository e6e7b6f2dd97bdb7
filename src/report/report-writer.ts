/** Writes a report while the run goes on: a line for each entry as it ends, the summary last. */

import type { Code } from '../errors.ts'
import type { EntryFacts } from './records.ts'
import { entryRecord, toLine } from './records.ts'
import type { RunFacts, Summary } from './summary.ts'

/** Lines held back before they are written: large archives have millions of short ones. */
const BATCH_CHARACTERS = 65_536

/** `write` takes whole lines. What is thrown by it comes out of the methods. */
export class ReportWriter {
  readonly #write: (lines: string) => void
  #batch = ''

  constructor(write: (lines: string) => void) {
    this.#write = write
  }

  entry(facts: EntryFacts): void {
    this.#batch += toLine(entryRecord(facts))
    if (this.#batch.length >= BATCH_CHARACTERS) this.flush()
  }

  /** The last line. `failure`: the code of what ended the run before its time. */
  end(summary: Summary, run: RunFacts, failure?: Code): void {
    this.#batch += toLine(summary.toRecord(run, failure))
    this.flush()
  }

  /** Writes what was held back. */
  flush(): void {
    const lines = this.#batch
    this.#batch = ''
    this.#write(lines)
  }
}
