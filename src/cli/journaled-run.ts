/**
 * Runs that go on where they were interrupted: `--in-place`, which rewrites an archive where it lies, and `--resume`, from one file
 * to another. docs/same-size.md says what the journal beside the archive or the output is for.
 */

import { createHmac } from 'node:crypto'
import { type BigIntStats, closeSync, constants, existsSync, fstatSync, renameSync, rmSync } from 'node:fs'
import { compressionByName } from '../archive/compression.ts'
import { SluiceError } from '../errors.ts'
import type { RulePlace } from '../report/run-record.ts'
import { Summary } from '../report/summary.ts'
import { formatSummary } from '../report/summary-text.ts'
import { Deidentification } from '../streams/deidentification.ts'
import { rewriteInPlace } from '../streams/in-place.ts'
import type { JournalTerms } from '../streams/journal.ts'
import { nodePlatform } from '../streams/node-platform.ts'
import type { Settings } from '../streams/options.ts'
import { DescriptorFile } from '../streams/positioned-file.ts'
import { runResumably } from '../streams/resumable.ts'
import { asSluiceError } from '../streams/stream-error.ts'
import { CarriedFiles } from './carried-files.ts'
import { paintFailure, paintSummary } from './colour.ts'
import { printMessage } from './console.ts'
import { EXIT_DONE, EXIT_FAILED, EXIT_WITHHELD, exitCodeOf } from './exit-codes.ts'
import { formatFailure } from './failure-text.ts'
import { openInput } from './input.ts'
import { InterruptedError, Interruption } from './interruption.ts'
import {
  checkDistinct,
  closeJournal,
  findArchive,
  findOutput,
  holdJournal,
  openExisting,
  openJournal,
  openPart,
  syncDirectory,
} from './journaled-files.ts'
import { openProgress, type ProgressMode } from './progress.ts'
import { factsOf } from './run-facts.ts'
import { holdFile } from './run-lock.ts'
import { boundV8 } from './v8-flags.ts'
import { readVersion } from './version.ts'

export interface JournaledRunOptions {
  readonly settings: Settings
  /** Where the rules of the profile stand. */
  readonly rules: readonly RulePlace[]
  readonly report: string | undefined
  readonly quarantine: string | undefined
  readonly progress: ProgressMode
  readonly quiet: boolean
  readonly onFault: (fault: unknown) => void
}

/** How long a run goes on before it looks up. */
const SLICE_MILLISECONDS = 100

/** What the two kinds of runs differ in. */
interface Work {
  readonly totalBytes: number
  readonly steps: Generator<number>
  /** All steps were taken. */
  readonly finish: () => void
  readonly close: () => void
}

/** `--in-place FILE.tar`. Answers with the exit code. What keeps it from beginning is thrown. */
export async function deidentifyInPlace(givenPath: string, options: JournaledRunOptions): Promise<number> {
  const { onError, nonDicom } = options.settings
  if (onError === 'fail' || nonDicom === 'fail') {
    throw new SluiceError('OPTION_INVALID', {}, '--in-place with "fail" would end with an archive that is half done')
  }
  const shared = await Deidentification.open({ ...options.settings, framing: 'same-size' }, nodePlatform)
  checkArchive(givenPath, shared)
  if (!options.quiet && options.quarantine === undefined) {
    printMessage(
      'sluice: --in-place: originals of what does not pass are gone with it; --quarantine FILE.tar keeps them.',
    )
  }
  return await perform(shared, options, async (carried) => {
    const path = findArchive(givenPath)
    const journalPath = `${path}.sluice-journal`
    checkDistinct([path, journalPath, options.report, options.quarantine])
    const archive = openExisting(path, constants.O_RDWR)
    await holdFile(archive.stats)
    if (archive.stats.nlink > 1n && !options.quiet) {
      printMessage(
        'sluice: --in-place: the archive has further names (hard links), and is rewritten under all of them.',
      )
    }
    const journal = openJournal(journalPath)
    const steps = rewriteInPlace({
      archive: new DescriptorFile(archive.descriptor, 'the archive'),
      archiveBytes: Number(archive.stats.size),
      journal: new DescriptorFile(journal.descriptor, 'the journal'),
      terms: termsOf('in-place', shared, options, archive.stats),
      open: (sink, onEntry, start) => shared.openArchive(sink, onEntry, { quarantine: carried.quarantine, start }),
      onEntry: (record) => carried.entry(record),
      carried,
    })
    const close = (): void => {
      closeSync(archive.descriptor)
      closeJournal(journal)
    }
    return { totalBytes: Number(archive.stats.size), steps, finish: () => {}, close }
  })
}

/** `INPUT -o OUTPUT --resume`. Answers with the exit code. What keeps it from beginning is thrown. */
export async function deidentifyResumably(
  inputPath: string,
  givenPath: string,
  options: JournaledRunOptions,
): Promise<number> {
  const shared = await Deidentification.open(options.settings, nodePlatform)
  checkArchive(inputPath, shared)
  if (compressionByName(givenPath) !== undefined) {
    throw new SluiceError('OPTION_INVALID', {}, '--resume cannot go on in the middle of a compressed output')
  }
  return await perform(shared, options, async (carried) => {
    const outputPath = findOutput(givenPath)
    const partPath = `${outputPath}.sluice-part`
    const journalPath = `${outputPath}.sluice-journal`
    checkDistinct([inputPath, outputPath, partPath, journalPath, options.report, options.quarantine])
    const input = openExisting(inputPath, constants.O_RDONLY)
    const journal = openJournal(journalPath)
    await holdJournal(journal)
    // Between the renaming of a whole output and the end of its journal there is nothing left to do but that.
    const isRenamed = !existsSync(partPath) && existsSync(outputPath) && journal.stats.size > 0n
    const output = isRenamed ? openExisting(outputPath, constants.O_RDONLY) : openPart(partPath)
    const steps = runResumably({
      input: new DescriptorFile(input.descriptor, 'the input'),
      inputBytes: Number(input.stats.size),
      output: new DescriptorFile(output.descriptor, 'the output'),
      outputBytes: fstatSync(output.descriptor).size,
      isRenamed,
      journal: new DescriptorFile(journal.descriptor, 'the journal'),
      terms: { ...termsOf('resume', shared, options, input.stats), modified: String(input.stats.mtimeNs) },
      open: (sink, onEntry, start) => shared.openArchive(sink, onEntry, { quarantine: carried.quarantine, start }),
      onEntry: (record) => carried.entry(record),
      carried,
    })
    return {
      totalBytes: Number(input.stats.size),
      steps,
      finish: () => {
        if (!isRenamed) renameSync(partPath, outputPath)
        syncDirectory(outputPath)
        rmSync(journalPath)
      },
      close: () => {
        closeSync(input.descriptor)
        closeJournal(journal, output)
      },
    }
  })
}

async function perform(
  shared: Deidentification,
  options: JournaledRunOptions,
  begin: (carried: CarriedFiles) => Promise<Work>,
): Promise<number> {
  boundV8()
  const summary = new Summary()
  const carried = new CarriedFiles(summary, {
    ...options,
    facts: () => factsOf(shared),
    seal: (text) => shared.seal(text),
  })
  const work = await begin(carried)
  const interruption = new Interruption()
  interruption.listen()
  const progress = await openProgress(options.quiet ? 'never' : options.progress, work.totalBytes)
  try {
    let sliceEnd = performance.now() + SLICE_MILLISECONDS
    for (const doneBytes of work.steps) {
      if (performance.now() < sliceEnd) continue
      progress.update(doneBytes, summary.entries)
      await interruption.check()
      sliceEnd = performance.now() + SLICE_MILLISECONDS
    }
    carried.end()
    work.finish()
  } catch (fault) {
    progress.stop()
    return fail(fault, interruption, options)
  } finally {
    carried.close()
    work.close()
    interruption.release()
  }
  progress.stop()
  if (!options.quiet)
    printMessage(paintSummary(formatSummary(summary.toRecord(factsOf(shared)), carried.reportChain).trimEnd()))
  return summary.count('withheld') + summary.count('broken') > 0 ? EXIT_WITHHELD : EXIT_DONE
}

function fail(fault: unknown, interruption: Interruption, options: JournaledRunOptions): number {
  if (fault instanceof InterruptedError) {
    printMessage('sluice: interrupted; the same command goes on from here')
    interruption.endProcess()
    return EXIT_FAILED
  }
  options.onFault(fault)
  const error = asSluiceError(fault)
  printMessage(paintFailure(formatFailure(error)))
  return exitCodeOf(error.code)
}

/** An archive in a file, and a key that the next run will have too. */
function checkArchive(path: string, shared: Deidentification): void {
  if (!shared.linkable) {
    throw new SluiceError('OPTION_INVALID', {}, 'a run that can go on needs a key that stays: --key-file FILE')
  }
  const input = openInput(path)
  input.close()
  if (input.kind !== 'tar' || !input.stats.isFile()) {
    throw new SluiceError('OPTION_INVALID', {}, 'only a tar archive in a file, not compressed, can be gone on with')
  }
}

/** What has to be the same for a run that goes on. The crosswalk is told by a keyed digest, for it holds identities, and the reference date that the plan's digest leaves out. */
function termsOf(
  kind: 'in-place' | 'resume',
  { planDigest, keyFingerprint, settings }: Deidentification,
  options: JournaledRunOptions,
  stats: BigIntStats,
): JournalTerms {
  const { names, nonDicom, onError, framing, digests, verify, crosswalk, key, triage } = settings
  const crosswalkText = JSON.stringify([crosswalk === undefined ? [] : [...crosswalk], settings.plan.dates?.reference])
  return {
    kind,
    programVersion: readVersion(),
    planDigest,
    keyFingerprint,
    crosswalk: createHmac('sha256', key!).update(`journal ${crosswalkText}`).digest('hex'),
    names,
    nonDicom,
    onError,
    framing,
    digests,
    verify,
    triage,
    report: options.report !== undefined,
    quarantine: options.quarantine !== undefined,
    inode: String(stats.ino),
    sizeBytes: Number(stats.size),
  }
}
