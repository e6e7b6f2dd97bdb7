/** `sluice explain TAG|KEYWORD...`: what is done with an attribute, and which rule says so. */

import { registeredAttributes, tagOfKeyword } from '../dicom/dictionary.ts'
import { parseTag } from '../dicom/tag.ts'
import { formatTag, SluiceError } from '../errors.ts'
import { isCompound } from '../profile/action-codes.ts'
import { compilePlan } from '../profile/compile.ts'
import { type Explanation, explain, type Source } from '../profile/explain.ts'
import type { Plan } from '../profile/plan.ts'
import { formatTable, type Row } from '../report/text-table.ts'
import { findNearest } from '../streams/options.ts'
import { ACTION_WORDS } from './action-words.ts'
import { printText } from './console.ts'

const SOURCE_TEXT: Readonly<Record<Source, string>> = {
  table: 'Table E.1-1',
  'beyond-the-table': 'a rule of this program, beyond Table E.1-1',
  registry: 'registered in PS3.6, and not listed in Table E.1-1',
  attestation: 'written anew: it tells of the de-identification',
  'group-length': 'a group length, which would no longer be right',
  outside: 'no part of a data set; file meta information is written anew',
  unknown: 'not registered in PS3.6, so that nobody knows what it holds',
}

const CODE_TEXT = { X: 'remove', Z: 'empty, or a dummy', D: 'replace by a dummy', U: 'replace the UID' } as const

/** Prints one block for each attribute. Fails with OPTION_INVALID for what is neither a tag nor a keyword. */
export function explainAttributes(attributes: readonly string[]): void {
  const plan = compilePlan({ profile: 'basic' })
  const tags = attributes.map((attribute, index) => parseAttribute(attribute, index))
  printText(tags.map((tag) => formatExplanation(plan, tag)).join('\n'))
}

function parseAttribute(attribute: string, index: number): number {
  const tag = parseTag(attribute) ?? tagOfKeyword(attribute)
  if (tag !== undefined) return tag
  const nearest = findNearest(
    attribute,
    [...registeredAttributes().values()].map(({ keyword }) => keyword),
  )
  const hint = nearest === undefined ? 'write (0010,0010), 00100010 or PatientName' : `did you mean ${nearest}?`
  throw new SluiceError('OPTION_INVALID', {}, `argument ${index + 1} is neither a tag nor a keyword: ${hint}`)
}

function formatExplanation(plan: Plan, tag: number): string {
  const top = explain(plan, tag)
  // No sequence has the number 0, so this is the rule for items without an exception.
  const nested = explain(plan, tag, { sequenceTag: 0 })
  const rows: Row[] = [
    ['action', ACTION_WORDS[top.action]],
    ['in items', ACTION_WORDS[nested.action]],
    ['by', formatSource(plan, top)],
  ]
  if (top.row !== undefined) rows.push(['code', formatCode(top)])
  if (top.reason !== undefined) rows.push(['reason', top.reason])
  const name = top.keyword ?? (tag & 0x10000 ? 'private' : 'not registered')
  return `${formatTag(tag)} ${name}${top.vrs.length > 0 ? `, ${top.vrs.join(' or ')}` : ''}\n${formatTable(rows, '  ')}`
}

function formatSource(plan: Plan, { source }: Explanation): string {
  return source === 'table' ? `${SOURCE_TEXT.table} of ${plan.edition}, Basic Profile` : SOURCE_TEXT[source]
}

function formatCode({ row, code }: Explanation): string {
  const { basic } = row!
  if (!isCompound(basic)) return `${basic}: ${CODE_TEXT[basic]}`
  return `${basic}: by the SOP class of the object; where it is not known, ${code} (${CODE_TEXT[code!]})`
}
