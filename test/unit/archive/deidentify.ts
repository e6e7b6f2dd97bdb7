/** Runs an ArchiveDeidentifier over the stand-in for the object processor, and gives all that came out. */

import {
  ArchiveDeidentifier,
  type ArchiveDeidentifierOptions,
  type ArchiveEntryRecord,
} from '../../../src/archive/archive-deidentifier.ts'
import { ObjectStandIn } from './object-stand-in.ts'

/** Numbers in place of keyed names: they follow the input's, and hold nothing of it. */
export const NAMES = {
  nameComponent: (bytes: Uint8Array): string => `n${bytes.reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7)}`,
}

export interface Run {
  readonly output: Buffer
  readonly records: readonly ArchiveEntryRecord[]
  readonly failure: unknown
  /** What the quarantine was told, in order. */
  readonly quarantine: readonly string[]
  readonly object: ObjectStandIn
}

export type RunOptions = Partial<
  Pick<ArchiveDeidentifierOptions, 'names' | 'nonDicom' | 'onError' | 'framing' | 'start'>
>

export function deidentify(chunks: Iterable<Uint8Array>, options: RunOptions = {}): Run {
  // A slice that is not ephemeral is looked at only at the end: whoever used its memory again shows.
  const parts: Uint8Array[] = []
  const records: ArchiveEntryRecord[] = []
  const quarantine: string[] = []
  const object = new ObjectStandIn()
  const archive = new ArchiveDeidentifier({
    object,
    identity: NAMES,
    names: 'hash',
    nonDicom: 'drop',
    onError: 'withhold',
    sink: { write: (bytes, ephemeral) => parts.push(ephemeral ? new Uint8Array(bytes) : bytes) },
    onEntry: (record) => records.push(record),
    quarantine: {
      begin: (entry) => quarantine.push(`begin ${Buffer.from(entry.name).toString('latin1')} `),
      write: (bytes) => {
        quarantine[quarantine.length - 1] += Buffer.from(bytes).toString('latin1')
      },
      keep: () => quarantine.push('keep'),
      discard: () => quarantine.push('discard'),
    },
    ...options,
  })
  let failure: unknown
  try {
    for (const chunk of chunks) archive.push(chunk)
    archive.end()
  } catch (thrown) {
    failure = thrown
  }
  return { output: Buffer.concat(parts), records, failure, quarantine, object }
}

/** The same for an archive in one piece, in memory of its own. */
export function deidentifyWhole(bytes: Buffer, options: RunOptions = {}): Run {
  return deidentify([new Uint8Array(bytes)], options)
}
