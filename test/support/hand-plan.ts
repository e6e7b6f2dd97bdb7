/** Plans that no profile would ask for: written by hand for one rule, or drawn so that every rule meets every other. */

import { VR_NAMES } from '../../src/dicom/vr.ts'
import { DUMMIES } from '../../src/profile/dummies.ts'
import {
  type Compound,
  type Insert,
  type MaskRow,
  makePlan,
  type NestedException,
  type Plan,
  type Slot,
} from '../../src/profile/plan.ts'
import { compoundRules } from '../../src/profile/resolve.ts'
import {
  ACTION_DUMMY,
  ACTION_EMPTY,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  ACTION_UID,
  CHECK_BINARY,
  CHECK_LINE,
  CHECK_NUMBER,
  CHECK_SEQUENCE,
  CHECK_TEXT,
  CHECK_TIME,
  CHECK_UID,
  COMPOUND_NONE,
  ENCODING_EXPLICIT_BE,
  ENCODING_EXPLICIT_LE,
  ENCODING_IMPLICIT_LE,
  SLOT_FLAG_BULK,
  SLOT_FLAG_ENCAPSULATED,
  SLOT_FLAG_KEEP_IN_DUMMY,
  SLOT_FLAG_NESTED_EXCEPTION,
} from '../../src/wasm/seam.ts'
import { seededRandom } from './chunkings.ts'
import { buildElement, type ElementSpec, tagOf } from './dicom-builder.ts'
import { FREQUENT_WORDS, type Word } from './vocabulary.ts'

export const ACTIONS = {
  remove: ACTION_REMOVE,
  keep: ACTION_KEEP,
  empty: ACTION_EMPTY,
  dummy: ACTION_DUMMY,
  uid: ACTION_UID,
  pseudonym: ACTION_PSEUDONYM,
} as const

export type ActionName = keyof typeof ACTIONS

/** One attribute of a plan by hand. What is left out follows from the VR. */
export interface HandAttribute {
  readonly vr: string
  readonly action: ActionName
  /** In items; as at the top level if left out. */
  readonly nested?: ActionName
  /** By the tag of the innermost sequence. */
  readonly exceptions?: Readonly<Record<string, ActionName>>
  /** By SOP class, at the top level; `action` for the others. */
  readonly bySopClass?: Readonly<Record<string, ActionName>>
  readonly maxBytes?: number
  readonly unitBytes?: number
  readonly flags?: number
  /** Number of the dummy, where it is not that of the VR. */
  readonly dummy?: number
}

export interface HandPlan {
  /** By tag, eight hexadecimal digits. */
  readonly attributes: Readonly<Record<string, HandAttribute>>
  /** By mask and match, eight hexadecimal digits each with a slash between them. */
  readonly masks?: Readonly<Record<string, HandAttribute>>
  readonly inserts?: readonly ElementSpec[]
}

const CHECKS: Readonly<Record<string, readonly [check: number, unitBytes: number]>> = {
  AE: [CHECK_LINE, 16],
  AS: [CHECK_TIME, 4],
  CS: [CHECK_LINE, 16],
  DA: [CHECK_TIME, 18],
  DS: [CHECK_NUMBER, 16],
  DT: [CHECK_TIME, 54],
  IS: [CHECK_NUMBER, 12],
  LO: [CHECK_LINE, 64],
  LT: [CHECK_TEXT, 0],
  PN: [CHECK_LINE, 64],
  SH: [CHECK_LINE, 16],
  SQ: [CHECK_SEQUENCE, 1],
  ST: [CHECK_TEXT, 0],
  TM: [CHECK_TIME, 28],
  UC: [CHECK_LINE, 0],
  UI: [CHECK_UID, 64],
  UR: [CHECK_LINE, 0],
  UT: [CHECK_TEXT, 0],
  AT: [CHECK_BINARY, 4],
  FD: [CHECK_BINARY, 8],
  FL: [CHECK_BINARY, 4],
  SL: [CHECK_BINARY, 4],
  SS: [CHECK_BINARY, 2],
  SV: [CHECK_BINARY, 8],
  UL: [CHECK_BINARY, 4],
  US: [CHECK_BINARY, 2],
  UV: [CHECK_BINARY, 8],
}
const ANY_BYTES = [CHECK_BINARY, 1] as const

export function handPlan({ attributes, masks = {}, inserts = [] }: HandPlan): Plan {
  const compounds: Compound[] = []
  const exceptions: NestedException[] = []
  const slots = new Map<number, Slot>()
  for (const [hexadecimal, attribute] of Object.entries(attributes)) {
    const tag = tagOf(hexadecimal)
    for (const [sequenceTag, action] of Object.entries(attribute.exceptions ?? {})) {
      exceptions.push({ sequenceTag: tagOf(sequenceTag), tag, action: ACTIONS[action] })
    }
    let compound = COMPOUND_NONE
    if (attribute.bySopClass) {
      compound = compounds.length
      compounds.push(compoundOf(attribute.action, attribute.bySopClass))
    }
    slots.set(tag, slotOf(attribute, compound))
  }
  return makePlan({
    edition: 'none',
    profile: 'by hand',
    options: [],
    slots: inTagOrder(slots),
    masks: Object.entries(masks).map(([key, attribute]) => maskRow(key, attribute)),
    nestedExceptions: exceptions,
    compounds,
    inserts: inserts.map(insertOf),
  })
}

/** A plan that knows the frequent attributes and decides about each by lot. The same seed gives the same plan. */
export function randomPlan(seed: number): Plan {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const chance = (share: number): boolean => random() < share
  const actions = Object.keys(ACTIONS) as ActionName[]
  // keeping is the action with the most rules to it
  const anyAction = (): ActionName => (chance(0.4) ? 'keep' : pick(actions))
  const sequences = FREQUENT_WORDS.filter((word) => word.vr === 'SQ')
  const attributeOf = (word: Word): HandAttribute => ({
    vr: chance(0.95) || /SQ|^O/.test(word.vr) ? word.vr : pick(FREQUENT_WORDS).vr,
    action: word.vr === 'SQ' && chance(0.5) ? pick(['keep', 'dummy']) : anyAction(),
    nested: anyAction(),
    ...(chance(0.2) && { maxBytes: pick([4, 8, 16, 64]) }),
    ...(chance(0.1) && { dummy: Math.floor(random() * DUMMIES.length) }),
    ...(chance(0.2) && { exceptions: { [hexadecimalOf(pick(sequences).tag)]: anyAction() } }),
    ...(chance(0.2) && {
      bySopClass: { '1.2.840.10008.5.1.4.1.1.2': anyAction(), '1.2.840.10008.5.1.4.1.1.7': anyAction() },
    }),
    // as in any plan: bulk is binary, and what may be fragments is bulk
    ...(word.vr !== 'SQ' && {
      flags: (chance(0.3) ? SLOT_FLAG_KEEP_IN_DUMMY : 0) | (/^O/.test(word.vr) ? bulkFlags(word.tag) : 0),
    }),
  })
  const bulkFlags = (tag: number): number => {
    if (tag === 0x7fe00010 || chance(0.2)) return SLOT_FLAG_BULK | SLOT_FLAG_ENCAPSULATED
    return chance(0.2) ? SLOT_FLAG_BULK : 0
  }
  const attributes: Record<string, HandAttribute> = {}
  for (const word of FREQUENT_WORDS) if (chance(0.95)) attributes[hexadecimalOf(word.tag)] = attributeOf(word)
  const masks: Record<string, HandAttribute> = {}
  for (const mask of ['FFE1FFFF/60003000', 'FFE10000/60000000', '0001FFFF/00000000', 'FF01FFFF/7F000010']) {
    if (chance(0.5)) masks[mask] = attributeOf({ tag: 0, vr: pick(['OW', 'LO', 'UL']) })
  }
  const inserts = [
    { tag: 0x00080001, vr: 'UL', value: Uint8Array.of(1, 2, 3, 4) },
    { tag: 0x00120062, vr: 'CS', value: 'YES' },
    { tag: 0x00120064, vr: 'SQ', items: [{ elements: [] }] },
    { tag: 0x00280303, vr: 'CS', value: 'REMOVED' },
    { tag: 0xfffcfffc, vr: 'OB', value: Uint8Array.of(0, 0) },
  ].filter(() => chance(0.5))
  for (const { tag } of inserts) attributes[hexadecimalOf(tag)] = { vr: 'LO', action: 'remove', nested: 'keep' }
  return handPlan({ attributes, masks, inserts })
}

function slotOf(attribute: HandAttribute, compound: number): Slot {
  const [check, unitBytes] = CHECKS[attribute.vr] ?? ANY_BYTES
  return {
    topAction: ACTIONS[attribute.action],
    nestedAction: ACTIONS[attribute.nested ?? attribute.action],
    check,
    maxBytes: attribute.maxBytes ?? 0,
    unitBytes: attribute.unitBytes ?? unitBytes,
    dummy: attribute.dummy ?? (VR_NAMES as readonly string[]).indexOf(attribute.vr),
    category: 0,
    compound,
    flags: (attribute.flags ?? 0) | (attribute.exceptions ? SLOT_FLAG_NESTED_EXCEPTION : 0),
  }
}

function compoundOf(otherwise: ActionName, bySopClass: Readonly<Record<string, ActionName>>): Compound {
  const [rule] = compoundRules().values()
  return {
    // what the profile says of it is not asked here
    rule: rule!,
    actionFor: (sopClassUid) => ACTIONS[(sopClassUid === undefined ? undefined : bySopClass[sopClassUid]) ?? otherwise],
  }
}

function maskRow(key: string, attribute: HandAttribute): MaskRow {
  const [mask = '', match = ''] = key.split('/')
  return { mask: tagOf(mask), match: tagOf(match), slot: slotOf(attribute, COMPOUND_NONE) }
}

function insertOf(spec: ElementSpec): Insert {
  return {
    tag: spec.tag,
    bytesByEncoding: [
      buildElement(spec, ENCODING_IMPLICIT_LE),
      buildElement(spec, ENCODING_EXPLICIT_LE),
      buildElement(spec, ENCODING_EXPLICIT_BE),
    ],
  }
}

function inTagOrder(slots: Map<number, Slot>): Map<number, Slot> {
  return new Map([...slots].toSorted(([one], [other]) => one - other))
}

function hexadecimalOf(tag: number): string {
  return tag.toString(16).padStart(8, '0')
}
