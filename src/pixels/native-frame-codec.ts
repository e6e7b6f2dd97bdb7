/** Frames that are encapsulated and not compressed: 1.2.840.10008.1.2.1.98. */

import { SluiceError } from '../errors.ts'
import type { FrameCodec, FrameImage } from './frame-codec.ts'
import { geometryOf, type ImageGeometry } from './image-geometry.ts'
import { blankedRuns, NativeBlanking, type Run } from './native-blanking.ts'

const PIXEL_DATA = 0x7fe00010

export const nativeFrameCodec: FrameCodec = {
  method: 'native',
  blank(codestream, image, rectangles) {
    const geometry = geometryOfFrame(codestream, image)
    const runs = blankedRuns(rectangles, geometry)
    return runs.length === 0 ? codestream : treated(codestream, geometry, runs)
  },
  clean(codestream, image) {
    return treated(codestream, geometryOfFrame(codestream, image), [])
  },
  decode(codestream, image) {
    const { imageBytes, cellPixels, planes } = geometryOfFrame(codestream, image)
    if (cellPixels !== 1) throw new SluiceError('PIXELS_ENCAPSULATED')
    const whole = codestream.subarray(0, imageBytes)
    return planes === 1 ? Uint8Array.from(whole) : byPixel(whole, planes, image.bitsAllocated / 8)
  },
}

function treated(codestream: Uint8Array, geometry: ImageGeometry, runs: readonly Run[]): Uint8Array {
  const changed = Uint8Array.from(codestream)
  const blanking = new NativeBlanking(geometry, runs, PIXEL_DATA)
  blanking.begin({ tag: PIXEL_DATA, depth: 0, fragment: undefined, valueBytes: codestream.length })
  blanking.take(codestream, (from, to, change) => change(changed.subarray(from, to), from))
  return changed
}

function geometryOfFrame({ length }: Uint8Array, image: FrameImage): ImageGeometry {
  const geometry = geometryOf({ ...image, numberOfFrames: 1, bigEndian: false, valueBytes: length + (length % 2) })
  if (geometry === undefined) throw new SluiceError('PIXELS_CONTRADICTORY')
  return geometry
}

function byPixel(planes: Uint8Array, count: number, sampleBytes: number): Uint8Array {
  const samples = planes.length / count / sampleBytes
  return planes.map((_, at) => {
    const sample = Math.floor(at / sampleBytes)
    const from = (sample % count) * samples + Math.floor(sample / count)
    return planes[from * sampleBytes + (at % sampleBytes)]!
  })
}
