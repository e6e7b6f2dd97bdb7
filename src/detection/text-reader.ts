/** What reads text: a program beside this one, given by whoever has a way to start it. */

import type { Page } from './line-pages.ts'

/** A word as it was read. It may identify: it goes nowhere but into the judgement of its line. */
export interface ReadWord {
  readonly text: string
  /** From 0 to 1. */
  readonly confidence: number
}

export interface TextReader {
  /** The words of each page, which is one line of text or nothing. Throws TEXT_READER_FAILED. Blocks until all are read. */
  readLines(pages: readonly Page[]): readonly (readonly ReadWord[])[]
}

const PAGE_LEVEL = '1'
const WORD_LEVEL = '5'
const COLUMNS = 12

/** The words of `pages` pages in the table that Tesseract writes (its TSV output). Undefined where it is no such table, or tells nothing of a page: what was not read is not empty. */
export function parseWordTable(table: string, pages: number): readonly (readonly ReadWord[])[] | undefined {
  const [header = '', ...rows] = table.split('\n')
  if (!header.startsWith('level\tpage_num\t')) return undefined
  const words: ReadWord[][] = Array.from({ length: pages }, () => [])
  const told = new Set<number>()
  for (const row of rows) {
    const cells = row.split('\t')
    if (cells[0] === PAGE_LEVEL) told.add(Number(cells[1]))
    if (cells[0] !== WORD_LEVEL) continue
    const confidence = Number(cells[10])
    const page = words[Number(cells[1]) - 1]
    if (cells.length !== COLUMNS || page === undefined || !Number.isFinite(confidence)) return undefined
    const text = cells[11]!.trim()
    if (text !== '') page.push({ text, confidence: Math.min(1, Math.max(0, confidence / 100)) })
  }
  return words.every((_, page) => told.has(page + 1)) ? words : undefined
}
