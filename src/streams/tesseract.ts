/** Tesseract as a reader of text, through its command: pages go in by a pipe and a table of words comes out by one, so that nothing of an image is in a file. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { platform } from 'node:os'
import type { Page } from '../detection/line-pages.ts'
import { parseWordTable, type ReadWord, type TextReader } from '../detection/text-reader.ts'
import { encodeTiff } from '../detection/tiff.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'

/** A thread of the program each: those of this run are the user's choice. */
const COMMAND = platform() === 'win32' ? ['tesseract'] : ['env', 'OMP_THREAD_LIMIT=1', 'LC_ALL=C', 'tesseract']
const LANGUAGE = 'eng'
/** `7`: a page is one line. The pages are dark on white: nothing is tried the other way round. */
const ARGUMENTS = ['stdin', 'stdout', '-l', LANGUAGE, '--psm', '7', '--dpi', '300', '-c', 'tessedit_do_invert=0', 'tsv']
const LIST_LANGUAGES = ['--list-langs']
const WIDENED_PIXELS = 25
const WHITE = 255

type Bounds = Pick<typeof limits, 'readPages' | 'textReaderMilliseconds' | 'readTableBytes'>

/** Fails with TEXT_READER_MISSING where the program, or the language it is to read, is not installed. */
export function openTesseract(bounds: { readonly [Name in keyof Bounds]: number } = limits): TextReader {
  const run = (options: readonly string[], input?: Uint8Array): SpawnSyncReturns<Buffer> => {
    const [program, ...own] = COMMAND
    return spawnSync(program!, [...own, ...options], {
      ...(input !== undefined && { input }),
      timeout: bounds.textReaderMilliseconds,
      killSignal: 'SIGKILL',
      maxBuffer: bounds.readTableBytes,
      windowsHide: true,
    })
  }
  const asked = run(LIST_LANGUAGES)
  if (asked.error !== undefined || asked.status !== 0) throw new SluiceError('TEXT_READER_MISSING')
  const languages = `${asked.stdout.toString('latin1')}\n${asked.stderr.toString('latin1')}`.split(/\s+/)
  if (!languages.includes(LANGUAGE)) {
    throw new SluiceError('TEXT_READER_MISSING', {}, 'tesseract is installed, and its language eng is not')
  }
  /** Now and then it breaks down over a page of noise, with a signal: that page is looked for by halves, and given with more white around it. */
  const read = (pages: readonly Page[], isWidened = false): readonly (readonly ReadWord[])[] => {
    const { error, signal, status, stdout } = run(ARGUMENTS, encodeTiff(pages))
    const isDone = error === undefined && status === 0
    const words = isDone ? parseWordTable(stdout.toString('utf8'), pages.length) : undefined
    if (words !== undefined) return words
    const isBroken = error === undefined && signal !== null
    const half = pages.length >> 1
    if (isBroken && half > 0) return [...read(pages.slice(0, half)), ...read(pages.slice(half))]
    if (isBroken && !isWidened) return read(pages.map(widened), true)
    // What the program said of its failure is not passed on: it may quote what it read.
    throw new SluiceError('TEXT_READER_FAILED')
  }
  return {
    readLines(pages) {
      const words: (readonly ReadWord[])[] = []
      for (let at = 0; at < pages.length; at += bounds.readPages)
        words.push(...read(pages.slice(at, at + bounds.readPages)))
      return words
    },
  }
}

function widened({ rows, columns, grey }: Page): Page {
  const [height, width] = [rows + 2 * WIDENED_PIXELS, columns + 2 * WIDENED_PIXELS]
  const wide = new Uint8Array(height * width).fill(WHITE)
  for (let row = 0; row < rows; row++) {
    wide.set(grey.subarray(row * columns, (row + 1) * columns), (row + WIDENED_PIXELS) * width + WIDENED_PIXELS)
  }
  return { rows: height, columns: width, grey: wide }
}
