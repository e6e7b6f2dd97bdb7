/** Judges the elements of one object by its plan, in the order in which they stand. */

import { latin1Text, trimmedText } from '../dicom/value-text.ts'
import type { ObjectKind, Plan } from '../profile/plan.ts'
import { ACTION_KEEP } from '../wasm/seam.ts'
import {
  AttributeJudge,
  isOutside,
  isSequenceGone,
  type JudgedElement,
  type JudgeOptions,
  judgedOf,
} from './attribute-judge.ts'
import { BinaryJudge } from './binary-judge.ts'
import type { BinaryLook } from './binary-look.ts'
import { BulkJudge } from './bulk-judge.ts'
import type { Expectation } from './expectation.ts'
import { formatPath, type Kind } from './findings.ts'
import { ALWAYS_REQUIRED, NAMES_PATIENT, TRAILING_PADDING } from './inspected-attributes.ts'
import type { ObjectComparison } from './object-comparison.ts'
import type { Find } from './object-findings.ts'
import { judgePadding } from './stray-bytes.ts'
import { isRealDate } from './text-shapes.ts'
import type { WalkedElement } from './walked-element.ts'

export interface ObjectJudgeOptions {
  readonly plan: Plan
  readonly kind: ObjectKind
  readonly judging: JudgeOptions
  readonly find: Find
  /** Whether the transfer syntax encapsulates Pixel Data; undefined where none is known. */
  readonly isEncapsulated: boolean | undefined
  readonly comparison: ObjectComparison | undefined
}

/** Of a value that is no text, where values are to be shown. */
const SHOWN_BYTES = 256
/** What is no text, and no numbers of two or four bytes. */
const BYTE_VRS: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN'])

export class ObjectJudge {
  /** To be told of the bytes of the bulk value that was judged last. */
  readonly bulk: BulkJudge
  readonly #options: ObjectJudgeOptions
  readonly #attributes: AttributeJudge
  readonly #binaries: BinaryJudge
  /** Sequences that should have gone, by depth, until something is seen in them. */
  readonly #gone: ({ readonly path: string; readonly kind: Kind; readonly offsetBytes: number } | undefined)[] = []
  #isPatientNamed = false
  #hasRealDate = false

  constructor(options: ObjectJudgeOptions) {
    const { plan, kind, judging, find, isEncapsulated, comparison } = options
    this.#options = options
    this.#attributes = new AttributeJudge(plan, kind, judging)
    this.#binaries = new BinaryJudge(plan, kind, judging.uidRoots, find)
    this.bulk = new BulkJudge({ attributes: this.#attributes, find, isEncapsulated, comparison })
  }

  /** Whether something was left in an attribute that names the patient. */
  get isPatientNamed(): boolean {
    return this.#isPatientNamed
  }

  /** Whether a DA or DT looks real. */
  get hasRealDate(): boolean {
    return this.#hasRealDate
  }

  judge(walked: WalkedElement): void {
    const { comparison } = this.#options
    this.bulk.pass(walked)
    const path = formatPath(walked.steps, walked.tag)
    if (walked.tag >>> 16 === 2 && walked.steps.length === 0) {
      comparison?.meta(walked, path)
      return
    }
    this.#reportGone(walked.steps.length)
    const element = judgedOf(walked)
    const { expectation, kinds } = this.#attributes.judge(element)
    comparison?.judged(element, expectation, path, walked)
    const look = this.#isLookedInto(walked, element, expectation) ? this.#binaries.lookInto(walked.vr, path) : undefined
    switch (walked.form) {
      case 'bulk':
        this.bulk.begin(walked, path, look)
        break
      case 'sequence':
        this.#noteGone(walked, element, expectation, path)
        break
      case 'value':
        this.#judgeValue(walked, element, kinds, path, look)
    }
  }

  /** Whether it is bytes that stay, other than pixels. */
  #isLookedInto(
    { vr, form, tag, valueBytes }: WalkedElement,
    element: JudgedElement,
    expectation: Expectation,
  ): boolean {
    if (expectation.action !== ACTION_KEEP || !BYTE_VRS.has(vr) || isOutside(this.#options.plan, element)) return false
    if (form === 'bulk') return valueBytes !== undefined && tag >>> 24 !== 0x7f
    return form === 'value' && element.text === undefined
  }

  #judgeValue(
    { tag, vr, steps, value, offsetBytes }: WalkedElement,
    { text }: JudgedElement,
    kinds: readonly Kind[],
    path: string,
    look: BinaryLook | undefined,
  ): void {
    const { find } = this.#options
    look?.push(value)
    look?.end()
    const isRoot = steps.length === 0
    if (isRoot && tag === TRAILING_PADDING) judgePadding(value, offsetBytes, find)
    for (const kind of kinds) {
      find(kind, path, offsetBytes, text ?? latin1Text(value.subarray(0, SHOWN_BYTES)))
      if (NAMES_PATIENT.has(tag)) this.#isPatientNamed ||= kind === 'attribute-left' || kind === 'date-left'
    }
    if ((vr === 'DA' || vr === 'DT') && isRealDate(text ?? '')) this.#hasRealDate = true
    if (isRoot && ALWAYS_REQUIRED.has(tag) && trimmedText(value) === '') find('required-empty', path)
  }

  #noteGone(
    { tag, steps, offsetBytes }: WalkedElement,
    element: JudgedElement,
    expectation: Expectation,
    path: string,
  ): void {
    if (!isSequenceGone(expectation) || isOutside(this.#options.plan, element)) return
    const kind = expectation.slot === undefined && (tag >>> 16) & 1 ? 'private-left' : 'attribute-left'
    this.#gone[steps.length] = { path, kind, offsetBytes }
  }

  /** Something stands in sequences that should not be there. `depth`: that of the element that was met. */
  #reportGone(depth: number): void {
    for (let at = 0; at < this.#gone.length; at++) {
      const gone = this.#gone[at]
      if (gone !== undefined && at < depth) this.#options.find(gone.kind, gone.path, gone.offsetBytes)
      this.#gone[at] = undefined
    }
  }
}
