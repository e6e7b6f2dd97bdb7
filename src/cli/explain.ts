/** `sluice explain TAG|KEYWORD...`: what is done with an attribute, and which rule says so. */

import { findAttribute, registeredAttributes } from '../dicom/dictionary.ts'
import { findSopClass, registeredSopClasses, sopClassKeyword, sopClassName } from '../dicom/sop-class.ts'
import { groupOf, isPrivateTag } from '../dicom/tag.ts'
import { isUid } from '../dicom/uid.ts'
import { formatTag, SluiceError } from '../errors.ts'
import { isCompound, type OptionColumn, type SimpleCode } from '../profile/action-codes.ts'
import { hintAtAttribute, parseAttribute } from '../profile/attribute-name.ts'
import { PATIENT_ID } from '../profile/base-decisions.ts'
import { compilePlan } from '../profile/compile.ts'
import { describeDecision } from '../profile/decision-text.ts'
import { actionOf } from '../profile/decisions.ts'
import { formatPlace } from '../profile/document-node.ts'
import { decidedBy, type Explanation, explain, type Source } from '../profile/explain.ts'
import { findNearest } from '../profile/nearest.ts'
import { optionOfColumn } from '../profile/options.ts'
import { describePixels } from '../profile/pixel-text.ts'
import type { ObjectKind, Place, Plan } from '../profile/plan.ts'
import { compoundRules } from '../profile/resolve.ts'
import { formatTable, type Row } from '../report/text-table.ts'
import { ACTION_DUMMY, ACTION_KEEP } from '../wasm/seam.ts'
import { printMessage, printText } from './console.ts'
import { formatWarnings } from './plan-text.ts'
import type { LoadedProfile } from './profile-file.ts'

const SOURCE_TEXT: Readonly<Record<Source, string>> = {
  table: 'Table E.1-1',
  'beyond-the-table': 'a rule of this program, beyond Table E.1-1',
  registry: 'registered in PS3.6, and not listed in Table E.1-1',
  attestation: 'written anew: it tells of the de-identification',
  'group-length': 'a group length, which would no longer be right',
  outside: 'no part of a data set; file meta information is written anew',
  unknown: 'not registered in PS3.6, so that nobody knows what it holds',
}

const CODE_TEXT = {
  X: 'remove',
  Z: 'empty, or a dummy',
  D: 'replace by a dummy',
  U: 'replace the UID, or the UIDs in it',
} as const
const PIXEL_DATA = 0x7fe00010
const ICON_IMAGE_SEQUENCE = 0x00880200
const BURNED_IN_ANNOTATION = 0x00280301
const WRITTEN_ANEW = 'written anew'
/** What stands in the file meta information of every output (docs/engine.md 1.3), but (0002,0003), of which a profile decides. */
const WRITTEN_FILE_META: ReadonlySet<number> = new Set([
  0x00020000, 0x00020001, 0x00020002, 0x00020010, 0x00020012, 0x00020013,
])
const ENTERED = 'entered: what is in it is decided for itself'
const ENTERED_WITH_DUMMIES = 'one item stays, in which every value is a dummy'
/** No sequence has the number 0, so that this is the rule for items without an exception. */
const ANY_SEQUENCE = { path: [0] }

/** Prints one block for each attribute, or with `isJson` an array of objects. Fails with OPTION_INVALID for what is neither a tag nor a keyword, and for a SOP class that is none. */
export function explainAttributes(
  attributes: readonly string[],
  loaded: LoadedProfile,
  sopClass: string | undefined,
  isJson: boolean,
): void {
  const sopClassUid = sopClass === undefined ? undefined : parseSopClass(sopClass)
  const tags = attributes.map((attribute, index) => readAttribute(attribute, index))
  const plan = compilePlan(loaded.request)
  const warnings = formatWarnings(plan)
  if (warnings !== '') printMessage(warnings)
  if (isJson) printText(`${JSON.stringify(tags.map((tag) => explanationFacts(plan, tag, sopClassUid)))}\n`)
  else printText(tags.map((tag) => formatExplanation(plan, tag, sopClassUid, loaded)).join('\n'))
}

function readAttribute(attribute: string, index: number): number {
  const tag = parseAttribute(attribute)
  if (tag !== undefined) return tag
  const hint = hintAtAttribute(attribute)
  throw new SluiceError('OPTION_INVALID', {}, `argument ${index + 1} is neither a tag nor a keyword: ${hint}`)
}

function parseSopClass(text: string): string {
  const uid = findSopClass(text) ?? (isUid(text) ? text : undefined)
  if (uid !== undefined) return uid
  const nearest = findNearest(sopClassKeyword(text), [...registeredSopClasses().values()].map(sopClassKeyword))
  const hint = nearest === undefined ? 'write CTImageStorage or a UID' : `did you mean ${nearest}?`
  throw new SluiceError('OPTION_INVALID', {}, `--sop-class is no SOP class: ${hint}`)
}

function formatExplanation(plan: Plan, tag: number, sopClassUid: string | undefined, loaded: LoadedProfile): string {
  const kind = { sopClassUid, modality: undefined }
  const top = explain(plan, tag, sopClassUid === undefined ? {} : { sopClassUid })
  const nested = explain(plan, tag, ANY_SEQUENCE)
  const rows: Row[] = [
    ['action', isWrittenAnew(top) ? WRITTEN_ANEW : describeAt(plan, tag, { path: [] }, kind)],
    ['in items', describeAt(plan, tag, ANY_SEQUENCE, kind)],
    ...exceptionRows(plan, tag),
    ...privateRows(plan, tag),
    ['by', formatSource(plan, top)],
  ]
  if (top.row !== undefined && !isPrivateTag(tag)) rows.push(['code', formatCode(top, sopClassUid)])
  if (top.row !== undefined) rows.push(...columnRows(plan, top.row.options))
  if (top.reason !== undefined) rows.push(['reason', top.reason])
  if (top.mode !== undefined) rows.push(['mode', `${top.mode}, which wins over the code`])
  for (const [place, { rule }] of [
    ['rule', top],
    ['rule in items', nested],
  ] as const) {
    if (rule !== undefined && (place === 'rule' || rule !== top.rule)) rows.push([place, formatRule(rule, loaded)])
  }
  rows.push(...pixelRows(plan, tag))
  const name = top.keyword ?? (groupOf(tag) % 2 === 1 ? 'private' : 'not registered')
  const vrs = top.vrs.length > 0 && !isPrivateTag(tag) ? `, ${top.vrs.join(' or ')}` : ''
  const where = sopClassUid === undefined ? '' : `, in ${sopClassName(sopClassUid) ?? 'that SOP class'}`
  return `${formatTag(tag)} ${name}${vrs}${where}\n${formatTable(rows, '  ')}`
}

function isWrittenAnew({ source, tag }: Explanation): boolean {
  return source === 'attestation' || WRITTEN_FILE_META.has(tag)
}

/** For programs: the words are those that people get, the rest is what they stand for. */
function explanationFacts(plan: Plan, tag: number, sopClassUid: string | undefined): object {
  const kind = { sopClassUid, modality: undefined }
  const explanation = explain(plan, tag, sopClassUid === undefined ? {} : { sopClassUid })
  const { keyword, vrs, source, row, code, options, mode, rule, reason } = explanation
  return {
    tag: formatTag(tag),
    keyword,
    vrs,
    sopClass: sopClassUid,
    profile: plan.profile,
    edition: plan.edition,
    action: isWrittenAnew(explanation) ? WRITTEN_ANEW : describeAt(plan, tag, { path: [] }, kind),
    inItems: describeAt(plan, tag, ANY_SEQUENCE, kind),
    source,
    basicCode: row?.basic,
    code,
    options,
    mode,
    rule,
    reason,
    pixels: pixelRows(plan, tag)[0]?.[1],
  }
}

/** What rules about pixels do besides. */
function pixelRows({ settings: { pixels } }: Plan, tag: number): Row[] {
  if (pixels === undefined) return []
  if (tag === PIXEL_DATA) return [['pixels', describePixels(pixels)]]
  const isBeside = tag === ICON_IMAGE_SEQUENCE || (tag >>> 16 >= 0x6000 && tag >>> 16 <= 0x601e)
  if (isBeside) return [['pixels', 'removed from an object whose image is treated']]
  return tag === BURNED_IN_ANNOTATION ? [['pixels', 'NO in an object whose image is treated or looked at']] : []
}

/** What is done; of a sequence, with what is in it. */
function describeAt(plan: Plan, tag: number, place: Place, kind: ObjectKind): string {
  return wordsFor(plan, tag, plan.decide(place.path.length === 0 ? decidedBy(tag) : tag, place, kind)?.decision)
}

function wordsFor(plan: Plan, tag: number, decision: number | undefined): string {
  const isSequence = findAttribute(tag)?.vrs.includes('SQ') === true
  if (isSequence && decision !== undefined && actionOf(decision) === ACTION_KEEP) return ENTERED
  if (isSequence && decision !== undefined && actionOf(decision) === ACTION_DUMMY) return ENTERED_WITH_DUMMIES
  return describeDecision(plan, decision)
}

/** Sequences in which something else holds than in most. */
function exceptionRows(plan: Plan, tag: number): Row[] {
  const exceptions = plan.nestedExceptions.filter((exception) => exception.tag === tag)
  return exceptions.map(({ path, decision }) => [
    `in ${path.map((sequence) => registeredAttributes().get(sequence)?.keyword ?? formatTag(sequence)).join(' > ')}`,
    wordsFor(plan, tag, decision),
  ])
}

/** Creators of whom the plan knows this element. */
function privateRows(plan: Plan, tag: number): Row[] {
  if (!isPrivateTag(tag)) return []
  const rows: Row[] = []
  for (const [creator, slots] of plan.privateSlots) {
    const slot = slots.get((tag & 0xffff00ff) >>> 0)
    if (slot !== undefined) rows.push([`of ${creator}`, describeDecision(plan, slot.top)])
  }
  return rows
}

function formatSource(plan: Plan, { source, rule }: Explanation): string {
  const text = source === 'table' ? `${SOURCE_TEXT.table} of ${plan.edition}` : SOURCE_TEXT[source]
  return rule === undefined ? text : `a rule of the profile, which wins over ${text}`
}

function formatCode({ row, code }: Explanation, sopClassUid: string | undefined): string {
  const { basic, tag } = row!
  if (tag === PATIENT_ID)
    return `${basic}: empty, or a dummy; a pseudonym is one that keeps the objects of a patient together`
  if (!isCompound(basic)) return formatSimpleCode(basic, tag!, code!, sopClassUid)
  const which = sopClassUid === undefined ? 'where it is not known' : 'here'
  return `${basic}: by the SOP class of the object; ${which}, ${code} (${CODE_TEXT[code!]})`
}

/** X holds but where an IOD requires the attribute. */
function formatSimpleCode(basic: SimpleCode, tag: number, code: SimpleCode, sopClassUid: string | undefined): string {
  const text = `${basic}: ${CODE_TEXT[basic]}`
  if (code !== basic) return `${text}; here ${code} (${CODE_TEXT[code]}), because the IOD requires it`
  const isRequired = sopClassUid === undefined && compoundRules().has(tag)
  return isRequired ? `${text}, but where an IOD requires it` : text
}

/** What the options say of the row that the plan follows, and which others there would be. */
function columnRows(plan: Plan, columns: Readonly<Record<OptionColumn, string>>): Row[] {
  const said = Object.entries(columns).filter(([, code]) => code !== '')
  if (said.length === 0) return []
  const name = ([column, code]: [string, string]): string =>
    `${optionOfColumn(column as OptionColumn)} (${code === 'K' ? 'K: keep' : 'C: clean'})`
  const isFollowed = ([column]: [string, string]): boolean =>
    plan.options.includes(optionOfColumn(column as OptionColumn))
  const followed = said.filter(isFollowed)
  const others = said.filter((entry) => !isFollowed(entry))
  return [
    ...(followed.length > 0 ? [['options', followed.map(name).join(', ')]] : []),
    ...(others.length > 0 ? [['other options', others.map(name).join(', ')]] : []),
  ]
}

function formatRule(index: number, { rulePlaces }: LoadedProfile): string {
  const place = rulePlaces[index]
  return place === undefined ? `number ${index + 1}` : formatPlace(place)
}
