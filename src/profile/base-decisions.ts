/**
 * What profile, options and mode say of an attribute, before any rule of a site: its row of Table E.1-1, resolved, or what we decided beyond the
 * table, or the registry. docs/profiles.md says it in words.
 */

import type { Attribute } from '../dicom/dictionary.ts'
import type { Vr } from '../dicom/vr.ts'
import {
  ACTION_CLEAN,
  ACTION_DUMMY,
  ACTION_EMPTY,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  ACTION_SHIFT,
  ACTION_UID,
} from '../wasm/seam.ts'
import { type BasicCode, type BeyondAction, CURVE_ROW_TAG, type OptionColumn, type SimpleCode } from './action-codes.ts'
import { actionOf, decisionOf, originOf, withOrigin } from './decisions.ts'
import { optionOfColumn, verdictOf } from './options.ts'
import { type Origin, originOfOptions } from './origins.ts'
import type { Policy } from './policy.ts'
import type { Mode, OptionName } from './request.ts'
import {
  type CompoundRule,
  compoundRules,
  dependsOnSopClass,
  resolvableSopClasses,
  resolveAtTopLevel,
} from './resolve.ts'
import { safeHarborRows } from './safe-harbor.ts'
import { beyondTheTable, type ProfileRow } from './table.ts'

/** The decisions for an attribute. */
export interface BaseDecisions {
  /** At the top level; where it depends on the SOP class, the strictest. */
  readonly top: number
  /** In items. */
  readonly nested: number
  /** In items of these sequences, by the tag of the innermost, where they differ from `nested`. */
  readonly bySequence: ReadonlyMap<number, number>
  /** At the top level, where it depends on the SOP class. */
  readonly bySopClass: ((sopClassUid: string | undefined) => number) | undefined
  /** Options that decided. Empty where it was the profile, or none of the options could be followed. */
  readonly options: readonly OptionName[]
  /** Why, where it is neither the table nor the registry. */
  readonly reason: string | undefined
}

export const PATIENT_ID = 0x00100020
const TEXT_VALUE = 0x0040a160
const DATA_SET_TRAILING_PADDING = 0xfffcfffc

const BEYOND: Readonly<Record<BeyondAction, number>> = {
  REMOVE: ACTION_REMOVE,
  EMPTY: ACTION_EMPTY,
  DUMMY: ACTION_DUMMY,
  UID: ACTION_UID,
  KEEP: ACTION_KEEP,
}
const DATE_COLUMNS: readonly OptionColumn[] = ['rtn_long_full_dates', 'rtn_long_modif_dates']
const PIXEL_DATA_TAGS: ReadonlySet<number> = new Set([0x7fe00008, 0x7fe00009, 0x7fe00010])
/** Icon Image Sequence, Basic Grayscale and Basic Color Image Sequence (PS3.3): those of which Pixel Data is a part. */
const PICTURE_SEQUENCES = [0x00880200, 0x20200110, 0x20200111] as const
const TEXT_VRS: ReadonlySet<Vr> = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT'])
const TO_FIRST_OF_JANUARY = 'Safe Harbor (C): of a date, the year stays'
const NO_SEQUENCES: ReadonlyMap<number, number> = new Map()

/** True for VRs whose values are text that can be cleaned. */
export function isCleanable(vr: Vr): boolean {
  return TEXT_VRS.has(vr)
}

/** What the policy says of the attribute `tag`, whose row of the table is `row`. */
export function decide(policy: Policy, tag: number, attribute: Attribute, row: ProfileRow | undefined): BaseDecisions {
  return inMode(policy.mode, tag, attribute, inStandardMode(policy, tag, attribute, row))
}

function inStandardMode(policy: Policy, tag: number, attribute: Attribute, row: ProfileRow | undefined): BaseDecisions {
  if (row === undefined) return beyondTable(policy, tag, attribute)
  const verdict = verdictOf(row.options, policy.columns)
  if (verdict !== undefined) {
    const decision = verdict.code === 'K' ? keep(policy, attribute) : clean(policy, attribute, row, verdict.columns[0]!)
    if (decision !== undefined) return byOptions(policy, decision, verdict.columns.map(optionOfColumn))
  }
  if (policy.profile === 'hipaa-safe-harbor') {
    const [vr] = attribute.vrs
    if (vr === 'AS') return bySafeHarbor(policy, capAge(policy), 'Safe Harbor (C): an age up to 89 stays')
    if (isLongitudinal(row) && (vr === 'DA' || vr === 'DT')) {
      return bySafeHarbor(policy, dateDecision(policy, vr)!, TO_FIRST_OF_JANUARY)
    }
  }
  return byCode(policy, row.basic, tag, attribute)
}

/** True for a row of which the two date options speak. Dates of birth are none. */
function isLongitudinal(row: ProfileRow): boolean {
  return DATE_COLUMNS.some((column) => row.options[column] !== '')
}

/** Attributes that the table does not list. Dates and UIDs follow the options all the same, or they would fit no others of the object. */
function beyondTable(policy: Policy, tag: number, attribute: Attribute): BaseDecisions {
  const [vr] = attribute.vrs
  const beyond = beyondTheTable().get(tag)
  if (policy.profile === 'hipaa-safe-harbor') {
    const row = safeHarborRows().get(tag)
    if (row !== undefined) {
      return bySafeHarbor(policy, decisionOf(ACTION_DUMMY), `Safe Harbor (${row.letter}): ${row.reason}`)
    }
  }
  if (beyond === undefined) {
    const kept = everywhere(policy, decisionOf(ACTION_KEEP), 'registry')
    return PIXEL_DATA_TAGS.has(tag) ? { ...kept, ...ofPixelsInItems(policy, kept.top) } : kept
  }
  if (tag === TEXT_VALUE && policy.columns.has('clean_struct_cont')) {
    return byOptions(policy, cleanText(policy, 'dummy'), ['clean-structured-content'], beyond.reason)
  }
  if (beyond.action === 'UID' && policy.columns.has('rtn_uids')) {
    return byOptions(policy, decisionOf(ACTION_KEEP), ['retain-uids'], beyond.reason)
  }
  const dateAction = beyond.action === 'DUMMY' ? dateDecision(policy, vr, 'dummy') : undefined
  if (dateAction !== undefined) {
    return policy.dates === 'year'
      ? bySafeHarbor(policy, dateAction, TO_FIRST_OF_JANUARY)
      : byOptions(policy, dateAction, dateOptions(policy), beyond.reason)
  }
  return everywhere(policy, decisionOf(BEYOND[beyond.action]), 'beyond-the-table', beyond.reason)
}

/** Nothing that judges pixels looks into items, and a picture there may be a smaller one of the same patient. Images of icons and of a print job stay where their sequence does. */
function ofPixelsInItems({ origins }: Policy, kept: number): Pick<BaseDecisions, 'nested' | 'bySequence' | 'reason'> {
  return {
    nested: origins.stamp(decisionOf(ACTION_REMOVE), 'beyond-the-table'),
    bySequence: new Map(PICTURE_SEQUENCES.map((sequenceTag) => [sequenceTag, kept])),
    reason: 'pixels in an item that is neither an icon nor an image to print go',
  }
}

function dateOptions({ columns }: Policy): OptionName[] {
  const column = columns.has('rtn_long_modif_dates') ? 'rtn_long_modif_dates' : 'rtn_long_full_dates'
  return [optionOfColumn(column)]
}

/** What code K comes to; undefined where the profile allows it nothing. */
function keep(policy: Policy, { vrs }: Attribute): number | undefined {
  if (policy.profile === 'hipaa-safe-harbor' && vrs[0] === 'UR') return undefined
  return vrs[0] === 'AS' ? capAge(policy) : decisionOf(ACTION_KEEP)
}

/** What code C comes to, by the column that has it; undefined where nothing can be cleaned, so that the profile's own code holds. */
function clean(policy: Policy, { vrs }: Attribute, row: ProfileRow, column: OptionColumn): number | undefined {
  const [vr] = vrs
  // A curve is numbers that may draw letters: nobody can tell.
  if (row.tagText === CURVE_ROW_TAG) return undefined
  if (vr === 'SQ') return decisionOf(ACTION_KEEP)
  // Days move, so that the time of day and the time zone tell no more than they do beside any other day.
  // Where the profile's own code may be a dummy, an IOD asks for a value.
  const otherwise = row.basic.includes('D') ? 'dummy' : undefined
  if (DATE_COLUMNS.includes(column)) return dateDecision(policy, vr === 'SH' ? 'TM' : vr, otherwise)
  return isCleanable(vr) ? cleanText(policy, otherwise) : undefined
}

/** What the policy does with a date or a time of the course of events; undefined where it has nothing of its own to say. */
export function dateDecision(policy: Policy, vr: Vr, otherwise?: 'dummy'): number | undefined {
  if (vr !== 'DA' && vr !== 'DT' && vr !== 'TM') return undefined
  switch (policy.dates) {
    case 'profile':
      return undefined
    case 'keep':
      return decisionOf(ACTION_KEEP)
    case 'shift':
      return policy.transforms.decision(ACTION_SHIFT, {
        kind: vr === 'TM' ? 'time-of-day' : 'shift-date',
        ...otherwiseIn(policy, otherwise),
      })
    case 'year':
      return vr === 'TM' ? undefined : policy.transforms.decision(ACTION_SHIFT, { kind: 'year-only' })
  }
}

export function cleanText(policy: Policy, otherwise?: 'dummy'): number {
  return policy.transforms.decision(ACTION_CLEAN, { kind: 'clean-text', ...otherwiseIn(policy, otherwise) })
}

/** Mode empty has no dummies. */
function otherwiseIn({ mode }: Policy, otherwise: 'dummy' | undefined): { readonly otherwise?: 'dummy' } {
  return otherwise === undefined || mode === 'empty' ? {} : { otherwise }
}

export function capAge({ transforms }: Policy): number {
  return transforms.decision(ACTION_SHIFT, { kind: 'cap-age' })
}

function byCode(policy: Policy, code: BasicCode, tag: number, attribute: Attribute): BaseDecisions {
  const of = (simple: SimpleCode): number =>
    policy.origins.stamp(decisionOf(actionOfCode(simple, tag, attribute)), `table:${simple}`)
  // Z/D allows any value.
  if (tag === PATIENT_ID) return alike(of('D'), [])
  const rule = compoundRules().get(tag)
  if (rule === undefined) return alike(of(code as SimpleCode), [])
  return {
    top: of(resolveAtTopLevel(rule, undefined)),
    nested: of(rule.nested),
    bySequence: exceptionsOf(rule, of),
    bySopClass: dependsOnSopClass(rule) ? (sopClassUid) => of(resolveAtTopLevel(rule, sopClassUid)) : undefined,
    options: [],
    reason: undefined,
  }
}

function exceptionsOf(rule: CompoundRule, of: (code: SimpleCode) => number): ReadonlyMap<number, number> {
  return new Map([...rule.bySequence].filter(([, code]) => code !== rule.nested).map(([tag, code]) => [tag, of(code)]))
}

/** The action that a code means for an attribute. */
export function actionOfCode(code: SimpleCode, tag: number, { vrs }: Attribute): number {
  // Z/D allows any value: a pseudonym keeps the objects of a patient together.
  if (tag === PATIENT_ID) return ACTION_PSEUDONYM
  switch (code) {
    case 'X':
      return ACTION_REMOVE
    case 'Z':
      return ACTION_EMPTY
    case 'D':
      // A dummy UID that is the same everywhere would tie together what has nothing to do with each other.
      return vrs[0] === 'UI' ? ACTION_UID : ACTION_DUMMY
    case 'U':
      // Of a sequence: its items stay, the UIDs in them are replaced.
      return vrs[0] === 'UI' ? ACTION_UID : ACTION_KEEP
  }
}

function everywhere(policy: Policy, decision: number, origin: Origin, reason?: string): BaseDecisions {
  return alike(policy.origins.stamp(decision, origin), [], reason)
}

function bySafeHarbor(policy: Policy, decision: number, reason: string): BaseDecisions {
  return everywhere(policy, decision, 'safe-harbor', reason)
}

function byOptions(
  { origins }: Policy,
  decision: number,
  options: readonly OptionName[],
  reason?: string,
): BaseDecisions {
  return alike(origins.stamp(decision, originOfOptions(options)), options, reason)
}

/** The same in all places. */
function alike(decision: number, options: readonly OptionName[], reason?: string): BaseDecisions {
  return { top: decision, nested: decision, bySequence: NO_SEQUENCES, bySopClass: undefined, options, reason }
}

function inMode(mode: Mode, tag: number, attribute: Attribute, decisions: BaseDecisions): BaseDecisions {
  if (mode === 'standard') return decisions
  const of = (decision: number): number => modeDecision(mode, attribute, decision)
  const { bySopClass } = decisions
  const isSame = bySopClass === undefined || new Set(sopClassDecisions(bySopClass).map(of)).size === 1
  return {
    ...decisions,
    // A padding element that stayed would be followed by another, where the size was announced.
    top: tag === DATA_SET_TRAILING_PADDING ? decisions.top : of(decisions.top),
    nested: PIXEL_DATA_TAGS.has(tag) ? decisions.nested : of(decisions.nested),
    bySequence: new Map(
      [...decisions.bySequence]
        .map(([sequenceTag, decision]) => [sequenceTag, of(decision)] as const)
        .filter(([, decision]) => decision !== of(decisions.nested)),
    ),
    bySopClass: isSame ? undefined : (sopClassUid) => of(bySopClass(sopClassUid)),
  }
}

function sopClassDecisions(bySopClass: (sopClassUid: string | undefined) => number): number[] {
  return [undefined, ...resolvableSopClasses()].map(bySopClass)
}

/** What becomes of a decision in a mode: where an attribute would be removed, emptied or replaced by a dummy, `empty` empties it, and `placeholder` puts a dummy. */
export function modeDecision(mode: Mode, { vrs }: Attribute, decision: number): number {
  const action = actionOf(decision)
  if (mode === 'standard') return decision
  if (mode === 'empty') {
    const isGone = [ACTION_REMOVE, ACTION_EMPTY, ACTION_DUMMY, ACTION_PSEUDONYM].includes(action)
    return isGone ? withOrigin(decisionOf(ACTION_EMPTY), originOf(decision)) : decision
  }
  const isGone = [ACTION_REMOVE, ACTION_EMPTY, ACTION_DUMMY].includes(action)
  return isGone ? withOrigin(decisionOf(vrs[0] === 'UI' ? ACTION_UID : ACTION_DUMMY), originOf(decision)) : decision
}
