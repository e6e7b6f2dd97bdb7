/** The files of a run with a journal (journaled-run.ts), opened so that none is taken for what it is not. */

import {
  type BigIntStats,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SluiceError } from '../errors.ts'
import { ioError } from '../streams/descriptors.ts'
import { placeOf } from './output-file.ts'
import { holdFile } from './run-lock.ts'

const OWNER_ONLY = 0o600
const FILE_MODE = 0o644

export interface OpenFile {
  readonly path: string
  readonly descriptor: number
  readonly stats: BigIntStats
}

/** A file that is there. Fails with IO. */
export function openExisting(path: string, flags: number): OpenFile {
  return open(path, flags)
}

/** Where an archive lies that is given by any name of it, so that its journal is found by all of them. Fails with IO. */
export function findArchive(path: string): string {
  try {
    return realpathSync(path)
  } catch (fault) {
    throw ioError('a file of the run cannot be opened', fault)
  }
}

/** Where an output is to stand: a link stays, and what it leads to is replaced. Fails with OPTION_INVALID where that is no file. */
export function findOutput(path: string): string {
  const existing = statSync(path, { throwIfNoEntry: false })
  if (existing === undefined) return path
  if (!existing.isFile()) {
    throw new SluiceError('OPTION_INVALID', {}, '--resume needs an output that is a file: -o names something else')
  }
  return realpathSync(path)
}

/** A journal, or an empty one that is made. Fails with IO, and with JOURNAL_INVALID for what is no file of its own. */
export function openJournal(path: string): OpenFile {
  const journal = open(path, ownFlags(), OWNER_ONLY)
  if (!journal.stats.isFile()) throw new SluiceError('JOURNAL_INVALID')
  // What did not pass may be in it as it was: --non-dicom keep.
  if (Number(journal.stats.mode & 0o077n) !== 0) fchmodSync(journal.descriptor, OWNER_ONLY)
  syncDirectory(path)
  return journal
}

/**
 * Keeps the run of a journal from every other run with it. Fails with JOURNAL_BUSY, also where another run has ended just now and taken the journal with it.
 */
export async function holdJournal({ path, stats }: OpenFile): Promise<void> {
  await holdFile(stats)
  if (statSync(path, { bigint: true, throwIfNoEntry: false })?.ino !== stats.ino) throw new SluiceError('JOURNAL_BUSY')
}

/** An output that is not whole, or an empty one that is made. */
export function openPart(path: string): OpenFile {
  return open(path, ownFlags(), FILE_MODE)
}

/** Closes a journal, and what comes and goes with it. Where nothing came to stand in it, nothing is left. */
export function closeJournal(journal: OpenFile, part?: OpenFile): void {
  const hasBegun = fstatSync(journal.descriptor).size > 0
  for (const own of part === undefined ? [journal] : [part, journal]) {
    const isEmpty = fstatSync(own.descriptor).size === 0
    closeSync(own.descriptor)
    if (isEmpty && !hasBegun) rmSync(own.path, { force: true })
  }
}

/** The name of a file that was made or renamed is safe as well. */
export function syncDirectory(path: string): void {
  const { descriptor } = open(dirname(resolve(path)), constants.O_RDONLY)
  try {
    fsyncSync(descriptor)
  } catch {
    // Not all systems have it for directories.
  } finally {
    closeSync(descriptor)
  }
}

/** Fails with OPTION_INVALID where two of them are one file. */
export function checkDistinct(paths: readonly (string | undefined)[]): void {
  const named = paths.filter((path) => path !== undefined)
  const files = named.map((path) => {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats?.isFile() ? `${stats.dev} ${stats.ino}` : placeOf(path)
  })
  if (new Set(files).size < files.length) {
    throw new SluiceError('OPTION_INVALID', {}, 'archive, output, report and quarantine are to be different files')
  }
}

/** What bears the name of a journal is not followed elsewhere, and a pipe not waited for. */
function ownFlags(): number {
  return constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK
}

function open(path: string, flags: number, mode?: number): OpenFile {
  try {
    const descriptor = openSync(path, flags, mode)
    return { path, descriptor, stats: fstatSync(descriptor, { bigint: true }) }
  } catch (fault) {
    throw ioError('a file of the run cannot be opened', fault)
  }
}
