/** What several threads read batches of: an archive in a file, or a directory as the archive that it would make. Each thread opens its own from the setting. */

import type { TarPlace } from '../archive/tar-entry.ts'
import { encodeArchiveEnd } from '../archive/tar-writer.ts'
import { limits } from '../limits.ts'
import { type Batch, findBatches, isLong } from './archive-batches.ts'
import { findDirectoryBatches, readDirectoryBatch } from './directory-batches.ts'
import type { FileIdentity } from './directory-members.ts'
import { DescriptorFile } from './positioned-file.ts'

/** Can be sent from thread to thread. */
export type BatchSourceSetting =
  | { readonly kind: 'archive'; readonly descriptor: number; readonly sizeBytes: number }
  /** `ownFiles`: what the run writes, which is no part of its input. */
  | { readonly kind: 'directory'; readonly path: string; readonly ownFiles: readonly FileIdentity[] }

export interface BatchSource {
  /** Those that threads may take, in order. Fails as what is read does, where the walk comes to it. */
  batches(): Generator<Batch>
  /**
   * The chunks of a batch. They stay in `buffer`, which has limits.workerHeldBytes, until the next batch is asked for; of a long batch each until the
   * next. Told are ordinals of entries that stand for what cannot be read. Answers whether the input ended before the batch did.
   */
  chunks(batch: Batch, buffer: Uint8Array, onUnreadable: (ordinal: number) => void): Generator<Uint8Array, boolean>
  /** The chunks of what comes after all batches, each valid until the next is asked for. */
  rest(place: TarPlace): Generator<Uint8Array>
}

const BOUNDS = { bytes: limits.workerBatchBytes, entries: limits.workerBatchEntries }
const READ_BYTES = 524_288

export function openBatchSource(setting: BatchSourceSetting): BatchSource {
  if (setting.kind === 'archive') return new ArchiveSource(setting.descriptor, setting.sizeBytes)
  const { path, ownFiles } = setting
  return {
    batches: () => findDirectoryBatches(path, ownFiles, BOUNDS),
    chunks: (batch, buffer, onUnreadable) => readDirectoryBatch(path, ownFiles, batch, buffer, onUnreadable),
    *rest() {
      yield encodeArchiveEnd()
    },
  }
}

class ArchiveSource implements BatchSource {
  readonly #file: DescriptorFile
  readonly #sizeBytes: number

  constructor(descriptor: number, sizeBytes: number) {
    this.#file = new DescriptorFile(descriptor, 'the input')
    this.#sizeBytes = sizeBytes
  }

  *batches(): Generator<Batch> {
    for (const batch of findBatches(this.#file, this.#sizeBytes, BOUNDS)) if (!batch.last) yield batch
  }

  *chunks(batch: Batch, buffer: Uint8Array): Generator<Uint8Array, boolean> {
    const { start, end } = batch
    const bytes = end.offsetBytes - start.offsetBytes
    for (let at = 0; at < bytes; ) {
      const bufferAt = isLong(batch) ? 0 : at
      const wanted = buffer.subarray(bufferAt, bufferAt + Math.min(READ_BYTES, bytes - at))
      const count = this.#file.readAt(wanted, start.offsetBytes + at)
      if (count === 0) return true
      yield wanted.subarray(0, count)
      at += count
    }
    return false
  }

  *rest({ offsetBytes }: TarPlace): Generator<Uint8Array> {
    const buffer = new Uint8Array(READ_BYTES)
    // To its end as it is by now: whoever still writes to it is to be heard of.
    for (let at = offsetBytes; ; ) {
      const count = this.#file.readAt(buffer, at)
      if (count === 0) return
      yield buffer.subarray(0, count)
      at += count
    }
  }
}
