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
  INPUT_EMPTY: 'Name an INPUT, or look at whether the command before the pipe worked.',
  WITHHELD: 'Leave out --on-error fail to withhold such objects and go on, or keep the originals with --quarantine.',
  NON_DICOM: 'Leave out --non-dicom fail to drop what is not DICOM.',
  TEXT_READER_MISSING: 'On Debian: apt install tesseract-ocr tesseract-ocr-eng',
  KEY_INVALID: 'Make a key with: sluice keygen site.key',
  PROFILE_INVALID: 'docs/profile-files.md explains each key; sluice profile check FILE looks at the file alone.',
  CROSSWALK_INVALID:
    'Its first line is old_id,new_id,offset_days or old_id,new_id,reference_date: docs/dates.md has examples.',
  REPORT_INVALID: 'A report is what a run with --report wrote: lines of JSON.',
  JOURNAL_MISMATCH:
    'Give the same command as before. If the file is another one than it was, remove the .sluice-journal beside it.',
  JOURNAL_INVALID: 'Restore the archive or remove the output, then remove the .sluice-journal beside it.',
  JOURNAL_BUSY: 'Wait until that run is done, or end it; then the same command goes on.',
  RISK_TOO_VARIED: 'An attribute that varies so much tells patients apart by itself: leave it out of --quasi.',
  TERMINAL: 'Name a file with -o, or pipe the output into one.',
  INTERNAL: 'Please report it, with what --debug says: it holds no data of the input.',
}

/** By what the system says. */
const NEXT_BY_SYSTEM_CODE: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file, or no such directory for it to stand in.',
  ENOTDIR: 'A directory is needed there, and a file stands in its place.',
  EEXIST: 'Something else stands there already: give another name.',
  EISDIR: 'A file is needed there, and it is a directory.',
  EACCES: 'This user may not do that: look at the permissions of the file and of its directory.',
  EPERM: 'This user may not do that: look at the permissions of the file and of its directory.',
  EROFS: 'Nothing can be written there: the file system is read-only.',
  ENOSPC: 'The disk is full: make room, and run it again.',
  EDQUOT: 'The quota of this user is used up: make room, and run it again.',
  EFBIG: 'No larger file can be written there: look at ulimit -f and at the file system.',
  EIO: 'The disk or the network does not deliver: look at what the system logged.',
}

/** Two lines or, where a detail has several, more, for `sluice: `. `command`: its first words on the command line, which help is asked of. */
export function formatFailure(error: SluiceError, command?: string): string {
  const message = error.message.slice(error.code.length + 2)
  const next = nextOf(error.code, message, command)
  const [first, ...more] = message.split('\n')
  const reason = [`sluice: ${first} (${error.code})`, ...more].join('\n')
  return next === undefined ? reason : `${reason}\n  ${next}`
}

function nextOf(code: Code, message: string, command: string | undefined): string | undefined {
  if (code === 'OPTION_INVALID') {
    return `sluice ${command === undefined ? '' : `${command} `}--help has the options and examples.`
  }
  const systemCode = code === 'IO' ? /\((E[A-Z]+)\)$/.exec(message)?.[1] : undefined
  return systemCode === undefined ? NEXT[code] : NEXT_BY_SYSTEM_CODE[systemCode]
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
