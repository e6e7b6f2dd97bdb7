/**
 * What the headers of an object tell of text in its pixels, and of faces that could be recognised: `standard/burned-in-risk.csv`, row by row. Nobody has
 * looked at a pixel: it is a reason to look, never proof that there is nothing. docs/burned-in-risk.md.
 */

import { parseTag, parseTagPattern, tagOf } from '../dicom/tag.ts'
import { findTransferSyntax } from '../dicom/transfer-syntax.ts'
import { TRIAGE_ROWS } from './triage.gen.ts'
import {
  type ObjectRisk,
  type ObjectRiskReason,
  RISK_LEVELS,
  type RiskLevel,
  type RiskReason,
  type TriageTest,
} from './triage-words.ts'

/** What is known of an object. */
export interface TriageFacts {
  readonly sopClassUid: string | undefined
  readonly modality: string | undefined
  readonly transferSyntaxUid: string
  /** Pixel Data or its kin stays in the object. */
  readonly hasPixels: boolean
  /** The value of a root attribute; undefined where it is not there. Numbers are those of the data set's byte order. */
  valueOf(tag: number): TriageValue | undefined
}

export interface TriageValue {
  /** Without blanks at its ends. */
  readonly text: string
  readonly number: number | undefined
}

interface TriageRow {
  readonly subject: 'pixels' | 'faces'
  readonly tags: readonly number[]
  readonly test: TriageTest
  readonly value: string
  readonly isMet: (facts: TriageFacts) => boolean
  /** Index in RISK_LEVELS. */
  readonly risk: number
  readonly reason: RiskReason
  /** It is enough for an image to be taken for one with text, where rules about pixels are about others. */
  readonly isUnmatched: boolean
}

const SOP_CLASS_UID = 0x00080016
const MODALITY = 0x00080060
const MANUFACTURER = 0x00080070
const TRANSFER_SYNTAX_UID = 0x00020010
/** Told by the object as a whole, and not by a value that has to be asked for. */
const KNOWN_TAGS: ReadonlySet<number> = new Set([SOP_CLASS_UID, MODALITY, TRANSFER_SYNTAX_UID])
const FIRST_OVERLAY_GROUP = 0x6000
const OVERLAY_GROUPS = 16
const LOW = 0
const MEDIUM = RISK_LEVELS.indexOf('medium')
const VIDEO = /MPEG|HEVC|SMPTE/

let rows: readonly TriageRow[] | undefined
let unmatched: readonly TriageRow[] | undefined

/** The root attributes whose values are needed, besides those that an object is known by. */
export function triageTags(): number[] {
  const tags = new Set([MANUFACTURER, ...triageRows().flatMap(({ tags }) => tags)])
  return [...tags].filter((tag) => !KNOWN_TAGS.has(tag)).toSorted((left, right) => left - right)
}

export function triage(facts: TriageFacts): ObjectRisk {
  const [pixels, faces] = [rate('pixels', facts), rate('faces', facts)]
  return {
    pixels: pixels.level,
    faces: faces.level,
    reasons: [...new Set([...pixels.reasons, ...faces.reasons])].toSorted(),
  }
}

/** The root attributes whose values {@link isLikelyText} asks for. */
export function likelyTextTags(): number[] {
  const tags = unmatchedRows().flatMap(({ tags }) => tags)
  return [...new Set(tags)].filter((tag) => !KNOWN_TAGS.has(tag))
}

/** Whether an image is taken for one with text as long as no rule is about it (docs/pixels.md): the rows that say so. `textsOf`: of all elements of an attribute. */
export function isLikelyText(
  { sopClassUid, modality }: Pick<TriageFacts, 'sopClassUid' | 'modality'>,
  textsOf: (tag: number) => readonly string[],
): boolean {
  return unmatchedRows().some(({ tags: [tag], test, value }) => {
    if (tag === SOP_CLASS_UID) return sopClassUid === value
    if (tag === MODALITY) return modality === value
    return textsOf(tag!).some((text) => matches({ text, number: undefined }, test, value))
  })
}

function unmatchedRows(): readonly TriageRow[] {
  unmatched ??= triageRows().filter(({ isUnmatched }) => isUnmatched)
  return unmatched
}

function rate(subject: 'pixels' | 'faces', facts: TriageFacts): { level: RiskLevel; reasons: ObjectRiskReason[] } {
  const met = triageRows().filter((row) => row.subject === subject && row.isMet(facts) && hasMatch(row, facts))
  const counted = facts.hasPixels ? met : met.filter(({ reason }) => reason === 'document' || reason === 'outline')
  if (counted.length === 0) {
    if (!facts.hasPixels) return { level: 'low', reasons: [`${subject}-no-pixels`] }
    if (subject === 'pixels') return { level: 'medium', reasons: ['pixels-origin-unknown'] }
  }
  const risk = counted.reduce((highest, row) => Math.max(highest, row.risk), LOW)
  // What cannot be said from where an image comes is not low because it says that it is a screen of nothing.
  const level = subject === 'pixels' && facts.hasPixels && !isKnownKind(counted) ? Math.max(risk, MEDIUM) : risk
  const reasons = counted
    .filter((row) => row.risk === level)
    .map(({ reason }): ObjectRiskReason => `${subject}-${reason}`)
  if (level > risk) reasons.push('pixels-origin-unknown')
  return { level: RISK_LEVELS[level]!, reasons }
}

function isKnownKind(met: readonly TriageRow[]): boolean {
  return met.some(({ tags }) => tags[0] === SOP_CLASS_UID || tags[0] === MODALITY)
}

function hasMatch({ tags, test, value }: TriageRow, facts: TriageFacts): boolean {
  return tags.some((tag) => {
    if (tag === TRANSFER_SYNTAX_UID) return VIDEO.test(findTransferSyntax(facts.transferSyntaxUid)?.keyword ?? '')
    if (tag === SOP_CLASS_UID) return facts.sopClassUid === value
    if (tag === MODALITY) return facts.modality === value
    return matches(facts.valueOf(tag), test, value)
  })
}

function matches(found: TriageValue | undefined, test: TriageTest, value: string): boolean {
  const text = found?.text.toUpperCase() ?? ''
  const values = text.split('\\').map((one) => one.trim())
  switch (test) {
    case 'absent':
      return text === ''
    case 'present':
      return text !== ''
    case 'is':
      return values.includes(value)
    case 'contains':
      return text.includes(value)
    case 'word':
      return text.split(/[^A-Z0-9]+/).includes(value)
    case 'number':
      return found?.number === Number(value)
    case 'number-not':
      return found?.number !== undefined && found.number !== Number(value)
    default:
      return values[Number(test.slice('value-'.length)) - 1] === value
  }
}

function triageRows(): readonly TriageRow[] {
  rows ??= TRIAGE_ROWS.split('\n').map((line) => {
    const [subject, tagText = '', test, value = '', only = '', risk, reason, unmatched] = line.split(';')
    return {
      subject: subject as TriageRow['subject'],
      tags: tagsOf(tagText),
      test: test as TriageTest,
      value: test === 'is' ? value : value.toUpperCase(),
      isMet: conditionOf(only),
      risk: RISK_LEVELS.indexOf(risk as RiskLevel),
      reason: reason as RiskReason,
      isUnmatched: unmatched === 'yes',
    }
  })
  return rows
}

function tagsOf(tagText: string): number[] {
  const tag = parseTag(tagText)
  if (tag !== undefined) return [tag]
  const element = parseTagPattern(tagText)!.match & 0xffff
  return Array.from({ length: OVERLAY_GROUPS }, (_, index) => tagOf(FIRST_OVERLAY_GROUP + 2 * index, element))
}

function conditionOf(only: string): (facts: TriageFacts) => boolean {
  if (only === '') return () => true
  const manufacturer = (facts: TriageFacts): string => facts.valueOf(MANUFACTURER)?.text.toUpperCase() ?? ''
  if (only === 'no-manufacturer') return (facts) => manufacturer(facts) === ''
  const [what, list = ''] = only.split('=')
  const names = list.split('|')
  if (what === 'modality') return ({ modality }) => modality !== undefined && names.includes(modality)
  if (what === 'sop-class') return ({ sopClassUid }) => sopClassUid !== undefined && names.includes(sopClassUid)
  return (facts) => names.some((name) => manufacturer(facts).includes(name))
}
