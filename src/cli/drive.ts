/**
 * Takes the bytes from an input to an output. Where neither is compressed the synchronous driver does it; a directory is read
 * the same way; otherwise Transforms in a pipeline (drive-pipeline.ts). The consumer in the middle is the same.
 */

import { DescriptorWriter } from '../streams/descriptors.ts'
import { readDirectoryAsTar } from '../streams/directory-tar.ts'
import { type SliceEnd, SyncDriver } from '../streams/sync-driver.ts'
import { passedMilliseconds } from './clock.ts'
import type { Drive } from './drive-parts.ts'
import { estimateEntries } from './entry-estimate.ts'
import { boundV8, delayMaglevForFew } from './v8-flags.ts'

/** How long a synchronous run goes on before it looks up: a key press is answered within it. */
const SLICE_MILLISECONDS = 100

/** Runs an input to its end. Fails as its parts do; with InterruptedError where a signal came. */
export async function drive(run: Drive): Promise<void> {
  boundV8()
  const { kind } = run.input
  if (kind === 'gzip' || kind === 'zstd' || run.files.compression !== undefined)
    await (await import('./drive-pipeline.ts')).drivePipeline(run)
  else if (kind === 'directory') await driveDirectory(run)
  else await driveSync(run, kind)
}

async function driveSync(run: Drive, kind: 'tar' | 'object'): Promise<void> {
  const { input, files, interruption } = run
  if (input.stats.isFile()) {
    const entries = kind === 'tar' ? estimateEntries(input.descriptor, input.stats.size) : 1
    if (entries !== undefined) delayMaglevForFew(entries)
  }
  const writer = new DescriptorWriter(files.output.descriptor)
  const driver = new SyncDriver(input.descriptor, run.open(kind, writer), writer, !interruption.isListening)
  try {
    driver.takeAhead(input.head)
    for (let end: SliceEnd = 'more'; end !== 'done'; ) {
      if (end === 'idle') end = await interruption.race(driver.awaitInput())
      else {
        end = driver.run(SLICE_MILLISECONDS, passedMilliseconds)
        await interruption.check()
      }
      run.onProgress(driver.inputBytes)
    }
  } finally {
    driver.close()
  }
}

async function driveDirectory(run: Drive): Promise<void> {
  const { input, files, interruption } = run
  const writer = new DescriptorWriter(files.output.descriptor)
  const consumer = run.open('tar', writer)
  let inputBytes = 0
  let sliceEnd = passedMilliseconds() + SLICE_MILLISECONDS
  for (const chunk of readDirectoryAsTar(input.path!, files.stats(), run.onUnreadable, consumer.inputMemory)) {
    consumer.push(chunk)
    inputBytes += chunk.byteLength
    if (passedMilliseconds() < sliceEnd) continue
    run.onProgress(inputBytes)
    await interruption.check()
    sliceEnd = passedMilliseconds() + SLICE_MILLISECONDS
  }
  consumer.end()
  writer.flush()
}
