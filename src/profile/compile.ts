/**
 * Compiles a profile to a plan: the table's codes, resolved; our own rules beyond the table; the registry for all the rest.
 * An attribute that is in none of them has no slot, and what has no slot is removed.
 */

import { type Attribute, registeredAttributes, repeatingAttributes } from '../dicom/dictionary.ts'
import { formatTag } from '../errors.ts'
import { groupOf, isGroupLength, matchesTag } from '../dicom/tag.ts'
import {
  ACTION_DUMMY,
  ACTION_EMPTY,
  ACTION_KEEP,
  ACTION_PSEUDONYM,
  ACTION_REMOVE,
  ACTION_UID,
  MAX_COMPOUNDS,
  SLOT_FLAG_NESTED_EXCEPTION,
} from '../wasm/seam.ts'
import { type BeyondAction, CURVE_ROW_TAG, isCompound, type SimpleCode } from './action-codes.ts'
import { attestationInserts } from './attestation.ts'
import { categoryOfVr } from './categories.ts'
import {
  type Compound,
  type Insert,
  type MaskRow,
  makePlan,
  type Plan,
  type Slot,
} from './plan.ts'
import { type CompoundRule, compoundRules, resolvableSopClasses, resolveAtTopLevel } from './resolve.ts'
import { actionOf as actionOfDecision, decisionOf } from './decisions.ts'
import type { NestedException } from './paths.ts'
import { slotOf, withoutChecks } from './slots.ts'
import { beyondTheTable, EDITION, type ProfileRow, profileRows } from './table.ts'

/** What to compile. */
export interface PlanRequest {
  readonly profile: 'basic'
  /** Whether objects tell of their de-identification (attestation.ts). Default true. */
  readonly attest?: boolean
}

/** Groups below are command, file meta and directory elements: they are no part of a data set. */
export const FIRST_DATA_SET_GROUP = 0x0008

const PATIENT_ID = 0x00100020
const BASIC_METHOD = `DICOM ${EDITION} Basic Profile`

const BEYOND: Readonly<Record<BeyondAction, number>> = {
  REMOVE: ACTION_REMOVE,
  EMPTY: ACTION_EMPTY,
  DUMMY: ACTION_DUMMY,
  UID: ACTION_UID,
  KEEP: ACTION_KEEP,
}

const NOTHING_SPECIAL = { transforms: [], privateSlots: new Map(), concepts: [], needsFacts: false }
const UNKNOWN_KIND = { sopClassUid: undefined, modality: undefined }
const ELEMENT_MASK = 0xffff
const BYTES: Attribute = { keyword: '', vrs: ['OB'], vmMax: 1 }

/** The plan of a profile. */
export function compilePlan(request: PlanRequest): Plan {
  const inserts = request.attest === false ? [] : attestBasicProfile()
  const inserted = new Set(inserts.map((insert) => insert.tag))
  const { compounds, indexes, nestedExceptions } = compileCompounds()
  const exceptions = new Set(nestedExceptions.map((exception) => exception.tag))
  const rows = new Map(profileRows().map((row) => [row.tagText, row]))
  const rowsByTag = new Map<number, ProfileRow>()
  for (const row of rows.values()) if (row.tag !== undefined) rowsByTag.set(row.tag, row)

  const slots = new Map<number, Slot>()
  for (const [tag, attribute] of registeredAttributes()) {
    if (groupOf(tag) < FIRST_DATA_SET_GROUP) continue
    const row = rowsByTag.get(tag)
    const nestedAction = nestedActionOf(tag, attribute, row)
    const compound = indexes.get(tag)
    const topAction = compound === undefined ? nestedAction : actionOfDecision(compounds[compound]!.decisionFor(UNKNOWN_KIND))
    slots.set(
      tag,
      slotOf(tag, attribute, {
        top: decisionOf(inserted.has(tag) ? ACTION_REMOVE : topAction),
        nested: decisionOf(nestedAction),
        category: row?.category ?? categoryOfVr(attribute.vrs[0]),
        ...(compound !== undefined && { compound }),
        flags: exceptions.has(tag) ? SLOT_FLAG_NESTED_EXCEPTION : 0,
      }),
    )
  }
  return makePlan({
    edition: EDITION,
    profile: request.profile,
    options: [],
    slots,
    masks: compileMasks(rows),
    nestedExceptions,
    compounds,
    inserts,
    ...NOTHING_SPECIAL,
  })
}

/** A plan that keeps whatever is registered, looks at no value and writes nothing of its own: what comes out is what went in. For tests. */
export function keepAllPlan(): Plan {
  const slots = new Map<number, Slot>()
  const kept = { top: decisionOf(ACTION_KEEP), nested: decisionOf(ACTION_KEEP), category: 0 }
  for (const [tag, attribute] of registeredAttributes()) {
    if (groupOf(tag) >= FIRST_DATA_SET_GROUP) slots.set(tag, withoutChecks(slotOf(tag, attribute, kept)))
  }
  const masks = repeatingAttributes().map((attribute) => ({
    mask: attribute.mask,
    match: attribute.match,
    slot: withoutChecks(slotOf(attribute.match, attribute, kept)),
  }))
  const nothing = { options: [], inserts: [], ...NOTHING_SPECIAL, nestedExceptions: [], compounds: [] }
  return makePlan({
    ...nothing,
    edition: EDITION,
    profile: 'keep-all',
    slots,
    masks: [...groupLengthMasks(), ...masks],
  })
}

function attestBasicProfile(): Insert[] {
  return attestationInserts({ columns: ['basic'], methods: [BASIC_METHOD], temporalInformation: 'REMOVED' })
}

/** The action of an attribute in items of most sequences; of one without a compound code, at the top level too. */
function nestedActionOf(tag: number, attribute: Attribute, row: ProfileRow | undefined): number {
  if (row !== undefined) {
    return actionOf(isCompound(row.basic) ? compoundRules().get(tag)!.nested : row.basic, tag, attribute)
  }
  const beyond = beyondTheTable().get(tag)
  return beyond === undefined ? ACTION_KEEP : BEYOND[beyond.action]
}

/** What a code means for an attribute. */
function actionOf(code: SimpleCode, tag: number, { vrs }: Attribute): number {
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

function compileCompounds(): {
  compounds: Compound[]
  indexes: Map<number, number>
  nestedExceptions: NestedException[]
} {
  const compounds: Compound[] = []
  const indexes = new Map<number, number>()
  const nestedExceptions: NestedException[] = []
  for (const [tag, rule] of compoundRules()) {
    if (tag === PATIENT_ID) continue
    const attribute = registeredAttributes().get(tag)!
    indexes.set(tag, compounds.length)
    compounds.push(compoundOf(tag, attribute, rule))
    for (const [sequenceTag, code] of rule.bySequence) {
      if (code !== rule.nested) nestedExceptions.push({ path: [sequenceTag], tag, decision: decisionOf(actionOf(code, tag, attribute)) })
    }
  }
  if (compounds.length > MAX_COMPOUNDS) throw new RangeError('more compound codes than the WASM core has room for')
  return { compounds, indexes, nestedExceptions }
}

function compoundOf(tag: number, attribute: Attribute, rule: CompoundRule): Compound {
  const decide = (sopClassUid: string | undefined) =>
    decisionOf(actionOf(resolveAtTopLevel(rule, sopClassUid), tag, attribute))
  return {
    decisionFor: (kind) => decide(kind.sopClassUid),
    describe: () => `${formatTag(tag)} ${Array.from(resolvableSopClasses(), decide).join(' ')}`,
  }
}

/** Repeating groups. Curves have one row for all their elements; the others follow the table where it lists them, else the registry. */
function compileMasks(rows: ReadonlyMap<string, ProfileRow>): MaskRow[] {
  const curves = rows.get(CURVE_ROW_TAG)!
  const masks = [...groupLengthMasks(), maskOf(curves.pattern!, BYTES, ACTION_REMOVE, curves.category)]
  const listed: MaskRow[] = []
  const others: MaskRow[] = []
  for (const attribute of repeatingAttributes()) {
    if (matchesTag(curves.pattern!, attribute.match)) continue
    const row = rows.get(attribute.tagText)
    if (row === undefined) {
      others.push(maskOf(attribute, attribute, ACTION_KEEP, categoryOfVr(attribute.vrs[0])))
    } else {
      if (isCompound(row.basic)) throw new RangeError('a repeating group with a compound code')
      listed.push(maskOf(attribute, attribute, actionOf(row.basic, attribute.match, attribute), row.category))
    }
  }
  return [...masks, ...listed, ...others]
}

/** Where element numbers repeat, as in (1010,xxxx), the length of the group is none of its attributes. */
function groupLengthMasks(): MaskRow[] {
  const patterns = repeatingAttributes().filter((pattern) => isGroupLength(pattern.match))
  return patterns.map(({ mask, match }) =>
    maskOf({ mask: (mask | ELEMENT_MASK) >>> 0, match }, BYTES, ACTION_REMOVE, 0),
  )
}

function maskOf(
  { mask, match }: { readonly mask: number; readonly match: number },
  attribute: Attribute,
  action: number,
  category: number,
): MaskRow {
  return { mask, match, slot: slotOf(match, attribute, { top: decisionOf(action), nested: decisionOf(action), category }) }
}
