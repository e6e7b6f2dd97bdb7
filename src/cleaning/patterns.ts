/** What looks identifying whatever the facts are. */

import { DATE_PATTERNS } from './date-patterns.ts'
import type { FoldedText } from './fold.ts'
import type { Marks } from './marks.ts'
import { NAME_PATTERNS } from './name-patterns.ts'
import { NUMBER_PATTERNS } from './number-patterns.ts'
import type { Need, Pattern } from './pattern.ts'

const PATTERNS: readonly Pattern[] = [...DATE_PATTERNS, ...NUMBER_PATTERNS, ...NAME_PATTERNS]

/** Marks every match of every pattern. Between several values the backslash is no part of a path. */
export function markPatterns(
  folded: FoldedText,
  hasSeveralValues: boolean,
  marks: Marks,
  patterns: readonly Pattern[] = PATTERNS,
): void {
  const { text } = folded
  const hasDigit = /\d/.test(text)
  for (const pattern of patterns) {
    if (pattern.needs !== undefined && !hasNeeded(text, pattern.needs, hasDigit)) continue
    if (pattern.needs === '\\' && hasSeveralValues) continue
    const { expression } = pattern
    expression.lastIndex = 0
    for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
      if (pattern.accepts !== undefined && !pattern.accepts(match, folded)) {
        // Something shorter may begin inside of what does not count.
        expression.lastIndex = match.index + 1
        continue
      }
      const from = pattern.startOf?.(match, folded) ?? match.index
      const to = pattern.endOf?.(match, folded) ?? match.index + match[0].length
      if (to <= from) continue
      marks.add(from, to)
      expression.lastIndex = Math.max(to, match.index + 1)
    }
  }
}

function hasNeeded(text: string, need: Need, hasDigit: boolean): boolean {
  if (need === 'digit') return hasDigit
  return need === ':=' ? text.includes(':') || text.includes('=') : text.includes(need)
}
