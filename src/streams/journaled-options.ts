/** What a run that keeps a journal is given, whether it rewrites an archive where it lies or writes another. */

import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'
import type { TarPlace } from '../archive/tar-entry.ts'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import type { JournalTerms, JournalValue } from './journal.ts'
import type { PositionedFile } from './positioned-file.ts'

/** What goes with the run and has to come back with it: how far its report had come, say. */
export interface CarriedAlong {
  /** All that was told so far is safe; what it takes to go on from here. */
  save(): JournalValue
  /** Back to what `save` once gave. What was told since then will be told again. */
  restore(saved: JournalValue): void
}

export interface JournaledOptions {
  /** Open for reading and writing; empty for a run that begins. */
  readonly journal: PositionedFile
  readonly terms: JournalTerms
  /** From a place in the archive on. */
  readonly open: (sink: ByteSink, onEntry: (record: ArchiveEntryRecord) => void, start: TarPlace) => ByteConsumer
  readonly onEntry: (record: ArchiveEntryRecord) => void
  readonly carried: CarriedAlong
}
