/** pydicom/deid recipes as profiles: the actions of their `%header`, and filters (import-deid-pixels.ts). Lists of values come out of each object. */

import { findAttribute, registeredAttributes, tagOfKeyword } from '../dicom/dictionary.ts'
import { groupOf, parseTag } from '../dicom/tag.ts'
import { isVrName, type Vr } from '../dicom/vr.ts'
import { registeredVrs } from './document-targets.ts'
import type { ProfileRule } from './document-types.ts'
import { ImportCollector, type ImportedProfile, nameOfTag } from './import-collector.ts'
import { FilterImport } from './import-deid-pixels.ts'
import type { RuleAction } from './request.ts'

const ACTIONS = new Set(['ADD', 'BLANK', 'JITTER', 'KEEP', 'REPLACE', 'REMOVE'])
const PLAIN_WORD = /^[A-Za-z0-9]{1,64}$/
/** Attributes that a plan writes by itself. */
const ATTESTED = new Set(['PatientIdentityRemoved', 'DeidentificationMethod', 'DeidentificationMethodCodeSequence'])

interface Line {
  readonly number: number
  readonly text: string
}

/** Whether a text looks like such a recipe. */
export function isDeidRecipe(text: string): boolean {
  return /^\s*FORMAT\s+dicom\b/im.test(text) || /^%(?:header|filter)\b/m.test(text)
}

/** Reads a recipe. Never fails: what cannot be read is noted. */
export function importDeid(text: string): ImportedProfile {
  const collector = new ImportCollector('pydicom/deid')
  const filters = new FilterImport(collector)
  const actions: Line[] = []
  let section = ''
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = { number: index + 1, text: raw.replace(/(^|\s)#.*$/, '').trim() }
    if (line.text === '') continue
    if (line.text.startsWith('%')) {
      section = line.text.split(/\s/)[0]!.toLowerCase()
      if (section === '%filter') filters.begin(line)
      else if (section !== '%header') noteSection(line, section, collector)
    } else if (/^FORMAT\b/i.test(line.text)) {
      if (!/^FORMAT\s+dicom$/i.test(line.text))
        collector.note(line.number, line.text, 'a format other than dicom', true)
    } else if (section === '%header') actions.push(line)
    else if (section === '%filter') filters.take(line)
    else collector.note(line.number, line.text, 'no counterpart', true)
  }
  filters.finish()
  // What is asked of everything yields to what is asked of one attribute, and what is kept stays whatever else is asked.
  const rank = (line: Line): number => (/^KEEP\s/i.test(line.text) ? 2 : /^\w+\s+ALL\b/i.test(line.text) ? 0 : 1)
  for (const line of actions.toSorted((left, right) => rank(left) - rank(right))) readAction(line, collector)
  collector.note(0, 'attributes that the recipe does not name', 'the Basic Profile decides', false)
  return collector.finish()
}

function noteSection({ number, text }: Line, section: string, collector: ImportCollector): void {
  const messages: Readonly<Record<string, string>> = {
    '%values': 'a list of values from each object; clean-descriptors takes out those that identify',
    '%fields': 'a list of attributes made for each object',
  }
  collector.note(number, text, messages[section] ?? 'a section that is not known', true)
}

function readAction(line: Line, collector: ImportCollector): void {
  const { number, text } = line
  const [word = '', field = '', ...rest] = text.split(/\s+/)
  const action = word.toUpperCase()
  if (!ACTIONS.has(action) || field === '') {
    collector.note(number, text, 'not understood', true)
    return
  }
  const target = readField(field, rest[0] === undefined ? '' : rest.join(' '))
  if (typeof target === 'string') {
    collector.note(number, text, target, true)
    return
  }
  const value = target.value
  switch (action) {
    case 'KEEP':
      collector.addRule(number, text, { ...target.rule, action: 'keep' })
      break
    case 'BLANK':
      collector.addRule(number, text, { ...target.rule, action: 'empty' })
      break
    case 'REMOVE':
      if (field === 'ALL') collector.addRemovalOfRest(number, text)
      else collector.addRule(number, text, { ...target.rule, action: 'remove' })
      break
    case 'JITTER':
      addJitter(line, target.rule, collector)
      break
    default:
      addReplacement(line, action, field, target.rule, value, collector)
  }
}

function addJitter({ number, text }: Line, rule: Omit<ProfileRule, 'action'>, collector: ImportCollector): void {
  const difference = 'moved by the offset of the patient, from the key or a crosswalk'
  collector.addChangedRule(number, text, { ...rule, action: 'shift' }, difference)
}

function addReplacement(
  { number, text }: Line,
  action: string,
  field: string,
  rule: Omit<ProfileRule, 'action'>,
  value: string,
  collector: ImportCollector,
): void {
  if (ATTESTED.has(field)) {
    collector.note(number, text, 'the program writes it by itself', false)
    return
  }
  const named = typeof rule.attribute === 'string' ? rule.attribute : undefined
  const tag = named === undefined ? undefined : (parseTag(named) ?? tagOfKeyword(named))
  const vr = tag === undefined ? undefined : findAttribute(tag)?.vrs[0]
  const replacement = replacementFor(value, named, vr)
  if (typeof replacement === 'object' && 'why' in replacement) {
    if (named === undefined) collector.note(number, text, replacement.why, true)
    else collector.addLost({ line: number, source: text, name: named }, replacement.why)
    return
  }
  const keyed =
    typeof replacement === 'string' ? 'a keyed replacement here, instead of a value that is supplied' : undefined
  const added = action === 'ADD' ? 'replaced where it is there, and not added where it is not' : undefined
  const difference = [keyed, added].filter((part) => part !== undefined).join('; ')
  const complete = { ...rule, action: replacement }
  if (difference === '') collector.addRule(number, text, complete)
  else collector.addChangedRule(number, text, complete, difference)
}

/** A text, or what stands in for a value that a program supplies. */
function replacementFor(value: string, named: string | undefined, vr: Vr | undefined): RuleAction | { why: string } {
  if (!/^(?:var|func|deid_func):/i.test(value)) return value === '' ? 'empty' : { replace: value }
  if (vr === 'UI') return 'uid'
  if (named === 'PatientID') return 'pseudonym'
  if ((vr === 'DA' || vr === 'DT') && /jitter|shift|offset/i.test(value)) return 'shift'
  return { why: 'a value that a program supplies' }
}

/** What the field of an action names, or why it names nothing here; `value` is what follows it. */
function readField(field: string, value: string): { rule: Omit<ProfileRule, 'action'>; value: string } | string {
  const tag = parseTag(field)
  if (tag !== undefined) return { rule: { attribute: nameOfTag(tag) }, value }
  const colon = field.indexOf(':')
  if (colon < 0)
    return field === 'ALL' ? { rule: { vr: registeredVrs() }, value } : { rule: { attribute: field }, value }
  const [kind, pattern] = [field.slice(0, colon).toLowerCase(), field.slice(colon + 1)]
  const attributes = findAttributes(kind, pattern)
  if (typeof attributes === 'string') return attributes
  return 'vr' in attributes ? { rule: attributes, value } : { rule: { attribute: attributes.keywords }, value }
}

function findAttributes(kind: string, pattern: string): { vr: Vr } | { keywords: string[] } | string {
  const [what = '', selected = ''] = pattern.split(':')
  if (kind === 'select' && what.toLowerCase() === 'vr') {
    return isVrName(selected) ? { vr: selected } : 'no such VR'
  }
  if (kind === 'select' && what.toLowerCase() === 'group') {
    if (!/^[0-9A-Fa-f]{4}$/.test(selected)) return 'no group of four digits'
    const group = Number.parseInt(selected, 16)
    return matching(({ tag }) => groupOf(tag) === group)
  }
  if (!['contains', 'startswith', 'endswith', 'except'].includes(kind)) return `${kindName(kind)} has no counterpart`
  if (!PLAIN_WORD.test(pattern)) return 'a regular expression of more than letters and digits'
  const word = pattern.toLowerCase()
  switch (kind) {
    case 'contains':
      return matching(({ keyword }) => keyword.includes(word))
    case 'startswith':
      return matching(({ keyword }) => keyword.startsWith(word))
    case 'endswith':
      return matching(({ keyword }) => keyword.endsWith(word))
    default:
      return matching(({ keyword }) => !keyword.includes(word))
  }
}

function kindName(kind: string): string {
  return ['values', 'fields', 'private', 'items'].includes(kind) ? `${kind}:` : 'such a field'
}

/** Registered attributes of data sets; keywords are given in lower case, as the language compares them. */
function matching(
  test: (attribute: { readonly tag: number; readonly keyword: string }) => boolean,
): { keywords: string[] } | string {
  const keywords: string[] = []
  for (const [tag, { keyword }] of registeredAttributes()) {
    if (groupOf(tag) >= 0x0008 && (tag & 0xffff) !== 0 && test({ tag, keyword: keyword.toLowerCase() }))
      keywords.push(keyword)
  }
  return keywords.length > 0 ? { keywords } : 'no registered attribute has such a name'
}
