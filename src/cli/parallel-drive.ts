/** `--jobs N`: which runs have something for several threads to do, and how they are driven. */

import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import type { ObjectFraming } from '../engine/contract.ts'
import type { Deidentification } from '../streams/deidentification.ts'
import { identitiesOf } from '../streams/directory-members.ts'
import { runParallel } from '../streams/parallel.ts'
import type { Input } from './input.ts'
import type { Interruption } from './interruption.ts'
import type { RunFiles } from './run-files.ts'
import { boundV8 } from './v8-flags.ts'

/** Why one thread does it all; undefined where several can. */
export function findOneThreadReason(input: Input, files: RunFiles, framing: ObjectFraming): string | undefined {
  const isArchiveFile = input.kind === 'tar' && input.stats.isFile() && input.path !== undefined
  if (!isArchiveFile && input.kind !== 'directory') {
    return 'several threads need a directory, or a tar archive in a file that is not compressed'
  }
  if (!isArchiveFile && framing === 'same-size') return 'of a directory, --same-size is done by one'
  if (!files.output.stats().isFile() || files.compression !== undefined || files.output.isStandard) {
    return 'several threads need an output file, -o FILE, that is not compressed'
  }
  return files.quarantine !== undefined || files.mapping !== undefined
    ? 'a quarantine and a mapping are written by one thread'
    : undefined
}

export interface ParallelDrive {
  readonly shared: Deidentification
  readonly input: Input
  readonly files: RunFiles
  readonly interruption: Interruption
  readonly jobs: number
  readonly onEntry: (record: ArchiveEntryRecord) => void
  readonly onUnreadable: (ordinal: number) => void
  readonly onProgress: (inputBytes: number) => void
}

export async function driveParallel({
  shared,
  input,
  files,
  interruption,
  jobs,
  onEntry,
  onUnreadable,
  onProgress,
}: ParallelDrive): Promise<void> {
  boundV8()
  await runParallel({
    shared,
    source:
      input.kind === 'directory'
        ? { kind: 'directory', path: input.path!, ownFiles: identitiesOf(files.stats()) }
        : { kind: 'archive', descriptor: input.descriptor, sizeBytes: input.stats.size },
    outputDescriptor: files.output.descriptor,
    jobs,
    onEntry,
    onUnreadable,
    onProgress,
    signal: interruption.abortSignal,
  })
}
