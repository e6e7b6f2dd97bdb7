/** A thread that de-identifies batches of an archive: it takes the next one that waits, reads and writes it itself, and answers with what became of the entries. */

import { setImmediate } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { BatchQueue } from './batch-queue.ts'
import { type BatchSourceSetting, openBatchSource } from './batch-source.ts'
import { type BatchAnswer, BatchWork } from './batch-work.ts'
import { Deidentification } from './deidentification.ts'
import { nodePlatform } from './node-platform.ts'
import type { Settings } from './options.ts'
import { OutputTurns } from './output-turns.ts'
import { DescriptorFile } from './positioned-file.ts'

export interface WorkerSetting {
  readonly settings: Settings
  readonly source: BatchSourceSetting
  readonly outputDescriptor: number
  /** OutputTurns.memory. */
  readonly turns: SharedArrayBuffer
  /** BatchQueue.memory. */
  readonly queue: SharedArrayBuffer
}

const { settings, source, outputDescriptor, ...memories } = workerData as WorkerSetting
const shared = await Deidentification.open(settings, nodePlatform)
const engine = shared.openEngine()
const queue = new BatchQueue(memories.queue)
const work = new BatchWork({
  source: openBatchSource(source),
  output: new DescriptorFile(outputDescriptor, 'the output'),
  turns: new OutputTurns(memories.turns),
  framing: settings.framing,
  open: (sink, onEntry, start) => shared.openArchive(sink, onEntry, { start, engine }),
})

// Until the thread is ended from outside.
for (;;) {
  const task = queue.claim()
  if (task === undefined) queue.await()
  else {
    const steps = work.perform(task)
    let step = steps.next()
    while (step.done !== true) step = steps.next()
    const answer: BatchAnswer = step.value
    parentPort?.postMessage(answer)
  }
  await setImmediate()
}
