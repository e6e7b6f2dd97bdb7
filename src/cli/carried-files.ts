/**
 * What a run with a journal has to find again when it goes on: the totals, how far the report was, how far the quarantine was. Report and
 * quarantine are cut back to there, and what was told since then is told again.
 */

import { closeSync, existsSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs'
import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import { SluiceError } from '../errors.ts'
import { ReportWriter, type ReportWriterOptions } from '../report/report-writer.ts'
import type { RulePlace, RunFacts } from '../report/run-record.ts'
import type { Summary, SummaryTotals } from '../report/summary.ts'
import { ioError } from '../streams/descriptors.ts'
import type { JournalValue } from '../streams/journal.ts'
import type { CarriedAlong } from '../streams/journaled-options.ts'
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
  /** Which files they are: what stands under their names by now is not cut back unless it is these. */
  readonly reportInode: string
  readonly quarantineInode: string
}

/** Nothing is made before `save` or `restore`. `close` ends it, wherever the run was. */
export class CarriedFiles implements CarriedAlong {
  readonly #summary: Summary
  readonly #options: CarriedOptions
  #report: ReportFile | undefined
  #quarantine: QuarantineFile | undefined
  /** Somebody may come back to these files. */
  #isUnderWay = false

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
    // First what may be refused: a report that was there is lost once another is begun.
    if (quarantine !== undefined) this.#quarantine ??= QuarantineFile.create(quarantine)
    if (report !== undefined && this.#report === undefined) this.#report = this.#beginReport(report)
    const saved: Saved = {
      ...this.#summary.totals,
      reportBytes: this.#report?.save() ?? 0,
      reportChain: this.#report?.writer.chain ?? '',
      quarantineBytes: this.#quarantine?.save() ?? 0,
      reportInode: report === undefined ? '' : inodeOf(report),
      quarantineInode: quarantine === undefined ? '' : inodeOf(quarantine),
    }
    this.#isUnderWay = true
    return { ...saved }
  }

  restore(value: JournalValue): void {
    const saved = value as unknown as Saved
    const { report, quarantine, seal } = this.#options
    if (report !== undefined) checkInode(report, saved.reportInode, 'the report')
    // One that is gone and held nothing is made again.
    if (quarantine !== undefined && (saved.quarantineBytes > 0 || existsSync(quarantine)))
      checkInode(quarantine, saved.quarantineInode, 'the quarantine')
    if (report !== undefined) {
      this.#report = new ReportFile(report, saved.reportBytes, { seal, chain: saved.reportChain })
    }
    if (quarantine !== undefined) this.#quarantine = QuarantineFile.resume(quarantine, saved.quarantineBytes)
    this.#summary.restore(saved)
    this.#isUnderWay = true
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

  /** The run is done, and all that was told is safe: there is no journal any more that could tell it again. */
  end(): void {
    this.#quarantine?.end()
    this.#quarantine?.save()
    this.#report?.writer.end(this.#summary, this.#options.facts())
    this.#report?.save()
    this.#isUnderWay = false
  }

  close(): void {
    if (this.#isUnderWay) this.#quarantine?.leave()
    else this.#quarantine?.abandon()
    this.#report?.close()
  }
}

function inodeOf(path: string): string {
  return String(statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? '')
}

/** Fails with JOURNAL_MISMATCH where another file stands there, or none. */
function checkInode(path: string, inode: string, called: string): void {
  if (inodeOf(path) === inode) return
  throw new SluiceError('JOURNAL_MISMATCH', {}, `${called} is not the file that the journal speaks of`)
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
    try {
      fdatasyncSync(this.#descriptor)
    } catch (fault) {
      throw ioError('writing the report failed', fault)
    }
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
