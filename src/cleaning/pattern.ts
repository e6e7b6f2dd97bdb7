/** A look that identifies, and how it is looked for. */

import type { FoldedText } from './fold.ts'

export interface Pattern {
  /** A character that a match cannot do without (`:=`: one of the two), so that most texts are not searched at all. */
  readonly needs?: Need
  /** Global, over folded text. Every repetition in it is bounded or cannot begin twice at one place: values are up to 64 KiB. */
  readonly expression: RegExp
  /** Whether a match counts. */
  accepts?(match: RegExpExecArray, folded: FoldedText): boolean
  /** Where what goes ends; by default where the match ends. At or before its beginning: nothing goes. */
  endOf?(match: RegExpExecArray, folded: FoldedText): number
  /** Where what goes begins; by default where the match begins. */
  startOf?(match: RegExpExecArray, folded: FoldedText): number
}

export type Need = 'digit' | '@' | '^' | '.' | ':' | ':=' | '\\' | '/'
