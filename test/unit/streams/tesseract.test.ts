import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SluiceError } from '../../../src/errors.ts'
import { limits } from '../../../src/limits.ts'
import { openTesseract } from '../../../src/streams/tesseract.ts'

const HEADER =
  'level\\tpage_num\\tblock_num\\tpar_num\\tline_num\\tword_num\\tleft\\ttop\\twidth\\theight\\tconf\\ttext\\n'
/** Of the first two pages. */
const PAGES = '1\\t1\\t0\\t0\\t0\\t0\\t0\\t0\\t2\\t1\\t-1\\t\\n1\\t2\\t0\\t0\\t0\\t0\\t0\\t0\\t2\\t1\\t-1\\t\\n'
const PAGE = { rows: 1, columns: 2, grey: Uint8Array.of(1, 2) }

let folder: string
let path: string | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tesseract-'))
  path = process.env.PATH
})

afterEach(() => {
  process.env.PATH = path
  rmSync(folder, { recursive: true })
})

/** A stand-in for the program: shell commands for when it is to read, with the languages that it has. */
function standIn(reads: string, languages = 'eng'): void {
  const script = join(folder, 'tesseract')
  writeFileSync(script, `#!/bin/sh\nif [ "$1" = --list-langs ]; then printf '${languages}\\n'; exit 0; fi\n${reads}\n`)
  chmodSync(script, 0o700)
  process.env.PATH = `${folder}:${path}`
}

function codeOf(act: () => unknown): string | undefined {
  try {
    act()
  } catch (fault) {
    return (fault as SluiceError).code
  }
  return undefined
}

describe('openTesseract', () => {
  it('fails where the program is not installed', () => {
    symlinkSync('/usr/bin/env', join(folder, 'env'))
    process.env.PATH = folder
    expect(codeOf(() => openTesseract())).toBe('TEXT_READER_MISSING')
  })

  it('fails where its language is not', () => {
    standIn('exit 0', 'osd')
    expect(codeOf(() => openTesseract())).toBe('TEXT_READER_MISSING')
  })

  it('gives it pages through a pipe, no more than limits.readPages at a time', () => {
    standIn(`cat > /dev/null; printf '${HEADER}${PAGES}5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t5\\t5\\t96\\tAnna\\n'`)
    const reader = openTesseract({ ...limits, readPages: Math.min(2, limits.readPages) })
    const words = [{ text: 'Anna', confidence: 0.96 }]
    expect(reader.readLines([PAGE, PAGE, PAGE])).toEqual([words, [], words])
  })

  it.each([
    ['ends with a status', 'cat > /dev/null; echo SECRET >&2; exit 1'],
    ['writes something else', 'cat > /dev/null; echo SECRET'],
    ['does not read its input', 'exit 3'],
    ['says nothing of a page', `cat > /dev/null; printf '${HEADER}'`],
    ['ends by a signal', 'kill -9 $$'],
  ])('fails, and says nothing of what it said, where it %s', (_, reads) => {
    standIn(reads)
    const reader = openTesseract()
    expect(codeOf(() => reader.readLines([PAGE]))).toBe('TEXT_READER_FAILED')
    expect(() => reader.readLines([PAGE])).toThrow(/^(?!.*SECRET)/)
  })

  it('is given fewer pages, and a single one with more white around it, where it breaks down', () => {
    // It breaks down over more bytes than those of two pages, and in the end over any.
    standIn(
      `cat > ${folder}/pages; bytes=$(wc -c < ${folder}/pages); echo $bytes >> ${folder}/log; [ $bytes -gt $(cat ${folder}/most) ] && kill -FPE $$; printf '${HEADER}${PAGES}5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t5\\t5\\t96\\tAnna\\n'`,
    )
    const words = [{ text: 'Anna', confidence: 0.96 }]
    writeFileSync(join(folder, 'most'), '1000000')
    openTesseract().readLines([PAGE, PAGE])
    const [two] = readFileSync(join(folder, 'log'), 'latin1').split('\n')
    writeFileSync(join(folder, 'most'), two!)
    expect(openTesseract().readLines([PAGE, PAGE, PAGE, PAGE])).toEqual([words, [], words, []])
    writeFileSync(join(folder, 'most'), '0')
    expect(codeOf(() => openTesseract().readLines([PAGE, PAGE]))).toBe('TEXT_READER_FAILED')
    expect(readFileSync(join(folder, 'log'), 'latin1').split('\n')).toHaveLength(1 + 3 + 3 + 1)
  })

  it('ends it after limits.textReaderMilliseconds, and where it says more than limits.readTableBytes', () => {
    standIn('exec sleep 100')
    const soon = Math.min(300, limits.textReaderMilliseconds)
    expect(codeOf(() => openTesseract({ ...limits, textReaderMilliseconds: soon }).readLines([PAGE]))).toBe(
      'TEXT_READER_FAILED',
    )
    standIn(`cat > /dev/null; printf '${HEADER}'`)
    const few = Math.min(16, limits.readTableBytes)
    expect(codeOf(() => openTesseract({ ...limits, readTableBytes: few }).readLines([PAGE]))).toBe('TEXT_READER_FAILED')
  })
})
