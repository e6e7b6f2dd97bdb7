/** What a rule of a profile does, and whether that can be done with what it is about. */

import type { Vr } from '../dicom/vr.ts'
import { readChoice, readMap, readText, type Faults, type Field } from './document-fields.ts'
import type { Target } from './document-targets.ts'
import type { RuleAction } from './request.ts'

export const ACTION_WORDS = [
  'keep',
  'remove',
  'empty',
  'dummy',
  'uid',
  'shift',
  'clean',
  'pseudonym',
  'hash',
] as const satisfies readonly RuleAction[]

type ActionWord = (typeof ACTION_WORDS)[number]

/** Actions that need a VR of some kind; the others go with any. */
const FITTING_VRS: Partial<Record<ActionWord, readonly Vr[]>> = {
  uid: ['UI'],
  shift: ['DA', 'DT'],
  clean: ['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT'],
  // 16 characters, and 32.
  pseudonym: ['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT'],
  hash: ['LO', 'LT', 'PN', 'ST', 'UC', 'UT'],
}

/** What all attributes of a category can have in common. */
const FIT_FOR_CATEGORIES: readonly ActionWord[] = ['keep', 'remove', 'empty', 'dummy']

/** What the text of each VR may be, PS3.5 Table 6.2-1. ASCII, which is part of every character set. */
const TEXTS: Partial<Record<Vr, RegExp>> = {
  AE: /^[ -[\]-~]{1,16}$/,
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9_ ]{1,16}$/,
  DA: /^\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
  DS: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  DT: /^\d{4}(?:\d\d){0,5}(?:\.\d{1,6})?(?:[+-]\d{4})?$/,
  IS: /^[+-]?\d{1,11}$/,
  LO: /^[ -[\]-~]{1,64}$/,
  LT: /^[ -~]{1,1024}$/,
  PN: /^[ -[\]-~]{1,64}$/,
  SH: /^[ -[\]-~]{1,16}$/,
  ST: /^[ -~]{1,1024}$/,
  TM: /^\d{2}(?:\d\d){0,2}(?:\.\d{1,6})?$/,
  UC: /^[ -[\]-~]{1,1024}$/,
  UI: /^[0-9.]{1,64}$/,
  UR: /^[!-[\]-~]{1,1024}$/,
  UT: /^[ -~]{1,1024}$/,
}
/** For a target of several VRs, or of one that is not known. */
const ANY_TEXT = /^[ -[\]-~]{1,64}$/

/** `action`: a word, or `{ replace: TEXT }`. */
export function readAction(field: Field, faults: Faults): RuleAction | undefined {
  if (field.node.kind !== 'map') return readChoice(field, ACTION_WORDS, faults)
  const replacement = readMap(field, ['replace'], faults).get('replace')
  if (replacement === undefined) {
    faults.add(field, 'an action is a word, or replace: with a text')
    return undefined
  }
  const replace = readText(replacement, faults)
  return replace === undefined ? undefined : { replace }
}

/** Why `action` cannot be done with `target`; undefined where it can. */
export function findMisfit(action: RuleAction, { target, vr }: Target): string | undefined {
  if (typeof action === 'object') {
    if ('category' in target) return 'a category has attributes of many kinds, for which one text does not do'
    if (vr !== undefined && TEXTS[vr] === undefined) return `the attribute is ${vr}, which holds no text`
    const form = vr === undefined ? ANY_TEXT : TEXTS[vr]!
    return form.test(action.replace)
      ? undefined
      : `the text is none that ${vr ?? 'such an attribute'} may have: too long, not ASCII, or not in its form; to clear a value, empty`
  }
  if ('category' in target) {
    const fits = FIT_FOR_CATEGORIES.includes(action)
    return fits ? undefined : `of a category can be asked: ${FIT_FOR_CATEGORIES.join(', ')}`
  }
  const fitting = FITTING_VRS[action]
  if (fitting === undefined || vr === undefined || fitting.includes(vr)) return undefined
  return `${action} can be done with ${fitting.join(', ')}; this is ${vr}`
}
