/** How the samples of a native image lie in its bytes, from its attributes (PS3.3 C.7.6.3, PS3.5 8). What contradicts itself has no geometry. */

import { UnusedBits } from './unused-bits.ts'

/** Values of Image Pixel attributes that say what a sample means; undefined where one is missing or is no number. */
export interface SampleAttributes {
  readonly bitsAllocated: number | undefined
  readonly bitsStored: number | undefined
  readonly highBit: number | undefined
  readonly pixelRepresentation: number | undefined
  /** The index of the darkest entry of the palette, where that is known. */
  readonly darkestIndex?: number | undefined
}

/** Values of Image Pixel attributes; undefined where one is missing or is no number. */
export interface ImageAttributes extends SampleAttributes {
  readonly rows: number | undefined
  readonly columns: number | undefined
  readonly samplesPerPixel: number | undefined
  readonly photometricInterpretation: string | undefined
  readonly planarConfiguration: number | undefined
  readonly numberOfFrames: number | undefined
  readonly bigEndian: boolean
  /** Of the value of Pixel Data, padding and all. */
  readonly valueBytes: number
}

/**
 * An image as lines: frame after frame, in a frame plane after plane, in a plane row after row, in a row cell after cell. A cell is what cannot be
 * cut: a pixel, a sample of a plane, or the two pixels that share their colour.
 */
export interface ImageGeometry {
  readonly rows: number
  readonly columns: number
  readonly planes: number
  readonly frames: number
  /** Pixels that a cell is of, side by side. */
  readonly cellPixels: 1 | 2
  readonly cellBytes: number
  /** All of the frames, without padding. */
  readonly imageBytes: number
  /** By plane: cells of black, one behind the other, two bytes of them at least. */
  readonly blackCells: readonly Uint8Array[]
  readonly sampleBytes: 1 | 2 | 4
  /** Undefined where samples fill what is allocated to them. */
  readonly unusedBits: UnusedBits | undefined
  /** Neighbours may have changed places: bytes of words that are big endian (PS3.5 A.3). */
  readonly isByteOfWord: boolean
}

const COLOURS = new Set(['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_PARTIAL_422'])
const GREYS = new Set(['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR'])
const SUBSAMPLED = new Set(['YBR_FULL_422', 'YBR_PARTIAL_422'])
/** Video range, which goes from 16 to 235 of 255. */
const PARTIAL_BLACK = 16
/** Of black that is copied at one go. */
const BLACK_BYTES = 16_384

/** Undefined where attributes are missing, contradict each other or the length of the value, or are of no image that is known. */
export function geometryOf(attributes: ImageAttributes): ImageGeometry | undefined {
  const { rows, columns, samplesPerPixel: samples, photometricInterpretation: kind, bitsAllocated: bits } = attributes
  const frames = attributes.numberOfFrames ?? 1
  if (!isCount(rows) || !isCount(columns) || !isCount(frames) || kind === undefined) return undefined
  if (bits !== 8 && bits !== 16 && bits !== 32) return undefined
  if (samples !== (COLOURS.has(kind) ? 3 : GREYS.has(kind) ? 1 : 0)) return undefined
  const planar = samples === 1 ? 0 : attributes.planarConfiguration
  if (planar !== 0 && planar !== 1) return undefined
  const words = blackSamples(kind, attributes)
  if (words === undefined) return undefined
  const encode = (values: readonly number[]): Uint8Array => encodeSamples(values, bits, attributes.bigEndian)
  const isSubsampled = SUBSAMPLED.has(kind)
  if (isSubsampled && (planar !== 0 || columns % 2 !== 0 || bits !== 8)) return undefined
  const [first, second, third] = words
  const cells = isSubsampled
    ? [[first!, first!, second!, third!]]
    : planar === 1
      ? words.map((word) => [word])
      : [words]
  const black = cells.map(encode)
  const cellPixels = isSubsampled ? 2 : 1
  const cellBytes = black[0]!.length
  const imageBytes = ((rows * columns * frames) / cellPixels) * cellBytes * black.length
  // PS3.5 8.1.1: one byte to an even length
  if (attributes.valueBytes - imageBytes !== imageBytes % 2) return undefined
  const isByteOfWord = bits === 8 && attributes.bigEndian
  if (isByteOfWord && !black.every((cell) => cell.every((byte) => byte === black[0]![0]))) return undefined
  const bitsStored = attributes.bitsStored!
  const unusedBits = UnusedBits.of({
    bitsAllocated: bits,
    bitsStored,
    highBit: attributes.highBit ?? bitsStored - 1,
    isSigned: attributes.pixelRepresentation === 1,
    isBigEndian: attributes.bigEndian,
  })
  for (const cell of black) unusedBits?.clean(cell, 0)
  return {
    rows,
    columns,
    planes: black.length,
    frames,
    cellPixels,
    cellBytes,
    imageBytes,
    blackCells: black.map((cell) => repeat(cell, BLACK_BYTES)),
    sampleBytes: (bits / 8) as 1 | 2 | 4,
    unusedBits,
    isByteOfWord,
  }
}

/** Of a row of one plane. */
export function lineBytesOf({
  columns,
  cellPixels,
  cellBytes,
}: Pick<ImageGeometry, 'columns' | 'cellPixels' | 'cellBytes'>): number {
  return (columns / cellPixels) * cellBytes
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value > 0
}

/** One value for each sample of a pixel, as it stands in the bits that are allocated. Undefined where attributes contradict each other. */
export function blackSamples(kind: string, attributes: SampleAttributes): readonly number[] | undefined {
  const { bitsAllocated: bits, bitsStored: stored, highBit, pixelRepresentation = 0 } = attributes
  if (!isCount(stored) || stored > bits! || (pixelRepresentation !== 0 && pixelRepresentation !== 1)) return undefined
  const shift = (highBit ?? stored - 1) - stored + 1
  if (shift < 0 || shift + stored > bits!) return undefined
  const signed = pixelRepresentation === 1
  const place = (value: number): number => value * 2 ** shift
  const middle = 2 ** (stored - 1)
  switch (kind) {
    case 'MONOCHROME1':
      return [place(signed ? middle - 1 : 2 * middle - 1)]
    case 'MONOCHROME2':
      return [place(signed ? -middle : 0)]
    case 'PALETTE COLOR':
      return [place(attributes.darkestIndex ?? 0)]
    case 'RGB':
      return signed ? undefined : [0, 0, 0]
    default: {
      if (signed) return undefined
      const darkest = kind === 'YBR_PARTIAL_422' ? PARTIAL_BLACK : 0
      return [place(darkest), place(middle), place(middle)]
    }
  }
}

function encodeSamples(values: readonly number[], bits: 8 | 16 | 32, bigEndian: boolean): Uint8Array {
  const bytesEach = bits / 8
  const bytes = new Uint8Array(values.length * bytesEach)
  const view = new DataView(bytes.buffer)
  for (const [index, value] of values.entries()) {
    const at = index * bytesEach
    if (bits === 8) view.setUint8(at, value)
    else if (bits === 16) view.setUint16(at, value, !bigEndian)
    else view.setUint32(at, value, !bigEndian)
  }
  return bytes
}

/** As often as it is whole in so many bytes. */
function repeat(cell: Uint8Array, mostBytes: number): Uint8Array {
  const cells = new Uint8Array(mostBytes - (mostBytes % cell.length))
  cells.set(cell)
  for (let at = cell.length; at < cells.length; at *= 2) cells.copyWithin(at, 0, Math.min(at, cells.length - at))
  return cells
}
