/** The elements of a head, which wait until it is known by which plan they are to be judged, and what they say to that. */

import { trimmedText } from '../dicom/value-text.ts'
import { limits } from '../limits.ts'
import type { ObjectKind } from '../profile/plan.ts'
import { ALWAYS_REQUIRED, MODALITY, SOP_CLASS_UID, SOP_INSTANCE_UID, STATED } from './inspected-attributes.ts'
import { noStatement, type Statement } from './stated-profile.ts'
import type { WalkedElement } from './walked-element.ts'

const CODE_VALUE = 0x00080100
const METHOD_CODES = 0x00120064

export class WaitingHead {
  /** What the object says of its de-identification, as far as it was read. */
  readonly statement: Statement = noStatement()
  readonly #meta = new Map<number, string>()
  readonly #root = new Map<number, string>()
  #waiting: WalkedElement[] = []
  #waitingBytes = 0
  #dataSetAt: WalkedElement | undefined
  #rootAt = 0

  /** Answers whether more may wait. */
  add(element: WalkedElement): boolean {
    if (isOfDataSet(element)) {
      this.#dataSetAt ??= element
      this.#rootAt = element.offsetBytes
    }
    this.#note(element)
    this.#waiting.push(element)
    this.#waitingBytes += element.value.length
    return this.#waitingBytes <= limits.verifiedHeadBytes && this.#waiting.length <= limits.verifiedElements
  }

  /** Pixel Data, which ends the head and does not wait. */
  endAt(element: WalkedElement): void {
    this.#dataSetAt ??= element
  }

  /** Gives what waited, once. */
  take(): readonly WalkedElement[] {
    const elements = this.#waiting
    this.#waiting = []
    return elements
  }

  /** The first element of the data set. */
  get dataSetAt(): WalkedElement | undefined {
    return this.#dataSetAt
  }

  /** Where the last element at the root begins. */
  get rootAt(): number {
    return this.#rootAt
  }

  /** Tags at the root of the data set that wait and begin before `endAt`, a byte offset. */
  rootTags(endAt: number): ReadonlySet<number> {
    return new Set(
      this.#waiting.filter((element) => isOfDataSet(element) && element.offsetBytes < endAt).map(({ tag }) => tag),
    )
  }

  /** Trimmed text by tag, of group 0002. */
  get meta(): ReadonlyMap<number, string> {
    return this.#meta
  }

  get kind(): ObjectKind {
    return { sopClassUid: this.#root.get(SOP_CLASS_UID), modality: this.#root.get(MODALITY) }
  }

  get sopInstanceUid(): string | undefined {
    return this.#root.get(SOP_INSTANCE_UID)
  }

  #note({ tag, steps, value }: WalkedElement): void {
    if (steps.length === 1 && steps[0]!.tag === METHOD_CODES && tag === CODE_VALUE) {
      this.statement.codes.add(trimmedText(value))
      return
    }
    if (steps.length > 0 || value.length > limits.fileMetaBytes) return
    const stated = STATED.get(tag)
    if (stated !== undefined) this.statement[stated] = trimmedText(value)
    if (tag >>> 16 === 2) this.#meta.set(tag, trimmedText(value))
    else if (ALWAYS_REQUIRED.has(tag)) this.#root.set(tag, trimmedText(value))
  }
}

/** Whether it stands at the root, behind file meta information. */
function isOfDataSet({ steps, tag }: WalkedElement): boolean {
  return steps.length === 0 && tag >>> 16 !== 2
}
