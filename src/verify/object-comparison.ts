/**
 * One object of an output against the one of the input that it was made from: what identifies there must not stand here, what stays must be the same. Told by
 * the inspector of the output what it reads and judges, in the order in which it stands.
 */

import { createHash, type Hash } from 'node:crypto'
import { isGroupLength, isPrivateTag } from '../dicom/tag.ts'
import { isWellKnownUid, trimText } from '../dicom/uid.ts'
import type { ObjectKind, Plan } from '../profile/plan.ts'
import { ACTION_CLEAN, ACTION_KEEP, ACTION_SHIFT, ACTION_UID } from '../wasm/seam.ts'
import { isDummyBytes, isOutside, type JudgedElement } from './attribute-judge.ts'
import { BlockComparison } from './block-sums.ts'
import { copyOf } from './byte-feed.ts'
import { ByteSearch, type Hit, Needles } from './byte-search.ts'
import { type Expectation, Expectations } from './expectation.ts'
import type { InputElement, InputObject } from './input-object.ts'
import type { Find } from './object-findings.ts'
import type { SetComparison } from './set-comparison.ts'
import { encodingsOf, type Spelling, spellingsOf } from './spellings.ts'
import { isDummyText } from './text-shapes.ts'
import type { WalkedElement } from './walked-element.ts'

export interface Compared {
  readonly entry: number
  readonly input: InputObject
  readonly set: SetComparison
}

const PATIENT_ID = '(0010,0020)'
const SOP_INSTANCE_UID = '(0008,0018)'
const REFERENCED_SOP_INSTANCE_UID = 0x00081155
const PIXEL_DATA = '(7FE0,0010)'
const MS_PER_DAY = 86_400_000
/** In pixels and where no attribute is, shorter ones come up by chance. */
const SURE_BYTES = 8
const SURE_IN_GAPS_BYTES = 6
/** A shorter word that also stands in an attribute that stays says nothing. */
const TELLING_CHARACTERS = 6
const TELLING_DIGITS = 4
const TELLING_PHRASE_CHARACTERS = 12
/** Hits that wait for the attribute that they are in. Beyond, they are not looked at: the first ones were told. */
const MAX_WAITING_HITS = 10_000
/** Numbers are equal by chance. */
const NUMBER_VRS: ReadonlySet<string> = new Set(['AS', 'DS', 'IS', 'TM'])
const WORD = /[0-9A-Za-z.]/

export class ObjectComparison {
  readonly #compared: Compared
  #find: Find = () => {}
  #dummies: ReadonlySet<string> = new Set()
  #plan: Plan | undefined
  #needles = new Needles([])
  #search: ByteSearch | undefined
  #spellings: Spelling[] = []
  #lengths: number[] = []
  /** Bytes of the output that came before the plan was known. */
  #early: Uint8Array[] = []
  #isInflated = false
  #hits: Hit[] = []
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

  // ---- what the inspector tells ----

  bytes(chunk: Uint8Array): void {
    if (this.#isInflated) return
    if (this.#search === undefined) this.#early.push(copyOf(chunk))
    else this.#search.push(chunk)
  }

  /** What was pushed is a deflated data set, and this is what is in it. */
  inflated(bytes: Uint8Array): void {
    this.#isInflated = true
    this.#early = [bytes]
  }

  /** By which plan the object is judged. */
  settled(plan: Plan, kind: ObjectKind): void {
    this.#plan = plan
    this.#dummies = new Set(plan.dummies.map(({ bytes }) => trimText(Buffer.from(bytes).toString('latin1'))))
    this.#expect(plan, kind)
    const encoded = this.#spellings.map(({ text }) => encodingsOf(text))
    this.#spellings = this.#spellings.flatMap((spelling, index) => encoded[index]!.map(() => spelling))
    const needles = encoded.flat()
    this.#lengths = needles.map(({ length }) => length)
    this.#needles = new Needles(needles)
    this.#search = new ByteSearch(this.#needles, (hit) => {
      if (this.#hits.length < MAX_WAITING_HITS) this.#hits.push(hit)
    })
    for (const chunk of this.#early) this.#search.push(chunk)
    this.#early = []
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
    const hits = this.#takeHits(walked.valueAt + walked.value.length)
    if (this.#plan === undefined || isAttested(this.#plan, element) || isKnownCreator(this.#plan, element)) return
    const before = this.#compared.input.byPath.get(path)
    if (expectation.action === ACTION_KEEP) this.#judgeKept(element, before, path, hits, walked)
    else if (before === undefined || !this.#judgeChanged(element, expectation, before, path, walked)) {
      this.#judgeHits(element, expectation, path, hits, walked)
    }
    if (before !== undefined) this.#relate(element, expectation, before, path)
  }

  /** An element of file meta information. */
  meta(walked: WalkedElement, path: string): void {
    if (!this.#isInflated) {
      this.#judgeGaps(walked.valueAt)
      this.#takeHits(walked.valueAt + walked.value.length)
    }
    const hits: Hit[] = []
    new ByteSearch(this.#needles, ({ needle, offsetBytes }) => {
      hits.push({ needle, offsetBytes: offsetBytes + walked.valueAt })
    }).push(walked.value)
    this.#leave(hits, path, walked)
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
    if (isKept && before !== undefined && !isSameImage)
      this.#find(path === PIXEL_DATA ? 'pixel-data-differs' : 'kept-changed', path)
    for (const hit of this.#takeHits(endAt)) {
      if (this.#lengths[hit.needle]! < SURE_BYTES) continue
      this.#find(isEqual && isKept ? 'input-value-kept' : 'input-value-left', path, hit.offsetBytes, this.#textOf(hit))
    }
  }

  /** The object is over: what should have stayed must have been seen. */
  end(): void {
    this.#judgeGaps(Number.POSITIVE_INFINITY)
    for (const [path] of this.#expected) this.#find('kept-lost', path)
  }

  // ---- what the input has ----

  #expect(plan: Plan, kind: ObjectKind): void {
    const expectations = new Expectations(plan)
    expectations.begin(kind)
    const sought = new Map<string, Spelling>()
    for (const one of this.#compared.input.elements) {
      const { element, path } = one
      const { action, isGone, slot } = expectations.of(element, element.form === 'sequence')
      if (element.form === 'sequence' || isGroupLength(element.tag)) continue
      if (isAttested(plan, element) || isKnownCreator(plan, element)) continue
      if (action === ACTION_KEEP && !isGone && slot !== undefined) {
        if (element.form === 'bulk' || !isBlank(element.value)) this.#expected.set(path, one)
      } else if (action !== ACTION_KEEP && action !== ACTION_CLEAN && element.text !== undefined) {
        for (const spelling of spellingsOf(element.vr, element.text)) {
          if (!this.#dummies.has(spelling.text)) sought.set(`${spelling.kind} ${spelling.text}`, spelling)
        }
      }
    }
    this.#spellings = [...sought.values()]
  }

  // ---- held against each other ----

  #judgeKept(
    element: JudgedElement,
    before: InputElement | undefined,
    path: string,
    hits: readonly Hit[],
    walked: WalkedElement,
  ): void {
    if (before !== undefined && !isSame(before.element.value, element.value)) {
      this.#find(isBlank(element.value) ? 'kept-lost' : 'kept-changed', path, walked.offsetBytes)
    } else if (before !== undefined) {
      const telling = NUMBER_VRS.has(element.vr) ? undefined : hits.find((hit) => this.#isTelling(hit, walked))
      if (telling !== undefined) this.#find('input-value-kept', path, walked.offsetBytes, this.#textOf(telling))
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
    const left = action === ACTION_SHIFT ? hits.filter((hit) => this.#spellings[hit.needle]!.kind !== 'date') : hits
    this.#leave(left, path, walked)
  }

  #leave(hits: readonly Hit[], path: string, walked: WalkedElement): void {
    const left = hits.find((hit) => this.#standsAlone(hit, walked))
    if (left !== undefined) this.#find('input-value-left', path, left.offsetBytes, this.#textOf(left))
  }

  #isTelling(hit: Hit, walked: WalkedElement): boolean {
    const { kind, text } = this.#spellings[hit.needle]!
    if (text.length < TELLING_CHARACTERS || !this.#standsAlone(hit, walked)) return false
    const digits = text.replaceAll(/\D/g, '').length
    return kind === 'name' || kind === 'uid' || digits >= TELLING_DIGITS || text.length >= TELLING_PHRASE_CHARACTERS
  }

  /** Short words and numbers count only where they are not a part of others. */
  #standsAlone({ needle, offsetBytes }: Hit, { value, valueAt }: WalkedElement): boolean {
    const bytes = this.#lengths[needle]!
    if (bytes >= SURE_BYTES && !/^[0-9.]+$/.test(this.#spellings[needle]!.text)) return true
    const at = offsetBytes - valueAt
    return !isWord(value[at - 1]) && !isWord(value[at + bytes])
  }

  #judgeGaps(untilAt: number): void {
    for (const hit of this.#takeHits(untilAt)) {
      if (this.#lengths[hit.needle]! >= SURE_IN_GAPS_BYTES)
        this.#find('input-value-left', undefined, hit.offsetBytes, this.#textOf(hit))
    }
  }

  #takeHits(untilAt: number): Hit[] {
    let count = 0
    while (count < this.#hits.length && this.#hits[count]!.offsetBytes < untilAt) count++
    return this.#hits.splice(0, count)
  }

  #textOf(hit: Hit): string {
    return this.#spellings[hit.needle]!.text
  }

  // ---- among objects ----

  #relate(element: JudgedElement, { action, transform }: Expectation, before: InputElement, path: string): void {
    const { entry, set, input } = this.#compared
    const was = (before.element.text ?? '').split('\\').map(trimText)
    const now = (element.text ?? '').split('\\').map(trimText)
    if (was.length !== now.length) return
    for (const [index, old] of was.entries()) {
      const after = now[index]!
      if (old === '' || after === '') continue
      if (element.vr === 'UI' && (action === ACTION_UID || action === ACTION_KEEP) && !isWellKnownUid(old)) {
        set.uid(entry, path, old, after)
        if (path === SOP_INSTANCE_UID) set.instance(entry, old, after)
        if (element.tag === REFERENCED_SOP_INSTANCE_UID) set.reference(entry, path, old, after)
      } else if (action === ACTION_SHIFT && transform?.kind === 'shift-date') {
        const days = daysBetween(old, after)
        const patient = input.byPath.get(PATIENT_ID)?.element.text ?? ''
        if (days !== undefined && days !== 0) set.date(entry, path, patient, days)
      }
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

/** Days from one DA or DT to another. */
function daysBetween(before: string, after: string): number | undefined {
  const from = dayOf(before)
  const to = dayOf(after)
  return from === undefined || to === undefined ? undefined : to - from
}

function dayOf(text: string): number | undefined {
  const parts = /^(\d{4})[.]?(\d{2})[.]?(\d{2})/.exec(text)
  if (parts === null) return undefined
  const milliseconds = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  return Number.isNaN(milliseconds) ? undefined : Math.round(milliseconds / MS_PER_DAY)
}

/** Whether two values are the same but for their padding. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(withoutPadding(one), withoutPadding(other)) === 0
}

function isBlank(value: Uint8Array): boolean {
  return withoutPadding(value).length === 0
}

function withoutPadding(value: Uint8Array): Uint8Array {
  let end = value.length
  while (end > 0 && (value[end - 1] === 0 || value[end - 1] === 0x20)) end--
  return value.subarray(0, end)
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && WORD.test(String.fromCharCode(byte))
}
