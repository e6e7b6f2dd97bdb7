/** Blanks frames of JPEG-LS (ISO/IEC 14495-1) that were encoded without loss: decoded, blanked, encoded again, and decoded once more to see that nothing else changed. */

import { SluiceError } from '../errors.ts'
import type { FrameCodec, FrameImage } from './frame-codec.ts'
import type { LosslessEngine } from './lossless-engine.ts'
import {
  blankSamples,
  type ChangeSamples,
  checkDecoded,
  checkFrame,
  cleanSamples,
  frameBytesOf,
  nativeSamples,
  type StatedFrame,
  sameBytes,
} from './lossless-samples.ts'
import { release } from './release.ts'
import { checkNoSecondImage } from './second-image.ts'

interface Stated extends StatedFrame {
  /** Interleave mode: none, by line, by sample. */
  readonly interleave: number
  /** NEAR: how far samples may be from what they were. */
  readonly near: number
  /** From SOI to EOI; what stands behind is padding. */
  readonly bytes: Uint8Array
}

const SOI = 0xd8
const EOI = 0xd9
const SOF_LS = 0xf7
const SOS = 0xda
const LSE = 0xf8
/** Preset parameters; other kinds of LSE are tables of colours and sizes beyond 16 bits. */
const LSE_PRESET = 1
const INTERLEAVE_NONE = 0
/** Comments, and what applications put there. */
const IGNORED = (marker: number): boolean => marker === 0xfe || (marker >= 0xe0 && marker <= 0xef)

/** `engine`: asked for when there is a frame. */
export function jpegLsCodec(engine: () => LosslessEngine): FrameCodec {
  const rewrite = (codestream: Uint8Array, image: FrameImage, change: ChangeSamples): Uint8Array => {
    const stated = readJpegLs(codestream)
    checkFrame(stated, image)
    if (stated.near !== 0) throw new SluiceError('PIXELS_LOSSY')
    const frameBytes = frameBytesOf(stated)
    const frame = engine().decode(stated.bytes, frameBytes)
    checkDecoded(frame, stated)
    const changed = change(frame, stated, image)
    release(frame.bytes)
    if (changed === undefined) return codestream
    const encoded = engine().encode(changed, { setNearLossless: [0], setInterleaveMode: [stated.interleave] }, false)
    const again = engine().decode(readJpegLs(encoded).bytes, frameBytes)
    if (!sameBytes(again.bytes, changed.bytes)) throw new SluiceError('PIXELS_LOSSY')
    release(again.bytes)
    release(changed.bytes)
    return encoded
  }
  return {
    method: 'lossless',
    blank: (codestream, image, rectangles) =>
      rewrite(codestream, image, (frame, form) => blankSamples(frame, form, image, rectangles)),
    clean: (codestream, image) => rewrite(codestream, image, cleanSamples),
    decode(codestream, image) {
      const stated = readJpegLs(codestream)
      checkFrame(stated, image)
      const frame = engine().decode(stated.bytes, frameBytesOf(stated))
      checkDecoded(frame, stated)
      const samples = nativeSamples(frame, stated, image)
      release(frame.bytes)
      return samples
    },
  }
}

/** Goes from marker to marker. Throws CODESTREAM_INVALID, PIXELS_CONTRADICTORY where another image follows, or PIXELS_ENCAPSULATED where there is something that the engine would not tell. */
function readJpegLs(codestream: Uint8Array): Stated {
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.byteLength)
  let frame: Omit<Stated, 'interleave' | 'near' | 'bytes' | 'isPlanar'> | undefined
  let interleave = INTERLEAVE_NONE
  let near = 0
  let at = 2
  try {
    if (view.getUint16(0) !== 0xff00 + SOI) throw new SluiceError('CODESTREAM_INVALID')
    for (;;) {
      if (codestream[at] !== 0xff) throw new SluiceError('CODESTREAM_INVALID')
      const marker = view.getUint8(at + 1)
      if (marker === 0xff) {
        at += 1
        continue
      }
      if (marker === EOI) break
      const lengthBytes = view.getUint16(at + 2)
      if (marker === SOF_LS) {
        if (frame !== undefined) throw new SluiceError('CODESTREAM_INVALID')
        frame = {
          bitsPerSample: view.getUint8(at + 4),
          rows: view.getUint16(at + 5),
          columns: view.getUint16(at + 7),
          components: view.getUint8(at + 9),
          isSigned: false,
        }
      } else if (marker === LSE) {
        if (view.getUint8(at + 4) !== LSE_PRESET) throw new SluiceError('PIXELS_ENCAPSULATED')
      } else if (marker === SOS) {
        const parametersAt = at + 5 + 2 * view.getUint8(at + 4)
        near = Math.max(near, view.getUint8(parametersAt))
        interleave = view.getUint8(parametersAt + 1)
        // A point transform, or a table of colours, would be lost.
        if ((view.getUint8(parametersAt + 2) & 0x0f) !== 0) throw new SluiceError('PIXELS_ENCAPSULATED')
        at = endOfScan(codestream, at + 2 + lengthBytes)
        continue
      } else if (!IGNORED(marker) && marker !== 0xdd) {
        throw new SluiceError('CODESTREAM_INVALID')
      }
      at += 2 + lengthBytes
    }
  } catch (fault) {
    throw fault instanceof SluiceError ? fault : new SluiceError('CODESTREAM_INVALID')
  }
  if (frame === undefined || interleave > 2) throw new SluiceError('CODESTREAM_INVALID')
  checkNoSecondImage(codestream, at + 2)
  const isPlanar = interleave === INTERLEAVE_NONE && frame.components > 1
  return { ...frame, isPlanar, interleave, near, bytes: codestream.subarray(0, at + 2) }
}

/** Where the next marker is: in what a scan encodes, FFH is followed by a bit that is not set. Restarts are within a scan. */
function endOfScan(codestream: Uint8Array, from: number): number {
  for (let at = codestream.indexOf(0xff, from); at >= 0; at = codestream.indexOf(0xff, at + 1)) {
    const next = codestream[at + 1]
    if (next !== undefined && next >= 0x80 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  throw new SluiceError('CODESTREAM_INVALID')
}
