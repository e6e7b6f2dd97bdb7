/** The command itself: `sluice [INPUT] [-o OUTPUT]`. Opens what it needs, drives it, and says what came of it. */

import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import { CountTotals } from '../engine/count-totals.ts'
import { type Code, SluiceError } from '../errors.ts'
import { countSharedNewIds } from '../identity/crosswalk.ts'
import type { RulePlace } from '../report/run-record.ts'
import { Summary } from '../report/summary.ts'
import { formatSummary } from '../report/summary-text.ts'
import type { ByteConsumer, ByteSink } from '../streams/byte-consumer.ts'
import { Deidentification } from '../streams/deidentification.ts'
import { OutputClosedError } from '../streams/descriptors.ts'
import { nodePlatform } from '../streams/node-platform.ts'
import type { Settings } from '../streams/options.ts'
import { asSluiceError } from '../streams/stream-error.ts'
import { paintFailure, paintSummary, paintWarning } from './colour.ts'
import { printMessage } from './console.ts'
import { drive } from './drive.ts'
import { withProcedure } from './embedded-procedure.ts'
import { EXIT_DONE, EXIT_FAILED, EXIT_WITHHELD, exitCodeOf } from './exit-codes.ts'
import { formatFailure } from './failure-text.ts'
import { type Input, openInput } from './input.ts'
import { InterruptedError, Interruption } from './interruption.ts'
import { formatWarnings } from './plan-text.ts'
import { openProgress, type Progress, type ProgressMode } from './progress.ts'
import { factsOf } from './run-facts.ts'
import { RunFiles } from './run-files.ts'

export interface RunOptions {
  readonly settings: Settings
  /** Where the rules of the profile stand. */
  readonly rules: readonly RulePlace[]
  readonly output: string | undefined
  readonly report: string | undefined
  readonly quarantine: string | undefined
  readonly mapping: string | undefined
  /** The operating procedure, where it is to be the first entry of the output. */
  readonly procedure: string | undefined
  /** Threads that work on an archive. */
  readonly jobs: number
  readonly progress: ProgressMode
  readonly quiet: boolean
  /** Told of what ended the run before its time, before it is put into words. */
  readonly onFault: (fault: unknown) => void
}

/** De-identifies one input. Answers with the exit code. What keeps it from beginning is thrown. */
export async function deidentify(inputPath: string | undefined, options: RunOptions): Promise<number> {
  const shared = await Deidentification.open(options.settings, nodePlatform)
  const input = openInput(inputPath)
  const interruption = new Interruption()
  try {
    if (writesFiles(options)) interruption.listen()
    const files = new RunFiles(input, { ...options, seal: (text) => shared.seal(text) })
    return await new Run(shared, input, files, interruption, options).perform()
  } finally {
    interruption.release()
    input.close()
  }
}

function writesFiles({ output, report, quarantine, mapping }: RunOptions): boolean {
  const toFile = output !== undefined && output !== '-'
  return toFile || report !== undefined || quarantine !== undefined || mapping !== undefined
}

class Run {
  readonly #shared: Deidentification
  readonly #input: Input
  readonly #files: RunFiles
  readonly #options: RunOptions
  readonly #summary = new Summary()
  readonly #totals = new CountTotals()
  readonly #interruption: Interruption
  #reportEnded = false
  #isObject = false

  constructor(
    shared: Deidentification,
    input: Input,
    files: RunFiles,
    interruption: Interruption,
    options: RunOptions,
  ) {
    this.#interruption = interruption
    this.#shared = shared
    this.#input = input
    this.#files = files
    this.#options = options
  }

  async perform(): Promise<number> {
    this.#printNotices()
    const totalBytes = this.#input.stats.isFile() ? this.#input.stats.size : undefined
    const progress = await openProgress(this.#options.quiet ? 'never' : this.#options.progress, totalBytes)
    try {
      this.#files.report?.begin(factsOf(this.#shared), this.#options.rules)
      await this.#drive(progress)
      this.#files.commit()
      this.#endReport()
    } catch (fault) {
      progress.stop()
      return this.#fail(fault)
    } finally {
      this.#interruption.release()
      this.#files.closeReport()
    }
    progress.stop()
    return this.#finish()
  }

  async #drive(progress: Progress): Promise<void> {
    const input = this.#input
    const files = this.#files
    const interruption = this.#interruption
    /** Ordinals whose records are still to come. */
    const unreadable = new Set<number>()
    const onProgress = (inputBytes: number): void => progress.update(inputBytes, this.#summary.entries)
    const onEntry = (told: ArchiveEntryRecord): void => {
      const record = unreadable.delete(told.ordinal) ? unreadableRecord(told) : told
      this.#summary.add(record)
      files.report?.entry(record)
      if (record !== told && this.#options.settings.onError === 'fail') {
        throw new SluiceError('WITHHELD', { entry: record.ordinal })
      }
    }
    const onUnreadable = (ordinal: number): void => void unreadable.add(ordinal)
    const { jobs, quiet } = this.#options
    if (jobs > 1) {
      const { driveParallel, findOneThreadReason } = await import('./parallel-drive.ts')
      const reason = findOneThreadReason(input, files, this.#options.settings.framing)
      if (reason === undefined) {
        await driveParallel({
          shared: this.#shared,
          input,
          files,
          interruption,
          jobs,
          onEntry,
          onUnreadable,
          onProgress,
        })
        return
      }
      if (!quiet) printMessage(`sluice: --jobs: one thread does it: ${reason}.`)
    }
    const open = (kind: 'tar' | 'object', sink: ByteSink): ByteConsumer => this.#open(kind, sink, onEntry)
    await drive({ input, files, interruption, open, onProgress, onUnreadable })
  }

  #open(kind: 'tar' | 'object', sink: ByteSink, onEntry: (record: ArchiveEntryRecord) => void): ByteConsumer {
    this.#isObject = kind === 'object'
    if (this.#isObject && this.#options.settings.framing === 'same-size') {
      throw new SluiceError('OPTION_INVALID', {}, '--same-size is for archives; of one object the size is its own')
    }
    const { quarantine, mapping } = this.#files
    if (this.#isObject) {
      this.#files.checkForObject()
      if (this.#options.procedure !== undefined) {
        throw new SluiceError(
          'OPTION_INVALID',
          {},
          '--embed-sop is for archives: one object has no place for a document',
        )
      }
      return this.#shared.openObject(sink, onEntry, mapping?.add)
    }
    const archive = this.#shared.openArchive(sink, onEntry, {
      quarantine,
      onReplaced: mapping?.add,
      totals: this.#files.report === undefined ? this.#totals : undefined,
    })
    const { procedure } = this.#options
    return procedure === undefined ? archive : withProcedure(procedure, sink, archive)
  }

  #finish(): number {
    const withheld = this.#withheldCount > 0
    if (!this.#options.quiet) {
      this.#summary.addCounts(this.#totals.sums)
      printMessage(
        paintSummary(formatSummary(this.#summary.toRecord(factsOf(this.#shared)), this.#files.report?.chain).trimEnd()),
      )
      if (withheld && this.#files.quarantine === undefined) {
        printMessage('\nThe originals of what did not pass: run again with --quarantine FILE.tar')
      }
    }
    return withheld ? EXIT_WITHHELD : EXIT_DONE
  }

  /** An archive that holds a bad object is done all the same; so is a run over that object alone. */
  get #withheldAlone(): boolean {
    return this.#isObject && this.#withheldCount > 0
  }

  get #withheldCount(): number {
    return this.#summary.count('withheld') + this.#summary.count('broken')
  }

  /** Leaves no output that could be taken for whole, and says why. */
  #fail(fault: unknown): number {
    const closed = fault instanceof OutputClosedError
    const interrupted = fault instanceof InterruptedError || this.#interruption.abortSignal.aborted
    const error = closed || interrupted ? new SluiceError('IO', {}, 'the run was stopped') : asSluiceError(fault)
    this.#abandonFiles(error)
    if (interrupted) {
      printMessage('sluice: interrupted; no output was left')
      this.#interruption.endProcess()
      return EXIT_FAILED
    }
    if (closed) return EXIT_FAILED
    this.#options.onFault(fault)
    printMessage(paintFailure(formatFailure(error)))
    if (!this.#withheldAlone) return exitCodeOf(error.code)
    printMessage('  The object is withheld. What went out of it, if anything, is not whole: do not use it.')
    return this.#options.settings.onError === 'fail' ? EXIT_FAILED : EXIT_WITHHELD
  }

  /** A second fault on the way out, a full disk say, must not hide the first. */
  #abandonFiles(error: SluiceError): void {
    for (const step of [() => this.#files.discard(), () => this.#endReport(error.code)]) {
      try {
        step()
      } catch (fault) {
        this.#options.onFault(fault)
      }
    }
  }

  #endReport(failure?: Code): void {
    if (this.#reportEnded) return
    this.#reportEnded = true
    this.#files.report?.end(this.#summary, factsOf(this.#shared), failure)
  }

  #printNotices(): void {
    if (this.#options.quiet) return
    const { settings } = this.#options
    const warnings = formatWarnings(this.#shared.plan)
    if (warnings !== '') printMessage(paintWarning(warnings))
    if (!this.#shared.linkable) {
      printMessage(
        'sluice: no key was given, so this run makes its own: its pseudonyms cannot be linked with those of another run.\n' +
          '  For a key that stays: sluice keygen site.key, then --key-file site.key',
      )
    }
    const sharedNewIds = countSharedNewIds(settings.crosswalk ?? new Map())
    if (sharedNewIds > 0) {
      printMessage(
        paintWarning(`sluice: WARNING: new IDs that the crosswalk gives to more than one patient: ${sharedNewIds}`),
      )
    }
    if (settings.names === 'keep')
      printMessage('sluice: --names keep: the names of entries pass with whatever they tell.')
    if (settings.nonDicom === 'keep') {
      printMessage('sluice: --non-dicom keep: what is not DICOM passes unchanged, and is NOT de-identified.')
    }
    if (this.#files.mapping !== undefined) {
      printMessage(
        'sluice: --mapping: its tables lead from pseudonyms back to people. Keep them where the input is kept.',
      )
    }
    if (this.#files.quarantine !== undefined) {
      printMessage('sluice: --quarantine: that file will hold identities. Keep it where the input is kept.')
    }
  }
}

/** Of an entry without a body that stands for a file or a directory. */
function unreadableRecord({ ordinal }: ArchiveEntryRecord): ArchiveEntryRecord {
  return { ordinal, disposition: 'withheld', code: 'UNREADABLE', inputBytes: 0, outputBytes: 0 }
}
