/** What an item, or the root, has told of itself so far: private creators, character set, concept name. docs/engine.md 3.5 and 3.13. Part of the reference. */

import { MAX_BLOCKS, MAX_CHARSET_BYTES, MAX_CHARSETS, MAX_CONCEPT_PART_BYTES } from '../../src/wasm/seam.ts'
import type { Header } from './reference-elements.ts'
import type { ReferencePlan } from './reference-plan.ts'

const SPECIFIC_CHARACTER_SET = 0x00080005
const CODE_VALUE = 0x00080100
const CODING_SCHEME = 0x00080102
const LONG_CODE_VALUE = 0x00080119
const URN_CODE_VALUE = 0x00080120
const CONCEPT_NAME_CODE_SEQUENCE = 0x0040a043
const MAX_CREATOR_BYTES = 64

/** What is counted over all of an object. */
export class Scopes {
  readonly plan: ReferencePlan
  /** Creators that are noted in items that are open. */
  blocks = 0
  /** Values of Specific Character Set that were met. None is one of them. */
  readonly charsets = new Set([''])

  constructor(plan: ReferencePlan) {
    this.plan = plan
  }

  root(): Scope {
    return new Scope(this, new Uint8Array(0))
  }
}

/** Of one item, or of the root. */
export class Scope {
  /** In force for text; undefined where it cannot be known. */
  charset: Uint8Array | undefined
  /** Index of the concept that this item is a value of, where the plan names it. */
  concept: number | undefined
  private readonly all: Scopes
  private readonly creators = new Map<number, string>()
  /** Blocks that some creator the plan knows has named. */
  private readonly noted = new Set<number>()
  /** Of Code Value and Long Code Value, those that are not empty. */
  private readonly codeValues: string[] = []
  private codingScheme = ''
  private hasUrn = false
  /** What comes now is behind the place of the concept name. */
  private isPastName = false

  constructor(all: Scopes, charset: Uint8Array | undefined) {
    this.all = all
    this.charset = charset
  }

  /** Of an item in here. */
  item(): Scope {
    return new Scope(this.all, this.charset)
  }

  /** To be called at the end of an item. */
  end(): void {
    this.all.blocks -= this.noted.size
  }

  /** A creator element: whether it stays. `value`: what there is of its value. */
  keepsCreator(header: Header, value: Uint8Array): boolean {
    // the block (gggg,bb00), whose elements have bb in the place of 00
    const block = blockOf(header.tag, header.tag % 0x100)
    const creator = trimmed(value)
    const isOne = header.valueBytes !== undefined && header.valueBytes <= MAX_CREATOR_BYTES && header.vr !== 'SQ'
    const isKnown = isOne && !header.senseless && this.all.plan.isKnownCreator(creator)
    if (!isKnown) {
      this.creators.delete(block)
      return false
    }
    if (!this.noted.has(block)) {
      if (this.all.blocks >= MAX_BLOCKS) return false
      this.all.blocks++
      this.noted.add(block)
    }
    this.creators.set(block, creator)
    return true
  }

  /** The creator of a private element. */
  creatorOf(tag: number): string | undefined {
    return this.creators.get(blockOf(tag, Math.floor(tag / 0x100) % 0x100))
  }

  /** A value that stays as it is. */
  noteKept(tag: number, value: Uint8Array): void {
    if (tag === CODE_VALUE || tag === LONG_CODE_VALUE) this.codeValues.push(...[conceptPart(value)].filter(Boolean))
    if (tag === CODING_SCHEME) this.codingScheme = conceptPart(value)
    if (tag === URN_CODE_VALUE) this.hasUrn = true
    if (tag !== SPECIFIC_CHARACTER_SET) return
    const { charsets } = this.all
    const text = latin1(value)
    const isKnown = charsets.has(text) || (value.length <= MAX_CHARSET_BYTES && charsets.size < MAX_CHARSETS)
    this.charset = isKnown ? value : undefined
    if (isKnown) charsets.add(text)
  }

  /** Whether an element may stand here: not a concept name, where something stands before it that the concept might have decided. */
  isInOrder(tag: number): boolean {
    if (!this.all.plan.knowsConcepts) return true
    if (tag === CONCEPT_NAME_CODE_SEQUENCE) return !this.isPastName
    if (tag > CONCEPT_NAME_CODE_SEQUENCE) this.isPastName = true
    return true
  }

  /** `item` was the last one of the Concept Name Code Sequence of this item that stayed; undefined where none did. */
  takeConcept(item: Scope | undefined): void {
    this.isPastName = true
    this.concept = this.all.plan.conceptOf(...(item?.readName() ?? (['', ''] as const)))
  }

  /** Nothing where it cannot be read. */
  private readName(): readonly [codeValue: string, codingScheme: string] | undefined {
    const [codeValue] = this.codeValues
    if (codeValue === undefined || this.codeValues.length > 1 || this.hasUrn || this.codingScheme === '')
      return undefined
    const isTooLong = [codeValue, this.codingScheme].some((part) => part.length > MAX_CONCEPT_PART_BYTES)
    return isTooLong ? undefined : [codeValue, this.codingScheme]
  }
}

/** (gggg,0010-00FF) with an odd group. */
export function isCreator(tag: number): boolean {
  const element = tag % 0x10000
  return element >= 0x10 && element <= 0xff
}

function blockOf(tag: number, block: number): number {
  return Math.floor(tag / 0x10000) * 0x100 + block
}

function conceptPart(value: Uint8Array): string {
  return trimmed(value).replace(/^[\0 ]+/, '')
}

function trimmed(value: Uint8Array): string {
  return latin1(value).replace(/[\0 ]+$/, '')
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
