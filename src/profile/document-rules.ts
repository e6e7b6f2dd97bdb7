/** The rules of a profile: `rules`, and the short ways of writing some of them, `categories` and `private`. */

import { tagOfKeyword } from '../dicom/dictionary.ts'
import { findSopClass, registeredSopClasses, sopClassKeyword } from '../dicom/sop-class.ts'
import { isUid, isWellKnownUid } from '../dicom/uid.ts'
import { limits } from '../limits.ts'
import { findMisfit, readAction } from './document-actions.ts'
import {
  type Faults,
  type Field,
  hint,
  readChoice,
  readFreeMap,
  readItems,
  readMap,
  readText,
} from './document-fields.ts'
import {
  categoryNames,
  readAttributes,
  readCategories,
  readCreator,
  readPrivateElements,
  readPrivateVr,
  readSequence,
  readVrs,
  type Target,
} from './document-targets.ts'
import type { Rule } from './request.ts'

const TARGET_KEYS = ['attribute', 'vr', 'category', 'privateCreator'] as const
export const RULE_KEYS = [...TARGET_KEYS, 'element', 'in', 'when', 'action'] as const

const HINTS: ReadonlyMap<string, string> = new Map([
  ['tag', 'a tag goes into attribute'],
  ['keyword', 'a keyword goes into attribute'],
  ['group', 'a repeating group goes into attribute, as in 60xx,3000'],
  ['path', 'the sequences around it go into in'],
  ['condition', 'a condition goes into when'],
  ['modality', 'write when: { modality: CT }'],
  ['sopClass', 'write when: { sopClass: CTImageStorage }'],
  ['replace', 'write action: { replace: TEXT }'],
  ['creator', 'a private creator goes into privateCreator'],
])

/** Written by the program itself at the top level, whatever the rules (attestation.ts). */
const ATTESTED = [
  'PatientIdentityRemoved',
  'DeidentificationMethod',
  'DeidentificationMethodCodeSequence',
  'LongitudinalTemporalInformationModified',
]
const MODALITY = /^[A-Z0-9_ ]{1,16}$/

/** A rule, and where it is from. */
export interface ReadRule {
  readonly rule: Rule
  readonly field: Field
}

/** `rules`. */
export function readRules(field: Field, faults: Faults): ReadRule[] {
  if (field.node.kind !== 'list') {
    faults.add(field, 'a list of rules belongs here')
    return []
  }
  const rules: ReadRule[] = []
  for (const item of readItems(field)) {
    rules.push(...readRule(item, faults))
    if (rules.length > limits.profileRules) {
      faults.add(item, 'there are more rules than limits.profileRules')
      return []
    }
  }
  findShadowed(rules, faults)
  return rules
}

/** `categories`: keep or remove, by category. */
export function readCategoryRules(field: Field, faults: Faults): ReadRule[] {
  const rules: ReadRule[] = []
  for (const [category, value] of readMap(field, categoryNames(), faults)) {
    const action = readChoice(value, ['keep', 'remove'] as const, faults)
    if (action !== undefined) rules.push({ rule: { target: { category }, action }, field: value })
  }
  return rules
}

/** `private`: by creator, the elements that stay. */
export function readPrivateRules(field: Field, faults: Faults): ReadRule[] {
  const rules: ReadRule[] = []
  for (const [name, elements] of readFreeMap(field, faults)) {
    const privateCreator = readCreator(elements, name, faults)
    if (privateCreator === undefined) continue
    for (const { target, field: element } of readPrivateElements(elements, privateCreator, undefined, faults)) {
      rules.push({ rule: { target, action: 'keep' }, field: element })
    }
  }
  return rules
}

function readRule(field: Field, faults: Faults): ReadRule[] {
  if (field.node.kind !== 'map') {
    faults.add(field, 'a rule is a mapping, as in { attribute: PatientSex, action: keep }')
    return []
  }
  const before = faults.list.length
  const fields = readMap(field, RULE_KEYS, faults, HINTS)
  const known = faults.list.length
  // Of a key that is not known it was said what it was meant to be.
  const isTold = known > before
  const targets = readTargets(field, fields, isTold, faults)
  const actionField = fields.get('action')
  if (actionField === undefined && !isTold) faults.add(field, 'the rule has no action')
  const action = actionField && readAction(actionField, faults)
  const path = readPath(fields.get('in'), faults)
  const when = readWhen(fields.get('when'), faults)
  if (action === undefined || isTold || faults.list.length > known) return []
  if (when !== undefined && path !== undefined && path.length > 0) {
    faults.add(
      fields.get('in')!,
      'a rule with a condition is for the top level alone, so that this one would never match',
    )
    return []
  }
  // A condition is asked of the object, of which only the top level knows.
  const place = when === undefined ? path : []
  const rules: ReadRule[] = []
  for (const target of targets) {
    const problem = findMisfit(action, target) ?? findNeverMatching(target, place)
    if (problem !== undefined) faults.add(target.field, problem)
    else {
      const rule = { target: target.target, ...(place && { path: place }), ...(when && { when }), action }
      rules.push({ rule, field: target.field })
    }
  }
  return rules
}

function readTargets(field: Field, fields: ReadonlyMap<string, Field>, isTold: boolean, faults: Faults): Target[] {
  const isPrivate = fields.has('privateCreator')
  // The VR of private elements says how to read them.
  const given = TARGET_KEYS.filter((key) => fields.has(key) && !(isPrivate && key === 'vr'))
  if (given.length === 0 && isTold) return []
  if (given.length !== 1) {
    const problem =
      given.length === 0 ? 'the rule does not say what it is about' : 'the rule is about more than one thing'
    faults.add(field, `${problem}: one of ${TARGET_KEYS.join(', ')}`)
    return []
  }
  const target = fields.get(given[0]!)!
  const element = fields.get('element')
  if (given[0] !== 'privateCreator' && element !== undefined) {
    faults.add(element, 'element belongs to privateCreator; tags go into attribute')
  }
  switch (given[0]!) {
    case 'attribute':
      return readAttributes(target, faults)
    case 'vr':
      return readVrs(target, faults)
    case 'category':
      return readCategories(target, faults)
    case 'privateCreator': {
      const creator = readCreator(target, readText(target, faults), faults)
      if (element === undefined)
        faults.add(field, 'element is missing, as in 0019,xx0C, or 0019,xxxx for all of a group')
      const vr = readPrivateVr(fields.get('vr'), faults)
      return creator === undefined || element === undefined ? [] : readPrivateElements(element, creator, vr, faults)
    }
  }
}

/** `in`: the sequences around it, outermost first; an empty list for the top level. */
function readPath(field: Field | undefined, faults: Faults): number[] | undefined {
  if (field === undefined) return undefined
  return readItems(field).flatMap((item) => readSequence(item, faults) ?? [])
}

function readWhen(field: Field | undefined, faults: Faults): Rule['when'] {
  if (field === undefined) return undefined
  const fields = readMap(field, ['sopClass', 'modality'], faults)
  const sopClasses = fields.get('sopClass')
  const modalities = fields.get('modality')
  if (fields.size === 0) faults.add(field, 'a condition is about sopClass or modality')
  return {
    ...(sopClasses && { sopClassUids: readItems(sopClasses).flatMap((item) => readSopClass(item, faults) ?? []) }),
    ...(modalities && { modalities: readItems(modalities).flatMap((item) => readModality(item, faults) ?? []) }),
  }
}

function readSopClass(field: Field, faults: Faults): string | undefined {
  const text = readText(field, faults)
  if (text === undefined) return undefined
  const uid = findSopClass(text) ?? (isUid(text) && !isWellKnownUid(text) && text.includes('.') ? text : undefined)
  if (uid === undefined) {
    const names = [...registeredSopClasses().values()]
    const near = hint(
      sopClassKeyword(text),
      names.map(sopClassKeyword),
      'write CTImageStorage, CT Image Storage or a UID',
    )
    faults.add(field, `there is no such SOP class; ${near}`)
  }
  return uid
}

function readModality(field: Field, faults: Faults): string | undefined {
  const text = readText(field, faults)
  if (text === undefined || MODALITY.test(text)) return text
  faults.add(field, 'a modality is up to 16 capital letters and digits, as in CT')
  return undefined
}

function findNeverMatching({ target }: Target, path: readonly number[] | undefined): string | undefined {
  if ('tag' in target && path?.length === 0 && ATTESTED.some((keyword) => tagOfKeyword(keyword) === target.tag)) {
    return 'it is written anew at the top level: it tells what was done to the object'
  }
  return undefined
}

/** A rule about the same as a later one, with no narrower condition, decides nothing. */
function findShadowed(rules: readonly ReadRule[], faults: Faults): void {
  const later = new Set<string>()
  for (const { rule, field } of rules.toReversed()) {
    const place = `${JSON.stringify(rule.target)} ${JSON.stringify(rule.path ?? 'anywhere')}`
    const condition = JSON.stringify(rule.when ?? 'always')
    if (later.has(`${place} "always"`) || later.has(`${place} ${condition}`)) {
      faults.add(field, 'a later rule is about the same, so that this one never counts')
    }
    later.add(`${place} ${condition}`)
  }
}
