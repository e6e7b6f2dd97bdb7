/** What has no meaning once its neighbours are gone: punctuation between two marks, or between one and the end of a value. */

import { type FoldedText, kindOf, SEPARATOR } from './fold.ts'
import { isAlwaysKept } from './kept-characters.ts'
import type { Marks } from './marks.ts'

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>', '"': '"', "'": "'" }
const LIST_SEAM = /[,;]/

/** Marks separators that only marks or ends of values surround, and brackets around a mark. */
export function markSeams({ text }: FoldedText, hasSeveralValues: boolean, marks: Marks): void {
  const { units } = marks
  const isEnd = (at: number) => at < 0 || at >= text.length || isAlwaysKept(text.charCodeAt(at), hasSeveralValues)
  let at = 0
  while (at < text.length) {
    let to = at
    while (to < text.length && units[to] === 0 && !isEnd(to) && kindOf(text.charCodeAt(to)) === SEPARATOR) to++
    const isMarkedBefore = at > 0 && units[at - 1] === 1
    const isMarkedAfter = to < text.length && units[to] === 1
    if (to > at) {
      const closesBefore = isMarkedBefore || isEnd(at - 1)
      const closesAfter = isMarkedAfter || isEnd(to)
      if (closesBefore && closesAfter && (isMarkedBefore || isMarkedAfter)) marks.add(at, to)
      else {
        // `Smith, knee` is not to begin with a comma.
        if (isMarkedBefore && LIST_SEAM.test(text[at]!)) marks.add(at, at + 1)
        if (isMarkedAfter) markBrackets(text, to, marks)
      }
    }
    at = Math.max(to, at + 1)
  }
}

/** The brackets around the run of marks that begins at `from`. */
function markBrackets(text: string, from: number, marks: Marks): void {
  const closing = CLOSING[text[from - 1]!]
  if (closing === undefined) return
  let to = from
  while (to < text.length && marks.units[to] === 1) to++
  if (text[to] !== closing) return
  marks.add(from - 1, from)
  marks.add(to, to + 1)
}
