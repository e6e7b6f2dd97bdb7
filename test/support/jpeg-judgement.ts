/** What has to hold of a JPEG code stream of which areas were blanked, said with a reader of its own. */

import type { Rectangle } from '../../src/pixels/blanked-areas.ts'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { frameImage, isInside } from './frame-images.ts'
import { type BlockPlace, type JpegShape, keyOfBlock, mcuSize } from './jpeg-layout.ts'
import { readJpeg } from './jpeg-reader.ts'

const DHT = 0xc4

export function imageOfJpeg({ rows, columns, factors }: JpegShape, precision: 8 | 12 = 8): FrameImage {
  return frameImage(rows, columns, {
    samplesPerPixel: factors.length === 3 ? 3 : 1,
    photometricInterpretation: factors.length === 3 ? 'YBR_FULL_422' : 'MONOCHROME2',
    bitsAllocated: precision === 12 ? 16 : 8,
    bitsStored: precision,
  })
}

/** Whether a pixel of the block's MCU is in one of the rectangles. */
export function isTouched(place: BlockPlace, shape: JpegShape, rectangles: readonly Rectangle[]): boolean {
  const [columns, rows] = mcuSize(shape)
  const image = frameImage(shape.rows, shape.columns)
  for (let row = place.mcuRow * rows; row < Math.min(shape.rows, (place.mcuRow + 1) * rows); row++) {
    for (let column = place.mcuColumn * columns; column < (place.mcuColumn + 1) * columns; column++) {
      if (column < shape.columns && isInside(rectangles, image, column, row)) return true
    }
  }
  return false
}

/** Sentences about what is wrong; none where blocks that are touched are 0, all others as they were, and markers too but for tables that were added. */
export function findFaults(before: Uint8Array, after: Uint8Array, rectangles: readonly Rectangle[]): string[] {
  const was = readJpeg(before)
  const is = readJpeg(after)
  const faults: string[] = []
  for (const place of was.places) {
    const key = keyOfBlock(place)
    const wanted = isTouched(place, was, rectangles) ? new Array<number>(64).fill(0) : was.blocks.get(key)!
    if (is.blocks.get(key)?.join() !== wanted.join()) faults.push(`block ${key}`)
  }
  if (is.places.length !== was.places.length) faults.push('another number of blocks')
  if (is.bytesLeft > 0) faults.push('bytes behind the end')
  const others = (markers: readonly number[]): string => markers.filter((code) => code !== DHT).join()
  if (others(is.markers) !== others(was.markers)) faults.push('other markers')
  return faults
}
