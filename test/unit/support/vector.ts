/**
 * The form of the vectors: the bytes of a data set, and what docs/engine.md makes of them, both written by hand.
 *
 * Bytes are hexadecimal digits, text stands in single quotes, white space is for the reader. Offsets of refusals are those in
 * the data set. The plan and the identity are the small ones below, whose answers can be known by heart.
 */

import type { Code } from '../../../src/errors.ts'
import type { Identity } from '../../../src/identity/identity.ts'
import type { Plan } from '../../../src/profile/plan.ts'
import {
  SLOT_FLAG_BULK,
  SLOT_FLAG_ENCAPSULATED,
  SLOT_FLAG_FACT,
  SLOT_FLAG_KEEP_IN_DUMMY,
} from '../../../src/wasm/seam.ts'
import { buildObject, bytesOf, concatenate, hex } from '../../support/dicom-builder.ts'
import { type HandAction, type HandAttribute, type HandPlan, handPlan } from '../../support/hand-plan.ts'
import type { Framing } from '../../support/reference.ts'

export interface Vector {
  /** The rule of docs/engine.md, and what it comes to. */
  readonly name: string
  /** Default: explicit LE. */
  readonly encoding?: 'implicit-le' | 'explicit-le' | 'explicit-be'
  /** Default: exact. */
  readonly framing?: Framing
  /** Default: without inserts. */
  readonly attested?: boolean
  /** With the insert that may be made longer, or with the facts of the object. */
  readonly plan?: 'method' | 'facts'
  /** Without file meta information. */
  readonly bare?: boolean
  readonly input: string
  /** The data set that comes out; with `broken`, what comes out of it all the same. */
  readonly output?: string
  readonly withheld?: Code
  readonly broken?: Code
  readonly offsetBytes?: number
}

const CT = '1.2.840.10008.5.1.4.1.1.2'
const KEPT_SEQUENCE: HandAttribute = { vr: 'SQ', action: 'keep' }

/** Values that tell what was asked: see probe-transforms.ts. */
const PRIVATES: Readonly<Record<string, Readonly<Record<string, HandAttribute>>>> = {
  ACME: {
    '00090001': { vr: 'LO', action: 'keep', exceptions: { '00081111>00081140': 'empty' } },
    '00090002': { vr: 'LO', action: 'replace tell' },
    '00090003': KEPT_SEQUENCE,
  },
  OTHER: { '00090001': { vr: 'LO', action: 'empty' } },
}
const CONCEPTS: Readonly<Record<string, Readonly<Record<string, HandAction>>>> = {
  'A\\DCM': { '0040A160': 'keep' },
  // of names that cannot be read
  '\\': { '0040A160': 'dummy' },
  'B\\DCM': { '0040A160': 'replace tell', '0040A730': 'keep' },
}

const ATTRIBUTES: Readonly<Record<string, HandAttribute>> = {
  '00080005': { vr: 'CS', action: 'keep' },
  '00080006': { vr: 'SQ', action: 'dummy' },
  '00080012': { vr: 'DA', action: 'empty', bySopClass: { [CT]: 'keep' } },
  '00080016': { vr: 'UI', action: 'keep' },
  '00080050': { vr: 'SH', action: 'empty' },
  '00080013': { vr: 'TM', action: 'shift same' },
  '00080060': { vr: 'CS', action: 'keep', flags: SLOT_FLAG_KEEP_IN_DUMMY },
  '00080061': { vr: 'CS', action: 'empty', byModality: { CT: 'keep' } },
  '00080064': { vr: 'CS', action: 'empty', bySopClass: { [CT]: 'dummy' }, byModality: { CT: 'keep' } },
  '00080070': { vr: 'LO', action: 'keep' },
  '00080081': {
    vr: 'ST',
    action: 'remove',
    nested: 'empty',
    exceptions: { '00081140': 'keep', '00081111>00081140': 'remove', '0040A730>00081111>00081140': 'dummy' },
  },
  '00080096': { vr: 'SQ', action: 'remove' },
  '00080100': { vr: 'SH', action: 'keep' },
  '00080102': { vr: 'SH', action: 'keep' },
  '00080104': { vr: 'LO', action: 'keep' },
  '00080119': { vr: 'UC', action: 'keep' },
  '00080120': { vr: 'UR', action: 'keep' },
  '00081030': { vr: 'LO', action: 'remove', nested: 'keep' },
  '0008103E': { vr: 'LO', action: 'replace tell' },
  '00081048': { vr: 'PN', action: 'replace none' },
  '00081050': { vr: 'PN', action: 'clean half' },
  '00081111': KEPT_SEQUENCE,
  '00081140': KEPT_SEQUENCE,
  '00081150': { vr: 'UI', action: 'keep', flags: SLOT_FLAG_KEEP_IN_DUMMY },
  '00081155': { vr: 'UI', action: 'uid' },
  '00084000': { vr: 'LT', action: 'replace eightfold' },
  '00100010': { vr: 'PN', action: 'dummy' },
  '00100020': { vr: 'LO', action: 'pseudonym' },
  '00100030': { vr: 'DA', action: 'dummy' },
  '00101010': { vr: 'AS', action: 'keep' },
  '00104000': { vr: 'LT', action: 'keep' },
  '00180050': { vr: 'DS', action: 'keep' },
  '00201206': { vr: 'IS', action: 'keep', maxBytes: 4 },
  '00280010': { vr: 'US', action: 'keep' },
  '00281201': { vr: 'OW', action: 'keep' },
  '0040A123': { vr: 'PN', action: 'empty', exceptions: { '00081140': 'keep' } },
  '0040A043': KEPT_SEQUENCE,
  '0040A160': { vr: 'UT', action: 'remove', nested: 'empty', exceptions: { '0040A730': 'clean half' } },
  '0040A730': KEPT_SEQUENCE,
  '7FE00010': { vr: 'OW', action: 'keep', flags: SLOT_FLAG_BULK | SLOT_FLAG_ENCAPSULATED },
}
const MASKS: Readonly<Record<string, HandAttribute>> = {
  'FFFFFFFF/60003000': { vr: 'OW', action: 'keep', exceptions: { '00081140': 'empty' } },
  'FFE1FFFF/60003000': { vr: 'OW', action: 'keep', exceptions: { '00081111>00081140': 'empty' } },
}

const INSERTS = [
  { tag: 0x00120062, vr: 'CS', value: 'YES' },
  { tag: 0x00280303, vr: 'CS', value: 'REMOVED' },
]
const METHOD = { tag: 0x00120063, vr: 'LO', value: 'METHOD' }
const PARTS: HandPlan = { attributes: ATTRIBUTES, masks: MASKS, privates: PRIVATES, concepts: CONCEPTS }
const PLAN = handPlan(PARTS)
const ATTESTING_PLAN = handPlan({ ...PARTS, inserts: INSERTS })
const METHOD_PLAN = handPlan({ ...PARTS, inserts: [METHOD] })
const FACTS_PLAN = handPlan({
  attributes: {
    '0008103E': { vr: 'LO', action: 'clean facts' },
    '00081140': KEPT_SEQUENCE,
    '00100010': { vr: 'PN', action: 'empty', flags: SLOT_FLAG_FACT },
    '00321032': { vr: 'PN', action: 'keep', flags: SLOT_FLAG_FACT },
    '00420010': { vr: 'ST', action: 'keep', flags: SLOT_FLAG_FACT },
  },
  needsFacts: true,
})

export function planOf(vector: Vector): Plan {
  if (vector.plan) return vector.plan === 'method' ? METHOD_PLAN : FACTS_PLAN
  return vector.attested ? ATTESTING_PLAN : PLAN
}

/** Answers the same to everything: `2.25.7` and `PSEUDO`. */
export const vectorIdentity: Identity = {
  uid: () => bytesOf('2.25.7'),
  uidText: () => '2.25.7',
  pseudonym: () => bytesOf('PSEUDO'),
  hash: () => 'hash',
  dateOffsetDays: () => 1,
  nameComponent: () => 'name',
  crosswalk: undefined,
  keyFingerprint: '0000000000000000',
}

/** The vector's data set behind a prefix and file meta information that declares its encoding, where it has that. */
export function objectOf(vector: Vector): Uint8Array {
  if (vector.bare) return parse(vector.input)
  const encoding = vector.encoding ?? 'explicit-le'
  return concatenate([buildObject({ encoding, elements: [], meta: { start: 'prefix' } }), parse(vector.input)])
}

/** Bytes of an object before its data set: prefix, group length element, group. */
export function envelopeBytes(object: Uint8Array): number {
  if (object[0] !== 0x44) return 0
  const view = new DataView(object.buffer, object.byteOffset)
  return 4 + 12 + view.getUint32(12, true)
}

export function parse(notation: string): Uint8Array {
  const parts = notation.split("'")
  return concatenate(parts.map((part, at) => (at % 2 === 0 ? hex(part) : bytesOf(part))))
}
