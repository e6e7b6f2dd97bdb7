/** What the action of a rule comes to for an attribute, by its VR. */

import type { Attribute } from '../dicom/dictionary.ts'
import type { Vr } from '../dicom/vr.ts'
import {
  ACTION_DUMMY,
  ACTION_EMPTY,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  ACTION_REPLACE,
  ACTION_SHIFT,
  ACTION_UID,
} from '../wasm/seam.ts'
import { capAge, cleanText, isCleanable } from './base-decisions.ts'
import { decisionOf } from './decisions.ts'
import type { Policy } from './policy.ts'
import type { RuleAction } from './request.ts'

/** VRs that a pseudonym of 16 characters is valid for, and those that a hash of 32 is. */
const PSEUDONYM_VRS: ReadonlySet<Vr> = new Set(['AE', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT'])
const HASH_VRS: ReadonlySet<Vr> = new Set(['LO', 'LT', 'PN', 'ST', 'UC', 'UT'])

/** Texts that can replace a value, by VR (PS3.5 Table 6.2-1): one value, in ASCII, because the character set of the object is not known. */
const TEXTS: Readonly<Partial<Record<Vr, RegExp>>> = {
  AE: /^(?! *$)[ -[\]-~]{1,16}$/,
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9_ ]{1,16}$/,
  DA: /^\d{8}$/,
  DS: /^(?=.{1,16}$)[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?$/i,
  DT: /^\d{4}(\d{2}(\d{2}(\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?)?)?)?([+-]\d{4})?$/,
  IS: /^(?=.{1,12}$)[+-]?\d+$/,
  LO: /^[ -[\]-~]{1,64}$/,
  LT: /^[\t\n\f\r -~]{1,10240}$/,
  PN: /^[ -[\]-~]{1,64}$/,
  SH: /^[ -[\]-~]{1,16}$/,
  ST: /^[\t\n\f\r -~]{1,1024}$/,
  TM: /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/,
  UC: /^[ -[\]-~]{1,65536}$/,
  UI: /^(?=.{1,64}$)(0|[1-9]\d*)(\.(0|[1-9]\d*))*$/,
  UR: /^[!-[\]-~]{1,65536}$/,
  UT: /^[\t\n\f\r -~]{1,65536}$/,
}

/** The decision for an attribute; undefined where the action makes no sense for its VR. Of a private attribute of unknown VR, any action does but those that need one. */
export function decisionForAction(policy: Policy, action: RuleAction, { vrs }: Attribute): number | undefined {
  const [vr] = vrs
  const { transforms } = policy
  if (typeof action === 'object') {
    const isValid = TEXTS[vr]?.test(action.replace) ?? false
    return isValid ? transforms.decision(ACTION_REPLACE, { kind: 'replace-text', text: action.replace }) : undefined
  }
  switch (action) {
    case 'keep':
      return decisionOf(ACTION_KEEP)
    case 'remove':
      return decisionOf(ACTION_REMOVE)
    case 'empty':
      return decisionOf(ACTION_EMPTY)
    case 'dummy':
      return decisionOf(vr === 'UI' ? ACTION_UID : ACTION_DUMMY)
    case 'uid':
      return vr === 'UI' ? decisionOf(ACTION_UID) : undefined
    case 'shift':
      return shift(policy, vr)
    case 'clean':
      if (vr === 'SQ') return decisionOf(ACTION_KEEP)
      return isCleanable(vr) ? cleanText(policy) : shift(policy, vr)
    case 'pseudonym':
      return PSEUDONYM_VRS.has(vr) ? decisionOf(ACTION_PSEUDONYM) : undefined
    case 'hash':
      return HASH_VRS.has(vr) ? transforms.decision(ACTION_REPLACE, { kind: 'hash' }) : undefined
  }
}

/** Times of day stay where the days beside them move. */
function shift(policy: Policy, vr: Vr): number | undefined {
  switch (vr) {
    case 'DA':
    case 'DT':
      return policy.transforms.decision(ACTION_SHIFT, { kind: 'shift-date' })
    case 'TM':
      return policy.transforms.decision(ACTION_SHIFT, { kind: 'time-of-day' })
    case 'AS':
      return capAge(policy)
    default:
      return undefined
  }
}
