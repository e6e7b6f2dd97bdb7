/** Images of which tests know every sample, and what of them is allowed to be black. */

import type { Rectangle } from '../../src/pixels/blanked-areas.ts'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { seededRandom } from './chunkings.ts'

/** What is not said: 8 bits of MONOCHROME2, all of them stored. */
export function frameImage(rows: number, columns: number, facts: Partial<FrameImage> = {}): FrameImage {
  const bitsAllocated = facts.bitsAllocated ?? 8
  const bitsStored = facts.bitsStored ?? bitsAllocated
  return {
    rows,
    columns,
    samplesPerPixel: 1,
    bitsAllocated,
    bitsStored,
    highBit: bitsStored - 1,
    pixelRepresentation: 0,
    photometricInterpretation: 'MONOCHROME2',
    planarConfiguration: 0,
    ...facts,
  }
}

export function pixelBytesOf({ samplesPerPixel, bitsAllocated }: FrameImage): number {
  return (samplesPerPixel * bitsAllocated) / 8
}

/** Slopes, flat parts and noise: runs of every kind. Native samples, pixel by pixel, little endian; what is above their bits is 0, or repeats a sign. */
export function syntheticSamples(image: FrameImage, seed: number): Uint8Array {
  const random = seededRandom(seed)
  const samples = new Uint8Array(image.rows * image.columns * pixelBytesOf(image))
  let at = 0
  while (at < samples.length) {
    const kind = random()
    const length = Math.min(samples.length - at, 1 + Math.floor(random() * 300))
    const value = Math.floor(random() * 256)
    for (let index = 0; index < length; index++) {
      samples[at++] = kind < 0.4 ? value : kind < 0.7 ? value + (index >> 3) : random() * 256
    }
  }
  extendSigns(samples, image)
  return samples
}

function extendSigns(samples: Uint8Array, { bitsAllocated, bitsStored, pixelRepresentation }: FrameImage): void {
  if (bitsAllocated !== 16 || bitsStored === 16) return
  const view = new DataView(samples.buffer)
  for (let at = 0; at < samples.length; at += 2) {
    const value = view.getUint16(at, true) % 2 ** bitsStored
    const isNegative = pixelRepresentation === 1 && value >= 2 ** (bitsStored - 1)
    view.setUint16(at, isNegative ? value - 2 ** bitsStored : value, true)
  }
}

export function isInside(rectangles: readonly Rectangle[], image: FrameImage, column: number, row: number): boolean {
  return rectangles.some(({ x, y, width, height, fromRight, fromBottom }) => {
    const left = fromRight === true ? image.columns - x - width : x
    const top = fromBottom === true ? image.rows - y - height : y
    return column >= left && column < left + width && row >= top && row < top + height
  })
}
