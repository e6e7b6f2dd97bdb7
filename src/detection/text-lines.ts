/** Marks that stand side by side as letters of a line do: of like height, on one base, no further apart than words are. */

import type { Mark } from './marks.ts'

export interface TextLine {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** Of its capitals, or of its letters where it has none. */
  readonly letterPixels: number
  readonly marks: readonly Mark[]
}

const LEAST_LETTER_PIXELS = 6
const MOST_LETTER_PIXELS = 160
/** Ink of a letter, in parts of its box: a frame around something has less. */
const LEAST_INK = 0.08
/** Letters that run together are one mark, of so many heights. */
const MOST_HEIGHTS_WIDE = 30
/** Between words, in heights. */
const WIDEST_GAP = 1.5
const LEAST_OVERLAP = 0.5
const MOST_RATIO = 2.2
/** One mark that is as wide as this may be a word. */
const WORD_HEIGHTS_WIDE = 1.6
/** How many of the marks stand on the base line of all. */
const LEAST_ON_BASE = 0.5

/** Lines of two letters and more, from the top. */
export function findLines(marks: readonly Mark[]): readonly TextLine[] {
  const letters = marks.filter(isLetterLike).sort((a, b) => a.left - b.left)
  const parent = Int32Array.from(letters, (_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    while (parent[root] !== root) root = parent[root]!
    parent[index] = root
    return root
  }
  let widest = 0
  for (const [index, letter] of letters.entries()) {
    widest = Math.max(widest, letter.right - letter.left)
    for (let before = index - 1; before >= 0; before--) {
      const other = letters[before]!
      if (letter.left - other.left > widest + WIDEST_GAP * MOST_LETTER_PIXELS) break
      if (areNeighbours(other, letter)) parent[rootOf(before)] = rootOf(index)
    }
  }
  const lines = new Map<number, Mark[]>()
  for (const [index, letter] of letters.entries()) {
    const root = rootOf(index)
    const line = lines.get(root)
    if (line === undefined) lines.set(root, [letter])
    else line.push(letter)
  }
  return [...lines.values()].flatMap((line) => lineOf(line) ?? []).sort((a, b) => a.top - b.top)
}

function heightOf({ top, bottom }: Mark): number {
  return bottom - top
}

function isLetterLike(mark: Mark): boolean {
  const height = heightOf(mark)
  const width = mark.right - mark.left
  return (
    height >= LEAST_LETTER_PIXELS &&
    height <= MOST_LETTER_PIXELS &&
    width <= MOST_HEIGHTS_WIDE * height &&
    mark.area >= LEAST_INK * width * height
  )
}

function areNeighbours(left: Mark, right: Mark): boolean {
  const [least, most] = [heightOf(left), heightOf(right)].sort((a, b) => a - b) as [number, number]
  if (most > MOST_RATIO * least) return false
  if (right.left - left.right > WIDEST_GAP * most) return false
  return Math.min(left.bottom, right.bottom) - Math.max(left.top, right.top) >= LEAST_OVERLAP * least
}

function lineOf(marks: readonly Mark[]): TextLine | undefined {
  const left = Math.min(...marks.map((mark) => mark.left))
  const right = Math.max(...marks.map((mark) => mark.right))
  const top = Math.min(...marks.map((mark) => mark.top))
  const bottom = Math.max(...marks.map((mark) => mark.bottom))
  const heights = marks.map(heightOf).sort((a, b) => a - b)
  const letterPixels = heights[Math.floor(heights.length * 0.8)]!
  if (right - left < WORD_HEIGHTS_WIDE * letterPixels) return undefined
  const bases = marks.map((mark) => mark.bottom).sort((a, b) => a - b)
  const base = bases[Math.floor(bases.length / 2)]!
  const near = Math.max(1, 0.12 * letterPixels)
  if (marks.filter((mark) => Math.abs(mark.bottom - base) <= near).length < LEAST_ON_BASE * marks.length) return undefined
  return { left, top, right, bottom, letterPixels, marks }
}
