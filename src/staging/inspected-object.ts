/** An object in whose frames no text was found. Its samples stay; bits beside them, which nobody looked at and some readers show, do not. */

import { SluiceError } from '../errors.ts'
import type { FrameImage } from '../pixels/frame-codec.ts'
import type { StagedFrames } from './frame-source.ts'
import { asHeld, type RewrittenObject, rewriteFrames } from './rewrite-frames.ts'
import type { StagedObject } from './stage.ts'

/** Bits of native samples beyond those stored are cleaned. Throws PIXELS_CONTRADICTORY where compressed ones have some, and what reading frames throws. */
export function asInspected(object: StagedObject, frames: StagedFrames): Omit<RewrittenObject, 'method'> {
  if (frames.kind === 'native') {
    if (frames.geometry.unusedBits === undefined) return asHeld(object)
    const { method: _, ...cleaned } = rewriteFrames(object, frames, [])
    return cleaned
  }
  const { source } = frames
  if (source.image.bitsStored < source.image.bitsAllocated) {
    for (let frame = 0; frame < source.count; frame++) {
      if (hasOtherBits(source.samples(frame), source.image)) throw new SluiceError('PIXELS_CONTRADICTORY')
    }
  }
  return asHeld(object)
}

/** Whether a sample has more to it than its stored bits and, above these, its sign: as far as its byte reaches, or as far as what is allocated does. */
function hasOtherBits(samples: Uint8Array, image: FrameImage): boolean {
  const { bitsAllocated, bitsStored, highBit, pixelRepresentation } = image
  const bytes = bitsAllocated / 8
  const range = 2 ** bitsAllocated
  const unit = 2 ** (highBit + 1 - bitsStored)
  const stored = 2 ** bitsStored
  const signByteRange = 2 ** (8 * ((highBit >> 3) + 1))
  for (let at = 0; at < samples.length; at += bytes) {
    let word = 0
    for (let byte = bytes - 1; byte >= 0; byte--) word = word * 256 + samples[at + byte]!
    const bits = Math.floor(word / unit) % stored
    const value = (pixelRepresentation === 1 && bits >= stored / 2 ? bits - stored : bits) * unit
    const isClean =
      word === (value + range) % range || word === ((value % signByteRange) + signByteRange) % signByteRange
    if (!isClean) return true
  }
  return false
}
