/**
 * De-identifies a data set that lies whole in memory, by recursion: sections 3 and 4 of docs/engine.md. Slow and plain on
 * purpose: this is what the engine is held against.
 */

import type { ObjectCounts } from '../../src/engine/contract.ts'
import type { Code } from '../../src/errors.ts'
import type { BulkFilter } from '../../src/pixels/bulk-filter.ts'
import type { ObjectKind } from '../../src/profile/plan.ts'
import { PASS_BYTES } from '../../src/wasm/seam.ts'
import { ReferenceCounts } from './reference-counts.ts'
import { type Deciders, type Decision, decide } from './reference-decision.ts'
import { dropItem, dropValue, refuseDepth, refuseLength } from './reference-drop.ts'
import {
  type DataSet,
  delimiter,
  encodingInside,
  formOfUndefinedLength,
  type Header,
  isDelimiterGroup,
  Refusal,
  readHeader,
  requirePresent,
  type Surroundings,
  TAG_ITEM,
  TAG_ITEM_DELIMITATION,
  TAG_SEQUENCE_DELIMITATION,
} from './reference-elements.ts'
import { Notes, type ReferenceJudge } from './reference-notes.ts'
import { type Closing, DataSetOutput } from './reference-output.ts'
import { isPrivate, type Rule } from './reference-plan.ts'
import { isCreator, type Scope, Scopes } from './reference-scope.ts'

/** Everything that one data set is decided by. */
export interface DataSetRequest extends Deciders {
  readonly dataSet: DataSet
  readonly encoding: number
  readonly kind: ObjectKind
  /** SAME_SIZE framing: the size that the output must have. */
  readonly fixedBytes?: number
  /** Where a complete survey of facts ended: section 2. */
  readonly surveyedTo?: number | undefined
  /** Section 5. */
  readonly judge?: ReferenceJudge | undefined
  /** Section 6. */
  readonly filter?: BulkFilter | undefined
}

/** What has been written, the size it was committed to, and why it ended if it did not end well. */
export interface DataSetOutcome {
  readonly bytes: Uint8Array
  readonly committed: boolean
  /** How much of `bytes` had been decided; zeros fill the rest of an object that broke. */
  readonly decidedBytes: number
  readonly refusal?: Refusal
  readonly counts: ObjectCounts
}

/** A container of elements (root, item) or of items (sequence, fragments). */
interface Container extends Surroundings {
  /** Where it ends; undefined where a delimiter says so, and for a root in STREAM framing. */
  readonly endAt: number | undefined
  /** Tags of the sequences around, outermost first, from the last content item of a known concept on; empty at the root. */
  readonly path: readonly number[]
  /** Sequences around what is inside. */
  readonly depth: number
  readonly dummyMode: boolean
}

/** A value that stays; `refusal`: and what stops the walk once it is written. */
interface KeptValue {
  readonly value: Uint8Array
  readonly streams: boolean
  readonly isLookedAt?: boolean
  readonly refusal?: Refusal
}

/** A container of elements. */
interface ElementContainer extends Container {
  readonly scope: Scope
}

const CONCEPT_NAME_CODE_SEQUENCE = 0x0040a043

export function rewriteDataSet(request: DataSetRequest): DataSetOutcome {
  const rewriter = new DataSetRewriter(request)
  const { output, counts } = rewriter
  try {
    rewriter.rewriteRoot()
    return { bytes: output.whole(), committed: true, decidedBytes: output.length, counts: counts.whole() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return {
      bytes: output.broken(),
      committed: output.size.isCommitted,
      decidedBytes: output.length,
      refusal: error,
      counts: counts.whole(),
    }
  }
}

class DataSetRewriter {
  readonly output: DataSetOutput
  readonly counts = new ReferenceCounts()
  private readonly request: DataSetRequest
  private readonly notes: Notes | undefined
  private at = 0

  constructor(request: DataSetRequest) {
    this.request = request
    if (request.judge !== undefined) this.notes = new Notes(request.dataSet, request.judge)
    const inserts = request.plan.inserts(request.encoding)
    this.output = new DataSetOutput(request.dataSet, inserts, request.encoding, request.fixedBytes)
  }

  // ---- root ------------------------------------------------------------------------------------------------------------

  rewriteRoot(): void {
    const { dataSet, encoding, plan } = this.request
    const root: ElementContainer = {
      encoding,
      endAt: dataSet.announcedBytes,
      limitAt: dataSet.announcedBytes ?? Number.POSITIVE_INFINITY,
      path: [],
      depth: 0,
      dummyMode: false,
      scope: new Scopes(plan).root(),
    }
    while (!this.isRootEnd()) {
      this.output.commitIfLarge(this.at, 0)
      this.rewriteElement(readHeader(dataSet, this.at, root), root)
    }
    this.notes?.tell(dataSet.announcedBytes ?? dataSet.bytes.length)
  }

  /** 3.3. */
  private isRootEnd(): boolean {
    const { dataSet } = this.request
    const endAt = dataSet.announcedBytes ?? dataSet.bytes.length
    const headBytes = Math.min(8, endAt - this.at)
    requirePresent(dataSet, this.at, headBytes, { at: this.at })
    if (headBytes < 8) {
      this.counts.tally('trailingBytes', headBytes)
      return true
    }
    if (!isZeros(dataSet.bytes.subarray(this.at, this.at + 8))) return false
    const strangeAt = dataSet.bytes.findIndex((byte, at) => at >= this.at && byte !== 0)
    if (strangeAt >= 0) throw new Refusal('VR_INVALID', strangeAt)
    requirePresent(dataSet, this.at, endAt - this.at, { at: this.at })
    this.counts.tally('trailingBytes', endAt - this.at)
    return true
  }

  // ---- elements ----------------------------------------------------------------------------------------------------------

  /** What was cleaned before did not know its value. */
  private refuseLateFact({ tag, senseless }: Header): void {
    const { plan, surveyedTo } = this.request
    if (senseless) return
    if (surveyedTo === undefined || this.at < surveyedTo || tag > plan.surveyUntil || !plan.isFact(tag)) return
    throw new Refusal('ORDER_INVALID', this.at, tag)
  }

  /** An element at the root or in an item; a delimiter that means nothing there is dropped. */
  private rewriteElement(header: Header, around: ElementContainer): void {
    const { plan, dataSet } = this.request
    if (isDelimiterGroup(header.tag)) {
      refuseUnlessDelimiter(header)
      this.at = header.valueAt
      return
    }
    const isRoot = around.path.length === 0
    if (around.depth === 0) {
      this.notes?.note(header, around.limitAt)
      this.refuseLateFact(header)
    }
    if (!header.senseless && !around.scope.isInOrder(header.tag))
      throw new Refusal('ORDER_INVALID', header.at, header.tag)
    const isEncapsulated = plan.isEncapsulated(header.tag, around.scope.creatorOf(header.tag))
    const form = header.valueBytes === undefined ? formOfUndefinedLength(header, isEncapsulated) : undefined
    if (form !== undefined) refuseDepth(header, around.depth)
    if (isRoot) this.output.insertBefore(header.tag)

    const decision = this.decisionOf(header, form, around)
    const rule = this.ruleOf(header, around)
    let isWritten = true
    switch (decision.kind) {
      case 'remove':
        this.drop(header, around)
        break
      case 'empty':
        this.writeEmpty(header, around)
        break
      case 'replace':
        isWritten = this.writeReplacement(header, decision.value)
        break
      case 'keep':
        if (isRoot && this.isBulk(header, around)) this.beginBulk(header, around)
        this.writeKept(
          header,
          this.isBulk(header, around) ? this.filtered(header, header.tag, around.depth, decision) : decision,
        )
        around.scope.noteKept(header.tag, decision.value)
        break
      case 'keep-fragments':
        if (isRoot && this.isBulk(header, around)) this.beginBulk(header, around)
        this.rewriteFragments(header, around)
        break
      case 'enter':
        if (isRoot && this.isBulk(header, around)) this.output.commitBeforeBulk(this.at, endOf(header))
        isWritten = this.rewriteSequence(header, around, decision.dummyMode)
        break
    }
    this.count(header, decision, rule, around.dummyMode, isWritten)
    if (header.valueBytes !== undefined) requirePresent(dataSet, header.valueAt, header.valueBytes, header)
  }

  /** 3.5: what the plan does not know is removed; so is what has no VR. */
  private decisionOf(header: Header, form: 'sequence' | 'fragments' | undefined, around: ElementContainer): Decision {
    const { dataSet } = this.request
    const { scope, dummyMode } = around
    const value = dataSet.bytes.slice(header.valueAt, header.valueAt + (header.valueBytes ?? 0))
    if (isPrivate(header.tag) && isCreator(header.tag)) {
      return scope.keepsCreator(header, value) ? { kind: 'keep', value, streams: false } : { kind: 'remove' }
    }
    const rule = this.ruleOf(header, around)
    if (header.senseless || rule === undefined) return { kind: 'remove' }
    return decide({ header, rule, form, dummyMode, value, charset: scope.charset }, this.request)
  }

  /** 5. */
  private count(
    { tag, senseless }: Header,
    decision: Decision,
    rule: Rule | undefined,
    dummyMode: boolean,
    isWritten: boolean,
  ): void {
    if (isPrivate(tag) && isCreator(tag)) {
      if (decision.kind === 'keep') this.counts.keptCreator()
      else this.counts.withoutRule(tag)
    } else if (senseless || rule === undefined) {
      this.counts.withoutRule(tag)
    } else {
      this.counts.byRule(rule, decision, dummyMode, isWritten)
    }
  }

  private ruleOf({ tag }: Header, { path, scope }: ElementContainer): Rule | undefined {
    const { plan, kind } = this.request
    return plan.rule(tag, { path, concept: scope.concept, privateCreator: scope.creatorOf(tag), kind })
  }

  /** 4.2 (a), and 5.2. */
  private beginBulk(header: Header, { depth }: ElementContainer): void {
    if (depth === 0) this.notes?.tell(header.at, header)
    this.output.commitBeforeBulk(this.at, endOf(header))
  }

  private isBulk(header: Header, around: ElementContainer): boolean {
    return this.ruleOf(header, around)?.bulk ?? false
  }

  /** Every byte of the value is there before anything is written for it. False where it does not fit. */
  private writeReplacement(header: Header, value: Uint8Array): boolean {
    const { dataSet } = this.request
    requirePresent(dataSet, header.valueAt, header.valueBytes!, header)
    // 4.3
    const fits = value.length - header.valueBytes! <= this.output.slackBytes(this.at)
    const written = fits ? value : new Uint8Array(0)
    this.output.appendHeader(header, written.length)
    this.output.append(written)
    this.at = header.valueAt + header.valueBytes!
    return fits
  }

  private writeKept(header: Header, decision: KeptValue): void {
    const { dataSet } = this.request
    if (!decision.streams || decision.isLookedAt) requirePresent(dataSet, header.valueAt, header.valueBytes!, header)
    if (decision.streams) this.output.commitIfLarge(this.at, header.headerBytes + header.valueBytes!)
    this.output.appendHeader(header, header.valueBytes)
    this.output.append(decision.value)
    requirePresent(dataSet, header.valueAt, header.valueBytes!, header)
    if (decision.refusal !== undefined) throw decision.refusal
    this.at = header.valueAt + header.valueBytes!
  }

  private writeEmpty(header: Header, around: Surroundings & { depth: number }): void {
    const { dataSet } = this.request
    if (header.valueBytes !== undefined) requirePresent(dataSet, header.valueAt, header.valueBytes, header)
    this.output.appendHeader(header, 0)
    this.drop(header, around)
  }

  private drop(header: Header, around: Surroundings & { depth: number }): void {
    this.at = dropValue(this.dropContext(), header, around.limitAt, around.depth)
  }

  // ---- sequences, items, fragments -----------------------------------------------------------------------------------------

  /** 3.9; in dummy mode (3.7) only the first item stays. False where it does not fit. */
  private rewriteSequence(header: Header, around: ElementContainer, dummyMode: boolean): boolean {
    refuseDepth(header, around.depth)
    const closing = this.output.open(header, this.at)
    if (closing === undefined) {
      this.drop(header, around)
      return false
    }
    const sequence: Container = {
      encoding: encodingInside(header),
      endAt: endOf(header),
      limitAt: endOf(header) ?? around.limitAt,
      // a content item of a known concept begins a path of its own
      path: around.scope.concept === undefined ? [...around.path, header.tag] : [header.tag],
      depth: around.depth + 1,
      dummyMode,
    }
    this.at = header.valueAt
    const lastItem = this.rewriteItems(sequence, around.scope)
    if (header.tag === CONCEPT_NAME_CODE_SEQUENCE) around.scope.takeConcept(lastItem)
    this.output.close(closing, TAG_SEQUENCE_DELIMITATION, sequence.encoding)
    return true
  }

  /** The last item that stayed, if any. */
  private rewriteItems(sequence: Container, outer: Scope): Scope | undefined {
    const { dataSet } = this.request
    let items = 0
    let lastItem: Scope | undefined
    while (this.at !== sequence.endAt) {
      this.output.commitIfLarge(this.at, 0)
      const header = readHeader(dataSet, this.at, sequence)
      if (header.tag !== TAG_ITEM) {
        refuseUnlessDelimiter(header)
        this.at = header.valueAt
        if (header.tag === TAG_SEQUENCE_DELIMITATION && sequence.endAt === undefined) break
        continue
      }
      items++
      const isOneTooMany = sequence.dummyMode && items > 1
      const closing = isOneTooMany ? undefined : this.output.open(header, this.at)
      let closesSequence: boolean
      if (closing === undefined) {
        if (!isOneTooMany) this.counts.tally('degraded')
        closesSequence = this.dropItem(header, sequence)
      } else {
        lastItem = outer.item()
        closesSequence = this.rewriteItem(header, closing, sequence, lastItem)
      }
      if (closesSequence && sequence.endAt === undefined) break
    }
    return lastItem
  }

  private dropItem(header: Header, sequence: Container): boolean {
    const end = dropItem(this.dropContext(), header, sequence, sequence.depth)
    this.at = end.at
    return end.closesSequence
  }

  /** Whether the item ended with the delimiter of its sequence. */
  private rewriteItem(header: Header, closing: Closing, sequence: Container, scope: Scope): boolean {
    const endAt = endOf(header)
    const item: ElementContainer = { ...sequence, endAt, limitAt: endAt ?? sequence.limitAt, scope }
    this.at = header.valueAt
    const closesSequence = this.rewriteItemElements(item, sequence)
    scope.end()
    this.output.close(closing, TAG_ITEM_DELIMITATION, item.encoding)
    return closesSequence
  }

  private rewriteItemElements(item: ElementContainer, sequence: Container): boolean {
    const { dataSet } = this.request
    while (this.at !== item.endAt) {
      this.output.commitIfLarge(this.at, 0)
      const header = readHeader(dataSet, this.at, item)
      if (isDelimiterGroup(header.tag) && item.endAt === undefined) {
        refuseUnlessDelimiter(header)
        const closesSequence = header.tag === TAG_SEQUENCE_DELIMITATION
        // one delimiter is read and two will be written
        if (closesSequence && sequence.endAt === undefined && this.output.slackBytes(this.at) < 8) {
          throw new Refusal('DELIMITER_UNEXPECTED', header.at, header.tag)
        }
        this.at = header.valueAt
        return closesSequence
      }
      this.rewriteElement(header, item)
    }
    return false
  }

  /** 3.8. */
  private rewriteFragments(header: Header, around: Container): void {
    const { dataSet } = this.request
    this.output.appendHeader(header, undefined)
    this.at = header.valueAt
    for (let fragment = 0; ; fragment++) {
      this.output.commitIfLarge(this.at, 0)
      const item = readHeader(dataSet, this.at, around)
      if (item.tag === TAG_SEQUENCE_DELIMITATION) {
        refuseLength(item)
        this.output.append(delimiter(TAG_SEQUENCE_DELIMITATION, around.encoding))
        this.at = item.valueAt
        return
      }
      if (item.tag !== TAG_ITEM) throw new Refusal('DELIMITER_UNEXPECTED', item.at, item.tag)
      if (item.valueBytes === undefined) throw new Refusal('UNDEFINED_LENGTH_INVALID', item.at, item.tag)
      const value = dataSet.bytes.slice(item.valueAt, item.valueAt + item.valueBytes)
      const kept = { value, streams: item.valueBytes > PASS_BYTES }
      this.writeKept(item, this.filtered(item, header.tag, around.depth, kept, fragment))
    }
  }

  /** 6.1 and 6.2. */
  private filtered(header: Header, tag: number, depth: number, kept: KeptValue, fragment?: number): KeptValue {
    const { filter } = this.request
    if (filter === undefined || (filter.sees === 'fragments' && fragment === undefined)) return kept
    filter.begin({ tag, depth, fragment, valueBytes: header.valueBytes! })
    if (filter.fault !== undefined) throw new Refusal(filter.fault, header.at, tag)
    if (header.valueBytes === 0) return kept
    const value = kept.value.slice()
    filter.take(value, (from, to, change) => change(value.subarray(from, to), from))
    const fault = filter.fault as Code | undefined
    return { ...kept, value, ...(fault !== undefined && { refusal: new Refusal(fault, header.at, tag) }) }
  }

  private dropContext(): { dataSet: DataSet; isEncapsulated: (tag: number) => boolean } {
    return { dataSet: this.request.dataSet, isEncapsulated: (tag) => this.request.plan.isEncapsulated(tag) }
  }
}

/** 3.4: an item tag, a delimiter with a length, or an unknown (FFFE,eeee). */
function refuseUnlessDelimiter(header: Header): void {
  if (header.tag !== TAG_ITEM_DELIMITATION && header.tag !== TAG_SEQUENCE_DELIMITATION) {
    throw new Refusal('DELIMITER_UNEXPECTED', header.at, header.tag)
  }
  refuseLength(header)
}

function endOf(header: Header): number | undefined {
  return header.valueBytes === undefined ? undefined : header.valueAt + header.valueBytes
}

function isZeros(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}
