/** Lossless JPEG code streams (ISO/IEC 10918-1 H.1), by a plain encoder with every option of the syntax. */

import { joined, marker, segment } from './code-streams.ts'
import { coded, encodeData, type JpegCodes, type JpegSymbol, layOut, tableFor } from './jpeg-entropy.ts'

export interface LosslessOptions {
  readonly rows: number
  readonly columns: number
  readonly precision: number
  /** From 1 to 7; 1 unless something else is asked for. */
  readonly predictor?: number
  readonly pointTransform?: number
  /** Lines between restarts. */
  readonly restartRows?: number
  /** By scan: indices of the components. One scan of all, unless something else is asked for. */
  readonly scans?: readonly (readonly number[])[]
  readonly codes?: JpegCodes
}

/** `planes`: by component, row after row, of numbers from 0. */
export function encodeLossless(planes: readonly (readonly number[])[], options: LosslessOptions): Uint8Array {
  const { rows, columns, precision, predictor = 1, pointTransform = 0, restartRows } = options
  const frame = [precision, rows >> 8, rows & 0xff, columns >> 8, columns & 0xff, planes.length]
  for (const index of planes.keys()) frame.push(index + 1, 0x11, 0)
  const interval = (restartRows ?? 0) * columns
  const parts = [marker(0xd8), segment(0xc3, frame)]
  if (interval > 0) parts.push(segment(0xdd, [interval >> 8, interval & 0xff]))
  for (const scan of options.scans ?? [[...planes.keys()]]) {
    const pixels = Array.from({ length: rows * columns }, (_, at) =>
      scan.map((component): JpegSymbol => {
        const plane = planes[component]!.map((value) => value >> pointTransform)
        const difference = (plane[at]! - predict(plane, at, options)) & 0xffff
        if (difference === 0x8000) return { kind: 'dc', symbol: 16, bits: 0, bitCount: 0 }
        return coded('dc', 0, difference > 0x8000 ? difference - 0x10000 : difference)
      }),
    )
    const dc = tableFor(pixels.flat(), 'dc', { ...options, precision: precision - 2 })
    parts.push(segment(0xc4, [0x00, ...layOut(dc)]))
    parts.push(segment(0xda, [scan.length, ...scan.flatMap((one) => [one + 1, 0]), predictor, 0, pointTransform]))
    parts.push(encodeData(pixels, { dc, ac: [] }, interval))
  }
  return joined(...parts, marker(0xd9))
}

function predict(plane: readonly number[], at: number, options: LosslessOptions): number {
  const { columns, precision, predictor = 1, pointTransform = 0, restartRows = 0 } = options
  const row = Math.floor(at / columns)
  const a = plane[at - 1]!
  if (row === 0 || (restartRows > 0 && row % restartRows === 0)) {
    return at % columns === 0 ? 2 ** (precision - pointTransform - 1) : a
  }
  const b = plane[at - columns]!
  if (at % columns === 0) return b
  const c = plane[at - columns - 1]!
  const half = (value: number): number => Math.floor(value / 2)
  return [a, b, c, a + b - c, a + half(b - c), b + half(a - c), half(a + b)][predictor - 1]!
}
