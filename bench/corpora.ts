/**
 * Corpora that are made up: objects of a kind without end, and archives of them as a stream of pieces. The same kind and seed
 * give the same bytes. Nobody holds an archive: the largest piece is one slice of pixels.
 */

import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../src/archive/tar-writer.ts'
import { computedTomography } from './corpora/computed-tomography.ts'
import { enhancedMultiFrame } from './corpora/enhanced-multi-frame.ts'
import { magneticResonance } from './corpora/magnetic-resonance.ts'
import type { CorpusObject } from './corpora/object.ts'
import { tiny } from './corpora/tiny.ts'
import { ultrasound } from './corpora/ultrasound.ts'

export type { CorpusObject } from './corpora/object.ts'

/** What there is, in words. */
export const KINDS = {
  ct: 'CT-like: 525 KB, 220 elements',
  mr: 'MR-like: 64 to 128 KB, half of it header',
  enhanced: 'enhanced multi-frame: one object with functional groups and native frames',
  frames: 'enhanced multi-frame without pixels: a header of functional groups',
  us: 'US-like: 1.6 MB of encapsulated frames',
  tiny: 'tiny: 2 KB, 60 elements',
} as const

export type Kind = keyof typeof KINDS

export interface CorpusRequest {
  readonly kind: Kind
  /** Entries are added until the archive has so many bytes. Default: no bound. */
  readonly bytes?: number
  /** Entries are added until there are so many. Default: no bound. */
  readonly entries?: number
  readonly seed?: number
  /** About the size of one object of the kinds `enhanced` and `frames`. Default: `bytes`, at most 300 MB. */
  readonly objectBytes?: number
}

/** What an archive held, once its pieces were read. */
export interface CorpusFacts {
  entries: number
  elements: number
  archiveBytes: number
}

const DEFAULT_OBJECT_BYTES = 300_000_000

export function isKind(name: string): name is Kind {
  return Object.hasOwn(KINDS, name)
}

/** Objects of a kind, without end. The pieces of each are to be read before the next is asked for. */
export function objectsOf({ kind, bytes, seed = 1, objectBytes }: CorpusRequest): Generator<CorpusObject> {
  const multiFrameBytes = objectBytes ?? Math.min(bytes ?? DEFAULT_OBJECT_BYTES, DEFAULT_OBJECT_BYTES)
  switch (kind) {
    case 'ct':
      return computedTomography(seed)
    case 'mr':
      return magneticResonance(seed)
    case 'enhanced':
      return enhancedMultiFrame(seed, multiFrameBytes, true)
    case 'frames':
      return enhancedMultiFrame(seed, multiFrameBytes, false)
    case 'us':
      return ultrasound(seed)
    case 'tiny':
      return tiny(seed)
  }
}

/** One object, whole. */
export function oneObject(request: CorpusRequest): { bytes: Uint8Array; elements: number } {
  const object = objectsOf(request).next().value as CorpusObject
  const bytes = new Uint8Array(object.sizeBytes)
  let at = 0
  for (const piece of object.pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return { bytes, elements: object.elements }
}

/** A tar archive, piece by piece. It has at least one entry. `facts` counts along. */
export function* archiveOf(request: CorpusRequest, facts: CorpusFacts = noFacts()): Generator<Uint8Array> {
  const maxBytes = request.bytes ?? Number.POSITIVE_INFINITY
  const maxEntries = request.entries ?? Number.POSITIVE_INFINITY
  for (const object of objectsOf(request)) {
    yield* counted(encodeEntryHeader(Buffer.from(object.name), object.sizeBytes), facts)
    const bodyAt = facts.archiveBytes
    for (const piece of object.pieces) yield* counted(piece, facts)
    if (facts.archiveBytes - bodyAt !== object.sizeBytes) throw new Error('an object is not as long as it says')
    yield* counted(encodePadding(object.sizeBytes), facts)
    facts.entries++
    facts.elements += object.elements
    if (facts.archiveBytes >= maxBytes || facts.entries >= maxEntries) break
  }
  yield* counted(encodeArchiveEnd(), facts)
}

export function noFacts(): CorpusFacts {
  return { entries: 0, elements: 0, archiveBytes: 0 }
}

function* counted(piece: Uint8Array, facts: CorpusFacts): Generator<Uint8Array> {
  facts.archiveBytes += piece.length
  if (piece.length > 0) yield piece
}
