/** What was found, as one box for each place: a line is read at several levels, sizes and polarities, and in several frames. */

import type { Rectangle } from '../pixels/blanked-areas.ts'
import { TEXT_KINDS, type TextKind } from './judge-line.ts'

/** Text that may not stay. Never what it says. */
export interface FoundText {
  readonly kind: TextKind
  /** Of the line, grown by a margin, within the frame. */
  readonly box: Rectangle
  /** From 0 to 1: how sure the reader was. */
  readonly confidence: number
}

/** Of the area of the smaller box. */
const MOSTLY = 0.6

/** Each place once: the box around all that mostly lie within each other, the surest confidence and the most telling kind. */
export function mergeFound(found: readonly FoundText[]): readonly FoundText[] {
  const merged: FoundText[] = []
  for (const one of found.toSorted((a, b) => areaOf(b.box) - areaOf(a.box))) {
    const at = merged.findIndex(({ box }) => isMostlyWithin(one.box, box))
    if (at < 0) merged.push(one)
    else merged[at] = together(merged[at]!, one)
  }
  return merged
}

export function isMostlyWithin(inner: Rectangle, outer: Rectangle): boolean {
  const width = Math.min(inner.x + inner.width, outer.x + outer.width) - Math.max(inner.x, outer.x)
  const height = Math.min(inner.y + inner.height, outer.y + outer.height) - Math.max(inner.y, outer.y)
  return width > 0 && height > 0 && width * height >= MOSTLY * areaOf(inner)
}

function together(one: FoundText, other: FoundText): FoundText {
  const x = Math.min(one.box.x, other.box.x)
  const y = Math.min(one.box.y, other.box.y)
  const right = Math.max(one.box.x + one.box.width, other.box.x + other.box.width)
  const bottom = Math.max(one.box.y + one.box.height, other.box.y + other.box.height)
  return {
    kind: TEXT_KINDS.indexOf(one.kind) <= TEXT_KINDS.indexOf(other.kind) ? one.kind : other.kind,
    confidence: Math.max(one.confidence, other.confidence),
    box: { x, y, width: right - x, height: bottom - y },
  }
}

function areaOf({ width, height }: Rectangle): number {
  return width * height
}
