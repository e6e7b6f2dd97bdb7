/** `sluice verify OUTPUT --pixels`: text is looked for in the images of an output, whoever made it. */

import { allowedWords } from '../detection/allowed-words.ts'
import type { FoundText } from '../detection/found-text.ts'
import type { TextKind } from '../detection/judge-line.ts'
import { type Code, SluiceError } from '../errors.ts'
import type { Rectangle } from '../pixels/blanked-areas.ts'
import type { PixelRequest } from '../profile/pixel-request.ts'
import { createFrameLook } from '../staging/frame-look.ts'
import { openFrames } from '../staging/frame-source.ts'
import { readShownObject } from '../staging/shown-object.ts'
import type { Spool } from '../staging/spool.ts'
import { nodePlatform } from '../streams/node-platform.ts'
import { openEntries } from '../verify/entries.ts'
import { openHeldImage } from './held-image.ts'

/** Numbers and words of the program; never what was read. */
export type PixelFinding =
  | {
      readonly entry: number
      /** From 1. */
      readonly frame: number
      readonly box: Rectangle
      readonly kind: TextKind
      readonly confidence: number
      readonly severity: 'leak' | 'suspect'
    }
  /** The frames could not be looked at. */
  | { readonly entry: number; readonly code: Code; readonly severity: 'suspect' }

const REQUEST: PixelRequest = { unmatched: 'pass', detect: true, rules: [] }
const NO_TREATMENT = { kind: 'pass', rules: [], detect: true } as const

/** Findings in the frames of every image. Fails with TEXT_READER_MISSING, IO, and as the archive does. */
export async function* verifyPixels(path: string): AsyncGenerator<PixelFinding> {
  const reader = await nodePlatform.loadTextReader!()
  const openSpool = await nodePlatform.loadSpools()
  const engines = await nodePlatform.loadEngines?.()
  for await (const { ordinal, body } of openEntries(path, () => {})) {
    const spool = openSpool()
    try {
      for await (const chunk of body) spool.append(chunk)
      yield* inspectEntry(ordinal, spool)
    } catch (fault) {
      if (!(fault instanceof SluiceError) || fault.code === 'IO') throw fault
      yield { entry: ordinal, code: fault.code, severity: 'suspect' }
    } finally {
      spool.clear()
    }
  }

  function* inspectEntry(entry: number, spool: Spool): Generator<PixelFinding> {
    const opened = openHeldImage(spool, REQUEST, openSpool)
    if (opened === undefined) return
    const { head, spool: held } = opened
    const { source } = openFrames({ head, spool: held, verdict: NO_TREATMENT, request: REQUEST, openSpool }, engines)
    const dataSet = Uint8Array.from(held.read(head.dataSetAt, head.bulkAt - head.dataSetAt))
    const shown = readShownObject(dataSet, head.facts.encoding)
    // What its header says is not asked: in an output that is what everybody may know.
    const look = createFrameLook(shown, { words: [], allowed: allowedWords([]) }, reader)
    for (let frame = 0; frame < source.count; frame++) {
      const { count: frames, image } = source
      yield* findingsOf(entry, frame + 1, look({ samples: source.samples(frame), image, frame, frames }, []))
    }
    if (held !== spool) held.clear()
  }
}

function* findingsOf(entry: number, frame: number, found: readonly FoundText[]): Generator<PixelFinding> {
  for (const { kind, box, confidence } of found) {
    const rounded = Math.round(confidence * 100) / 100
    yield { entry, frame, box, kind, confidence: rounded, severity: kind === 'text' ? 'suspect' : 'leak' }
  }
}
