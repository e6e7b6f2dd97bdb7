/** Tesseract as a reader of text, through its command: pages go in by a pipe and a table of words comes out by one, so that nothing of an image is in a file. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { platform } from 'node:os'
import { parseWordTable, type TextReader } from '../detection/text-reader.ts'
import { encodeTiff } from '../detection/tiff.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'

/** A thread of the program each: those of this run are the user's choice. */
const COMMAND = platform() === 'win32' ? ['tesseract'] : ['env', 'OMP_THREAD_LIMIT=1', 'LC_ALL=C', 'tesseract']
const LANGUAGE = 'eng'
/** `7`: a page is one line. The pages are dark on white: nothing is tried the other way round. */
const ARGUMENTS = ['stdin', 'stdout', '-l', LANGUAGE, '--psm', '7', '--dpi', '300', '-c', 'tessedit_do_invert=0', 'tsv']
const LIST_LANGUAGES = ['--list-langs']

/** Fails with TEXT_READER_MISSING where the program, or the language it is to read, is not installed. */
export function openTesseract(): TextReader {
  const asked = run(LIST_LANGUAGES, undefined)
  if (asked.error !== undefined || asked.status !== 0) throw new SluiceError('TEXT_READER_MISSING')
  const languages = `${asked.stdout.toString('latin1')}\n${asked.stderr.toString('latin1')}`.split(/\s+/)
  if (!languages.includes(LANGUAGE)) {
    throw new SluiceError('TEXT_READER_MISSING', {}, 'tesseract is installed, and its language eng is not')
  }
  return {
    readLines(pages) {
      const words = []
      for (let at = 0; at < pages.length; at += limits.readPages) {
        const some = pages.slice(at, at + limits.readPages)
        const { error, status, stdout } = run(ARGUMENTS, encodeTiff(some))
        const read =
          error === undefined && status === 0 ? parseWordTable(stdout.toString('utf8'), some.length) : undefined
        if (read === undefined) throw new SluiceError('TEXT_READER_FAILED')
        words.push(...read)
      }
      return words
    },
  }
}

function run(options: readonly string[], input: Uint8Array | undefined): SpawnSyncReturns<Buffer> {
  const [program, ...own] = COMMAND
  return spawnSync(program!, [...own, ...options], {
    ...(input !== undefined && { input }),
    timeout: limits.textReaderMilliseconds,
    killSignal: 'SIGKILL',
    maxBuffer: limits.readTableBytes,
    windowsHide: true,
  })
}
