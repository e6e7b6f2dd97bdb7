/**
 * A plan: a profile and its options, compiled to one decision for each attribute and place. encode-plan.ts lays it out for the WASM core; whoever wants to
 * ask it in TypeScript does so here.
 */

import { matchesTag, type TagPattern } from '../dicom/tag.ts'
import { formatTag } from '../errors.ts'
import { COMPOUND_NONE } from '../wasm/seam.ts'
import { DUMMIES, type Dummy } from './dummies.ts'
import { type CompoundRule, resolvableSopClasses } from './resolve.ts'

/** Names of the ACTION_* of wasm/seam.ts, by number, as reports have them. */
export const ACTION_NAMES = ['remove', 'keep', 'empty', 'dummy', 'uid', 'pseudonym'] as const

export type ActionName = (typeof ACTION_NAMES)[number]

/** What the plan says of an attribute. The numbers are those of wasm/seam.ts, SLOT_AT_*. */
export interface Slot {
  /** ACTION_* at the top level; where there is a compound, the strictest. */
  readonly topAction: number
  /** ACTION_* in items, but for nested exceptions. */
  readonly nestedAction: number
  /** CHECK_* of a value that is kept. */
  readonly check: number
  /** The longest value that is plausible; 0 where there is no bound. */
  readonly maxBytes: number
  /** Size of one value of a binary VR, bound of one value of a text VR; 0 where there is none. */
  readonly unitBytes: number
  /** Number of the dummy (dummies.ts). */
  readonly dummy: number
  /** Number of the category (categories.ts). */
  readonly category: number
  /** Index into the actions by SOP class, or COMPOUND_NONE. */
  readonly compound: number
  /** SLOT_FLAG_*. */
  readonly flags: number
}

/** The slot of a repeating group. */
export interface MaskRow extends TagPattern {
  readonly slot: Slot
}

/** An attribute whose action in the items of one sequence differs from that in others. */
export interface NestedException {
  readonly sequenceTag: number
  readonly tag: number
  readonly action: number
}

/** An element that is written at the root of every object. */
export interface Insert {
  readonly tag: number
  /** The whole element, header and value, by ENCODING_*. */
  readonly bytesByEncoding: readonly [Uint8Array, Uint8Array, Uint8Array]
}

/** An attribute with a compound code, and the action that its codes stand for. */
export interface Compound {
  readonly rule: CompoundRule
  readonly actionFor: (sopClassUid: string | undefined) => number
}

/** What a plan is made of. */
export interface PlanParts {
  /** Edition of the standard. */
  readonly edition: string
  readonly profile: string
  /** Options of the profile, sorted. */
  readonly options: readonly string[]
  /** By tag, in tag order. */
  readonly slots: ReadonlyMap<number, Slot>
  /** In the order in which they are tried. */
  readonly masks: readonly MaskRow[]
  readonly nestedExceptions: readonly NestedException[]
  /** By compound index. */
  readonly compounds: readonly Compound[]
  /** In tag order. */
  readonly inserts: readonly Insert[]
}

/** The slot of an element and its action in its place. */
export interface Decision {
  readonly slot: Slot
  readonly action: number
}

export interface Plan extends PlanParts {
  readonly dummies: readonly Dummy[]
  /**
   * The decision for an element: at the top level where `sequenceTag` is undefined, else in an item of that sequence. An attribute with a compound has its
   * strictest action at the top level; {@link Plan.compoundActions} has that of the SOP class. Undefined where the plan does not know the tag, which means
   * that the element is removed.
   */
  lookup(tag: number, sequenceTag: number | undefined): Decision | undefined
  /** ACTION_* by compound index, for an object of this SOP class; the strictest where it is undefined or unknown. Not to be written to. */
  compoundActions(sopClassUid: string | undefined): Uint8Array
  /** Number of the general dummy of a VR, by the VR's number (dicom/vr.ts). */
  dummyOfVr(vrIndex: number): number
  /** All that decides about the output, as text: equal texts mean equal rules. For a digest. */
  describe(): string
}

/** A plan of these parts. */
export function makePlan(parts: PlanParts): Plan {
  const exceptions = new Map<string, number>()
  for (const { sequenceTag, tag, action } of parts.nestedExceptions) exceptions.set(`${sequenceTag} ${tag}`, action)
  const strictest = actionsFor(parts, undefined)
  // Bounded by the list of SOP classes, which no input can lengthen.
  const resolvable = new Set(resolvableSopClasses())
  const bySopClass = new Map<string, Uint8Array>()
  return {
    ...parts,
    dummies: DUMMIES,
    lookup(tag, sequenceTag) {
      const slot = parts.slots.get(tag) ?? parts.masks.find((row) => matchesTag(row, tag))?.slot
      if (slot === undefined) return undefined
      if (sequenceTag === undefined) return { slot, action: slot.topAction }
      return { slot, action: exceptions.get(`${sequenceTag} ${tag}`) ?? slot.nestedAction }
    },
    compoundActions(sopClassUid) {
      if (sopClassUid === undefined || !resolvable.has(sopClassUid)) return strictest
      const actions = bySopClass.get(sopClassUid) ?? actionsFor(parts, sopClassUid)
      bySopClass.set(sopClassUid, actions)
      return actions
    },
    dummyOfVr(vrIndex) {
      return vrIndex
    },
    describe() {
      return describe(parts)
    },
  }
}

function actionsFor(parts: PlanParts, sopClassUid: string | undefined): Uint8Array {
  return Uint8Array.from(parts.compounds, (compound) => compound.actionFor(sopClassUid))
}

function describe(parts: PlanParts): string {
  const lines = [`${parts.edition} ${parts.profile} ${parts.options.join(',')}`]
  for (const [tag, slot] of parts.slots) lines.push(`${formatTag(tag)} ${describeSlot(slot)}`)
  for (const { mask, match, slot } of parts.masks) {
    lines.push(`${formatTag(match)}/${formatTag(mask)} ${describeSlot(slot)}`)
  }
  for (const { sequenceTag, tag, action } of parts.nestedExceptions) {
    lines.push(`${formatTag(sequenceTag)}>${formatTag(tag)} ${ACTION_NAMES[action]}`)
  }
  for (const uid of resolvableSopClasses()) lines.push(`${uid} ${actionsFor(parts, uid).join('')}`)
  for (const [index, { bytes }] of DUMMIES.entries()) lines.push(`dummy ${index} ${hex(bytes)}`)
  for (const { tag, bytesByEncoding } of parts.inserts) {
    lines.push(`insert ${formatTag(tag)} ${bytesByEncoding.map(hex).join(' ')}`)
  }
  return `${lines.join('\n')}\n`
}

function describeSlot(slot: Slot): string {
  const compound = slot.compound === COMPOUND_NONE ? '-' : slot.compound
  const actions = `${ACTION_NAMES[slot.topAction]} ${ACTION_NAMES[slot.nestedAction]} ${compound}`
  return `${actions} ${slot.check} ${slot.maxBytes} ${slot.unitBytes} ${slot.dummy} ${slot.category} ${slot.flags}`
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
