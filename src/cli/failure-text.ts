/** What the command says when a run cannot go on: the reason, where, and what to do next. Never a name of the input. */

import type { Code } from '../errors.ts'
import { SluiceError } from '../errors.ts'

const NEXT: Partial<Record<Code, string>> = {
  ARCHIVE_HEADER_INVALID: 'The archive is damaged from there on. Get a fresh copy of it.',
  ARCHIVE_EXTENSION_TOO_LONG: 'No file system has names that long: look at where the archive comes from.',
  ARCHIVE_EXTENSION_INVALID: 'The archive is damaged from there on. Get a fresh copy of it.',
  ARCHIVE_TRUNCATED: 'The archive is not whole: get a fresh copy of it, or look at why what wrote it stopped.',
  ARCHIVE_TRAILING_GARBAGE: 'Something was appended to the archive. Pass on the archive alone.',
  COMPRESSION_INVALID: 'Test the input with gzip -t or zstd -t, and get a fresh copy of it.',
  COMPRESSION_BOMB: 'No DICOM compresses that well. Decompress it yourself and pipe the result in, if you trust it.',
  INPUT_UNKNOWN:
    'INPUT is a tar (plain, gzip or zstd), a DICOM object or a directory. For other archives, unpack them and name the directory.',
  INPUT_EMPTY: 'Look at whether the command before the pipe worked.',
  WITHHELD: 'Leave out --on-error fail to withhold such objects and go on, or keep the originals with --quarantine.',
  NON_DICOM: 'Leave out --non-dicom fail to drop what is not DICOM.',
  TEXT_READER_MISSING: 'On Debian: apt install tesseract-ocr tesseract-ocr-eng',
  KEY_INVALID: 'Make a key with: sluice keygen site.key',
  PROFILE_INVALID: 'docs/profile-files.md explains each key; sluice profile check FILE looks at the file alone.',
  OPTION_INVALID: 'sluice --help has the options and examples.',
  JOURNAL_MISMATCH:
    'Give the same command as before. If the file is another one than it was, remove the .sluice-journal beside it.',
  JOURNAL_INVALID: 'Restore the archive or remove the output, then remove the .sluice-journal beside it.',
  RISK_TOO_VARIED: 'An attribute that varies so much tells patients apart by itself: leave it out of --quasi.',
  TERMINAL: 'Name a file with -o, or pipe the output into one.',
  INTERNAL: 'Please report it, with what --debug says: it holds no data of the input.',
}

/** Two lines or, where a detail has several, more, for `sluice: `. `outputKept` tells whether output may be left that is not whole. */
export function formatFailure(error: SluiceError): string {
  const message = error.message.slice(error.code.length + 2)
  const next = NEXT[error.code]
  const [first, ...more] = message.split('\n')
  const reason = [`sluice: ${first} (${error.code})`, ...more].join('\n')
  return next === undefined ? reason : `${reason}\n  ${next}`
}

/**
 * Where in the program a fault came up, without its message, which may hold what the program was working on. For --debug.
 */
export function formatTrace(fault: unknown): string {
  if (!(fault instanceof Error)) return 'no trace'
  const kind = fault instanceof SluiceError ? fault.code : fault.constructor.name
  const frames = (fault.stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  return [kind, ...frames].join('\n')
}
