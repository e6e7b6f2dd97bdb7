/** Initials beside a name that goes: `J. Smith`, `Smith, J`. */

import { type FoldedText, kindOf, LETTER } from './fold.ts'
import type { Marks } from './marks.ts'

const SEAM = /[ .,]/
const LONGEST_SEAM = 3

/** Marks single letters that are one of `initials` and have nothing but a seam between them and a mark. */
export function markInitials({ text }: FoldedText, initials: string, marks: Marks): void {
  const look = (at: number, step: 1 | -1) => {
    if (marks.units[at] === 1 || !isSingleLetter(text, at) || !initials.includes(text[at]!)) return
    if (isMarkedBeyondSeam(text, at, step, marks)) marks.add(at, text[at + 1] === '.' ? at + 2 : at + 1)
  }
  // Each way on its own, so that several initials go one after the other.
  for (let at = 0; at < text.length; at++) look(at, -1)
  for (let at = text.length - 1; at >= 0; at--) look(at, 1)
}

function isSingleLetter(text: string, at: number): boolean {
  const isLetterAt = (unit: number) => unit >= 0 && unit < text.length && kindOf(text.charCodeAt(unit)) !== 0
  return kindOf(text.charCodeAt(at)) === LETTER && !isLetterAt(at - 1) && !isLetterAt(at + 1)
}

function isMarkedBeyondSeam(text: string, at: number, step: 1 | -1, marks: Marks): boolean {
  for (let count = 1; count <= LONGEST_SEAM + 1; count++) {
    const unit = at + step * count
    if (marks.units[unit] === 1) return true
    if (!SEAM.test(text[unit] ?? 'x')) return false
  }
  return false
}
