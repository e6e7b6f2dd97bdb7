/**
 * Table E.3.4-1: what becomes of the value of a content item by its concept, where structured content is cleaned. A value that has to go is replaced by one that
 * says nothing, because the item would be invalid without.
 */

import { UNREADABLE_NAME } from '../dicom/concept-name.ts'
import { findAttribute, tagOfKeyword } from '../dicom/dictionary.ts'
import { ACTION_DUMMY, ACTION_EMPTY, ACTION_KEEP, ACTION_REMOVE, ACTION_UID } from '../wasm/seam.ts'
import { type BasicCode, OPTION_COLUMNS, type OptionCode, type OptionColumn, type ValueType } from './action-codes.ts'
import { cleanText, dateDecision, modeDecision } from './base-decisions.ts'
import { type ConceptCode, codesOfConcept } from './concept-codes.ts'
import { decisionOf } from './decisions.ts'
import { verdictOf } from './options.ts'
import { originOfOptions } from './origins.ts'
import type { ConceptRule } from './paths.ts'
import type { Policy } from './policy.ts'
import { CONCEPT_ROWS } from './table.gen.ts'

/** A concept of the table and one value type of it. */
export interface ConceptRow {
  readonly codingScheme: string
  readonly codeValue: string
  readonly valueType: ValueType
  readonly basic: BasicCode
  readonly options: Readonly<Record<OptionColumn, OptionCode>>
}

/**
 * The attributes that hold a value of the type, with what replaces one. None for references to objects: they stand before the concept name and are decided
 * by the table of the profile, which replaces their UIDs.
 */
const VALUES: Readonly<Record<ValueType, readonly (readonly [keyword: string, replaced: number])[]>> = {
  TEXT: [['TextValue', ACTION_DUMMY]],
  DATETIME: [['DateTime', ACTION_DUMMY]],
  DATE: [['Date', ACTION_DUMMY]],
  TIME: [['Time', ACTION_DUMMY]],
  PNAME: [['PersonName', ACTION_DUMMY]],
  UIDREF: [['UID', ACTION_UID]],
  CODE: [['ConceptCodeSequence', ACTION_DUMMY]],
  // Measured Value Sequence may be empty (PS3.3 C.18.1); outside of reports the number stands in the item itself.
  NUM: [
    ['MeasuredValueSequence', ACTION_EMPTY],
    ['NumericValue', ACTION_DUMMY],
    ['FloatingPointValue', ACTION_DUMMY],
    ['RationalNumeratorValue', ACTION_DUMMY],
    ['RationalDenominatorValue', ACTION_DUMMY],
  ],
  CONTAINER: [['ContentSequence', ACTION_REMOVE]],
  COMPOSITE: [],
  IMAGE: [],
  WAVEFORM: [],
}

const ORIGIN = originOfOptions(['clean-structured-content'])
/** The age of the subject as a number, which cannot be capped at 89. */
const SUBJECT_AGE = '121033'

let rows: readonly ConceptRow[] | undefined

/** The rows of the table, in its order. */
export function conceptRows(): readonly ConceptRow[] {
  rows ??= CONCEPT_ROWS.split('\n').map((line) => {
    const [codingScheme = '', codeValue = '', valueType, basic, options = ''] = line.split('|')
    return {
      codingScheme,
      codeValue,
      valueType: valueType as ValueType,
      basic: basic as BasicCode,
      options: Object.fromEntries(
        OPTION_COLUMNS.map((column, at) => [column, options[at]!.replace('-', '') as OptionCode]),
      ) as Record<OptionColumn, OptionCode>,
    }
  })
  return rows
}

/** The rules of a policy by concept, and one for concept names that cannot be read: none where it does not clean structured content. */
export function conceptRules(policy: Policy): ConceptRule[] {
  if (!policy.columns.has('clean_struct_cont')) return []
  const rules = new Map<string, ConceptCode & { decisions: Map<number, number> }>()
  for (const row of conceptRows()) {
    const decided = decideValues(policy, row)
    if (decided.length === 0) continue
    for (const code of codesOfConcept(row)) {
      const key = `${code.codeValue}\\${code.codingScheme}`
      const rule = rules.get(key) ?? { ...code, decisions: new Map<number, number>() }
      for (const [tag, decision] of decided) rule.decisions.set(tag, decision)
      rules.set(key, rule)
    }
  }
  return [...rules.values(), unreadableRule(policy)]
}

/** A value may be that of any concept: it is replaced, whatever the options. A container is none: its own items have their own names. */
function unreadableRule({ mode, origins }: Policy): ConceptRule {
  const decisions = new Map<number, number>()
  for (const [type, values] of Object.entries(VALUES)) {
    if (type === 'CONTAINER') continue
    for (const [keyword, replaced] of values) {
      const tag = tagOfKeyword(keyword)!
      const decision = modeDecision(mode, findAttribute(tag)!, decisionOf(replaced))
      decisions.set(tag, origins.stamp(decision, ORIGIN))
    }
  }
  return { ...UNREADABLE_NAME, decisions }
}

function decideValues(policy: Policy, row: ConceptRow): [tag: number, decision: number][] {
  return VALUES[row.valueType].map(([keyword, replaced]) => {
    const tag = tagOfKeyword(keyword)!
    return [tag, policy.origins.stamp(decideValue(policy, row, tag, replaced), ORIGIN)]
  })
}

function decideValue(policy: Policy, row: ConceptRow, tag: number, replaced: number): number {
  const attribute = findAttribute(tag)!
  const [vr] = attribute.vrs
  const isDate = row.options.rtn_long_modif_dates !== ''
  const verdict = verdictOf(row.options, policy.columns)
  const isAgeOfSafeHarbor = policy.profile === 'hipaa-safe-harbor' && row.codeValue === SUBJECT_AGE
  const retained = isDate
    ? dateDecision(policy, vr, 'dummy')
    : verdict?.code === 'C'
      ? cleanText(policy, 'dummy')
      : verdict?.code === 'K' && !isAgeOfSafeHarbor
        ? decisionOf(ACTION_KEEP)
        : undefined
  return retained ?? modeDecision(policy.mode, attribute, decisionOf(replaced))
}
