/**
 * An archive de-identified from one file to another, so that a run that was interrupted goes on where it was: no entry twice, none
 * lost, and the bytes of an unbroken run. Now and then, between two members, all that was written is made safe, and a journal is told how far
 * that is. A run that goes on cuts the output back to there.
 */

import type { TarPlace } from '../archive/tar-entry.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { findBatches } from './archive-batches.ts'
import { Journal, type JournalValue } from './journal.ts'
import type { JournaledOptions } from './journaled-options.ts'
import { type PositionedFile, PositionedWriter } from './positioned-file.ts'

export interface ResumableOptions extends JournaledOptions {
  readonly input: PositionedFile
  readonly inputBytes: number
  /** What an earlier run left of it, or an empty one. */
  readonly output: PositionedFile
  readonly outputBytes: number
  /** It stands under its name, which only a whole one does. */
  readonly isRenamed?: boolean
  /** Input bytes between two states of the journal, limits.resumeStepBytes by default. */
  readonly stepBytes?: number
}

interface State {
  readonly next: TarPlace
  readonly outputBytes: number
  readonly carried: JournalValue
  /** The output is whole. */
  readonly done: boolean
}

const READ_BYTES = 524_288
const BEGINNING: TarPlace = { ordinal: 0, offsetBytes: 0 }

/**
 * Runs to the end, and yields now and then how many bytes of the input are done, so that its driver can stop between. Fails with JOURNAL_MISMATCH
 * and JOURNAL_INVALID, and as the walk of an archive does.
 */
export function* runResumably(options: ResumableOptions): Generator<number> {
  const { input, inputBytes, output, carried } = options
  const journal = new Journal(options.journal, options.terms)
  let state = journal.read() as State | undefined
  if (state === undefined) {
    output.truncate(0)
    state = { next: BEGINNING, outputBytes: 0, carried: carried.save(), done: false }
    journal.write(state)
  } else {
    checkOutput(options, state)
    carried.restore(state.carried)
    if (state.done) return
    output.truncate(state.outputBytes)
  }
  const writer = new PositionedWriter(output, state.outputBytes)
  const consumer = options.open(writer, options.onEntry, state.next)
  const bounds = { bytes: options.stepBytes ?? limits.resumeStepBytes, entries: Number.POSITIVE_INFINITY }
  const buffer = new Uint8Array(READ_BYTES)
  for (const batch of findBatches(input, inputBytes, bounds, state.next)) {
    for (let at = batch.start.offsetBytes; at < batch.end.offsetBytes; ) {
      const count = input.readAt(buffer.subarray(0, Math.min(READ_BYTES, batch.end.offsetBytes - at)), at)
      if (count === 0) throw new SluiceError('IO', {}, 'the input became shorter while it was read')
      consumer.push(buffer.subarray(0, count))
      at += count
      yield at
    }
    if (batch.last) consumer.end()
    writer.flush()
    output.sync()
    journal.write({
      next: batch.end,
      outputBytes: writer.endBytes,
      carried: carried.save(),
      done: batch.last,
    } satisfies State)
  }
}

/** What was written since the last state may be there or not; what is done is as long as it was, and only that stands under its name. */
function checkOutput({ outputBytes, isRenamed }: ResumableOptions, state: State): void {
  const fits = state.done ? outputBytes === state.outputBytes : outputBytes >= state.outputBytes && isRenamed !== true
  if (!fits) throw new SluiceError('JOURNAL_MISMATCH', {}, 'the output is not the one that the journal speaks of')
}
