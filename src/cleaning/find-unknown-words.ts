/** Where facts may be missing: every word that is not known to be safe, and every number that is not short. */

import { COMMON_WORDS } from './common-words.ts'
import { DIGIT, type FoldedText, kindOf, LETTER, SEPARATOR } from './fold.ts'
import type { Marks } from './marks.ts'

const MOST_DIGITS = 4

/** Marks runs of letters that are no common word, of more than four digits, and all of unspaced scripts. */
export function findUnknownWords({ text }: FoldedText, marks: Marks): void {
  let from = 0
  while (from < text.length) {
    const kind = kindOf(text.charCodeAt(from))
    let to = from + 1
    while (to < text.length && kindOf(text.charCodeAt(to)) === kind) to++
    if (kind !== SEPARATOR && !isSafe(text.slice(from, to), kind)) marks.add(from, to)
    from = to
  }
}

function isSafe(run: string, kind: number): boolean {
  if (kind === DIGIT) return run.length <= MOST_DIGITS
  return kind === LETTER && (COMMON_WORDS.has(run) || /^[a-z]$/.test(run))
}
