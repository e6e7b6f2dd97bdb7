import type { ArchiveEntryRecord } from '../archive/archive-deidentifier.ts'

/** Called as each entry ends, in order. A single object is entry 0. */
export type OnEntry = (record: ArchiveEntryRecord) => void
