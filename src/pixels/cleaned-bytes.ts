/** Bits that are no part of a sample, for codecs that see its bytes apart from each other. */

import type { FrameImage } from './frame-codec.ts'
import { UnusedBits } from './unused-bits.ts'

const BYTE_VALUES = 256

/** By byte of a sample, the lowest first: what each of its values becomes. Undefined where there are no such bits. */
export function cleanedBytesOf(image: FrameImage): readonly Uint8Array[] | undefined {
  const { bitsAllocated, bitsStored, highBit, pixelRepresentation } = image
  const bits = { bitsAllocated, bitsStored, highBit, isSigned: pixelRepresentation === 1, isBigEndian: false }
  const unused = UnusedBits.of(bits)
  if (unused === undefined) return undefined
  return Array.from({ length: bitsAllocated / 8 }, (_, byte) =>
    Uint8Array.from({ length: BYTE_VALUES }, (_, value) => {
      const cell = Uint8Array.of(value)
      unused.clean(cell, byte)
      return cell[0]!
    }),
  )
}
