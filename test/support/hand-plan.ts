/** Plans that no profile would ask for, written by hand for one rule. */

import { VR_NAMES } from '../../src/dicom/vr.ts'
import { decisionOf, withOrigin } from '../../src/profile/decisions.ts'
import { NO_ORIGINS } from '../../src/profile/origins.ts'
import { type ConceptRule, maskKey, type NestedException, privateKey } from '../../src/profile/paths.ts'
import { type Compound, type Insert, type MaskRow, makePlan, type Plan, type Slot } from '../../src/profile/plan.ts'
import {
  ACTION_CLEAN,
  ACTION_DUMMY,
  ACTION_EMPTY,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  ACTION_REPLACE,
  ACTION_SHIFT,
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
  SLOT_FLAG_NESTED_EXCEPTION,
} from '../../src/wasm/seam.ts'
import { buildElement, type ElementSpec, tagOf } from './dicom-builder.ts'
import { PROBE_NAMES, type ProbeName, probe } from './probe-transforms.ts'

const ACTIONS = {
  remove: ACTION_REMOVE,
  keep: ACTION_KEEP,
  empty: ACTION_EMPTY,
  dummy: ACTION_DUMMY,
  uid: ACTION_UID,
  pseudonym: ACTION_PSEUDONYM,
} as const

const TRANSFORMING_ACTIONS = { shift: ACTION_SHIFT, clean: ACTION_CLEAN, replace: ACTION_REPLACE } as const

type PlainAction = keyof typeof ACTIONS
type TransformingAction = keyof typeof TRANSFORMING_ACTIONS

/** An action, for those that have a transform with the name of the probe that it is. */
export type HandAction = PlainAction | `${TransformingAction} ${ProbeName}`

export const PLAIN_ACTIONS = Object.keys(ACTIONS) as PlainAction[]
export const HAND_ACTIONS: readonly HandAction[] = [
  ...PLAIN_ACTIONS,
  ...(Object.keys(TRANSFORMING_ACTIONS) as TransformingAction[]).flatMap((action) =>
    PROBE_NAMES.map((name) => `${action} ${name}` as const),
  ),
]

/** Decisions say which action they were asked for. */
const ORIGINS: readonly string[] = [...NO_ORIGINS, ...HAND_ACTIONS]

/** One attribute of a plan by hand. What is left out follows from the VR. */
export interface HandAttribute {
  readonly vr: string
  readonly action: HandAction
  /** In items; as at the top level if left out. */
  readonly nested?: HandAction
  /** By the tail of the path of sequences: tags, outermost first, with `>` between them. */
  readonly exceptions?: Readonly<Record<string, HandAction>>
  /** By SOP class, at the top level; `action` for the others. */
  readonly bySopClass?: Readonly<Record<string, HandAction>>
  /** By modality, at the top level, for SOP classes that `bySopClass` does not name. */
  readonly byModality?: Readonly<Record<string, HandAction>>
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
  /** By creator, then by group, 00 and the low byte of the element. */
  readonly privates?: Readonly<Record<string, Readonly<Record<string, HandAttribute>>>>
  /** By code value and coding scheme with a backslash between them, then by tag. */
  readonly concepts?: Readonly<Record<string, Readonly<Record<string, HandAction>>>>
  readonly needsFacts?: boolean
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

export function handPlan(hand: HandPlan): Plan {
  const { attributes, masks = {}, privates = {}, concepts = {}, needsFacts = false, inserts = [] } = hand
  const compounds: Compound[] = []
  const exceptions: NestedException[] = []
  const conceptRules = Object.entries(concepts).map(([key, values]) => conceptRule(key, values))
  const slotWithCompound = (attribute: HandAttribute, hasExceptions: boolean): Slot => {
    if (!attribute.bySopClass && !attribute.byModality) return slotOf(attribute, COMPOUND_NONE, hasExceptions)
    return slotOf(attribute, compounds.push(compoundOf(attribute)) - 1, hasExceptions)
  }
  const slots = new Map<number, Slot>()
  for (const [hexadecimal, attribute] of Object.entries(attributes)) {
    const tag = tagOf(hexadecimal)
    for (const [path, action] of Object.entries(attribute.exceptions ?? {})) {
      exceptions.push({ path: path.split('>').map(tagOf), tag, decision: decisionFor(action) })
    }
    const isInConcept = conceptRules.some(({ decisions }) => decisions.has(tag))
    slots.set(tag, slotWithCompound(attribute, attribute.exceptions !== undefined || isInConcept))
  }
  const except = ({ exceptions: given = {} }: HandAttribute, tag: number): boolean => {
    for (const [path, action] of Object.entries(given)) {
      exceptions.push({ path: path.split('>').map(tagOf), tag, decision: decisionFor(action) })
    }
    return Object.keys(given).length > 0
  }
  const privateSlots = Object.entries(privates).map(([creator, values], number) => {
    const ofCreator = Object.entries(values).map(([hexadecimal, value]) => {
      const tag = tagOf(hexadecimal)
      return [tag, slotWithCompound(value, except(value, privateKey(tag, number)))] as const
    })
    return [creator, new Map(ofCreator)] as const
  })
  return makePlan({
    edition: 'none',
    profile: 'by hand',
    options: [],
    slots: inTagOrder(slots),
    masks: Object.entries(masks).map(([key, attribute], row) =>
      maskRow(key, attribute, except(attribute, maskKey(row))),
    ),
    nestedExceptions: exceptions,
    compounds,
    transforms: PROBE_NAMES.map(probe),
    privateSlots: new Map(privateSlots),
    concepts: conceptRules,
    needsFacts,
    origins: ORIGINS,
    inserts: inserts.map(insertOf),
  })
}

function decisionFor(action: HandAction): number {
  const [name = '', transform] = action.split(' ')
  const origin = ORIGINS.indexOf(action)
  if (transform === undefined) return withOrigin(decisionOf(ACTIONS[name as PlainAction]), origin)
  const index = PROBE_NAMES.indexOf(transform as ProbeName)
  return withOrigin(decisionOf(TRANSFORMING_ACTIONS[name as TransformingAction], index), origin)
}

function slotOf(attribute: HandAttribute, compound: number, hasExceptions: boolean): Slot {
  const [check, unitBytes] = CHECKS[attribute.vr] ?? ANY_BYTES
  return {
    top: decisionFor(attribute.action),
    nested: decisionFor(attribute.nested ?? attribute.action),
    check,
    maxBytes: attribute.maxBytes ?? 0,
    unitBytes: attribute.unitBytes ?? unitBytes,
    dummy: attribute.dummy ?? (VR_NAMES as readonly string[]).indexOf(attribute.vr),
    category: 0,
    compound,
    flags: (attribute.flags ?? 0) | (hasExceptions ? SLOT_FLAG_NESTED_EXCEPTION : 0),
  }
}

function compoundOf({ action, bySopClass = {}, byModality = {} }: HandAttribute): Compound {
  return {
    decisionFor: ({ sopClassUid = '', modality = '' }) =>
      decisionFor(bySopClass[sopClassUid] ?? byModality[modality] ?? action),
    describe: () => JSON.stringify([action, bySopClass, byModality]),
  }
}

function conceptRule(key: string, values: Readonly<Record<string, HandAction>>): ConceptRule {
  const [codeValue = '', codingScheme = ''] = key.split('\\')
  const decisions = Object.entries(values).map(([tag, action]) => [tagOf(tag), decisionFor(action)] as const)
  return { codeValue, codingScheme, decisions: new Map(decisions) }
}

function maskRow(key: string, attribute: HandAttribute, hasExceptions: boolean): MaskRow {
  const [mask = '', match = ''] = key.split('/')
  return { mask: tagOf(mask), match: tagOf(match), slot: slotOf(attribute, COMPOUND_NONE, hasExceptions) }
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
