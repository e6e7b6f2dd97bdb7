/** Looks for text in the frames of an object that is held whole: in all of them, or in a sample, as its profile has it. What is found in one is taken to be in all. */

import { wordsOfSite } from '../cleaning/identifying-words.ts'
import { allowedWords } from '../detection/allowed-words.ts'
import { type FoundText, mergeFound } from '../detection/found-text.ts'
import type { TextReader } from '../detection/text-reader.ts'
import { limits } from '../limits.ts'
import type { Rectangle } from '../pixels/blanked-areas.ts'
import type { FrameImage } from '../pixels/frame-codec.ts'
import type { PixelInspection } from '../pixels/treatment.ts'
import { createFrameLook } from './frame-look.ts'
import { readShownObject } from './shown-object.ts'
import type { StagedObject } from './stage.ts'

/** Frames to be looked at, one at a time. */
export interface ShownFrames {
  readonly count: number
  readonly image: FrameImage
  /** Native, little endian, as `image` says. */
  samples(frame: number): Uint8Array
}

export interface FrameInspection {
  /** Within the image; none where no text had to go. */
  readonly rectangles: readonly Rectangle[]
  readonly inspection: PixelInspection
}

/** `blanked`: areas in which nothing is looked for, because they become black anyhow. */
export type FrameInspector = (
  object: Pick<StagedObject, 'head' | 'spool' | 'request'>,
  frames: ShownFrames,
  blanked: readonly Rectangle[],
) => FrameInspection

/** `words`: of the site's own that identify. `allowed`: what may stay beside what always may. The inspector throws TEXT_READER_FAILED. */
export function createFrameInspector(
  reader: TextReader,
  words: readonly string[],
  allowed: readonly string[],
): FrameInspector {
  const siteWords = wordsOfSite(words)
  const mayStay = allowedWords(allowed)
  return ({ head, spool, request }, frames, blanked) => {
    const dataSet = spool.read(head.dataSetAt, head.bulkAt - head.dataSetAt)
    const shown = readShownObject(dataSet, head.facts.encoding)
    const knowledge = { words: [...shown.words, ...siteWords], allowed: mayStay }
    const most = request.frames === 'sample' ? limits.inspectedFrames : frames.count
    const inspected = sampleOf(frames.count, most)
    const look = createFrameLook(shown, knowledge, reader)
    let found: readonly FoundText[] = []
    for (const frame of inspected) {
      const { count, image } = frames
      const shownFrame = { samples: frames.samples(frame), image, frame, frames: count }
      found = mergeFound([...found, ...look(shownFrame, blanked)])
    }
    return { rectangles: found.map(({ box }) => box), inspection: inspectionOf(frames.count, inspected.length, found) }
  }
}

/** Numbers of all frames, or of so many of them, from the first to the last at even distances. */
export function sampleOf(frames: number, most: number): readonly number[] {
  const count = Math.min(frames, most)
  return Array.from({ length: count }, (_, at) => (count === 1 ? 0 : Math.round((at * (frames - 1)) / (count - 1))))
}

function inspectionOf(frames: number, inspectedFrames: number, found: readonly FoundText[]): PixelInspection {
  const leastSure = Math.min(...found.map(({ confidence }) => confidence))
  return {
    frames,
    inspectedFrames,
    found: found.length,
    ...(found.length > 0 && { leastSure: Math.round(leastSure * 100) / 100 }),
  }
}
