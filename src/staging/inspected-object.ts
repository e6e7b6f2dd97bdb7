/** An object in whose frames no text was found. Its samples stay; bits beside them, which nobody looked at and some readers show, do not. */

import type { FrameImage } from '../pixels/frame-codec.ts'
import { UnusedBits } from '../pixels/unused-bits.ts'
import type { FrameSource, StagedFrames } from './frame-source.ts'
import { asHeld, type RewrittenObject, rewriteFrames } from './rewrite-frames.ts'
import type { StagedObject } from './stage.ts'

/** Bits beyond those stored are cleaned; frames in fragments are rewritten for that, if one of them has some. Throws what reading and rewriting frames throws. */
export function asInspected(object: StagedObject, frames: StagedFrames): Omit<RewrittenObject, 'method'> {
  const hasUnusedBits = frames.kind === 'native' ? frames.geometry.unusedBits !== undefined : areDirty(frames.source)
  if (!hasUnusedBits) return asHeld(object)
  const { method: _, ...cleaned } = rewriteFrames(object, frames, [])
  return cleaned
}

function areDirty(source: FrameSource): boolean {
  const { count, image } = source
  if (image.bitsStored === image.bitsAllocated) return false
  for (let frame = 0; frame < count; frame++) if (hasOtherBits(source.samples(frame), image)) return true
  return false
}

/** Whether a sample has more to it than its stored bits and, above these, its sign: as far as its byte reaches, or as far as what is allocated does. */
function hasOtherBits(samples: Uint8Array, image: FrameImage): boolean {
  const { bitsAllocated, bitsStored, highBit, pixelRepresentation } = image
  const isSigned = pixelRepresentation === 1
  const unused = UnusedBits.of({ bitsAllocated, bitsStored, highBit, isSigned, isBigEndian: false })
  if (unused?.isDirty(samples, 0) !== true) return false
  if (!isSigned) return true
  const bytes = bitsAllocated / 8
  const range = 2 ** bitsAllocated
  const unit = 2 ** (highBit + 1 - bitsStored)
  const stored = 2 ** bitsStored
  const signByteRange = 2 ** (8 * ((highBit >> 3) + 1))
  for (let at = 0; at < samples.length; at += bytes) {
    let word = 0
    for (let byte = bytes - 1; byte >= 0; byte--) word = word * 256 + samples[at + byte]!
    const bits = Math.floor(word / unit) % stored
    const value = (bits >= stored / 2 ? bits - stored : bits) * unit
    const isClean =
      word === (value + range) % range || word === ((value % signByteRange) + signByteRange) % signByteRange
    if (!isClean) return true
  }
  return false
}
