/**
 * What a run with a journal has to find again when it goes on: the totals, how far the report was, how far the quarantine was. Report and
 * quarantine are cut back to there, and what was told since then is told again.
 */

import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import { type Code, SluiceError } from '../errors.ts'
import { ReportWriter, type ReportWriterOptions } from '../report/report-writer.ts'
import type { RulePlace, RunFacts } from '../report/run-record.ts'
import type { Summary, SummaryTotals } from '../report/summary.ts'
import { ioError } from '../streams/descriptors.ts'
import type { CarriedAlong } from '../streams/in-place.ts'
import type { JournalValue } from '../streams/journal.ts'
import { QuarantineFile } from './quarantine-file.ts'

/** Where they are, and what the report says at its beginning and is sealed with. */
export interface CarriedOptions {
  readonly report: string | undefined
  readonly facts: () => RunFacts
  readonly rules: readonly RulePlace[]
  readonly seal: (text: string) => string | undefined
  readonly quarantine: string | undefined
}

type Saved = SummaryTotals & {
  readonly reportBytes: number
  /** Value of the report's last line; empty where there is no report. */
  readonly reportChain: string
  readonly quarantineBytes: number
}

/** Nothing is made before `save` or `restore`. `close` ends it, wherever the run was. */
export class CarriedFiles implements CarriedAlong {
  readonly #summary: Summary
  readonly #options: CarriedOptions
  #report: ReportFile | undefined
  #quarantine: QuarantineFile | undefined

  constructor(summary: Summary, options: CarriedOptions) {
    this.#summary = summary
    this.#options = options
  }

  get quarantine(): QuarantineFile | undefined {
    return this.#quarantine
  }

  entry(record: ArchiveEntryRecord): void {
    this.#summary.add(record)
    this.#report?.writer.entry(record)
  }

  save(): JournalValue {
    const { report, quarantine } = this.#options
    if (report !== undefined && this.#report === undefined) this.#report = this.#beginReport(report)
    if (quarantine !== undefined) this.#quarantine ??= QuarantineFile.create(quarantine)
    const saved: Saved = {
      ...this.#summary.totals,
      reportBytes: this.#report?.save() ?? 0,
      reportChain: this.#report?.writer.chain ?? '',
      quarantineBytes: this.#quarantine?.save() ?? 0,
    }
    return { ...saved }
  }

  restore(value: JournalValue): void {
    const saved = value as unknown as Saved
    const { report, quarantine, seal } = this.#options
    if (report !== undefined) {
      this.#report = new ReportFile(report, saved.reportBytes, { seal, chain: saved.reportChain })
    }
    if (quarantine !== undefined) this.#quarantine = QuarantineFile.resume(quarantine, saved.quarantineBytes)
    this.#summary.restore(saved)
  }

  /** The value of the report's last line. */
  get reportChain(): string | undefined {
    return this.#report?.writer.chain
  }

  #beginReport(path: string): ReportFile {
    const { facts, rules, seal } = this.#options
    const report = new ReportFile(path, 0, { seal })
    report.writer.begin(facts(), rules)
    return report
  }

  /** The run is over, whether it is done or not. */
  end(failure?: Code): void {
    if (failure === undefined) this.#quarantine?.finish()
    this.#report?.writer.end(this.#summary, this.#options.facts(), failure)
  }

  close(): void {
    this.#quarantine?.abandon()
    this.#report?.close()
  }
}

/** A report of which the first bytes are to stay. */
class ReportFile {
  readonly writer: ReportWriter
  readonly #descriptor: number
  #sizeBytes: number

  constructor(path: string, keptBytes: number, options: Omit<ReportWriterOptions, 'write'>) {
    try {
      this.#descriptor = openSync(path, keptBytes === 0 ? 'w' : 'r+')
    } catch (fault) {
      throw ioError('the report cannot be opened', fault)
    }
    this.#sizeBytes = keptBytes
    this.writer = new ReportWriter({ ...options, write: (lines) => this.#write(Buffer.from(lines)) })
    if (fstatSync(this.#descriptor).size < keptBytes) {
      closeSync(this.#descriptor)
      throw new SluiceError('JOURNAL_MISMATCH', {}, 'the report is shorter than the journal says')
    }
    if (keptBytes > 0) ftruncateSync(this.#descriptor, keptBytes)
  }

  /** All is safe; answers how much that is. */
  save(): number {
    this.writer.flush()
    fdatasyncSync(this.#descriptor)
    return this.#sizeBytes
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #write(bytes: Buffer): void {
    try {
      for (let at = 0; at < bytes.length; ) {
        const count = writeSync(this.#descriptor, bytes, at, bytes.length - at, this.#sizeBytes)
        at += count
        this.#sizeBytes += count
      }
    } catch (fault) {
      throw ioError('writing the report failed', fault)
    }
  }
}
