/** A frame as light: one number for each pixel, whatever its depth, sign, palette and colours were. Text is looked for in that. */

import type { FrameImage } from '../pixels/frame-codec.ts'

/** Row after row, from dark (0) to light (65535). */
export interface GreyPlane {
  readonly rows: number
  readonly columns: number
  readonly light: Uint16Array
}

/** Red, green and blue by entry, of 16 bits; `first`: the pixel value of the first entry. */
export interface Palette {
  readonly first: number
  readonly colours: readonly [Uint16Array, Uint16Array, Uint16Array]
}

/** What a viewer shows as black and as white, in the units of the values that it is of. */
export interface Window {
  readonly darkest: number
  readonly lightest: number
}

export const LIGHTEST = 65_535
/** Values beyond these parts of all pixels are cut off where they stretch the span of values by more than this. */
const CUT_PART = 0.0005
const STRETCH = 8
/** Samples that the parts are measured on. */
const MEASURED_SAMPLES = 65_536
/** A colour whose strongest or weakest part is no further from its luminance, in parts of the lightest, shows in that well enough. */
const COLOURED_ABOVE = 0.35
const LETTER_AREA = 8
/** Parts of all light: far less than the faintest stroke that is looked for. */
const SAME_LIGHT = 0.02
const RED = 0.299
const GREEN = 0.587
const BLUE = 0.114

/**
 * The planes of a frame whose samples are native, little endian, pixel by pixel or (planarConfiguration 1) plane by plane: its luminance; of one in colours also the
 * strongest and the weakest of the three, because letters and ground may share a luminance.
 */
export function greyPlanes(
  samples: Uint8Array,
  image: FrameImage,
  { palette }: { readonly palette?: Palette | undefined } = {},
): readonly GreyPlane[] {
  const { rows, columns } = image
  const pixels = rows * columns
  const plane = (values: Float32Array): GreyPlane => ({ rows, columns, light: stretch(values, undefined) })
  if (image.samplesPerPixel === 1 && image.photometricInterpretation !== 'PALETTE COLOR') {
    const values = readSamples(samples, image, 0, pixels)
    if (image.photometricInterpretation === 'MONOCHROME1') for (let at = 0; at < pixels; at++) values[at] = -values[at]!
    return [plane(values)]
  }
  const [red, green, blue] = coloursOf(samples, image, palette)
  const luminance = new Float32Array(pixels)
  const strongest = new Float32Array(pixels)
  const weakest = new Float32Array(pixels)
  let lightest = 1
  for (let at = 0; at < pixels; at++) {
    const [r, g, b] = [red[at]!, green[at]!, blue[at]!]
    luminance[at] = RED * r + GREEN * g + BLUE * b
    strongest[at] = Math.max(r, g, b)
    weakest[at] = Math.min(r, g, b)
    if (strongest[at]! > lightest) lightest = strongest[at]!
  }
  // Letters in blue on black, and in yellow on white, are faint by luminance.
  const others = [strongest, weakest].filter((values) => hasOther(values, luminance, COLOURED_ABOVE * lightest))
  return [luminance, ...others].map((values) => plane(values))
}

/** Stored values of the first sample of each pixel: of shades, or indexes. */
export function storedValues(samples: Uint8Array, image: FrameImage): Float32Array {
  return readSamples(samples, image, 0, image.rows * image.columns)
}

/** From `darkest` to `lightest`; values beyond are one shade with these. */
export function planeWithin(values: Float32Array, { rows, columns }: FrameImage, window: Window): GreyPlane {
  return { rows, columns, light: stretch(values, window) }
}

/** The least and the greatest value. */
export function spanOf(values: Float32Array): Window {
  const [darkest, lightest] = extremes(values)
  return { darkest, lightest }
}

/** Of the first sample of each pixel, whatever it is shown as: of the values that occur, each stands as far from the next as any other, so that no two of them are nearly one shade. */
export function rankPlane(samples: Uint8Array, image: FrameImage): GreyPlane {
  const { rows, columns } = image
  const values = storedValues(samples, image)
  const distinct = Float32Array.from(new Set(values)).sort()
  const rankOf = new Map<number, number>()
  for (const [rank, value] of distinct.entries()) rankOf.set(value, rank)
  const factor = LIGHTEST / Math.max(1, distinct.length - 1)
  return { rows, columns, light: Uint16Array.from(values, (value) => rankOf.get(value)! * factor) }
}

/** Whether a line of letters is in both planes or in none: they are the same, or one is the negative of the other. */
export function showTheSame({ light: one }: GreyPlane, { light: other }: GreyPlane): boolean {
  const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= SAME_LIGHT * LIGHTEST
  return (
    one.every((light, at) => isNear(light, other[at]!)) ||
    one.every((light, at) => isNear(LIGHTEST - light, other[at]!))
  )
}

/** Red, green and blue of each pixel, in the units of the samples or of the palette; of one in shades, three times the same. */
export function coloursOf(
  samples: Uint8Array,
  image: FrameImage,
  palette: Palette | undefined,
): readonly [Float32Array, Float32Array, Float32Array] {
  const pixels = image.rows * image.columns
  if (palette === undefined || image.samplesPerPixel !== 1) return readColours(samples, image, pixels)
  return lookUp(readSamples(samples, image, 0, pixels), { ...palette, first: signedLike(image, palette.first) })
}

/** Whether enough pixels for a letter differ by more than `most`. */
function hasOther(values: Float32Array, luminance: Float32Array, most: number): boolean {
  let count = 0
  for (let at = 0; at < values.length; at++) {
    if (Math.abs(values[at]! - luminance[at]!) > most && ++count > LETTER_AREA) return true
  }
  return false
}

/** Stored values of the sample `sample` of each pixel, bits above the stored ones left out. */
function readSamples(bytes: Uint8Array, image: FrameImage, sample: number, pixels: number): Float32Array {
  const { samplesPerPixel, bitsAllocated, bitsStored, highBit, pixelRepresentation, planarConfiguration } = image
  const values = new Float32Array(pixels)
  const step = planarConfiguration === 1 ? 1 : samplesPerPixel
  const first = planarConfiguration === 1 ? sample * pixels : sample
  const shift = highBit - bitsStored + 1
  const signed = pixelRepresentation === 1
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const unused = 32 - bitsStored
  for (let at = 0; at < pixels; at++) {
    const index = first + at * step
    const word =
      bitsAllocated === 8
        ? bytes[index]!
        : bitsAllocated === 16
          ? view.getUint16(index * 2, true)
          : bitsAllocated === 32
            ? view.getUint32(index * 4, true)
            : (bytes[index >> 3]! >> (index & 7)) & 1
    const upper = (word >>> shift) << unused
    values[at] = signed ? upper >> unused : upper >>> unused
  }
  return values
}

function readColours(
  bytes: Uint8Array,
  image: FrameImage,
  pixels: number,
): readonly [Float32Array, Float32Array, Float32Array] {
  const kind = image.photometricInterpretation
  if (image.samplesPerPixel !== 3) {
    const values = readSamples(bytes, image, 0, pixels)
    return [values, values, values]
  }
  const [first, second, third] = kind.endsWith('_422')
    ? readSubsampled(bytes, pixels)
    : [0, 1, 2].map((sample) => readSamples(bytes, image, sample, pixels))
  if (kind.startsWith('YBR')) toRed(first!, second!, third!, 2 ** (image.bitsStored - 1))
  return [first!, second!, third!]
}

/** PS3.3 C.7.6.3.1.2: two luminances, and the colour that they share. Native frames only; a codec gives whole pixels. */
function readSubsampled(bytes: Uint8Array, pixels: number): readonly Float32Array[] {
  const planes = [new Float32Array(pixels), new Float32Array(pixels), new Float32Array(pixels)]
  if (bytes.length >= pixels * 3) {
    for (let at = 0; at < pixels; at++) for (let of = 0; of < 3; of++) planes[of]![at] = bytes[at * 3 + of]!
    return planes
  }
  for (let pair = 0; pair * 2 < pixels; pair++) {
    for (const half of [0, 1]) {
      planes[0]![pair * 2 + half] = bytes[pair * 4 + half]!
      planes[1]![pair * 2 + half] = bytes[pair * 4 + 2]!
      planes[2]![pair * 2 + half] = bytes[pair * 4 + 3]!
    }
  }
  return planes
}

/** PS3.3 C.7.6.3.1.2, in place: luminance and colour differences become red, green and blue. */
function toRed(first: Float32Array, second: Float32Array, third: Float32Array, middle: number): void {
  for (let at = 0; at < first.length; at++) {
    const luminance = first[at]!
    const [blueness, redness] = [second[at]! - middle, third[at]! - middle]
    first[at] = luminance + 1.402 * redness
    second[at] = luminance - 0.344136 * blueness - 0.714136 * redness
    third[at] = luminance + 1.772 * blueness
  }
}

/** The first entry of a palette has the sign that samples have (PS3.3 C.7.6.3.1.5). */
function signedLike({ pixelRepresentation }: FrameImage, first: number): number {
  return pixelRepresentation === 1 ? (first << 16) >> 16 : first
}

function lookUp(
  indexes: Float32Array,
  { first, colours }: Palette,
): readonly Float32Array[] & [Float32Array, Float32Array, Float32Array] {
  const found = colours.map((entries) => {
    const last = entries.length - 1
    return Float32Array.from(indexes, (index) => entries[Math.min(last, Math.max(0, index - first))] ?? 0)
  })
  return found as [Float32Array, Float32Array, Float32Array]
}

function extremes(values: Float32Array): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/** From the least to the greatest value, or as far as the window goes. What few pixels have is cut off, where the others would be one shade for it. */
function stretch(values: Float32Array, cut: Window | undefined): Uint16Array {
  let [low, high] = cut === undefined ? extremes(values) : [cut.darkest, cut.lightest]
  if (cut === undefined) {
    const every = Math.max(1, Math.floor(values.length / MEASURED_SAMPLES))
    const measured = new Float32Array(Math.ceil(values.length / every))
    for (let at = 0; at < measured.length; at++) measured[at] = values[at * every]!
    measured.sort()
    const usualLow = measured[Math.floor(CUT_PART * measured.length)]!
    const usualHigh = measured[Math.ceil((1 - CUT_PART) * measured.length) - 1]!
    if (usualHigh > usualLow && high - low > STRETCH * (usualHigh - usualLow)) {
      low = Math.max(low, usualLow - (usualHigh - usualLow))
      high = Math.min(high, usualHigh + (usualHigh - usualLow))
    }
  }
  const light = new Uint16Array(values.length)
  if (high <= low) return light
  const factor = LIGHTEST / (high - low)
  for (let at = 0; at < values.length; at++) {
    light[at] = Math.min(LIGHTEST, Math.max(0, (values[at]! - low) * factor))
  }
  return light
}
