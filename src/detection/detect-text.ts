/**
 * START HERE. Finds text in a frame: strokes that stand out, marks that hang together, marks that stand in lines, and each line read and judged. What of an image is
 * no line of letters is never read, so that a frame without text costs little. docs/pixels.md has the figures.
 */

import type { IdentifyingWord } from '../cleaning/find-words.ts'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Rectangle } from '../pixels/blanked-areas.ts'
import type { AllowedWords } from './allowed-words.ts'
import { type FoundText, isMostlyWithin, mergeFound } from './found-text.ts'
import { type GreyPlane, LIGHTEST } from './grey-plane.ts'
import { judgeLine, type LineJudgement, staysForSure, tellsOfOthers } from './judge-line.ts'
import { type Page, pageOf } from './line-pages.ts'
import { findMarks, type Mark } from './marks.ts'
import { TURNS, type Turn, turnedBack, turnedMarks, turnedPixels, turnedSize } from './quarter-turns.ts'
import { shrink } from './shrink.ts'
import { darkStrokes, lightStrokes } from './strokes.ts'
import { findLines, type TextLine, withNeighbours } from './text-lines.ts'
import type { TextReader } from './text-reader.ts'

export interface TextKnowledge {
  /** Of the object's own values and of the site's list. */
  readonly words: readonly IdentifyingWord[]
  readonly allowed: AllowedWords
  /** Every line has to be as sure as where it is the only one. */
  readonly alone?: boolean
}

/** Parts of the strongest stroke from which on a pixel is one, and of all light what a stroke has at least. */
const LEVELS = [0.15, 0.3, 0.5]
const LEAST_LEVEL = 0.1
/** Large letters are looked for in a picture of a part of the size. `letterPixels`: of the least letters that are, in that picture. */
const SCALES = [
  { scale: 1, letterPixels: 8 },
  { scale: 3, letterPixels: 14 },
]
/** The box of what is found is grown by this, in heights of its letters, and by pixels. */
const MARGIN = 0.35
const MARGIN_PIXELS = 3

/** An upright line has so many marks, or is so many heights of letters long: ticks, bones and noise stand above each other by twos and threes. */
const LEAST_UPRIGHT_MARKS = 4
const LEAST_UPRIGHT_HEIGHTS = 4
/** Letters stand nearer to each other where their gaps are smaller by this factor: lines of a block are further apart than that. */
const NEARER = 2
/** Heights of letters of one image differ by this factor at most. */
const MOST_HEIGHTS_APART = 2

/** A line of a plane that waits to be read. */
interface Candidate {
  /** In the turned picture, as its page is. */
  readonly line: TextLine
  readonly turn: Turn
  /** All of its plane, at all levels, turned. */
  readonly marks: () => readonly Mark[]
  readonly isDark: boolean
  readonly scale: number
  readonly page: Page
}

/** The line to the right that a mark is of: how many letters it has, and how far these are apart. */
interface LineBeside {
  readonly length: number
  readonly gap: number
}

/** All text of a frame that may not stay. `planes`: of the frame, as greyPlanes gives them; one is held at a time. Throws what the reader throws, and PIXELS_NOT_INSPECTED where at no level a stroke can be told from noise, or more looks like lines than are read. */
export function detectText(
  planes: Iterable<GreyPlane>,
  knowledge: TextKnowledge,
  reader: TextReader,
  mostLines: number = limits.detectedLines,
  mostRuns: number = limits.detectedRuns,
): readonly FoundText[] {
  const candidates: Candidate[] = []
  let [rows, columns] = [0, 0]
  for (const plane of planes) {
    candidates.push(...candidatesOf(plane, mostLines - candidates.length, mostRuns))
    ;({ rows, columns } = plane)
  }
  if (candidates.length === 0) return []
  const read = reader.readLines(candidates.map(({ page }) => page))
  const judge = (index: number, besideOthers: boolean): LineJudgement | undefined =>
    judgeLine(read[index]!, knowledge.words, knowledge.allowed, besideOthers)
  const telling = knowledge.alone
    ? []
    : candidates.filter((_, index) => {
        const judgement = judge(index, false)
        return judgement !== undefined && tellsOfOthers(judgement)
      })
  const boxes = candidates.map((candidate) => boxOf(candidate, candidate.line, rows, columns))
  const sure = boxes.filter((_, index) => staysForSure(read[index]!, knowledge.allowed))
  const found = candidates.flatMap((candidate, index) => {
    const isSure = sure.some((box) => isMostlyWithin(boxes[index]!, box))
    const judgement = judge(index, !isSure && telling.some((other) => areAlike(candidate, other)))
    if (judgement === undefined) return []
    const whole = withNeighbours(candidate.line, candidate.marks())
    return [{ ...judgement, box: boxOf(candidate, whole, rows, columns) }]
  })
  return mergeFound(found)
}

/** Whether a line may be of the text that another one is of. Its shade tells nothing: labels of one image may be light, dark and faint. */
function areAlike(one: Candidate, other: Candidate): boolean {
  const ratio = (one.line.letterPixels * one.scale) / (other.line.letterPixels * other.scale)
  return one.turn === other.turn && ratio <= MOST_HEIGHTS_APART && ratio * MOST_HEIGHTS_APART >= 1
}

/** Lines beyond those that are read would be lines that nobody looked at. */
function candidatesOf(plane: GreyPlane, mostLines: number, mostRuns: number): readonly Candidate[] {
  const found: Candidate[] = []
  for (const { scale, letterPixels } of SCALES) {
    const shrunk = shrink(plane, scale)
    for (const isDark of [false, true]) {
      const strokes = (isDark ? darkStrokes : lightStrokes)(shrunk)
      const strongest = strokes.reduce((most, stroke) => Math.max(most, stroke), 0)
      const levels = new Set(LEVELS.map((part) => Math.max(part * strongest, LEAST_LEVEL * LIGHTEST)))
      const below = [...levels].filter((level) => level < strongest)
      const marksByLevel = below.map((level) => findMarks(strokes, shrunk.rows, shrunk.columns, level, mostRuns))
      if (below.length > 0 && marksByLevel.every((marks) => marks === undefined)) {
        throw new SluiceError('PIXELS_NOT_INSPECTED')
      }
      const whole = marksByLevel.filter((marks) => marks !== undefined)
      for (const turn of TURNS) {
        const size = turnedSize(shrunk, turn)
        const allMarks = once(() => turnedMarks(whole.flat(), shrunk, turn))
        const pixels = once(() => turnedPixels(strokes, shrunk, turn))
        for (const marks of whole) {
          for (const line of linesOf(marks, shrunk, turn, letterPixels)) {
            if (found.some((other) => isCovered(line, turn, isDark, scale, other))) continue
            if (found.length === mostLines) throw new SluiceError('PIXELS_NOT_INSPECTED')
            const page = pageOf(line, pixels(), size.rows, size.columns)
            found.push({ line, turn, marks: allMarks, isDark, scale, page })
          }
        }
      }
    }
  }
  return found
}

/**
 * Lines in the turned picture. Letters most of which are of a line to the right that is as long are no upright line: those of rows of text stand above each other. They are one where they stand nearer
 * to each other than in those lines: letters of a turned block stand beside each other.
 */
function linesOf(marks: readonly Mark[], shrunk: GreyPlane, turn: Turn, letterPixels: number): readonly TextLine[] {
  const level = findLines(marks, letterPixels)
  if (turn === 'none') return level
  const linesBeside = new Map<Mark, LineBeside>()
  for (const line of level) {
    const beside = { length: line.marks.length, gap: gapOf(line) }
    for (const mark of line.marks) linesBeside.set(mark, beside)
  }
  const turned = turnedMarks(marks, shrunk, turn)
  const besides = new Map(turned.map((mark, index) => [mark, linesBeside.get(marks[index]!)]))
  return findLines(turned, letterPixels).filter((line) => {
    const gap = gapOf(line)
    const ofLonger = line.marks.filter((mark) => {
      const beside = besides.get(mark)
      return beside !== undefined && beside.length >= line.marks.length && beside.gap < NEARER * gap
    }).length
    const isLong =
      line.marks.length >= LEAST_UPRIGHT_MARKS || line.right - line.left >= LEAST_UPRIGHT_HEIGHTS * line.letterPixels
    return isLong && 2 * ofLonger < line.marks.length
  })
}

/** What most letters of a line are apart, one pixel at least. */
function gapOf({ marks }: TextLine): number {
  const letters = marks.toSorted((a, b) => a.left - b.left)
  const gaps = letters.slice(1).map((letter, index) => letter.left - letters[index]!.right)
  return Math.max(1, gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1)
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** A line that was found before, and is not much larger, will be read for this one. */
function isCovered(line: TextLine, turn: Turn, isDark: boolean, scale: number, other: Candidate): boolean {
  const near = 2
  return (
    other.turn === turn &&
    other.isDark === isDark &&
    other.scale === scale &&
    other.line.left <= line.left + near &&
    other.line.right >= line.right - near &&
    other.line.top <= line.top + near &&
    other.line.bottom >= line.bottom - near &&
    other.line.bottom - other.line.top < 1.6 * (line.bottom - line.top)
  )
}

/** Of a line of the turned picture, in a frame of `rows` by `columns`. */
function boxOf({ turn, scale }: Candidate, line: TextLine, rows: number, columns: number): Rectangle {
  const margin = Math.ceil(scale * (MARGIN * line.letterPixels)) + MARGIN_PIXELS
  const shrunk = { rows: Math.max(1, Math.floor(rows / scale)), columns: Math.max(1, Math.floor(columns / scale)) }
  const { left, top, right, bottom } = line
  const box = turnedBack({ x: left, y: top, width: right - left, height: bottom - top }, shrunk, turn)
  const x = Math.max(0, box.x * scale - margin)
  const y = Math.max(0, box.y * scale - margin)
  return {
    x,
    y,
    width: Math.min(columns, (box.x + box.width) * scale + margin) - x,
    height: Math.min(rows, (box.y + box.height) * scale + margin) - y,
  }
}
