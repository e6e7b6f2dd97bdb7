/** Lines of samples of a scan of lossless JPEG (ISO/IEC 10918-1 H.1, H.2), read from bits or written as bits: each sample is told by its difference from a prediction. */

import { SluiceError } from '../errors.ts'
import type { JpegBitReader } from './jpeg-bit-reader.ts'
import type { HuffmanDecoder, HuffmanEncoder } from './jpeg-huffman.ts'
import type { JpegWriter } from './jpeg-writer.ts'

/** Of a difference of 32768, which no bits follow (H.1.2.2). */
export const GREATEST_CATEGORY = 16
const GREATEST_DIFFERENCE = 32768
const SAMPLE_MASK = 0xffff

export interface LosslessScan {
  readonly columns: number
  readonly components: number
  /** From 1 to 7 (table H.1). */
  readonly predictor: number
  /** Of samples without the bits that a point transform leaves out. */
  readonly sampleBits: number
}

/** Of each component the line at hand and the one above it. */
class Lines {
  readonly scan: LosslessScan
  current: Uint16Array[]
  above: Uint16Array[]
  /** Whether the line is the first of a scan or of a restart interval: what is above it does not count. */
  isFirst = true

  constructor(scan: LosslessScan) {
    const { columns, components } = scan
    this.scan = scan
    this.current = Array.from({ length: components }, () => new Uint16Array(columns))
    this.above = Array.from({ length: components }, () => new Uint16Array(columns))
  }

  predict(component: number, column: number): number {
    const line = this.current[component]!
    if (this.isFirst) return column === 0 ? 1 << (this.scan.sampleBits - 1) : line[column - 1]!
    const over = this.above[component]!
    if (column === 0) return over[0]!
    const left = line[column - 1]!
    const above = over[column]!
    const beside = over[column - 1]!
    switch (this.scan.predictor) {
      case 1:
        return left
      case 2:
        return above
      case 3:
        return beside
      case 4:
        return left + above - beside
      case 5:
        return left + ((above - beside) >> 1)
      case 6:
        return above + ((left - beside) >> 1)
      default:
        return (left + above) >> 1
    }
  }

  next(): void {
    const { current } = this
    this.current = this.above
    this.above = current
    this.isFirst = false
  }
}

export class LosslessLineReader {
  readonly #lines: Lines
  readonly #reader: JpegBitReader
  readonly #decoders: readonly HuffmanDecoder[]

  /** `decoders`: by component. */
  constructor(scan: LosslessScan, decoders: readonly HuffmanDecoder[], reader: JpegBitReader) {
    this.#lines = new Lines(scan)
    this.#decoders = decoders
    this.#reader = reader
  }

  restart(number: number): void {
    this.#reader.restart(number)
    this.#lines.isFirst = true
  }

  /** By component; valid until the next line is read. Throws CODESTREAM_INVALID. */
  read(): readonly Uint16Array[] {
    const lines = this.#lines
    const { current } = lines
    const { columns, components } = lines.scan
    for (let column = 0; column < columns; column++) {
      for (let component = 0; component < components; component++) {
        const difference = this.#difference(this.#decoders[component]!)
        current[component]![column] = (lines.predict(component, column) + difference) & SAMPLE_MASK
      }
      this.#reader.checkOverrun()
    }
    lines.next()
    return current
  }

  #difference(decoder: HuffmanDecoder): number {
    const category = this.#reader.symbol(decoder)
    if (category === 0) return 0
    if (category === GREATEST_CATEGORY) return GREATEST_DIFFERENCE
    if (category > GREATEST_CATEGORY) throw new SluiceError('CODESTREAM_INVALID')
    const bits = this.#reader.bits(category)
    return bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits
  }
}

export class LosslessLineWriter {
  readonly #lines: Lines
  readonly #writer: JpegWriter
  readonly #encoders: readonly HuffmanEncoder[]

  /** `encoders`: by component. */
  constructor(scan: LosslessScan, encoders: readonly HuffmanEncoder[], writer: JpegWriter) {
    this.#lines = new Lines(scan)
    this.#encoders = encoders
    this.#writer = writer
  }

  restart(number: number): void {
    this.#writer.restart(number)
    this.#lines.isFirst = true
  }

  /** By component; they are copied. False where a code is in no table. */
  write(samples: readonly Uint16Array[]): boolean {
    const lines = this.#lines
    const { columns, components } = lines.scan
    for (const [component, line] of samples.entries()) lines.current[component]!.set(line)
    for (let column = 0; column < columns; column++) {
      for (let component = 0; component < components; component++) {
        const sample = lines.current[component]![column]!
        const difference = (sample - lines.predict(component, column)) & SAMPLE_MASK
        if (!this.#write(difference, this.#encoders[component]!)) return false
      }
    }
    lines.next()
    return true
  }

  /** The difference modulo 65536. */
  #write(difference: number, { codes, lengths }: HuffmanEncoder): boolean {
    const isNegative = difference > GREATEST_DIFFERENCE
    const category = 32 - Math.clz32(isNegative ? SAMPLE_MASK + 1 - difference : difference)
    const length = lengths[category]!
    if (length === 0) return false
    this.#writer.bits(codes[category]!, length)
    if (category > 0 && category < GREATEST_CATEGORY) {
      const bits = isNegative ? difference - (SAMPLE_MASK + 1) + (1 << category) - 1 : difference
      this.#writer.bits(bits, category)
    }
    return true
  }
}
