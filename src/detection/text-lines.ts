/** Marks that stand side by side as letters of a line do: of like height, on one base, no further apart than words are. */

import type { Mark } from './marks.ts'

/** Columns from the first to before the second, rows likewise. */
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
/** Between words, in heights; two letters of one width and a full stop between them are so far apart. */
const WIDEST_GAP = 2
const WORD_GAP = 0.6
/** What stands no further from a line that may not stay goes with it. */
const WIDEST_BESIDE = 2.2
/** And of what stands beside that, and so on, no more to a side than the line is wide, or than so many heights: rows of speckle go on to the edge. */
const MOST_BESIDE = 10
const LEAST_OVERLAP = 0.5
/** Of a tall letter and a short one beside each other, and of such in different words. */
const MOST_RATIO = 2.2
const MOST_RATIO_OF_WORDS = 1.5
/** How far a letter goes below the base, in heights. */
const MOST_BELOW_BASE = 0.35
/** What is narrower, in heights, is no word of three letters. */
const LEAST_WIDTH = 2
/** How many of the marks stand on the base line of all; of so few, every one. */
const LEAST_ON_BASE = 0.7
const FEW_MARKS = 3
/** Letters of a line are of one ink: the faintest beside the strongest, and how far heights are from their mean, in heights. */
const LEAST_LIKE_INK = 0.45
const MOST_HEIGHT_SPREAD = 0.3
/** Mean of the ink of letters, in parts of their boxes: a typewriter's hairlines have a quarter. */
const LEAST_MEAN_INK = 0.22
/** Of 32 rows. */
const BAND_SHIFT = 5
/**
 * So many marks whose areas and boxes are no further from their mean than these parts of it are one shape again and again: dots, ticks, meshes. Digits of one width are near to that: by area alone one number of twelve
 * digits in twelve would be, by a tenth of it, and by these one in 1,500 (82,400 numbers in 103 fonts, four sizes).
 */
const LEAST_MARKS_OF_ONE_SHAPE = 12
const MOST_AREA_SPREAD = 0.05
const MOST_BOX_SPREAD = 0.03

/** Lines of two letters and more, or of one mark as wide as a word, whose letters have `leastPixels` at least; from the top. */
export function findLines(marks: readonly Mark[], leastPixels: number): readonly TextLine[] {
  const groups = groupsOf(marks.filter(isLetterLike))
  const lines = groups.flatMap((group) => {
    const line = lineOf(group, leastPixels)
    if (line !== undefined) return [line]
    // Two lines that touch, or a line and what is beside it.
    return basesOf(group).flatMap((part) => groupsOf(part).flatMap((some) => lineOf(some, leastPixels) ?? []))
  })
  return lines.sort((a, b) => a.top - b.top)
}

/** Marks of some rows, from the left: neighbours share rows, and are looked for in these alone. */
interface Band {
  readonly letters: number[]
  widest: number
  tallest: number
}

/** Marks that are neighbours, and their neighbours. */
function groupsOf(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const letters = marks.toSorted((a, b) => a.left - b.left)
  const parent = Int32Array.from(letters, (_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    while (parent[root] !== root) root = parent[root]!
    parent[index] = root
    return root
  }
  const bands = new Map<number, Band>()
  for (const [index, letter] of letters.entries()) {
    for (let number = letter.top >> BAND_SHIFT; number <= (letter.bottom - 1) >> BAND_SHIFT; number++) {
      const band = bands.get(number) ?? { letters: [], widest: 0, tallest: 0 }
      bands.set(number, band)
      band.widest = Math.max(band.widest, letter.right - letter.left)
      band.tallest = Math.max(band.tallest, heightOf(letter))
      for (let at = band.letters.length - 1; at >= 0; at--) {
        const before = band.letters[at]!
        const other = letters[before]!
        if (letter.left - other.left > band.widest + WIDEST_GAP * band.tallest) break
        if (areNeighbours(other, letter)) parent[rootOf(before)] = rootOf(index)
      }
      band.letters.push(index)
    }
  }
  const groups = new Map<number, Mark[]>()
  for (const [index, letter] of letters.entries()) {
    const group = groups.get(rootOf(index))
    if (group === undefined) groups.set(rootOf(index), [letter])
    else group.push(letter)
  }
  return [...groups.values()]
}

/** The marks of a group by the base that they stand on. */
function basesOf(group: readonly Mark[]): readonly (readonly Mark[])[] {
  const parts: Mark[][] = []
  for (const mark of group.toSorted((a, b) => a.bottom - b.bottom)) {
    const part = parts.at(-1)
    if (part !== undefined && mark.bottom - part[0]!.bottom <= Math.max(1, 0.12 * heightOf(mark))) part.push(mark)
    else parts.push([mark])
  }
  return parts.length > 1 ? parts : []
}

/** How much the strokes of its letters stand out. */
function inkOf(line: TextLine): number {
  return medianOf(line.marks.map((mark) => mark.peak))
}

/** The line with all that stands beside it as a short word, an initial or a colon would, on its base, no taller, and of its ink: `marks` may be those of several levels. */
export function withNeighbours(line: TextLine, marks: readonly Mark[]): TextLine {
  const ink = inkOf(line)
  const base = medianOf(line.marks.map((mark) => mark.bottom))
  const near = marks.filter((mark) => {
    const height = heightOf(mark)
    return (
      mark.peak >= LEAST_LIKE_INK * ink &&
      height <= MOST_RATIO_OF_WORDS * line.letterPixels &&
      mark.right - mark.left <= MOST_HEIGHTS_WIDE * line.letterPixels &&
      Math.abs(mark.bottom - base) <= MOST_BELOW_BASE * line.letterPixels
    )
  })
  const most = Math.max(line.right - line.left, MOST_BESIDE * line.letterPixels)
  let { left, right } = line
  for (let grew = true; grew; ) {
    grew = false
    for (const mark of near) {
      if (mark.right > left - WIDEST_BESIDE * line.letterPixels && mark.left < left) {
        left = mark.left
        grew = true
      }
      if (mark.left < right + WIDEST_BESIDE * line.letterPixels && mark.right > right) {
        right = mark.right
        grew = true
      }
    }
  }
  return { ...line, left: Math.max(left, line.left - most), right: Math.min(right, line.right + most) }
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
  const gap = right.left - left.right
  if (gap > WIDEST_GAP * most || most > (gap > WORD_GAP * most ? MOST_RATIO_OF_WORDS : MOST_RATIO) * least) return false
  if (Math.abs(left.bottom - right.bottom) > MOST_BELOW_BASE * most) return false
  return Math.min(left.bottom, right.bottom) - Math.max(left.top, right.top) >= LEAST_OVERLAP * least
}

function lineOf(marks: readonly Mark[], leastPixels: number): TextLine | undefined {
  const left = Math.min(...marks.map((mark) => mark.left))
  const right = Math.max(...marks.map((mark) => mark.right))
  const heights = marks.map(heightOf).sort((a, b) => a - b)
  const letterPixels = heights[Math.floor(heights.length * 0.8)]!
  if (letterPixels < leastPixels || right - left < LEAST_WIDTH * letterPixels) return undefined
  if (spreadOf(heights) > MOST_HEIGHT_SPREAD * letterPixels || !areOfOneInk(marks)) return undefined
  if (!standOnBase(marks, Math.max(1, 0.12 * letterPixels)) || areOfOneShape(marks)) return undefined
  const top = Math.min(...marks.map((mark) => mark.top))
  const bottom = Math.max(...marks.map((mark) => mark.bottom))
  return { left, top, right, bottom, letterPixels, marks }
}

function standOnBase(marks: readonly Mark[], near: number): boolean {
  const base = medianOf(marks.map((mark) => mark.bottom))
  const onBase = marks.filter((mark) => Math.abs(mark.bottom - base) <= near).length
  return onBase >= (marks.length <= FEW_MARKS ? 1 : LEAST_ON_BASE) * marks.length
}

function areOfOneInk(marks: readonly Mark[]): boolean {
  const peaks = marks.map((mark) => mark.peak)
  const ink = marks.map((mark) => mark.area / ((mark.right - mark.left) * heightOf(mark)))
  return Math.min(...peaks) >= LEAST_LIKE_INK * Math.max(...peaks) && meanOf(ink) >= LEAST_MEAN_INK
}

function areOfOneShape(marks: readonly Mark[]): boolean {
  const spreadBy = (measure: (mark: Mark) => number): number => {
    const numbers = marks.map(measure)
    return spreadOf(numbers) / meanOf(numbers)
  }
  return (
    marks.length >= LEAST_MARKS_OF_ONE_SHAPE &&
    spreadBy((mark) => mark.area) < MOST_AREA_SPREAD &&
    spreadBy(heightOf) < MOST_BOX_SPREAD &&
    spreadBy((mark) => mark.right - mark.left) < MOST_BOX_SPREAD
  )
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

/** Standard deviation. */
function spreadOf(numbers: readonly number[]): number {
  const mean = meanOf(numbers)
  return Math.sqrt(meanOf(numbers.map((number) => (number - mean) ** 2)))
}
