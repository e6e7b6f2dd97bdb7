/** One scan of lossless JPEG, line by line: who asks is given its samples, and what they are to be instead goes into a writer. */

import { SluiceError } from '../errors.ts'
import type { JpegBitReader } from './jpeg-bit-reader.ts'
import { LosslessLineReader, LosslessLineWriter, type LosslessScan } from './jpeg-lossless-lines.ts'
import type { JpegScanComponent } from './jpeg-segments.ts'
import type { JpegScanStart } from './jpeg-walk.ts'
import type { JpegWriter } from './jpeg-writer.ts'

const PREDICTORS = 7
const RESTART_NUMBERS = 8

export interface LosslessScanHead {
  readonly components: readonly JpegScanComponent[]
  readonly predictor: number
  /** Bits of each sample that are left out: all 0 in what is decoded. */
  readonly pointTransform: number
}

/** Throws CODESTREAM_INVALID where the scan is none of the lossless process, PIXELS_ENCAPSULATED where components are not sampled alike. */
export function readLosslessScan({ head, frame }: JpegScanStart): LosslessScanHead {
  const { components, first, last, approximation } = head
  if (frame.components.some(({ across, down }) => across !== 1 || down !== 1)) {
    throw new SluiceError('PIXELS_ENCAPSULATED')
  }
  if (first < 1 || first > PREDICTORS || last !== 0 || approximation >= frame.precision) {
    throw new SluiceError('CODESTREAM_INVALID')
  }
  return { components, predictor: first, pointTransform: approximation }
}

/** Told of each line; samples are by component of the scan, without the bits that are left out, and may be changed for what is written. */
export type TakeLine = (row: number, samples: readonly Uint16Array[]) => void

/** Reads all lines and writes those that `take` leaves behind. False where a code is in none of the tables to write with. */
export function rewriteLosslessScan(
  start: JpegScanStart,
  reader: JpegBitReader,
  writer: JpegWriter,
  take: TakeLine,
): boolean {
  const { components } = readLosslessScan(start)
  const encoders = components.map(({ dcTable }) => start.tables.encoder('dc', dcTable))
  const lineWriter = new LosslessLineWriter(scanOf(start), encoders, writer)
  const copies = components.map(() => new Uint16Array(start.frame.columns))
  return eachLine(start, reader, (row, samples, restart) => {
    if (restart !== undefined) lineWriter.restart(restart)
    for (const [index, line] of samples.entries()) copies[index]!.set(line)
    take(row, copies)
    return lineWriter.write(copies)
  })
}

/** Reads all lines. */
export function readLosslessScanLines(start: JpegScanStart, reader: JpegBitReader, take: TakeLine): void {
  eachLine(start, reader, (row, samples) => {
    take(row, samples)
    return true
  })
}

/** Ends early where `take` answers false, and says so. `restart`: the number of the marker that stands before the line. */
function eachLine(
  start: JpegScanStart,
  reader: JpegBitReader,
  take: (row: number, samples: readonly Uint16Array[], restart: number | undefined) => boolean,
): boolean {
  const { frame, tables, restartInterval } = start
  const { components } = readLosslessScan(start)
  // An interval is of whole lines (H.1.1).
  if (restartInterval % frame.columns !== 0) throw new SluiceError('CODESTREAM_INVALID')
  const intervalRows = restartInterval / frame.columns
  const decoders = components.map(({ dcTable }) => tables.decoder('dc', dcTable))
  const lines = new LosslessLineReader(scanOf(start), decoders, reader)
  for (let row = 0; row < frame.rows; row++) {
    const isRestart = intervalRows > 0 && row > 0 && row % intervalRows === 0
    const restart = isRestart ? (row / intervalRows - 1) % RESTART_NUMBERS : undefined
    if (restart !== undefined) lines.restart(restart)
    if (!take(row, lines.read(), restart)) return false
  }
  return true
}

function scanOf(start: JpegScanStart): LosslessScan {
  const { components, predictor, pointTransform } = readLosslessScan(start)
  const { columns, precision } = start.frame
  return { columns, components: components.length, predictor, sampleBits: precision - pointTransform }
}
