/** Reads a report line by line, in bounded memory, and looks whether its chain holds. What it reads may have been written by anybody. */

import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { ioError } from '../streams/descriptors.ts'
import { CHAIN_START, nextChain, sealedText, splitLine, splitSeal } from './chain.ts'

/** A line as JSON has it: nothing in it is sure. */
export type ReadRecord = Readonly<Record<string, unknown>>

/** Why a line is not what its report had there. */
export type BreakReason =
  | 'unreadable' // no record
  | 'no-chain' // a record that states no chain value
  | 'differs' // the value stated is not that of the line and the one before
  | 'misplaced' // a first, last or numbered line where it cannot stand
  | 'unended' // the last line is no summary

export interface ChainCheck {
  readonly lines: number
  /** The line, from 1 on, at which the chain first breaks, and how; undefined where it holds. */
  readonly broken: { readonly line: number; readonly reason: BreakReason } | undefined
  /** The value that the last line states; what was noted elsewhere has to be equal. */
  readonly anchor: string | undefined
  /** `unchecked`: there is one, and no key to hold it against. `missing`: there is none to hold against the key that was given. */
  readonly seal: 'none' | 'missing' | 'unchecked' | 'holds' | 'broken'
}

const CHUNK_BYTES = 65_536
const LINE_FEED = 0x0a

/**
 * Tells every record, in order, and answers what the chain is worth. `seal`: makes one under the key that the run is said to have had. Fails with IO, and with
 * REPORT_INVALID for what is no report at all.
 */
export function readReport(
  path: string,
  onRecord: (record: ReadRecord) => void,
  seal?: (text: string) => string,
): ChainCheck {
  const check = new Checker(onRecord, seal)
  const lines = readLines(path)
  try {
    for (;;) {
      const { value, done } = lines.next()
      if (done === true) return check.end(value)
      check.line(value)
    }
  } finally {
    lines.return(false)
  }
}

class Checker {
  readonly #onRecord: (record: ReadRecord) => void
  readonly #seal: ((text: string) => string) | undefined
  #lines = 0
  #entries = 0
  #records = 0
  #chain = CHAIN_START
  #anchor: string | undefined
  #broken: ChainCheck['broken']
  #sealed: ChainCheck['seal'] = 'none'
  #ended = false

  constructor(onRecord: (record: ReadRecord) => void, seal: ((text: string) => string) | undefined) {
    this.#onRecord = onRecord
    this.#seal = seal
  }

  line(line: string): void {
    this.#lines += 1
    const record = parse(line)
    if (record === undefined) {
      this.#break('unreadable')
      return
    }
    this.#records += 1
    if (!this.#isInPlace(record)) this.#break('misplaced')
    const split = splitLine(line)
    if (split === undefined) {
      this.#break('no-chain')
    } else {
      if (nextChain(split.text, this.#chain) !== split.chain) this.#break('differs')
      if (record.record === 'summary') this.#checkSeal(split.text)
      this.#chain = split.chain
      this.#anchor = split.chain
    }
    this.#onRecord(record)
  }

  /** `isWhole`: the last line has its line feed. */
  end(isWhole: boolean): ChainCheck {
    if (this.#records === 0) throw new SluiceError('REPORT_INVALID')
    if (!this.#ended || !isWhole) this.#break('unended')
    return { lines: this.#lines, broken: this.#broken, anchor: this.#anchor, seal: this.#sealed }
  }

  #isInPlace({ record, entry }: ReadRecord): boolean {
    if (this.#ended) return false
    if (record === 'run') return this.#records === 1
    if (record === 'entry') return this.#records > 1 && entry === this.#entries++
    this.#ended = true
    return this.#records > 1
  }

  #checkSeal(text: string): void {
    const sealed = splitSeal(text)
    if (sealed === undefined) this.#sealed = this.#seal === undefined ? 'none' : 'missing'
    else if (this.#seal === undefined) this.#sealed = 'unchecked'
    else this.#sealed = this.#seal(sealedText(sealed.text, this.#chain)) === sealed.seal ? 'holds' : 'broken'
  }

  #break(reason: BreakReason): void {
    this.#broken ??= { line: this.#lines, reason }
  }
}

function parse(line: string): ReadRecord | undefined {
  try {
    const record: unknown = JSON.parse(line)
    const isRecord = typeof record === 'object' && record !== null && 'record' in record
    return isRecord && ['run', 'entry', 'summary'].includes(String(record.record)) ? (record as ReadRecord) : undefined
  } catch {
    return undefined
  }
}

/** Lines of UTF-8, empty for what is none; at its end, whether the last one has its line feed. Fails with IO, and with REPORT_INVALID beyond limits.reportLineBytes. */
export function* readLines(path: string): Generator<string, boolean> {
  const descriptor = open(path)
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let rest = Buffer.alloc(0)
    for (;;) {
      const count = read(descriptor, chunk)
      if (count === 0) break
      let bytes = Buffer.concat([rest, chunk.subarray(0, count)])
      for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED)) {
        yield textOf(bytes.subarray(0, end))
        bytes = bytes.subarray(end + 1)
      }
      if (bytes.length > limits.reportLineBytes) throw new SluiceError('REPORT_INVALID')
      rest = Buffer.from(bytes)
    }
    if (rest.length > 0) yield textOf(rest)
    return rest.length === 0
  } finally {
    closeSync(descriptor)
  }
}

/** Other bytes must not become the same text. */
function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : ''
}

function open(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (fault) {
    throw ioError('the report cannot be opened', fault)
  }
}

function read(descriptor: number, chunk: Buffer): number {
  try {
    return readSync(descriptor, chunk, 0, chunk.length, null)
  } catch (fault) {
    throw ioError('the report cannot be read', fault)
  }
}
