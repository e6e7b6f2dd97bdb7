/** Judges values that come by in pieces: pixels, their offset tables, and what is too long to be held. */

import type { AttributeJudge } from './attribute-judge.ts'
import type { BinaryLook } from './binary-look.ts'
import { isZeros } from './byte-feed.ts'
import { PIXEL_DATA, TRAILING_PADDING } from './inspected-attributes.ts'
import type { ObjectComparison } from './object-comparison.ts'
import type { Find } from './object-findings.ts'
import { OffsetTables } from './offset-tables.ts'
import { judgePadding } from './stray-bytes.ts'
import type { WalkedElement } from './walked-element.ts'

export interface BulkJudgeOptions {
  readonly attributes: AttributeJudge
  readonly find: Find
  /** Whether the transfer syntax encapsulates Pixel Data; undefined where none is known. */
  readonly isEncapsulated: boolean | undefined
  readonly comparison: ObjectComparison | undefined
}

/** A value that comes by. */
interface Passing {
  readonly element: WalkedElement
  readonly path: string
  readonly look: BinaryLook | undefined
  isEmpty: boolean
}

/** The bulk values of one object. */
export class BulkJudge {
  readonly #options: BulkJudgeOptions
  readonly #offsetTables = new OffsetTables()
  #passing: Passing | undefined

  constructor(options: BulkJudgeOptions) {
    this.#options = options
  }

  /** Whether a value comes by that is not looked into. */
  get isUnseen(): boolean {
    return this.#passing !== undefined && this.#passing.look === undefined
  }

  /** To be told of every element: offset tables go by some that stand before the pixels. */
  pass(element: WalkedElement): void {
    this.#offsetTables.element(element)
  }

  /** A bulk value begins. `look`: where it is looked into. */
  begin(element: WalkedElement, path: string, look: BinaryLook | undefined): void {
    this.#passing = { element, path, look, isEmpty: true }
    const { isEncapsulated, find } = this.#options
    const isInFragments = element.valueBytes === undefined
    if (isPixelData(element) && isEncapsulated !== undefined && isEncapsulated !== isInFragments)
      find('meta-differs', path)
  }

  fragment(offsetBytes: number, valueBytes: number): void {
    this.#offsetTables.fragment(offsetBytes, valueBytes)
  }

  bytes(bytes: Uint8Array): void {
    const passing = this.#passing!
    this.#offsetTables.bytes(bytes)
    if (passing.isEmpty) passing.isEmpty = isZeros(bytes)
    if (passing.element.tag === TRAILING_PADDING) judgePadding(bytes, passing.element.offsetBytes, this.#options.find)
    passing.look?.push(bytes)
    this.#options.comparison?.bulk(bytes)
  }

  /** `endAt`: byte offset in the object. */
  end(endAt: number): void {
    const { attributes, find, comparison } = this.#options
    const { element, path, isEmpty, look } = this.#passing!
    look?.end()
    this.#passing = undefined
    comparison?.bulkEnd(endAt)
    if (isPixelData(element)) this.#judgeOffsetTables(path)
    if (isEmpty || element.tag === TRAILING_PADDING) return
    // Judged as a value that is there, whatever it is.
    const { kinds } = attributes.judge({ ...element, value: Uint8Array.of(1), text: undefined })
    for (const kind of kinds) find(kind, path, element.offsetBytes)
    const isPixels = element.tag >>> 24 === 0x7f
    if (kinds.length === 0 && !isPixels && !element.vr.startsWith('O')) find('not-inspected', path, element.offsetBytes)
  }

  /** What was wrong in the input is no fault of the output. */
  #judgeOffsetTables(path: string): void {
    this.#offsetTables.bulkEnd()
    const wasWrong = this.#options.comparison?.hadWrongOffsetTables === true
    if (!this.#offsetTables.hold && !wasWrong) this.#options.find('offset-table-differs', path)
  }
}

function isPixelData({ tag, steps }: WalkedElement): boolean {
  return tag === PIXEL_DATA && steps.length === 0
}
