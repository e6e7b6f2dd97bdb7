/** What segments of a JPEG code stream say: frame, scan and restart interval (ISO/IEC 10918-1 B.2). All throw CODESTREAM_INVALID. */

import { SluiceError } from '../errors.ts'

const BLOCK = 8
/** Of a table: one for each coefficient. */
const QUANTISERS = 64
const MOST_COMPONENTS = 4
/** Of one MCU (B.2.3). */
const MOST_BLOCKS = 10
/** Of the lossless process. */
const LEAST_PRECISION = 2
const GREATEST_PRECISION = 16

export const SOF_BASELINE = 0xc0
export const SOF_EXTENDED = 0xc1
export const SOF_LOSSLESS = 0xc3

export interface JpegComponent {
  readonly id: number
  /** Blocks of an MCU, across and down. */
  readonly across: number
  readonly down: number
  /** Number of its quantisation table. */
  readonly quantisation: number
}

export interface JpegFrame {
  /** Bits of a sample. */
  readonly precision: number
  readonly rows: number
  readonly columns: number
  readonly components: readonly JpegComponent[]
  /** Of an MCU of all components. */
  readonly mcuColumns: number
  readonly mcuRows: number
}

export interface JpegScanComponent extends JpegComponent {
  /** Numbers of Huffman tables. */
  readonly dcTable: number
  readonly acTable: number
}

export interface JpegScanHead {
  readonly components: readonly JpegScanComponent[]
  /** Of the spectrum, or the predictor; the last one; how far values are shifted before and now, in four bits each. */
  readonly first: number
  readonly last: number
  readonly approximation: number
}

/** SOF0, SOF1 or SOF3: the segment without its length. */
export function readFrame(marker: number, segment: Uint8Array): JpegFrame {
  const [precision, rowsHigh, rowsLow, columnsHigh, columnsLow, count] = segment
  if (count === undefined || count < 1 || count > MOST_COMPONENTS || segment.length !== 6 + 3 * count) throw invalid()
  if (!hasPrecision(marker, precision!)) throw invalid()
  const components = Array.from({ length: count }, (_, index): JpegComponent => {
    const [id, factors, quantisation] = segment.subarray(6 + 3 * index)
    const across = factors! >> 4
    const down = factors! & 0x0f
    if (across < 1 || across > 4 || down < 1 || down > 4) throw invalid()
    // One component alone is in order of its blocks, whatever its factors are (A.2.2).
    const sampling = count === 1 ? { across: 1, down: 1 } : { across, down }
    return { id: id!, ...sampling, quantisation: quantisation! }
  })
  if (new Set(components.map(({ id }) => id)).size < count) throw invalid()
  return {
    precision: precision!,
    rows: rowsHigh! * 256 + rowsLow!,
    columns: columnsHigh! * 256 + columnsLow!,
    components,
    mcuColumns: BLOCK * Math.max(...components.map(({ across }) => across)),
    mcuRows: BLOCK * Math.max(...components.map(({ down }) => down)),
  }
}

function hasPrecision(marker: number, precision: number): boolean {
  if (marker === SOF_LOSSLESS) return precision >= LEAST_PRECISION && precision <= GREATEST_PRECISION
  return precision === 8 || (precision === 12 && marker === SOF_EXTENDED)
}

/** SOS: the segment without its length. */
export function readScan(segment: Uint8Array, { components }: JpegFrame): JpegScanHead {
  const count = segment[0] ?? 0
  if (count < 1 || count > MOST_COMPONENTS || segment.length !== 4 + 2 * count) throw invalid()
  const scan = Array.from({ length: count }, (_, index): JpegScanComponent => {
    const [id, tables] = segment.subarray(1 + 2 * index)
    const component = components.find((one) => one.id === id)
    if (component === undefined) throw invalid()
    return { ...component, dcTable: tables! >> 4, acTable: tables! & 0x0f }
  })
  const blocks = scan.reduce((sum, { across, down }) => sum + across * down, 0)
  if (new Set(scan.map(({ id }) => id)).size < count || (count > 1 && blocks > MOST_BLOCKS)) throw invalid()
  const [first, last, approximation] = segment.subarray(1 + 2 * count)
  return { components: scan, first: first!, last: last!, approximation: approximation! }
}

/** DQT: by number of a table what coefficients are multiples of, in the order of the code stream. The segment without its length. */
export function readQuantisers(segment: Uint8Array): ReadonlyMap<number, Uint16Array> {
  const quantisers = new Map<number, Uint16Array>()
  for (let at = 0; at < segment.length; ) {
    const bytesEach = 1 + (segment[at]! >> 4)
    const end = at + 1 + QUANTISERS * bytesEach
    if (bytesEach > 2 || end > segment.length) throw invalid()
    const from = at + 1
    const step = (index: number): number =>
      bytesEach === 2 ? segment[from + 2 * index]! * 256 + segment[from + 2 * index + 1]! : segment[from + index]!
    quantisers.set(
      segment[at]! & 0x0f,
      Uint16Array.from({ length: QUANTISERS }, (_, index) => step(index)),
    )
    at = end
  }
  return quantisers
}

/** DRI, in MCUs; 0 where there is none. */
export function readRestartInterval(segment: Uint8Array): number {
  if (segment.length !== 2) throw invalid()
  return segment[0]! * 256 + segment[1]!
}

function invalid(): SluiceError {
  return new SluiceError('CODESTREAM_INVALID')
}
