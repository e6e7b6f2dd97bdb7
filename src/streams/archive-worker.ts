/** A thread that de-identifies batches of an archive: told which, it reads and writes them itself, and answers with what became of the entries. */

import { parentPort, workerData } from 'node:worker_threads'
import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import type { Code, Place } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Batch } from './archive-batches.ts'
import { BatchWriter } from './batch-writer.ts'
import { Deidentification } from './deidentification.ts'
import { nodePlatform } from './node-platform.ts'
import type { Settings } from './options.ts'
import { OutputTurns, TurnsEndedError } from './output-turns.ts'
import { DescriptorFile, PositionedWriter, readThrough } from './positioned-file.ts'
import { asSluiceError } from './stream-error.ts'

const READ_BYTES = 524_288

export interface WorkerSetting {
  readonly settings: Settings
  readonly inputDescriptor: number
  readonly outputDescriptor: number
  /** OutputTurns.memory. */
  readonly turns: SharedArrayBuffer
}

export interface WorkerTask {
  readonly index: number
  readonly batch: Batch
}

export interface WorkerAnswer {
  readonly index: number
  /** Of the entries that came to their end, in order. */
  readonly records: readonly ArchiveEntryRecord[]
  /** Why there are no more. */
  readonly failure?: { readonly code: Code; readonly place: Place; readonly detail: string | undefined }
  /** A batch before has failed, so that nothing of this one is written. */
  readonly ended?: boolean
}

const { settings, inputDescriptor, outputDescriptor, turns: memory } = workerData as WorkerSetting
const shared = await Deidentification.open(settings, nodePlatform)
const engine = shared.openEngine()
const input = new DescriptorFile(inputDescriptor)
const output = new DescriptorFile(outputDescriptor)
const turns = new OutputTurns(memory)
const exactWriter = new BatchWriter(output, turns, settings.framing === 'exact' ? limits.workerBatchBytes : 0)
const placedWriter = new PositionedWriter(output)
const readBuffer = new Uint8Array(READ_BYTES)

parentPort?.on('message', (task: WorkerTask) => parentPort?.postMessage(perform(task)))

function perform({ index, batch }: WorkerTask): WorkerAnswer {
  const records: ArchiveEntryRecord[] = []
  try {
    if (settings.framing === 'exact') {
      exactWriter.begin(index)
      rewrite(batch, exactWriter, records)
      exactWriter.end()
    } else {
      placedWriter.moveTo(batch.start.offsetBytes)
      rewrite(batch, placedWriter, records)
      placedWriter.flush()
      turns.await(index)
      turns.pass(batch.end.offsetBytes)
    }
    return { index, records }
  } catch (fault) {
    return fault instanceof TurnsEndedError ? { index, records: [], ended: true } : fail(index, records, fault)
  }
}

function rewrite(batch: Batch, sink: BatchWriter | PositionedWriter, records: ArchiveEntryRecord[]): void {
  const { start, end } = batch
  const consumer = shared.openArchive(sink, (record) => records.push(record), { start, engine })
  const bytes = end.offsetBytes - start.offsetBytes
  readThrough(input, start.offsetBytes, bytes, (chunk) => consumer.push(chunk), readBuffer)
}

/** What comes before it still has its turn; nothing after it has. */
function fail(index: number, records: readonly ArchiveEntryRecord[], fault: unknown): WorkerAnswer {
  try {
    // What is written after its turn may fail then.
    if (!turns.isOver(index)) turns.await(index)
    turns.abort()
  } catch {
    return { index, records: [], ended: true }
  }
  const { code, place, message } = asSluiceError(fault)
  // A place of an entry says enough; what has none may say more, as the system's code of a write that failed.
  const detail = Object.keys(place).length > 0 ? undefined : message.slice(code.length + 2)
  return { index, records, failure: { code, place, detail } }
}
