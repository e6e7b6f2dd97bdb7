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

/** A line of a plane that waits to be read. */
interface Candidate {
  readonly line: TextLine
  /** All of its plane and level. */
  readonly marks: readonly Mark[]
  readonly isDark: boolean
  readonly scale: number
  readonly page: Page
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
  const hasText =
    !knowledge.alone &&
    read.some((_, index) => {
      const judgement = judge(index, false)
      return judgement !== undefined && tellsOfOthers(judgement)
    })
  const boxes = candidates.map(({ line, scale }) => boxOf(line, scale, rows, columns))
  const sure = boxes.filter((_, index) => staysForSure(read[index]!, knowledge.allowed))
  const found = candidates.flatMap(({ line, marks, scale }, index) => {
    const isSure = sure.some((box) => isMostlyWithin(boxes[index]!, box))
    const judgement = judge(index, hasText && !isSure)
    if (judgement === undefined) return []
    return [{ ...judgement, box: boxOf(withNeighbours(line, marks), scale, rows, columns) }]
  })
  return mergeFound(found)
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
      for (const marks of marksByLevel) {
        if (marks === undefined) continue
        for (const line of findLines(marks, letterPixels)) {
          if (found.some((other) => isCovered(line, isDark, scale, other))) continue
          if (found.length === mostLines) throw new SluiceError('PIXELS_NOT_INSPECTED')
          found.push({ line, marks, isDark, scale, page: pageOf(line, strokes, shrunk.rows, shrunk.columns) })
        }
      }
    }
  }
  return found
}

/** A line that was found before, and is not much larger, will be read for this one. */
function isCovered(line: TextLine, isDark: boolean, scale: number, other: Candidate): boolean {
  const near = 2
  return (
    other.isDark === isDark &&
    other.scale === scale &&
    other.line.left <= line.left + near &&
    other.line.right >= line.right - near &&
    other.line.top <= line.top + near &&
    other.line.bottom >= line.bottom - near &&
    other.line.bottom - other.line.top < 1.6 * (line.bottom - line.top)
  )
}

function boxOf(line: TextLine, scale: number, rows: number, columns: number): Rectangle {
  const margin = Math.ceil(scale * (MARGIN * line.letterPixels)) + MARGIN_PIXELS
  const x = Math.max(0, line.left * scale - margin)
  const y = Math.max(0, line.top * scale - margin)
  return {
    x,
    y,
    width: Math.min(columns, line.right * scale + margin) - x,
    height: Math.min(rows, line.bottom * scale + margin) - y,
  }
}
