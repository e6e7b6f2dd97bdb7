/** Codecs of one frame over any bytes: they refuse it with a code of theirs, or its areas are blank, as a reader of the tests' own sees where it is JPEG. */

import { SluiceError } from '../../src/errors.ts'
import type { Rectangle } from '../../src/pixels/blanked-areas.ts'
import type { FrameImage } from '../../src/pixels/frame-codec.ts'
import { codecFor } from '../../src/pixels/frame-codecs.ts'
import { frameImage, isInside, pixelBytesOf } from '../support/frame-images.ts'
import { findFaults } from '../support/jpeg-judgement.ts'

const COLOUR = { samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL_422' } as const
const DEEP = { bitsAllocated: 16, bitsStored: 12 } as const
export const FUZZED_FRAMES: readonly { readonly uid: string; readonly image: FrameImage }[] = [
  { uid: '1.2.840.10008.1.2.5', image: frameImage(13, 21) },
  { uid: '1.2.840.10008.1.2.5', image: frameImage(13, 21, { bitsAllocated: 16 }) },
  { uid: '1.2.840.10008.1.2.4.50', image: frameImage(13, 21) },
  { uid: '1.2.840.10008.1.2.4.51', image: frameImage(13, 21, DEEP) },
  { uid: '1.2.840.10008.1.2.4.50', image: frameImage(13, 21, COLOUR) },
  { uid: '1.2.840.10008.1.2.4.57', image: frameImage(13, 21) },
]
const AREAS: readonly Rectangle[] = [{ x: 0, y: 0, width: 9, height: 9 }]
const REFUSALS = ['CODESTREAM_INVALID', 'PIXELS_CONTRADICTORY', 'PIXELS_ENCAPSULATED']
/** What the worst of tables makes of a bit. */
const GROWTH = 64

/** The first byte chooses the image; what follows is its code stream. */
export function fuzz(data: Buffer): void {
  const { uid, image } = FUZZED_FRAMES[(data[0] ?? 0) % FUZZED_FRAMES.length]!
  checkFrame(uid, new Uint8Array(data.subarray(1)), image)
}

/** Throws where one of the promises does not hold. For images of which black is 0. */
export function checkFrame(uid: string, codestream: Uint8Array, image: FrameImage): void {
  const codec = codecFor(uid)!
  const blanked = attempt(() => codec.blank(codestream, image, AREAS))
  if (codec.method === 'jpeg') {
    if (blanked === undefined) return
    const again = codec.blank(blanked, image, AREAS)
    const faults = findFaults(blanked, again, AREAS)
    if (faults.length > 0 || Buffer.compare(again, blanked) !== 0) throw new Error(`not blank: ${faults}`)
    if (blanked.length > GROWTH * (codestream.length + 1000)) throw new Error('it grew')
    return
  }
  const samples = attempt(() => codec.decode(codestream, image))
  if ((samples === undefined) !== (blanked === undefined)) throw new Error('blanked, and not decoded')
  if (samples === undefined || blanked === undefined) return
  const decoded = codec.decode(blanked, image)
  const pixelBytes = pixelBytesOf(image)
  for (const [at, byte] of decoded.entries()) {
    const pixel = Math.floor(at / pixelBytes)
    const isBlank = isInside(AREAS, image, pixel % image.columns, Math.floor(pixel / image.columns))
    if (byte !== (isBlank ? 0 : samples[at])) throw new Error(`another byte at ${at}`)
  }
}

/** Undefined where it is refused. Anything but a refusal of a code stream goes on. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (fault) {
    if (fault instanceof SluiceError && REFUSALS.includes(fault.code)) return undefined
    throw fault
  }
}
