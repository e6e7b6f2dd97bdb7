/**
 * De-identifies a data set that lies whole in memory, by recursion: sections 3 and 4 of docs/engine.md. Slow and plain on
 * purpose: this is what the engine is held against.
 */

import { MAX_SEQUENCE_DEPTH, PASS_BYTES, PATCHABLE_SEQUENCE_BYTES } from '../../src/wasm/seam.ts'
import { ByteList } from './reference-bytes.ts'
import { type Decision, decide } from './reference-decision.ts'
import { dropItem, dropValue, refuseLength } from './reference-drop.ts'
import {
  type DataSet,
  delimiter,
  encodingInside,
  formOfUndefinedLength,
  type Header,
  headerWithLength,
  isDelimiterGroup,
  Refusal,
  readHeader,
  requirePresent,
  type Surroundings,
  TAG_ITEM,
  TAG_ITEM_DELIMITATION,
  TAG_SEQUENCE_DELIMITATION,
} from './reference-elements.ts'
import type { Insert, ReferenceIdentity, ReferencePlan } from './reference-plan.ts'
import { OutputSize, type Progress } from './reference-size.ts'

/** Everything that one data set is decided by. */
export interface DataSetRequest {
  readonly dataSet: DataSet
  readonly encoding: number
  readonly plan: ReferencePlan
  readonly identity: ReferenceIdentity
  readonly sopClassUid: string | undefined
}

/** What has been written, the size it was committed to, and why it ended if it did not end well. */
export interface DataSetOutcome {
  readonly bytes: Uint8Array
  readonly committed: boolean
  /** How much of `bytes` had been decided; zeros fill the rest of an object that broke. */
  readonly decidedBytes: number
  readonly refusal?: Refusal
}

/** A container of elements (root, item) or of items (sequence, fragments). */
interface Container extends Surroundings {
  /** Where it ends; undefined where a delimiter says so, and for a root in STREAM framing. */
  readonly endAt: number | undefined
  /** Tag of the innermost sequence; undefined at the root. */
  readonly sequenceTag: number | undefined
  /** Sequences around what is inside. */
  readonly depth: number
  readonly dummyMode: boolean
}

/** How a container's end is written: 3.11. */
type Closing =
  | { kind: 'patch'; lengthAt: number; contentAt: number; encoding: number }
  | { kind: 'delimiter'; owed: boolean }

export function rewriteDataSet(request: DataSetRequest): DataSetOutcome {
  const rewriter = new DataSetRewriter(request)
  try {
    rewriter.rewriteRoot()
    return { bytes: rewriter.output.toBytes(), committed: true, decidedBytes: rewriter.output.length }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return {
      bytes: rewriter.brokenOutput(),
      committed: rewriter.size.isCommitted,
      decidedBytes: rewriter.output.length,
      refusal: error,
    }
  }
}

class DataSetRewriter {
  readonly output = new ByteList()
  readonly size: OutputSize
  private readonly request: DataSetRequest
  private readonly pending: Insert[]
  private at = 0
  private openPatched = 0

  constructor(request: DataSetRequest) {
    this.request = request
    this.size = new OutputSize(request.dataSet.announcedBytes)
    this.pending = [...request.plan.inserts(request.encoding)]
  }

  // ---- root ------------------------------------------------------------------------------------------------------------

  rewriteRoot(): void {
    const { dataSet, encoding } = this.request
    const root: Container = {
      encoding,
      endAt: dataSet.announcedBytes,
      limitAt: dataSet.announcedBytes ?? Number.POSITIVE_INFINITY,
      sequenceTag: undefined,
      depth: 0,
      dummyMode: false,
    }
    while (!this.isRootEnd()) {
      this.commitIfLarge(0)
      this.rewriteElement(readHeader(dataSet, this.at, root), root)
    }
    this.insertBefore(Number.POSITIVE_INFINITY)
    this.output.append(this.size.fill(this.output.length, encoding))
  }

  /** 4.5: what stays of an object that broke, and zeros up to the size that was promised. */
  brokenOutput(): Uint8Array {
    if (!this.size.isCommitted) return new Uint8Array(0)
    const written = this.output.toBytes()
    const bytes = new Uint8Array(this.size.committedBytes ?? written.length)
    bytes.set(written)
    return bytes
  }

  /** 3.3. */
  private isRootEnd(): boolean {
    const { dataSet } = this.request
    const endAt = dataSet.announcedBytes ?? dataSet.bytes.length
    const headBytes = Math.min(8, endAt - this.at)
    requirePresent(dataSet, this.at, headBytes, { at: this.at })
    if (headBytes < 8) return true
    if (!isZeros(dataSet.bytes.subarray(this.at, this.at + 8))) return false
    const strangeAt = dataSet.bytes.findIndex((byte, at) => at >= this.at && byte !== 0)
    if (strangeAt >= 0) throw new Refusal('VR_INVALID', strangeAt)
    requirePresent(dataSet, this.at, endAt - this.at, { at: this.at })
    return true
  }

  /** 3.12. */
  private insertBefore(tag: number): void {
    while (this.pending.length > 0 && this.pending[0]!.tag < tag) this.output.append(this.pending.shift()!.bytes)
  }

  // ---- elements ----------------------------------------------------------------------------------------------------------

  /** An element at the root or in an item; a delimiter that means nothing there is dropped. */
  private rewriteElement(header: Header, around: Container): void {
    const { plan, dataSet } = this.request
    if (isDelimiterGroup(header.tag)) {
      refuseUnlessDelimiter(header)
      this.at = header.valueAt
      return
    }
    const isRoot = around.sequenceTag === undefined
    const form =
      header.valueBytes === undefined ? formOfUndefinedLength(header, plan.isEncapsulated(header.tag)) : undefined
    if (isRoot) this.insertBefore(header.tag)

    const decision = this.decisionOf(header, form, around)
    switch (decision.kind) {
      case 'remove':
        this.drop(header, around)
        break
      case 'empty':
        this.writeEmpty(header, around)
        break
      case 'replace':
        this.writeReplacement(header, decision.value)
        break
      case 'keep':
        if (isRoot && this.isBulk(header)) this.size.commitBeforeBulk(this.progress(), endOf(header))
        this.writeKept(header, decision)
        break
      case 'keep-fragments':
        if (isRoot && this.isBulk(header)) this.size.commitBeforeBulk(this.progress(), undefined)
        this.rewriteFragments(header, around)
        break
      case 'enter':
        if (isRoot && this.isBulk(header)) this.size.commitBeforeBulk(this.progress(), endOf(header))
        this.rewriteSequence(header, around, decision.dummyMode)
        break
    }
    if (header.valueBytes !== undefined) requirePresent(dataSet, header.valueAt, header.valueBytes, header)
  }

  /** 3.5: groups that are odd, and what the plan does not know, are removed; so is what has no VR. */
  private decisionOf(header: Header, form: 'sequence' | 'fragments' | undefined, around: Container): Decision {
    const { plan, identity, dataSet, sopClassUid } = this.request
    const isPrivate = (header.tag >>> 16) % 2 === 1
    const rule = isPrivate ? undefined : plan.rule(header.tag, { sequenceTag: around.sequenceTag, sopClassUid })
    if (header.senseless || rule === undefined) return { kind: 'remove' }
    const value = dataSet.bytes.slice(header.valueAt, header.valueAt + (header.valueBytes ?? 0))
    return decide({ header, rule, form, dummyMode: around.dummyMode, value }, plan, identity)
  }

  private isBulk(header: Header): boolean {
    const { plan, sopClassUid } = this.request
    return plan.rule(header.tag, { sequenceTag: undefined, sopClassUid })?.bulk ?? false
  }

  /** Every byte of the value is there before anything is written for it. */
  private writeReplacement(header: Header, value: Uint8Array): void {
    const { dataSet } = this.request
    requirePresent(dataSet, header.valueAt, header.valueBytes!, header)
    // 4.3
    const fits = value.length - header.valueBytes! <= this.size.slackBytes(this.progress())
    const written = fits ? value : new Uint8Array(0)
    this.output.append(headerWithLength(dataSet, header, written.length))
    this.output.append(written)
    this.at = header.valueAt + header.valueBytes!
  }

  private writeKept(header: Header, decision: { value: Uint8Array; streams: boolean }): void {
    const { dataSet } = this.request
    if (decision.streams) this.commitIfLarge(header.headerBytes + header.valueBytes!)
    else requirePresent(dataSet, header.valueAt, header.valueBytes!, header)
    this.output.append(headerWithLength(dataSet, header, header.valueBytes))
    this.output.append(decision.value)
    requirePresent(dataSet, header.valueAt, header.valueBytes!, header)
    this.at = header.valueAt + header.valueBytes!
  }

  private writeEmpty(header: Header, around: Container): void {
    const { dataSet } = this.request
    if (header.valueBytes !== undefined) requirePresent(dataSet, header.valueAt, header.valueBytes, header)
    this.output.append(headerWithLength(dataSet, header, 0))
    this.drop(header, around)
  }

  private drop(header: Header, around: Container): void {
    this.at = dropValue(this.dropContext(), header, around.limitAt, around.depth)
  }

  // ---- sequences, items, fragments -----------------------------------------------------------------------------------------

  /** 3.9; in dummy mode (3.7) only the first item stays. */
  private rewriteSequence(header: Header, around: Container, dummyMode: boolean): void {
    if (around.depth + 1 > MAX_SEQUENCE_DEPTH) throw new Refusal('DEPTH_EXCEEDED', header.at, header.tag)
    const closing = this.openContainer(header)
    if (closing === undefined) {
      this.drop(header, around)
      return
    }
    const sequence: Container = {
      encoding: encodingInside(header),
      endAt: endOf(header),
      limitAt: endOf(header) ?? around.limitAt,
      sequenceTag: header.tag,
      depth: around.depth + 1,
      dummyMode,
    }
    this.at = header.valueAt
    this.rewriteItems(sequence)
    this.closeContainer(closing, TAG_SEQUENCE_DELIMITATION, sequence.encoding)
  }

  private rewriteItems(sequence: Container): void {
    const { dataSet } = this.request
    let items = 0
    while (this.at !== sequence.endAt) {
      this.commitIfLarge(0)
      const header = readHeader(dataSet, this.at, sequence)
      if (header.tag !== TAG_ITEM) {
        refuseUnlessDelimiter(header)
        this.at = header.valueAt
        if (header.tag === TAG_SEQUENCE_DELIMITATION && sequence.endAt === undefined) return
        continue
      }
      items++
      const closesSequence =
        sequence.dummyMode && items > 1 ? this.dropItem(header, sequence) : this.rewriteItem(header, sequence)
      if (closesSequence && sequence.endAt === undefined) return
    }
  }

  private dropItem(header: Header, sequence: Container): boolean {
    const end = dropItem(this.dropContext(), header, sequence, sequence.depth)
    this.at = end.at
    return end.closesSequence
  }

  /** Whether the item ended with the delimiter of its sequence. */
  private rewriteItem(header: Header, sequence: Container): boolean {
    const closing = this.openContainer(header)
    if (closing === undefined) return this.dropItem(header, sequence)
    const item: Container = { ...sequence, endAt: endOf(header), limitAt: endOf(header) ?? sequence.limitAt }
    this.at = header.valueAt
    const closesSequence = this.rewriteItemElements(item, sequence)
    this.closeContainer(closing, TAG_ITEM_DELIMITATION, item.encoding)
    return closesSequence
  }

  private rewriteItemElements(item: Container, sequence: Container): boolean {
    const { dataSet } = this.request
    while (this.at !== item.endAt) {
      this.commitIfLarge(0)
      const header = readHeader(dataSet, this.at, item)
      if (isDelimiterGroup(header.tag) && item.endAt === undefined) {
        refuseUnlessDelimiter(header)
        const closesSequence = header.tag === TAG_SEQUENCE_DELIMITATION
        // one delimiter is read and two will be written
        if (closesSequence && sequence.endAt === undefined && this.size.slackBytes(this.progress()) < 8) {
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
    this.output.append(headerWithLength(dataSet, header, undefined))
    this.at = header.valueAt
    for (;;) {
      this.commitIfLarge(0)
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
      this.writeKept(item, { value, streams: item.valueBytes > PASS_BYTES })
    }
  }

  /** 3.11. Undefined where 4.3 has it dropped. */
  private openContainer(header: Header): Closing | undefined {
    const { dataSet } = this.request
    if (header.valueBytes === undefined) {
      this.output.append(headerWithLength(dataSet, header, undefined))
      return { kind: 'delimiter', owed: false }
    }
    if (header.valueBytes > PATCHABLE_SEQUENCE_BYTES) {
      if (this.size.slackBytes(this.progress()) < 8) return undefined
      this.output.append(headerWithLength(dataSet, header, undefined))
      this.size.owedDelimiters++
      return { kind: 'delimiter', owed: true }
    }
    this.output.append(headerWithLength(dataSet, header, 0))
    this.openPatched++
    return { kind: 'patch', lengthAt: this.output.length - 4, contentAt: this.output.length, encoding: header.encoding }
  }

  private closeContainer(closing: Closing, delimiterTag: number, encoding: number): void {
    if (closing.kind === 'patch') {
      this.output.patch(closing.lengthAt, this.output.length - closing.contentAt, closing.encoding)
      this.openPatched--
    } else {
      if (closing.owed) this.size.owedDelimiters--
      this.output.append(delimiter(delimiterTag, encoding))
    }
  }

  // ---- size ------------------------------------------------------------------------------------------------------------------

  private progress(): Progress {
    const pendingBytes = this.pending.reduce((sum, insert) => sum + insert.bytes.length, 0)
    return { at: this.at, outputBytes: this.output.length, pendingBytes }
  }

  private commitIfLarge(comingBytes: number): void {
    this.size.commitIfLarge(this.progress(), comingBytes, this.openPatched > 0)
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
