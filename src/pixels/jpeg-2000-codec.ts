/**
 * Blanks frames of JPEG 2000 and High-Throughput JPEG 2000 that are encoded reversibly: decoded, blanked, encoded again with the same colour transform, and decoded once more to see that
 * nothing else changed. A sample that is signed is given to the engine higher by half of its range, which a code stream of unsigned samples takes off
 * again (ISO/IEC 15444-1 annex G.1): only the sign in SIZ differs.
 */

import { SluiceError } from '../errors.ts'
import type { FrameCodec, FrameImage } from './frame-codec.ts'
import { type Jpeg2000Header, readJpeg2000 } from './jpeg-2000-header.ts'
import { joinComponents } from './jpeg-2000-join.ts'
import type { EncoderSettings, EngineFrame, LosslessEngines } from './lossless-engine.ts'
import {
  blankSamples,
  type ChangeSamples,
  checkDecoded,
  checkFrame,
  cleanSamples,
  frameBytesOf,
  nativeSamples,
  sameBytes,
} from './lossless-samples.ts'
import { release } from './release.ts'

const SIGNED = 0x80
/** Component by component. */
const CPRL = 4
/** Of more, an engine has no room for what is smaller than a pixel. */
const MOST_DECOMPOSITIONS = 5
/** Without any, the engine for high throughput writes other samples. */
const LEAST_DECOMPOSITIONS = 1

/** What a transfer syntax wants of a code stream. `progressionOrder`: where it wants one. */
export interface Jpeg2000Terms {
  readonly isHighThroughput: boolean
  readonly progressionOrder?: number
}

/** OpenJPEG decodes both; what OpenJPH encodes is so looked at again by another one than itself. */
export function jpeg2000Codec(engines: LosslessEngines, terms: Jpeg2000Terms): FrameCodec {
  const decode = (header: Jpeg2000Header): EngineFrame => {
    // The engine has no room for more than a byte of a colour.
    if (header.components > 1 && header.bitsPerSample > 8) throw new SluiceError('PIXELS_ENCAPSULATED')
    const frame = engines('jpeg-2000').decode(withSigns(header, false), frameBytesOf(header))
    checkDecoded(frame, header)
    return frame
  }
  const encode = (frame: EngineFrame, header: Jpeg2000Header): Uint8Array => {
    const engine = engines(terms.isHighThroughput ? 'htj2k' : 'jpeg-2000')
    const settings = settingsFor(header, terms.isHighThroughput)
    if (header.components === 1) return engine.encode(frame, settings, false)
    if (header.hasColourTransform) return engine.encode(frame, settings, true)
    // OpenJPEG's package would transform the colours, and OpenJPH's mixes their rows up.
    if (terms.progressionOrder !== undefined) throw new SluiceError('PIXELS_ENCAPSULATED')
    const alone = { ...settings, setProgressionOrder: [CPRL] }
    return joinComponents(componentsOf(frame).map((part) => engine.encode(part, alone, false)))
  }
  const rewrite = (codestream: Uint8Array, image: FrameImage, change: ChangeSamples): Uint8Array => {
    const header = readJpeg2000(codestream)
    checkFrame(header, image)
    if (!header.isReversible) throw new SluiceError('PIXELS_LOSSY')
    const frame = decode(header)
    const changed = change(frame, header, image)
    release(frame.bytes)
    if (changed === undefined) return codestream
    const encoded = readJpeg2000(encode(changed, header))
    const isSameForm =
      encoded.isReversible &&
      encoded.hasColourTransform === header.hasColourTransform &&
      encoded.bitsPerSample === header.bitsPerSample &&
      (terms.progressionOrder ?? encoded.progressionOrder) === encoded.progressionOrder
    const again = decode(encoded)
    if (!isSameForm || !sameBytes(again.bytes, changed.bytes)) throw new SluiceError('PIXELS_LOSSY')
    release(again.bytes)
    release(changed.bytes)
    return withSigns(encoded, header.isSigned)
  }
  return {
    method: 'lossless',
    blank: (codestream, image, rectangles) =>
      rewrite(codestream, image, (frame, form) => blankSamples(frame, form, image, rectangles)),
    clean: (codestream, image) => rewrite(codestream, image, cleanSamples),
    decode(codestream, image) {
      const header = readJpeg2000(codestream)
      checkFrame(header, image)
      const frame = decode(header)
      const samples = nativeSamples(frame, header, image)
      release(frame.bytes)
      return samples
    },
  }
}

function settingsFor(header: Jpeg2000Header, isHighThroughput: boolean): EncoderSettings {
  const halvings = Math.floor(Math.log2(Math.min(header.columns, header.rows)))
  const decompositions = Math.min(header.decompositions, halvings, MOST_DECOMPOSITIONS)
  const settings = { setDecompositions: [decompositions], setProgressionOrder: [header.progressionOrder] }
  // What is joined of components has one tile-part.
  const isWhole = header.components === 1 || header.hasColourTransform
  if (!isHighThroughput) return { ...settings, setQuality: [true, 1], setCompressionRatio: [0, 0] }
  return {
    ...settings,
    setDecompositions: [Math.max(decompositions, LEAST_DECOMPOSITIONS)],
    setQuality: [true, 0],
    setTLMMarker: [header.hasTilePartLengths && isWhole],
    setTilePartDivisionsAtResolutions: [header.tileParts > 1 && isWhole],
  }
}

/** A copy in which all samples are signed, or none are. */
function withSigns(header: Jpeg2000Header, areSigned: boolean): Uint8Array {
  const copy = Uint8Array.from(header.bytes)
  for (const at of header.signsAt) copy[at] = (copy[at]! & ~SIGNED) | (areSigned ? SIGNED : 0)
  return copy
}

function componentsOf(frame: EngineFrame): EngineFrame[] {
  return Array.from({ length: frame.components }, (_, index) => ({
    ...frame,
    components: 1,
    bytes: Uint8Array.from(
      { length: frame.columns * frame.rows },
      (_, pixel) => frame.bytes[pixel * frame.components + index]!,
    ),
  }))
}
