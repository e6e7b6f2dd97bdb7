/**
 * The WebAssembly core as an object: the only file that knows addresses. One instance serves one object after the other.
 *
 * The memory may grow once, in step(): views onto it that were given out before are empty then, as is said of each.
 */

import { decodeBase64 } from './base64.ts'
import { ENGINE_WASM_BASE64 } from './engine-bytes.gen.ts'
import {
  ACTION_COUNT,
  CATEGORY_COUNT,
  CHARSET_ROW_BYTES,
  CHARSET_UNKNOWN,
  CHARSETS_AT,
  COMPOUNDS_AT,
  COUNTS_AT,
  EXCHANGE_AT,
  EXCHANGE_BYTES,
  FACT_ROW_BYTES,
  FACTS_AT,
  FEED_BYTES,
  FILTERED_ALL,
  FILTERED_FRAGMENTS,
  INPUT_AT,
  INPUT_WINDOW_BYTES,
  MAX_COMPOUNDS,
  MAX_NOTED,
  MAX_ORIGINS,
  NOTE_ROW_BYTES,
  NOTED_AT,
  NOTED_ONLY_TOLD,
  NOTED_ROW_BYTES,
  NOTES_AT,
  ORIGINS_AT,
  OUTPUT_AT,
  PLAN_AT,
  PLAN_BYTES,
  REG_CHARSET,
  REG_FACTS_COUNT,
  REG_FILTERED,
  REG_FIXED_BYTES,
  REG_INPUT_PTR,
  REG_JUDGED,
  REG_NOTED_COUNT,
  REG_NOTES_COUNT,
  REG_OUTPUT_BYTES,
  REG_VALUE_BYTES,
  REG_VALUE_PTR,
  REGISTERS_AT,
  REGISTERS_BYTES,
  TALLY_COUNT,
} from './seam.ts'

interface CoreExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  begin(encoding: number, framing: number, objectBytes: number): void
  step(inputAt: number, inputEnd: number, last: number): number
}

/** Makes a text of bytes, or remembers the one it made of such. */
export interface TextReader {
  textOf(bytes: Uint8Array, fromAt: number, toAt: number): string
}

/** What the WebAssembly namespace offers here; the language's own library leaves it to the platform's types. */
interface WebAssemblyNamespace {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { exports: unknown }
}

/** The module itself, for a digest. */
export function engineBytes(): Uint8Array {
  return decodeBase64(ENGINE_WASM_BASE64)
}

let compiledModule: object | undefined

function instantiate(): CoreExports {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyNamespace }).WebAssembly
  compiledModule ??= new Module(engineBytes())
  return new Instance(compiledModule, {}).exports as CoreExports
}

/** An attribute that is to be noted. `isOnlyTold`: nobody decides by it, so that it does no harm where it cannot be noted. */
export interface NotedRow {
  readonly tag: number
  readonly maxBytes: number
  readonly isOnlyTold: boolean
}

export class Core {
  readonly #exports: CoreExports
  #bytes!: Uint8Array
  #registers!: Float64Array
  #counts!: Uint32Array
  #origins!: Uint32Array
  #compounds!: Uint32Array
  #view!: DataView
  #inputAt = INPUT_AT
  #inputEnd = INPUT_AT

  /** `plan` is laid out as seam.ts says (PLAN_AT_*). Throws RangeError where it does not fit. */
  constructor(plan: Uint8Array) {
    if (plan.length > PLAN_BYTES) throw new RangeError('the plan does not fit the memory of the core')
    this.#exports = instantiate()
    this.#openViews()
    this.#bytes.set(plan, PLAN_AT)
  }

  #openViews(): void {
    const { buffer } = this.#exports.memory
    this.#bytes = new Uint8Array(buffer)
    this.#registers = new Float64Array(buffer, REGISTERS_AT, REGISTERS_BYTES / 8)
    this.#counts = new Uint32Array(buffer, COUNTS_AT, CATEGORY_COUNT * ACTION_COUNT + TALLY_COUNT)
    this.#origins = new Uint32Array(buffer, ORIGINS_AT, MAX_ORIGINS)
    this.#compounds = new Uint32Array(buffer, COMPOUNDS_AT, MAX_COMPOUNDS)
    this.#view = new DataView(buffer)
  }

  /** Starts a data set whose first bytes may be in the input window already. `objectBytes`: -1 where not known. */
  begin(encoding: number, framing: number, objectBytes: number): void {
    this.#exports.begin(encoding, framing, objectBytes)
  }

  /** Goes on until the core needs its driver; a STATUS_*. `ended`: what is in the input window is all there will be. */
  step(ended: boolean): number {
    const status = this.#exports.step(this.#inputAt, this.#inputEnd, ended ? 1 : 0)
    if (this.#bytes.length === 0) this.#openViews()
    this.#inputAt = this.#registers[REG_INPUT_PTR]!
    return status
  }

  register(index: number): number {
    return this.#registers[index]!
  }

  /** Counts by category and action, then the tallies; valid until the next step. */
  get counts(): Uint32Array {
    return this.#counts
  }

  /** Counts of elements by the number of the origin of their decision, those that the plan has; valid until the next step. */
  get origins(): Uint32Array {
    return this.#origins
  }

  /** The decisions of this object for attributes with a compound, by compound index. */
  setCompoundDecisions(decisions: Uint32Array): void {
    this.#compounds.set(decisions.subarray(0, MAX_COMPOUNDS))
  }

  /** The size that the data set's output must have, for FRAMING_SAME_SIZE; to be told once STATUS_SURVEYED was answered. */
  setFixedBytes(bytes: number): void {
    this.#registers[REG_FIXED_BYTES] = bytes
  }

  /** Facts of the survey: tag and value, valid until the next step. */
  *facts(): Generator<{ tag: number; value: Uint8Array }> {
    const count = this.#registers[REG_FACTS_COUNT]!
    for (let at = FACTS_AT; at < FACTS_AT + count * FACT_ROW_BYTES; at += FACT_ROW_BYTES) {
      const ptr = this.#view.getUint32(at + 4, true)
      yield {
        tag: this.#view.getUint32(at, true),
        value: this.#bytes.subarray(ptr, ptr + this.#view.getUint32(at + 8, true)),
      }
    }
  }

  /**
   * Asks for STATUS_NOTES from the next data set on. `noted`: which root elements are to be noted, MAX_NOTED at the most: tags in ascending order, each once, and how much of the value. `isLenient`: what comes too late or is too much is left out, and no reason to refuse the object.
   * Throws RangeError where there are more.
   */
  askForNotes(noted: readonly NotedRow[]): void {
    if (noted.length > MAX_NOTED) throw new RangeError('more attributes are to be noted than the core has room for')
    for (const [index, { tag, maxBytes, isOnlyTold }] of noted.entries()) {
      this.#view.setUint32(NOTED_AT + index * NOTED_ROW_BYTES, tag, true)
      const bound = maxBytes + (isOnlyTold ? NOTED_ONLY_TOLD : 0)
      this.#view.setUint32(NOTED_AT + index * NOTED_ROW_BYTES + 4, bound, true)
    }
    this.#registers[REG_NOTED_COUNT] = noted.length
    this.#registers[REG_JUDGED] = 1
  }

  /** For which bulk values STATUS_BULK and STATUS_FILTER are wanted from the next step on; none by default. */
  setFiltered(values?: 'fragments' | 'all'): void {
    this.#registers[REG_FILTERED] = values === undefined ? 0 : values === 'all' ? FILTERED_ALL : FILTERED_FRAGMENTS
  }

  /** How many elements STATUS_NOTES tells of, which are numbered from 0 in the order of the data set. */
  get notesCount(): number {
    return this.#registers[REG_NOTES_COUNT]!
  }

  noteTag(index: number): number {
    return this.#view.getUint32(NOTES_AT + index * NOTE_ROW_BYTES, true)
  }

  /** The beginning of the value, up to the bound; valid until the next step. */
  noteValue(index: number): Uint8Array {
    const at = NOTES_AT + index * NOTE_ROW_BYTES
    const ptr = this.#view.getUint32(at + 4, true)
    return this.#bytes.subarray(ptr, ptr + this.#view.getUint32(at + 8, true))
  }

  /** As it stood in the header. */
  noteLengthField(index: number): number {
    return this.#view.getUint32(NOTES_AT + index * NOTE_ROW_BYTES + 12, true)
  }

  /** Index into VR_NAMES; 0 where there was no explicit VR, or none that is known. */
  noteVrIndex(index: number): number {
    return this.#view.getUint32(NOTES_AT + index * NOTE_ROW_BYTES + 16, true)
  }

  /** The Specific Character Set that the value to be replaced is in; undefined where it cannot be known. */
  charset(): Uint8Array | undefined {
    const index = this.#registers[REG_CHARSET]!
    if (index === CHARSET_UNKNOWN) return undefined
    const at = CHARSETS_AT + index * CHARSET_ROW_BYTES
    return this.#bytes.subarray(at + 4, at + 4 + this.#view.getUint32(at, true))
  }

  // ---- input window ----

  clearInput(): void {
    this.#inputAt = INPUT_AT
    this.#inputEnd = INPUT_AT
  }

  /** Bytes in the window that are not consumed. */
  get inputBytes(): number {
    return this.#inputEnd - this.#inputAt
  }

  /**
   * Copies from `chunk` at `from` what is due and fits, FEED_BYTES at the most, and answers how much that was. 0: the window is
   * full of bytes that are not consumed.
   */
  feed(chunk: Uint8Array, from: number): number {
    if (this.#inputAt > INPUT_AT && (this.#inputAt === this.#inputEnd || this.#roomBytes() < FEED_BYTES))
      this.#compact()
    const bytes = Math.min(FEED_BYTES, chunk.length - from, this.#roomBytes())
    this.#bytes.set(bytes === chunk.length ? chunk : chunk.subarray(from, from + bytes), this.#inputEnd)
    this.#inputEnd += bytes
    return bytes
  }

  #roomBytes(): number {
    return INPUT_AT + INPUT_WINDOW_BYTES - this.#inputEnd
  }

  #compact(): void {
    this.#bytes.copyWithin(INPUT_AT, this.#inputAt, this.#inputEnd)
    this.#inputEnd -= this.#inputAt - INPUT_AT
    this.#inputAt = INPUT_AT
  }

  /** The unconsumed bytes of the window, but for the first `fromAt` of them; valid until the next call. */
  inputView(fromAt = 0): Uint8Array {
    return this.#bytes.subarray(this.#inputAt + fromAt, this.#inputEnd)
  }

  /** Consumes bytes that the core doesn't see; the rest moves to the start of the window. */
  discardInput(bytes: number): void {
    this.#inputAt += bytes
    this.#compact()
  }

  // ---- values, exchange, output window; views are valid until the next step ----

  /** Bytes of the input window by the address and length that two registers hold; undefined for address 0. */
  valueView(ptrRegister: number, bytesRegister: number): Uint8Array | undefined {
    const ptr = this.#registers[ptrRegister]!
    return ptr === 0 ? undefined : this.#bytes.subarray(ptr, ptr + this.#registers[bytesRegister]!)
  }

  /** The same as text without padding, which `recent` may have; undefined where nothing is left. */
  valueText(ptrRegister: number, bytesRegister: number, recent: TextReader): string | undefined {
    const ptr = this.#registers[ptrRegister]!
    return ptr === 0 ? undefined : recent.textOf(this.#bytes, ptr, ptr + this.#registers[bytesRegister]!) || undefined
  }

  /** The value that STATUS_REPLACE asks a replacement for, or the bytes in the output window that STATUS_FILTER is about. */
  replaceable(): Uint8Array {
    return this.valueView(REG_VALUE_PTR, REG_VALUE_BYTES)!
  }

  /** Answers STATUS_REPLACE. A replacement that the exchange can't hold becomes one of no bytes. */
  replaceWith(value: Uint8Array): void {
    const fits = value.length <= EXCHANGE_BYTES
    if (fits) this.#bytes.set(value, EXCHANGE_AT)
    this.#registers[REG_VALUE_BYTES] = fits ? value.length : 0
  }

  outputView(): Uint8Array {
    return this.#bytes.subarray(OUTPUT_AT, OUTPUT_AT + this.#registers[REG_OUTPUT_BYTES]!)
  }
}
