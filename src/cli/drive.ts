/**
 * Takes the bytes from an input to an output. Where neither is compressed the synchronous driver does it; a directory is read
 * the same way; otherwise Transforms in a pipeline (drive-pipeline.ts). The consumer in the middle is the same.
 */

import { setFlagsFromString } from 'node:v8'
import { DescriptorWriter } from '../streams/descriptors.ts'
import { readDirectoryAsTar } from '../streams/directory-tar.ts'
import { type SliceEnd, SyncDriver } from '../streams/sync-driver.ts'
import { passedMilliseconds } from './clock.ts'
import type { Drive } from './drive-parts.ts'

/** How long a synchronous run goes on before it looks up: a key press is answered within it. */
const SLICE_MILLISECONDS = 100

/**
 * Bounds what V8 holds beside the heap's contents, and what it spends on code. Not to be called at the start of the program: once a flag has changed, Node compiles its own modules again instead of taking them from its cache. And never in a
 * process that is somebody else's: flags are those of the whole of it.
 */
export function boundV8(): void {
  // Entries leave garbage but nothing that lasts: a young generation that grows to its 128 MiB would only hold more of it.
  setFlagsFromString('--semi-space-growth-factor=1')
  // V8 complains of flags that it does not know, so these are set only where they are known to be some: in Node 24.
  if (!process.versions.v8.startsWith('13.')) return
  // What a compilation needed is given back when it is done, not when a thread comes to it: 5 to 8 MiB less, at no cost in time.
  setFlagsFromString('--no-maglev-destroy-on-background')
  // The second optimising compiler takes longer over a function than some thousand entries gain by it.
  setFlagsFromString('--invocation-count-for-turbofan=20000')
}

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
