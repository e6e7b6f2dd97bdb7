/** What becomes of one element: docs/engine.md 3.7 to 3.10, as a function of its header, its rule and its value. */

import { VR_NAMES } from '../../src/dicom/vr.ts'
import type { Transforms } from '../../src/engine/transforms.ts'
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
  CHECK_NUMBER,
  CHECK_SEQUENCE,
  ENCODING_EXPLICIT_BE,
  MAX_CHECKED_VALUE_BYTES,
  MAX_REPLACED_VALUE_BYTES,
  PASS_BYTES,
} from '../../src/wasm/seam.ts'
import { filterNumbers, isSearched, judge } from './reference-checks.ts'
import { type Header, hasShortLength, isKnownVr } from './reference-elements.ts'
import type { ReferenceIdentity, ReferencePlan, Rule } from './reference-plan.ts'

export type Decision =
  | { kind: 'remove' }
  /** `implausible`: it was to be kept, but is not what its VR says. */
  | { kind: 'empty'; implausible?: true }
  /** A new value. */
  | { kind: 'replace'; value: Uint8Array }
  /** The value stays. `streams`: it is so long that it leaves as it comes; `isLookedAt`: when all of it was seen. */
  | { kind: 'keep'; value: Uint8Array; streams: boolean; isLookedAt?: boolean }
  | { kind: 'keep-fragments' }
  | { kind: 'enter'; dummyMode: boolean }

export interface Question {
  readonly header: Header
  readonly rule: Rule
  /** 3.8; undefined where the length is defined. */
  readonly form: 'sequence' | 'fragments' | undefined
  /** In an item whose sequence became a dummy. */
  readonly dummyMode: boolean
  /** What there is of the value (less than its length only where the input was cut short); empty for undefined length. */
  readonly value: Uint8Array
  /** In force for text (3.13); undefined where it cannot be known. */
  readonly charset: Uint8Array | undefined
}

/** What decides beside the rule. */
export interface Deciders {
  readonly plan: ReferencePlan
  readonly identity: ReferenceIdentity
  readonly transforms: Transforms
}

const EMPTY: Decision = { kind: 'empty' }
const IMPLAUSIBLE: Decision = { kind: 'empty', implausible: true }

export function decide(question: Question, { plan, identity, transforms }: Deciders): Decision {
  const { header, rule, dummyMode, charset } = question
  const isSequence = rule.check === CHECK_SEQUENCE
  switch (rule.action) {
    case ACTION_REMOVE:
      return { kind: 'remove' }
    case ACTION_EMPTY:
      return EMPTY
    case ACTION_DUMMY:
      return isSequence ? enterIfSequence(question, true) : dummy(question, plan)
    case ACTION_UID:
      return replace(question, (value) => identity.uid(value))
    case ACTION_PSEUDONYM:
      return replace(question, (value) => identity.pseudonym(value))
    case ACTION_SHIFT:
    case ACTION_CLEAN:
    case ACTION_REPLACE:
      return replace(question, (value) => {
        const vrIndex = Math.max(0, (VR_NAMES as readonly string[]).indexOf(header.vr ?? ''))
        return transforms.apply(rule.transform, { tag: header.tag, vrIndex, charset, value }).slice()
      })
    case ACTION_KEEP:
      if (isSequence) return enterIfSequence(question, dummyMode)
      if (dummyMode && !rule.keepInDummy) return dummy(question, plan)
      return header.valueBytes === undefined ? keepUndefinedLength(question) : keepValue(question, plan)
    default:
      throw new Error(`no such action: ${rule.action}`)
  }
}

function enterIfSequence({ header, form, rule }: Question, dummyMode: boolean): Decision {
  const otherwise = dummyMode ? EMPTY : IMPLAUSIBLE
  if (form === 'fragments') return rule.encapsulated && !dummyMode ? { kind: 'keep-fragments' } : otherwise
  const isEnterable = header.vr === undefined || header.vr === 'SQ' || header.vr === 'UN'
  return isEnterable ? { kind: 'enter', dummyMode } : otherwise
}

function dummy({ header, rule }: Question, plan: ReferencePlan): Decision {
  if (header.vr === 'SQ' || header.valueBytes === undefined) return EMPTY
  const isOfOtherVr =
    header.vr !== undefined && isKnownVr(header.vr) && header.vr !== 'UN' && header.vr !== rule.dummyVr
  const { little, big } = isOfOtherVr ? plan.dummyOfVr(header.vr!) : rule.dummy
  return { kind: 'replace', value: header.encoding === ENCODING_EXPLICIT_BE ? big : little }
}

function replace({ header, value }: Question, by: (value: Uint8Array) => Uint8Array): Decision {
  if (header.valueBytes === undefined || header.valueBytes > MAX_REPLACED_VALUE_BYTES || header.vr === 'SQ')
    return EMPTY
  if (header.valueBytes === 0) return { kind: 'replace', value }
  const replacement = by(value)
  if (replacement.length % 2 !== 0) throw new Error('a replacement of odd length')
  return hasShortLength(header) && replacement.length > 0xffff ? EMPTY : { kind: 'replace', value: replacement }
}

function keepUndefinedLength({ form, rule }: Question): Decision {
  return form === 'fragments' && rule.encapsulated ? { kind: 'keep-fragments' } : IMPLAUSIBLE
}

function keepValue({ header, rule, value }: Question, plan: ReferencePlan): Decision {
  const around = { encoding: header.encoding, hasSlot: (tag: number) => plan.hasSlot(tag) }
  switch (judge(value, header.valueBytes!, header.vr, rule, around)) {
    case 'plausible':
      return {
        kind: 'keep',
        value,
        streams: streams(header.valueBytes!, rule),
        isLookedAt: isSearched(rule, header.valueBytes!),
      }
    case 'filtered':
      return { kind: 'keep', value: filterNumbers(value), streams: true }
    case 'implausible':
      return IMPLAUSIBLE
  }
}

/** 4.2 (b): the values that may be of any length. */
export function streams(valueBytes: number, rule: Rule): boolean {
  if (rule.check === CHECK_BINARY) return valueBytes > PASS_BYTES
  return rule.check === CHECK_NUMBER && valueBytes > MAX_CHECKED_VALUE_BYTES
}
