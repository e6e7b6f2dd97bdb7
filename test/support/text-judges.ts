/** Programs of Debian that read text in a picture, none of which the package uses: ocrad and gocr. */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a program reads in a picture as DCMTK writes it (PGM, PPM). */
export type TextJudge = (path: string) => string

const SHORTEST_PART = 4

function output(program: string, args: readonly string[]): string {
  const run = spawnSync(program, args, { encoding: 'latin1', maxBuffer: 1 << 24 })
  if (run.error !== undefined) throw run.error
  return run.stdout
}

/** Letters of both shades, in twice the size. */
function readWithOcrad(path: string): string {
  return output('ocrad', ['--scale=2', path]) + output('ocrad', ['--scale=2', '--invert', path])
}

/** Finds the shade of the letters for itself. What it says of its work begins with a sharp, on the same output. */
function readWithGocr(path: string): string {
  const isEmpty = new Set(readFileSync(path).subarray(20)).size < 2
  return isEmpty ? '' : output('gocr', ['-a', '60', path])
}

export const TEXT_JUDGES: Readonly<Record<string, TextJudge>> = { ocrad: readWithOcrad, gocr: readWithGocr }

/** Letters and digits, those that look alike made equal. */
function plainText(text: string): string {
  const alike: Readonly<Record<string, string>> = { o: '0', q: '0', l: '1', i: '1', z: '2', s: '5', b: '8' }
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replaceAll(/[oqlizsb]/g, (letter) => alike[letter]!)
}

/** Whether as much of a text was read that it can be told: four letters or digits in a row of its words, or a whole shorter word. */
export function isLegible(text: string, read: string): boolean {
  const plain = plainText(read)
  return text
    .split(/[^A-Za-z0-9]+/)
    .map(plainText)
    .some((word) => {
      if (word.length < SHORTEST_PART) return false
      for (let at = 0; at + SHORTEST_PART <= word.length; at++) {
        if (plain.includes(word.slice(at, at + SHORTEST_PART))) return true
      }
      return false
    })
}
