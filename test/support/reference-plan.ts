/** What the reference asks of a plan: docs/engine.md 3.5, 3.7, 3.10, 3.12, 3.13. Answered from the plan's parts, without what is compiled of them. */

import { VR_NAMES } from '../../src/dicom/vr.ts'
import { actionOf, originOf, transformOf } from '../../src/profile/decisions.ts'
import type { ObjectKind, Plan, Slot } from '../../src/profile/plan.ts'
import {
  ACTION_KEEP,
  ACTION_REMOVE,
  ACTION_REPLACE,
  COMPOUND_NONE,
  SLOT_FLAG_BINARY,
  SLOT_FLAG_BULK,
  SLOT_FLAG_ENCAPSULATED,
  SLOT_FLAG_FACT,
  SLOT_FLAG_KEEP_IN_DUMMY,
} from '../../src/wasm/seam.ts'

/** The same value in both byte orders. */
export interface OrderedBytes {
  readonly little: Uint8Array
  readonly big: Uint8Array
}

export interface Rule {
  /** ACTION_*, with the exceptions and the compound action already looked up. */
  readonly action: number
  /** Index of the transform, for the actions that have one. */
  readonly transform: number
  /** What the decision is from. */
  readonly origin: string
  readonly category: number
  /** CHECK_*. */
  readonly check: number
  /** 0: no bound. */
  readonly maxBytes: number
  readonly unitBytes: number
  readonly bulk: boolean
  readonly encapsulated: boolean
  readonly keepInDummy: boolean
  /** A text VR on it is implausible. */
  readonly binary: boolean
  readonly fact: boolean
  /** The dummy of the slot, and the VR that it was made for. */
  readonly dummy: OrderedBytes
  readonly dummyVr: string
}

/** Where an element stands. */
export interface Site {
  /** Tags of the sequences that it is in, outermost first, from the last content item of a known concept on; empty at the root. */
  readonly path: readonly number[]
  /** Index of the concept of the item that it is in, where the plan names that. */
  readonly concept: number | undefined
  /** Creator of its block, where it is private and the plan knows the creator. */
  readonly privateCreator: string | undefined
  /** Of the object, as the survey found it. */
  readonly kind: ObjectKind
}

export interface Insert {
  readonly tag: number
  readonly bytes: Uint8Array
}

export interface ReferencePlan {
  /** Undefined where the plan has no slot and no mask row for the tag. */
  rule(tag: number, site: Site): Rule | undefined
  /** The text of the profile's own that the rule puts in the place of a value; undefined where it puts none. */
  ownText(rule: Rule | undefined): string | undefined
  /** Whether the attribute, wherever it stands and whatever its action, may be fragments. */
  isEncapsulated(tag: number, privateCreator?: string): boolean
  isFact(tag: number): boolean
  /** Of attributes of the standard. */
  hasSlot(tag: number): boolean
  isKnownCreator(creator: string): boolean
  readonly knowsConcepts: boolean
  /** Index of the concept, where the plan names it; without code and scheme, of that of names that cannot be read. */
  conceptOf(codeValue: string, codingScheme: string): number | undefined
  /** The general dummy of a VR. */
  dummyOfVr(vr: string): OrderedBytes
  /** In tag order, encoded. */
  inserts(encoding: number): readonly Insert[]
  readonly surveyUntil: number
  /** The plan cleans text, which needs the facts of the object. */
  readonly needsFacts: boolean
  /** Late facts matter. */
  readonly cleansText: boolean
}

/** What the reference asks of an identity. Both return the new value, padded to even length. */
export interface ReferenceIdentity {
  uid(value: Uint8Array): Uint8Array
  pseudonym(value: Uint8Array): Uint8Array
}

const SOP_INSTANCE_UID = 0x00080018
const PATIENT_ID = 0x00100020
const SERIES_INSTANCE_UID = 0x0020000e
const LAST_OF_GROUP_0040 = 0x0040ffff

export function isPrivate(tag: number): boolean {
  return (tag >>> 16) % 2 === 1
}

/** The program's plan, asked in the reference's words. */
export function referencePlan(plan: Plan): ReferencePlan {
  const keepsUids = actionOf(plan.slots.get(SOP_INSTANCE_UID)?.top ?? ACTION_REMOVE) === ACTION_KEEP
  const slotOf = (tag: number, privateCreator: string | undefined): Slot | undefined => {
    if (isPrivate(tag)) {
      const group = Math.floor(tag / 0x10000) * 0x10000
      return privateCreator === undefined
        ? undefined
        : plan.privateSlots.get(privateCreator)?.get(group + (tag % 0x100))
    }
    return plan.slots.get(tag) ?? plan.masks.find(({ mask, match }) => (tag & mask) >>> 0 === match)?.slot
  }
  return {
    rule(tag, site) {
      const slot = slotOf(tag, site.privateCreator)
      if (slot === undefined) return undefined
      const decision = decisionFor(plan, tag, slot, site)
      const dummy = plan.dummies[slot.dummy]!
      return {
        action: actionOf(decision),
        transform: transformOf(decision),
        origin: plan.origins[originOf(decision)]!,
        category: slot.category,
        check: slot.check,
        maxBytes: slot.maxBytes,
        unitBytes: slot.unitBytes,
        bulk: hasFlag(slot, SLOT_FLAG_BULK),
        encapsulated: hasFlag(slot, SLOT_FLAG_ENCAPSULATED),
        keepInDummy: hasFlag(slot, SLOT_FLAG_KEEP_IN_DUMMY),
        binary: hasFlag(slot, SLOT_FLAG_BINARY),
        fact: hasFlag(slot, SLOT_FLAG_FACT),
        dummy: { little: dummy.bytes, big: dummy.bigEndianBytes },
        dummyVr: VR_NAMES[dummy.vrIndex]!,
      }
    },
    ownText(rule) {
      const transform = rule?.action === ACTION_REPLACE ? plan.transforms[rule.transform] : undefined
      return transform?.kind === 'replace-text' ? transform.text : undefined
    },
    isEncapsulated: (tag, privateCreator) => hasFlag(slotOf(tag, privateCreator), SLOT_FLAG_ENCAPSULATED),
    hasSlot: (tag) => !isPrivate(tag) && slotOf(tag, undefined) !== undefined,
    isFact: (tag) => hasFlag(slotOf(tag, undefined), SLOT_FLAG_FACT),
    isKnownCreator: (creator) => plan.privateSlots.has(creator),
    knowsConcepts: plan.concepts.length > 0,
    conceptOf(codeValue, codingScheme) {
      const index = plan.concepts.findIndex(
        (concept) => concept.codeValue === codeValue && concept.codingScheme === codingScheme,
      )
      return index < 0 ? undefined : index
    },
    dummyOfVr(vr) {
      const { bytes, bigEndianBytes } = plan.dummies[(VR_NAMES as readonly string[]).indexOf(vr)]!
      return { little: bytes, big: bigEndianBytes }
    },
    inserts(encoding) {
      return plan.inserts.map(({ tag, bytesByEncoding }) => ({ tag, bytes: bytesByEncoding[encoding]! }))
    },
    surveyUntil: plan.needsFacts ? LAST_OF_GROUP_0040 : keepsUids ? SERIES_INSTANCE_UID : PATIENT_ID,
    needsFacts: plan.needsFacts || keepsUids,
    cleansText: plan.needsFacts,
  }
}

/** 3.5. */
function decisionFor(plan: Plan, tag: number, slot: Slot, { path, concept, kind, privateCreator }: Site): number {
  const ofConcept = concept === undefined ? undefined : plan.concepts[concept]!.decisions.get(tag)
  if (ofConcept !== undefined) return ofConcept
  if (path.length === 0)
    return slot.compound === COMPOUND_NONE ? slot.top : plan.compoundDecisions(kind)[slot.compound]!
  if (concept !== undefined) return slot.nested
  const key = exceptionKey(plan, tag, privateCreator)
  const tails = path.map((_, from) => path.slice(from).join('>'))
  for (const tail of tails) {
    const exception = plan.nestedExceptions.find((row) => row.tag === key && row.path.join('>') === tail)
    if (exception) return exception.decision
  }
  return slot.nested
}

/** By what exceptions tell the attribute: paths.ts. */
function exceptionKey(plan: Plan, tag: number, privateCreator: string | undefined): number {
  if (privateCreator !== undefined) {
    const number = [...plan.privateSlots.keys()].indexOf(privateCreator)
    return Math.floor(tag / 0x10000) * 0x10000 + number * 0x100 + (tag % 0x100)
  }
  if (plan.slots.has(tag)) return tag
  return 0xffff0000 + plan.masks.findIndex(({ mask, match }) => (tag & mask) >>> 0 === match)
}

function hasFlag(slot: Slot | undefined, flag: number): boolean {
  return slot !== undefined && (slot.flags & flag) !== 0
}
