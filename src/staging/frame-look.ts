/** Looks for text in the frames of one object, as they are shown: the same for a run, for a picture of one frame, and for verification. */

import { detectText, type TextKnowledge } from '../detection/detect-text.ts'
import { type FoundText, mergeFound } from '../detection/found-text.ts'
import type { GreyPlane } from '../detection/grey-plane.ts'
import { rememberingReader } from '../detection/remembering-reader.ts'
import type { TextReader } from '../detection/text-reader.ts'
import type { Rectangle } from '../pixels/blanked-areas.ts'
import type { ShownObject } from './shown-object.ts'
import { indexPlanes, type ShownFrame, shownPlanes } from './shown-planes.ts'

/** `blanked`: areas in which nothing is looked for, because they become black anyhow. */
export type FrameLook = (frame: ShownFrame, blanked: readonly Rectangle[]) => readonly FoundText[]

/**
 * For frames in their order: what stands in the one before is not read again. What only the indexes of a palette show has to be as sure as if it stood alone, because edges that its colours do not
 * have are in anatomy too. Throws what detectText and shownPlanes do.
 */
export function createFrameLook(shown: ShownObject, knowledge: TextKnowledge, reader: TextReader): FrameLook {
  const [readerOfShown, readerOfIndexes] = [rememberingReader(reader), rememberingReader(reader)]
  return (frame, blanked) => {
    const seen = detectText(darkened(shownPlanes(frame, shown), blanked), knowledge, readerOfShown)
    const ofIndexes = darkened(indexPlanes(frame, shown), blanked)
    return mergeFound([...seen, ...detectText(ofIndexes, { ...knowledge, alone: true }, readerOfIndexes)])
  }
}

function* darkened(planes: Iterable<GreyPlane>, areas: readonly Rectangle[]): Generator<GreyPlane> {
  for (const plane of planes) {
    const light = areas.length === 0 ? plane.light : plane.light.slice()
    for (const { x, y, width, height } of areas) {
      for (let row = y; row < y + height; row++) light.fill(0, row * plane.columns + x, row * plane.columns + x + width)
    }
    yield { ...plane, light }
  }
}
