/**
 * A plan: a profile and its options, compiled to one decision for each attribute and place. encode-plan.ts lays it out for the WASM core; whoever wants to
 * ask it in TypeScript does so here.
 */

import { hexadecimal } from '../dicom/hexadecimal.ts'
import { isPrivateTag, matchesTag, type TagPattern } from '../dicom/tag.ts'
import { formatTag } from '../errors.ts'
import { ACTION_KEEP, ACTION_REMOVE, COMPOUND_NONE } from '../wasm/seam.ts'
import { actionOf, transformOf } from './decisions.ts'
import { DUMMIES, type Dummy } from './dummies.ts'
import { NO_ORIGINS } from './origins.ts'
import {
  type ConceptRule,
  compilePathStates,
  maskKey,
  type NestedException,
  type PathStates,
  privateKey,
} from './paths.ts'
import type { PlanRequest, TransformSettings } from './request.ts'
import type { Transform } from './transforms.ts'

/** Names of the ACTION_* of wasm/seam.ts, by number, as reports have them. */
export const ACTION_NAMES = [
  'remove',
  'keep',
  'empty',
  'dummy',
  'uid',
  'pseudonym',
  'shift',
  'clean',
  'replace',
] as const

export type ActionName = (typeof ACTION_NAMES)[number]

/** What the plan says of an attribute. The numbers are those of wasm/seam.ts, SLOT_AT_*. */
export interface Slot {
  /** Decision at the top level; where there is a compound, the strictest. */
  readonly top: number
  /** Decision in items, but for nested exceptions. */
  readonly nested: number
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

/** An element that is written at the root of every object. */
export interface Insert {
  readonly tag: number
  /** The whole element, header and value, by ENCODING_*. */
  readonly bytesByEncoding: readonly [Uint8Array, Uint8Array, Uint8Array]
}

/** What the survey tells of an object, on which decisions may depend. */
export interface ObjectKind {
  readonly sopClassUid: string | undefined
  readonly modality: string | undefined
}

/** Attributes whose decision at the top level depends on the kind of the object. */
export interface Compound {
  decisionFor(kind: ObjectKind): number
  /** All that decides about the answers, as text. */
  describe(): string
}

/** Where an element stands. */
export interface Place {
  /** Tags of the sequences it is in, outermost first; empty at the top level. */
  readonly path: readonly number[]
  /** Concept name of the content item that the element is a value of; UNREADABLE_NAME (paths.ts) for one that cannot be read. */
  readonly concept?: { readonly codeValue: string; readonly codingScheme: string }
  /** The creator of its block, for a private element. */
  readonly privateCreator?: string
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
  /** What decisions name by index. */
  readonly transforms: readonly Transform[]
  /** Private creators that are known, each with the slots of its attributes by group, 00 and the low byte of the element. */
  readonly privateSlots: ReadonlyMap<string, ReadonlyMap<number, Slot>>
  readonly concepts: readonly ConceptRule[]
  /** Whether cleaning needs the facts of the object: then the survey goes on to the end of group 0040. */
  readonly needsFacts: boolean
  /** Names of what decisions are from, by number (origins.ts). Default: the two that every plan has. */
  readonly origins?: readonly string[]
  /** In tag order. */
  readonly inserts: readonly Insert[]
  /** What transforms are carried out with. Default: as where a request says nothing of it. */
  readonly settings?: TransformSettings
  /** Keywords of attributes that rules of the site let stay though the profile takes them away. Default none. */
  readonly warnings?: readonly string[]
  /** What the plan was compiled from; undefined for a plan that was put together by hand. */
  readonly request?: PlanRequest
}

/** Settings where a request says nothing: dates move by one to ten years back. */
export const DEFAULT_SETTINGS: TransformSettings = {
  dates: { shiftDaysRange: [-3650, -365], wholeWeeks: false, crosswalk: 'none' },
  words: [],
}

/** The slot of an element and the decision for it in its place. */
export interface Decided {
  readonly slot: Slot
  readonly decision: number
}

export interface Plan extends PlanParts {
  /** The general one of each VR first, by the VR's number (dicom/vr.ts). */
  readonly dummies: readonly Dummy[]
  readonly pathStates: PathStates
  readonly settings: TransformSettings
  readonly origins: readonly string[]
  readonly warnings: readonly string[]
  /** Whether SOP Instance UID stays, so that file meta information and names of entries have that of the input. */
  readonly retainsUids: boolean
  /** The tag after which the survey ends. */
  readonly surveyUntil: number
  /**
   * The decision for an element, whatever its object: an attribute with a compound has its strictest one at the top level. Undefined where the plan does
   * not know the tag there, which means that the element is removed.
   */
  lookup(tag: number, place: Place): Decided | undefined
  /** The decision for an element of an object of this kind; undefined as in {@link Plan.lookup}. */
  decide(tag: number, place: Place, kind: ObjectKind): Decided | undefined
  /** Decisions by compound index, for an object of this kind; the strictest where nothing is known of it. Not to be written to. */
  compoundDecisions(kind: ObjectKind): Uint32Array
  /** All that decides about the output, as text: equal texts mean equal rules. For a digest. */
  describe(): string
}

const PATIENT_ID = 0x00100020
const SOP_INSTANCE_UID = 0x00080018
const SERIES_INSTANCE_UID = 0x0020000e
/** Persons, institutions, orders and requests stand in groups 0008 to 0040. */
const LAST_FACT = 0x0040ffff
/** Kinds of objects whose decisions are remembered. Beyond, they are made again. */
const REMEMBERED_KINDS = 64

/** A plan of these parts. */
export function makePlan(parts: PlanParts): Plan {
  const exceptions = new Map<number, NestedException[]>()
  for (const exception of parts.nestedExceptions) {
    exceptions.set(exception.tag, [...(exceptions.get(exception.tag) ?? []), exception])
  }
  const byKind = new Map<string, Uint32Array>()
  const lookup: Plan['lookup'] = (tag, place) => {
    const found = findSlot(parts, tag, place)
    if (found === undefined) return undefined
    const { slot, key } = found
    return { slot, decision: decisionIn(parts, exceptions.get(key) ?? [], tag, slot, place) }
  }
  const compoundDecisions: Plan['compoundDecisions'] = (kind) => {
    const key = `${kind.sopClassUid ?? ''} ${kind.modality ?? ''}`
    const known = byKind.get(key)
    if (known !== undefined) return known
    const decisions = Uint32Array.from(parts.compounds, (compound) => compound.decisionFor(kind))
    if (byKind.size < REMEMBERED_KINDS) byKind.set(key, decisions)
    return decisions
  }
  const retainsUids = actionOf(parts.slots.get(SOP_INSTANCE_UID)?.top ?? ACTION_REMOVE) === ACTION_KEEP
  return {
    ...parts,
    settings: parts.settings ?? DEFAULT_SETTINGS,
    origins: parts.origins ?? NO_ORIGINS,
    warnings: parts.warnings ?? [],
    retainsUids,
    dummies: DUMMIES,
    pathStates: compilePathStates(parts.nestedExceptions, parts.concepts),
    surveyUntil: surveyUntilOf(parts.needsFacts, retainsUids),
    lookup,
    decide(tag, place, kind) {
      const decided = lookup(tag, place)
      if (decided === undefined || place.path.length > 0 || decided.slot.compound === COMPOUND_NONE) return decided
      return { slot: decided.slot, decision: compoundDecisions(kind)[decided.slot.compound]! }
    },
    compoundDecisions,
    describe() {
      return describe(parts)
    },
  }
}

function surveyUntilOf(needsFacts: boolean, retainsUids: boolean): number {
  if (needsFacts) return LAST_FACT
  // The core asks for no replacement of UIDs that stay: names of entries have those that the survey notes.
  return retainsUids ? SERIES_INSTANCE_UID : PATIENT_ID
}

/** The slot of an attribute, and what its exceptions are told by. */
function findSlot(parts: PlanParts, tag: number, place: Place): { slot: Slot; key: number } | undefined {
  if (isPrivateTag(tag))
    return findPrivateSlot(parts.privateSlots, (tag & 0xffff00ff) >>> 0, place.privateCreator ?? '')
  const slot = parts.slots.get(tag)
  if (slot !== undefined) return { slot, key: tag }
  const row = parts.masks.findIndex((candidate) => matchesTag(candidate, tag))
  return row < 0 ? undefined : { slot: parts.masks[row]!.slot, key: maskKey(row) }
}

function findPrivateSlot(
  privateSlots: PlanParts['privateSlots'],
  tag: number,
  creator: string,
): { slot: Slot; key: number } | undefined {
  const slot = privateSlots.get(creator)?.get(tag)
  return slot && { slot, key: privateKey(tag, [...privateSlots.keys()].indexOf(creator)) }
}

function decisionIn(
  parts: PlanParts,
  exceptions: readonly NestedException[],
  tag: number,
  slot: Slot,
  { path, concept }: Place,
): number {
  const rule = concept && parts.concepts.find((candidate) => isConcept(candidate, concept))
  const ofConcept = rule?.decisions.get(tag)
  if (ofConcept !== undefined) return ofConcept
  if (path.length === 0) return slot.top
  if (rule !== undefined) return slot.nested
  let longest: NestedException | undefined
  for (const exception of exceptions) {
    if (endsWith(path, exception.path) && exception.path.length > (longest?.path.length ?? 0)) longest = exception
  }
  return longest?.decision ?? slot.nested
}

function isConcept(rule: ConceptRule, concept: { readonly codeValue: string; readonly codingScheme: string }): boolean {
  return rule.codeValue === concept.codeValue && rule.codingScheme === concept.codingScheme
}

function endsWith(path: readonly number[], tail: readonly number[]): boolean {
  const from = path.length - tail.length
  return from >= 0 && tail.every((tag, index) => path[from + index] === tag)
}

function describe(parts: PlanParts): string {
  const lines = [`${parts.edition} ${parts.profile} ${parts.options.join(',')} ${parts.needsFacts}`]
  for (const [tag, slot] of parts.slots) lines.push(`${formatTag(tag)} ${describeSlot(slot)}`)
  for (const { mask, match, slot } of parts.masks) {
    lines.push(`${formatTag(match)}/${formatTag(mask)} ${describeSlot(slot)}`)
  }
  for (const [creator, slots] of parts.privateSlots) {
    for (const [tag, slot] of slots) lines.push(`${formatTag(tag)} of "${creator}" ${describeSlot(slot)}`)
  }
  for (const { path, tag, decision } of parts.nestedExceptions) {
    lines.push(`${path.map(formatTag).join('>')}>${formatTag(tag)} ${describeDecision(decision)}`)
  }
  for (const { codeValue, codingScheme, decisions } of parts.concepts) {
    const values = [...decisions].map(([tag, decision]) => `${formatTag(tag)} ${describeDecision(decision)}`)
    lines.push(`concept ${codeValue} ${codingScheme} ${values.join(' ')}`)
  }
  for (const compound of parts.compounds) lines.push(compound.describe())
  for (const [index, transform] of parts.transforms.entries())
    lines.push(`transform ${index} ${JSON.stringify(transform)}`)
  lines.push(`settings ${JSON.stringify(withoutReference(parts.settings ?? DEFAULT_SETTINGS))}`)
  for (const [index, { bytes }] of DUMMIES.entries()) lines.push(`dummy ${index} ${hexadecimal(bytes)}`)
  for (const { tag, bytesByEncoding } of parts.inserts) {
    lines.push(`insert ${formatTag(tag)} ${bytesByEncoding.map(hexadecimal).join(' ')}`)
  }
  return `${lines.join('\n')}\n`
}

/** A digest of what is to be guessed among some ten thousand days would tell the day. */
function withoutReference({ dates, ...settings }: TransformSettings): object {
  const { fixedDays, ...others } = dates
  return { dates: fixedDays === undefined ? others : { ...others, isFixed: true }, ...settings }
}

function describeDecision(decision: number): string {
  const name = ACTION_NAMES[actionOf(decision)]!
  return transformOf(decision) === 0 ? name : `${name}:${transformOf(decision)}`
}

function describeSlot(slot: Slot): string {
  const compound = slot.compound === COMPOUND_NONE ? '-' : slot.compound
  const actions = `${describeDecision(slot.top)} ${describeDecision(slot.nested)} ${compound}`
  return `${actions} ${slot.check} ${slot.maxBytes} ${slot.unitBytes} ${slot.dummy} ${slot.category} ${slot.flags}`
}
