/** Frames that the library itself encodes, of samples and a black that are known here. Whether its decoder is right is for other programs to say: test/interop. */

import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { joinComponents } from '../../src/pixels/jpeg-2000-join.ts'
import type { EncoderSettings, EngineKind } from '../../src/pixels/lossless-engine.ts'
import { losslessEngines } from '../../src/streams/lossless-engines.ts'
import { seededRandom } from './chunkings.ts'

export interface LosslessFrame {
  readonly codestream: Uint8Array
  /** Native, pixel by pixel, little endian. */
  readonly samples: Uint8Array
  /** The bytes of a black pixel. */
  readonly black: readonly number[]
}

const KINDS: readonly (readonly [RegExp, EngineKind])[] = [
  [/\.8[01]$/, 'jpeg-ls'],
  [/\.9[01]$/, 'jpeg-2000'],
  [/\.20[123]$/, 'htj2k'],
]
const RPCL = 2
const CPRL = 4

/** A slope with noise, of which signed samples go below zero. Colours are transformed in JPEG 2000 where the image is RGB. */
export function losslessFrame(uid: string, image: FrameImage, seed = 1): LosslessFrame {
  const kind = KINDS.find(([pattern]) => pattern.test(uid))![1]
  const { samplesPerPixel: components, bitsStored, bitsAllocated, pixelRepresentation } = image
  const random = seededRandom(seed)
  const range = 2 ** bitsStored
  const values = Array.from({ length: image.rows * image.columns * components }, (_, index) => {
    const value = Math.floor((index / 7) % range) ^ Math.floor(random() * 8)
    return (value % range) - (pixelRepresentation === 1 ? range / 2 : 0)
  })
  const engine = losslessEngines(kind)
  const width = bitsStored > 8 ? 2 : 1
  // JPEG-LS knows no sign; JPEG 2000 has its own, and then a code stream of the same packets.
  const inStream = values.map((value) =>
    kind === 'jpeg-ls' ? (value + range) % range : value + (pixelRepresentation === 1 ? range / 2 : 0),
  )
  const frame = (from: readonly number[], count: number) => ({
    columns: image.columns,
    rows: image.rows,
    components: count,
    bitsPerSample: bitsStored,
    bytes: littleEndian(from, width),
  })
  const hasTransform = components === 3 && image.photometricInterpretation === 'RGB'
  const joined = (settings: EncoderSettings): Uint8Array =>
    joinComponents(
      Array.from({ length: components }, (_, component) => {
        const plane = inStream.filter((_, index) => index % components === component)
        return engine.encode(frame(plane, 1), settings, false)
      }),
    )
  let codestream: Uint8Array
  if (kind === 'jpeg-ls') {
    codestream = engine.encode(
      frame(inStream, components),
      { setNearLossless: [0], setInterleaveMode: [components === 1 ? 0 : 2] },
      false,
    )
  } else if (kind === 'htj2k') {
    const settings = { setQuality: [true, 0], setDecompositions: [4], setProgressionOrder: [RPCL] }
    codestream =
      components === 1 || hasTransform
        ? engine.encode(frame(inStream, components), settings, hasTransform)
        : joined({ ...settings, setProgressionOrder: [CPRL] })
  } else {
    const settings = { setQuality: [true, 1], setCompressionRatio: [0, 0], setDecompositions: [4] }
    codestream =
      components === 1 || hasTransform
        ? engine.encode(frame(inStream, components), settings, true)
        : joined({ ...settings, setProgressionOrder: [CPRL] })
  }
  if (kind !== 'jpeg-ls' && pixelRepresentation === 1) {
    for (let component = 0; component < components; component++) codestream[42 + 3 * component]! |= 0x80
  }
  return {
    codestream,
    samples: littleEndian(values, bitsAllocated / 8),
    black: [...littleEndian(blackValues(image, range), bitsAllocated / 8)],
  }
}

function blackValues({ photometricInterpretation: kind, pixelRepresentation }: FrameImage, range: number): number[] {
  if (kind === 'RGB') return [0, 0, 0]
  if (kind === 'YBR_FULL') return [0, range / 2, range / 2]
  const below = pixelRepresentation === 1 ? range / 2 : 0
  return [kind === 'MONOCHROME1' ? range - 1 - below : -below]
}

function littleEndian(values: readonly number[], width: number): Uint8Array {
  const bytes = new Uint8Array(values.length * width)
  for (const [index, value] of values.entries()) {
    for (let byte = 0; byte < width; byte++) bytes[index * width + byte] = value >> (8 * byte)
  }
  return bytes
}
