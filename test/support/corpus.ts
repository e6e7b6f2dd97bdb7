/**
 * The corpus of published DICOM files that tests may use where it is at hand: in the folder SLUICE_CORPUS, or beside the
 * repository. It is not part of the package. Its manifest is a CSV file (RFC 4180) with a header row.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BESIDE_THE_REPOSITORY = fileURLToPath(new URL('../../../shared/corpus', import.meta.url))

export interface CorpusFile {
  /** Relative to the corpus. */
  readonly path: string
  readonly absolutePath: string
  readonly bytes: number
  readonly transferSyntaxUid: string
  readonly modality: string
  /** The worse verdict of two readers: `ok`, `warn`, or `fail` for a file that both call broken or that one cannot read. */
  readonly wellFormed: string
  readonly features: readonly string[]
}

/** The folder of the corpus, or undefined where there is none. */
function findCorpus(): string | undefined {
  const folder = process.env.SLUICE_CORPUS ?? BESIDE_THE_REPOSITORY
  return existsSync(join(folder, 'manifest.csv')) ? folder : undefined
}

/** All files of the corpus in the order of its manifest; none where there is no corpus. */
export function listCorpus(): CorpusFile[] {
  const folder = findCorpus()
  if (folder === undefined) return []
  const [header = [], ...rows] = parseCsv(readFileSync(join(folder, 'manifest.csv'), 'utf8'))
  return rows.map((cells) => {
    const cell = (name: string): string => {
      const column = header.indexOf(name)
      if (column < 0) throw new Error(`the manifest has no column ${name}`)
      return cells[column] ?? ''
    }
    return {
      path: cell('path'),
      absolutePath: join(folder, cell('path')),
      bytes: Number(cell('bytes')),
      transferSyntaxUid: cell('transfer_syntax'),
      modality: cell('modality'),
      wellFormed: cell('well_formed'),
      features: cell('features')
        .split(';')
        .map((feature) => feature.trim())
        .filter((feature) => feature !== ''),
    }
  })
}

/** Rows of cells, with quoted cells, doubled quotes and line ends inside quotes as RFC 4180 has them. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (character === '"') quoted = true
    else if (character === ',') {
      row.push(cell)
      cell = ''
    } else if (character === '\n') {
      rows.push([...row, cell])
      row = []
      cell = ''
    } else if (character !== '\r') cell += character
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}
