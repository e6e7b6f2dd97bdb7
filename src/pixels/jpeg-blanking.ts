/**
 * Writes a JPEG image again with areas of it blanked: scans are rewritten as their process has it, all segments stay as they are, and what follows the
 * end of the image goes. Work is linear in the bytes, memory is that of input and output.
 */

import { SluiceError } from '../errors.ts'
import { JpegBitReader } from './jpeg-bit-reader.ts'
import type { JpegFrame } from './jpeg-segments.ts'
import type { TableClass } from './jpeg-tables.ts'
import { type JpegScanStart, type JpegVisitor, walkJpeg } from './jpeg-walk.ts'
import { JpegWriter } from './jpeg-writer.ts'

/** What differs between the processes of JPEG. */
export interface JpegProcess {
  readonly frameMarkers: readonly number[]
  /** Throws where the frame is none of the image that is to be blanked. */
  startFrame(frame: JpegFrame, codestreamBytes: number): void
  readonly blanksNothing: boolean
  /** Symbols that blanking may take and an image may not have, by class of the tables. */
  symbolsOf(frame: JpegFrame): Readonly<Partial<Record<TableClass, readonly number[]>>>
  /** False where a code is in none of the tables to write with; what was written is then of no use. */
  rewrite(start: JpegScanStart, reader: JpegBitReader, writer: JpegWriter): boolean
}

/** The code stream itself where the process blanks nothing of it. */
export function blankWith(jpegProcess: JpegProcess, codestream: Uint8Array): Uint8Array {
  const rewriting = new Rewriting(jpegProcess, codestream)
  walkJpeg(codestream, rewriting)
  return rewriting.end()
}

class Rewriting implements JpegVisitor {
  readonly frameMarkers: readonly number[]
  readonly #jpegProcess: JpegProcess
  readonly #bytes: Uint8Array
  readonly #writer: JpegWriter

  constructor(jpegProcess: JpegProcess, codestream: Uint8Array) {
    this.frameMarkers = jpegProcess.frameMarkers
    this.#jpegProcess = jpegProcess
    this.#bytes = codestream
    this.#writer = new JpegWriter(codestream.length)
  }

  keep(from: number, to: number): void {
    this.#writer.append(this.#bytes.subarray(from, to))
  }

  startFrame(frame: JpegFrame): void {
    this.#jpegProcess.startFrame(frame, this.#bytes.length)
  }

  scan(start: JpegScanStart): number {
    const lengthBefore = this.#writer.length
    const end = this.#tryScan(start)
    if (end !== undefined) return end
    this.#writer.cutTo(lengthBefore - (start.dataAt - start.at))
    this.#extendTables(start)
    this.keep(start.at, start.dataAt)
    const secondEnd = this.#tryScan(start)
    // A difference beyond all categories: no sample comes to such a coefficient.
    if (secondEnd === undefined) throw new SluiceError('CODESTREAM_INVALID')
    return secondEnd
  }

  end(): Uint8Array {
    return this.#jpegProcess.blanksNothing ? this.#bytes : this.#writer.bytes
  }

  #tryScan(start: JpegScanStart): number | undefined {
    const reader = new JpegBitReader(this.#bytes, start.dataAt)
    if (!this.#jpegProcess.rewrite(start, reader, this.#writer)) return undefined
    this.#writer.endData()
    return reader.end()
  }

  #extendTables({ frame, head, tables }: JpegScanStart): void {
    const { dc = [], ac = [] } = this.#jpegProcess.symbolsOf(frame)
    for (const { dcTable, acTable } of head.components) {
      const segments = [
        dc.length > 0 ? tables.extend('dc', dcTable, dc) : undefined,
        ac.length > 0 ? tables.extend('ac', acTable, ac) : undefined,
      ]
      for (const segment of segments) if (segment !== undefined) this.#writer.append(segment)
    }
  }
}
