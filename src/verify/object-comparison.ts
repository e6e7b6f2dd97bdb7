/**
 * One object of an output against the one of the input that it was made from: what identifies there must not stand here, what stays must be the same. Told by
 * the inspector of the output what it reads and judges, in the order in which it stands.
 */

import { createHash, type Hash } from 'node:crypto'
import { isGroupLength, isPrivateTag } from '../dicom/tag.ts'
import { isWellKnownUid } from '../dicom/uid.ts'
import { trimText } from '../dicom/value-text.ts'
import type { ObjectKind, Plan } from '../profile/plan.ts'
import { ACTION_CLEAN, ACTION_DUMMY, ACTION_KEEP, ACTION_PSEUDONYM, ACTION_SHIFT, ACTION_UID } from '../wasm/seam.ts'
import { isDummyBytes, isOutside, isWellFormed, type JudgedElement } from './attribute-judge.ts'
import { BlockComparison } from './block-sums.ts'
import type { Hit } from './byte-search.ts'
import { decodeText } from './decode-text.ts'
import { type Expectation, Expectations } from './expectation.ts'
import { InputHits } from './input-hits.ts'
import type { InputElement, InputObject } from './input-object.ts'
import type { Find } from './object-findings.ts'
import type { SetComparison } from './set-comparison.ts'
import { relateToSet } from './set-relations.ts'
import { type Spelling, spellingsOf, writtenSpellingsOf } from './spellings.ts'
import { isDummyText } from './text-shapes.ts'
import { isBlank, isSame } from './value-sameness.ts'
import type { WalkedElement } from './walked-element.ts'

export interface Compared {
  readonly entry: number
  readonly input: InputObject
  readonly set: SetComparison
}

/** Pixel Data, and the Extended Offset Table of it with its lengths: whether these hold is looked at apart from this. */
const PIXELS: ReadonlySet<string> = new Set(['(7FE0,0010)', '(7FE0,0001)', '(7FE0,0002)'])
const BURNED_IN_ANNOTATION = 0x00280301
const DOT = 0x2e
const SPACE = 0x20
/** In pixels and where no attribute is, shorter ones come up by chance. */
const SURE_BYTES = 8
const SURE_IN_GAPS_BYTES = 6
/** Numbers are equal by chance. */
const NUMBER_VRS: ReadonlySet<string> = new Set(['AS', 'DS', 'IS', 'TM'])
/** What these leave of a text is never empty, at the root of an object: elsewhere nothing tells what has to be there. */
const FILLED: ReadonlySet<number> = new Set([ACTION_DUMMY, ACTION_UID, ACTION_PSEUDONYM])

export class ObjectComparison {
  readonly #compared: Compared
  #find: Find = () => {}
  #dummies: ReadonlySet<string> = new Set()
  #plan: Plan | undefined
  /** Its pixels were, as it says: they are not those of the input. */
  #isCleaned = false
  readonly #hits = new InputHits()
  /** What the plan leaves as it is, of the input, until it was seen in the output. */
  readonly #expected = new Map<string, InputElement>()
  #bulk:
    | {
        readonly path: string
        readonly hash: Hash
        readonly isKept: boolean
        readonly blocks: BlockComparison | undefined
      }
    | undefined

  constructor(compared: Compared) {
    this.#compared = compared
  }

  attach(find: Find): void {
    this.#find = find
  }

  /** Whether an attribute has another value than in the input; undefined where the input has none in its place. */
  isChanged(element: JudgedElement, path: string): boolean | undefined {
    const before = this.#compared.input.byPath.get(path)
    return before === undefined ? undefined : !isSame(before.element.value, element.value)
  }

  /** Whether those of the input do not lead to its fragments. */
  get hadWrongOffsetTables(): boolean {
    return !this.#compared.input.offsetTables.hold
  }

  /** Whether an identifying value of the input stands in a name: of a file, or one character for each byte. To be asked at the end. */
  isNamedIn(name: string): boolean {
    return [Buffer.from(name, 'latin1'), Buffer.from(name)].some((value) => {
      // A dot ends a word there.
      const words = value.map((byte) => (byte === DOT ? SPACE : byte))
      return [value, words].some((text) => {
        const place = { value: text, valueAt: 0 }
        return this.#hits.within(place).some((hit) => this.#hits.standsAlone(hit, place))
      })
    })
  }

  // ---- what the inspector tells ----

  bytes(chunk: Uint8Array): void {
    this.#hits.push(chunk)
  }

  /** What was pushed is a deflated data set, and this is what is in it. */
  inflated(bytes: Uint8Array): void {
    this.#hits.inflated(bytes)
  }

  /** By which plan the object is judged. */
  settled(plan: Plan, kind: ObjectKind): void {
    this.#plan = plan
    this.#isCleaned = plan.inserts.some(({ tag }) => tag === BURNED_IN_ANNOTATION)
    this.#dummies = new Set(plan.dummies.map(({ bytes }) => trimText(Buffer.from(bytes).toString('latin1'))))
    this.#hits.seek(this.#expect(plan, kind))
  }

  judged(element: JudgedElement, expectation: Expectation, path: string, walked: WalkedElement): void {
    this.#judgeGaps(walked.valueAt)
    this.#expected.delete(path)
    if (walked.form === 'bulk') {
      const sums = walked.valueBytes === undefined ? this.#compared.input.blockSums.get(path) : undefined
      const blocks = sums && new BlockComparison(sums)
      this.#bulk = { path, hash: createHash('sha256'), isKept: expectation.action === ACTION_KEEP, blocks }
      return
    }
    if (walked.form === 'sequence') return
    const hits = this.#hits.take(walked.valueAt + walked.value.length)
    if (this.#plan === undefined || isAttested(this.#plan, element) || isKnownCreator(this.#plan, element)) return
    const before = this.#compared.input.byPath.get(path)
    if (expectation.action === ACTION_KEEP) this.#judgeKept(element, before, path, hits, walked)
    else if (before === undefined || !this.#judgeChanged(element, expectation, before, path, walked)) {
      this.#judgeHits(element, expectation, path, hits, walked)
    }
    if (before === undefined) return
    const wasText = before.element.text !== undefined && !isBlank(before.element.value)
    const isFilled = FILLED.has(expectation.action) && walked.steps.length === 0
    if (isFilled && isBlank(element.value) && wasText) this.#find('required-empty', path, walked.offsetBytes)
    relateToSet(this.#compared, { element, before, expectation, path }, this.#dummies)
  }

  /** An element of file meta information. */
  meta(walked: WalkedElement, path: string): void {
    if (!this.#hits.isInflated) {
      this.#judgeGaps(walked.valueAt)
      this.#hits.take(walked.valueAt + walked.value.length)
    }
    this.#leave(this.#hits.within(walked), path, walked)
  }

  bulk(bytes: Uint8Array): void {
    this.#bulk?.hash.update(bytes)
    this.#bulk?.blocks?.push(bytes)
  }

  bulkEnd(endAt: number): void {
    const { path, hash, isKept, blocks } = this.#bulk!
    this.#bulk = undefined
    const before = this.#compared.input.digests.get(path)
    const isEqual = before !== undefined && hash.digest('latin1' as 'hex') === before
    // Side data of compressed images becomes zeros.
    const isSameImage = isEqual || blocks?.end() === true
    if (isKept && before !== undefined && !isSameImage) this.#findChanged(path)
    for (const hit of this.#hits.take(endAt)) {
      if (this.#hits.byteLength(hit) < SURE_BYTES) continue
      this.#find(
        isEqual && isKept ? 'input-value-kept' : 'input-value-left',
        path,
        hit.offsetBytes,
        this.#hits.spelling(hit).text,
      )
    }
  }

  /** The object is over: what should have stayed must have been seen. */
  end(): void {
    this.#judgeGaps(Number.POSITIVE_INFINITY)
    if (this.#hits.isFull) this.#find('not-inspected')
    for (const [path, { element }] of this.#expected) if (isWellFormed(element)) this.#find('kept-lost', path)
  }

  // ---- what the input has ----

  /** Notes what is to stay, and answers what is to be looked for. */
  #expect(plan: Plan, kind: ObjectKind): Spelling[] {
    const expectations = new Expectations(plan, kind)
    const sought = new Map<string, Spelling>()
    for (const one of this.#compared.input.elements) {
      const { element, path, walked } = one
      const { action, isGone, slot } = expectations.of(element, element.form === 'sequence')
      if (element.form === 'sequence' || isGroupLength(element.tag)) continue
      if (isAttested(plan, element) || isKnownCreator(plan, element)) continue
      if (action === ACTION_KEEP && !isGone && slot !== undefined) {
        if (element.form === 'bulk' || !isBlank(element.value)) this.#expected.set(path, one)
      } else if (action !== ACTION_KEEP && action !== ACTION_CLEAN && element.text !== undefined) {
        for (const spelling of spellingsOf(element.vr, element.text)) {
          if (!this.#dummies.has(spelling.text)) sought.set(`${spelling.kind} ${spelling.text}`, spelling)
        }
        for (const spelling of writtenSpellingsOf(element.vr, element.value, (part) =>
          decodeText(part, walked.charset),
        )) {
          sought.set(Buffer.from(spelling.bytes!).toString('latin1'), spelling)
        }
      }
    }
    return [...sought.values()]
  }

  // ---- held against each other ----

  #findChanged(path: string, offsetBytes?: number): void {
    if (!PIXELS.has(path)) this.#find('kept-changed', path, offsetBytes)
    else if (!this.#isCleaned) this.#find('pixel-data-differs', path, offsetBytes)
  }

  #judgeKept(
    element: JudgedElement,
    before: InputElement | undefined,
    path: string,
    hits: readonly Hit[],
    walked: WalkedElement,
  ): void {
    if (before !== undefined && !isSame(before.element.value, element.value)) {
      const isLost = isBlank(element.value)
      // What cannot be what its representation says is no value that may stay.
      if (isLost && isWellFormed(before.element)) this.#find('kept-lost', path, walked.offsetBytes)
      else if (!isLost) this.#findChanged(path, walked.offsetBytes)
    } else if (before !== undefined) {
      const telling = NUMBER_VRS.has(element.vr) ? undefined : hits.find((hit) => this.#hits.isTelling(hit, walked))
      if (telling !== undefined)
        this.#find('input-value-kept', path, walked.offsetBytes, this.#hits.spelling(telling).text)
      return
    }
    this.#leave(hits, path, walked)
  }

  /** Whether the value is that of the input, and was told. */
  #judgeChanged(
    { value, text, vr }: JudgedElement,
    { action, transform }: Expectation,
    before: InputElement,
    path: string,
    { offsetBytes }: WalkedElement,
  ): boolean {
    if (isBlank(value) || !isSame(before.element.value, value)) return false
    // What is reduced may have been so before: an age, a year, a cleaned text.
    if (action === ACTION_CLEAN || (action === ACTION_SHIFT && transform?.kind !== 'shift-date')) return true
    const isNobodys =
      text === undefined ? isDummyBytes(this.#plan!, value) : this.#dummies.has(text) || isDummyText(text)
    const isPublic = vr === 'UI' && (text ?? '').split('\\').every((uid) => uid === '' || isWellKnownUid(trimText(uid)))
    if (isNobodys || isPublic || (transform?.kind === 'replace-text' && transform.text === text)) return true
    this.#find('value-unchanged', path, offsetBytes, text)
    return true
  }

  #judgeHits(
    { text }: JudgedElement,
    { action }: Expectation,
    path: string,
    hits: readonly Hit[],
    walked: WalkedElement,
  ): void {
    if (text !== undefined && this.#dummies.has(text)) return
    // A date that moved may come to lie on another of the same patient.
    const left = action === ACTION_SHIFT ? hits.filter((hit) => this.#hits.spelling(hit).kind !== 'date') : hits
    this.#leave(left, path, walked)
  }

  #leave(hits: readonly Hit[], path: string, walked: WalkedElement): void {
    const left = hits.find((hit) => this.#hits.standsAlone(hit, walked))
    if (left !== undefined) this.#find('input-value-left', path, left.offsetBytes, this.#hits.spelling(left).text)
  }

  #judgeGaps(untilAt: number): void {
    for (const hit of this.#hits.take(untilAt)) {
      if (this.#hits.byteLength(hit) >= SURE_IN_GAPS_BYTES)
        this.#find('input-value-left', undefined, hit.offsetBytes, this.#hits.spelling(hit).text)
    }
  }
}

/** What an object says of its own de-identification is that of the output, with all that is in it. */
function isAttested(plan: Plan, { tag, steps }: JudgedElement): boolean {
  return isOutside(plan, {
    tag: steps[0]?.tag ?? tag,
    steps: [],
    path: [],
    concept: undefined,
    privateCreator: undefined,
  })
}

/** The name of a private block stays with what is known of the block. */
function isKnownCreator(plan: Plan, { tag, text }: JudgedElement): boolean {
  return isPrivateTag(tag) && (tag & 0xff00) === 0 && plan.privateSlots.has(text ?? '')
}
