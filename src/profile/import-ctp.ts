/**
 * RSNA CTP DicomAnonymizer scripts as profiles. Such a script is XML: `<p>` names a parameter, `<e>` says what is done with an element, `<k>` keeps
 * and `<r>` removes whole groups. What an element's script says is a text, or a function that begins with @.
 */

import { findAttribute } from '../dicom/dictionary.ts'
import { parseTag } from '../dicom/tag.ts'
import type { Vr } from '../dicom/vr.ts'
import { ImportCollector, type ImportedProfile, nameOfTag } from './import-collector.ts'
import { type ScriptElement, scanScript } from './import-ctp-scan.ts'
import type { RuleAction } from './request.ts'

/** One call, and the beginning of any. */
const CALL = /^@([a-z]+)\s*\([\s\S]*\)$/i
const BEGINNING = /^@([a-z]+)\s*\(/i
const PRIVATE_TAG = /^\(?([0-9A-Fa-f]{4})\[([^\]]+)\]([0-9A-Fa-f]{2})\)?$/
const PARAMETER = /^@param\(\s*@?(\w+)\s*\)$/i
/** Of 16 characters: too short for a hash. */
const SHORT_TEXT: readonly Vr[] = ['AE', 'CS', 'SH']
const KEYED = 'a keyed replacement here: the values differ from those that the script gives'

/** What becomes of an element. `difference`: where the original does something else. */
interface Translation {
  readonly action: RuleAction
  readonly difference?: string
}

/** Whether a text looks like such a script. */
export function isCtpScript(text: string): boolean {
  return /<\s*(?:script|e|p)[\s>]/i.test(text) && /<\s*e\b[^<>]*\bt\s*=/i.test(text)
}

/** Reads a script. Never fails: what cannot be read is noted. */
export function importCtp(text: string): ImportedProfile {
  const collector = new ImportCollector('RSNA CTP DicomAnonymizer')
  const { elements, unread } = scanScript(text)
  for (const { line, source } of unread) collector.note(line, source, 'not understood', true)
  const parameters = new Map<string, string>()
  for (const element of elements) if (element.kind === 'p') readParameter(element, parameters, collector)
  const enabled = elements.filter(({ kind, isEnabled }) => kind !== 'p' && isEnabled)
  readGroups(enabled, collector)
  for (const element of elements) {
    if (element.kind === 'e' && element.isEnabled) readElement(element, parameters, collector)
    else if (!element.isEnabled) readDisabled(element, collector)
  }
  if (!enabled.some(({ kind, name }) => kind === 'r' && name === 'unspecifiedelements')) {
    collector.note(0, 'elements that are not in the script', 'kept there; here the Basic Profile decides', false)
  }
  return collector.finish()
}

function readParameter(
  { line, name, text, source }: ScriptElement,
  parameters: Map<string, string>,
  collector: ImportCollector,
): void {
  parameters.set(name.toUpperCase(), text)
  if (name.toUpperCase() === 'UIDROOT') collector.note(line, source, 'UIDs here need no root of their own', false)
  else if (name.toUpperCase() === 'DATEINC')
    collector.note(line, source, 'dates here move by an offset of each patient, from the key', false)
}

/** Groups come before elements, which win over them. */
function readGroups(enabled: readonly ScriptElement[], collector: ImportCollector): void {
  const unspecified = enabled.find(({ kind, name }) => kind === 'r' && name === 'unspecifiedelements')
  if (unspecified !== undefined) {
    const { line, source } = unspecified
    collector.addRemovalOfRest(line, source)
    // The script language never removes these as unspecified.
    collector.addRule(line, source, {
      attribute: ['0028,xxxx', '7FE0,xxxx', 'SOPClassUID', 'SpecificCharacterSet'],
      action: 'keep',
    })
    collector.addRule(line, source, { attribute: ['SOPInstanceUID', 'StudyInstanceUID'], action: 'uid' })
    collector.note(
      line,
      source,
      'SOP and Study Instance UIDs, which the script would keep, are replaced unless it says otherwise below',
      false,
    )
  }
  for (const { kind, name, line, source } of enabled) {
    if (kind === 'k') keepGroup(name, line, source, collector)
    else if (kind === 'r') removeGroup(name, line, source, collector)
  }
}

function keepGroup(name: string, line: number, source: string, collector: ImportCollector): void {
  if (name === 'safeprivateelements') {
    collector.addOption('retain-safe-private')
    collector.note(
      line,
      source,
      'the safe private attributes of PS3.15 Table E.3.10-1, which are not those of CTP',
      false,
    )
  } else if (/^[0-9a-f]{4}$/.test(name)) {
    collector.addRule(line, source, { attribute: `${name.toUpperCase()},xxxx`, action: 'keep' })
  } else collector.note(line, source, 'no group of this name is known', true)
}

function removeGroup(name: string, line: number, source: string, collector: ImportCollector): void {
  if (name === 'overlays') collector.addRule(line, source, { attribute: '60xx,xxxx', action: 'remove' })
  // Private elements and curves are removed whatever a profile says of other attributes.
  else if (!['unspecifiedelements', 'privategroups', 'curves'].includes(name)) {
    collector.note(line, source, 'no group of this name is known', true)
  }
}

function readDisabled({ kind, name, line, source }: ScriptElement, collector: ImportCollector): void {
  if (kind === 'r' && name === 'privategroups') {
    collector.note(
      line,
      source,
      'private elements stay there; here they are removed, but for those that a profile names by creator',
      false,
    )
  } else collector.note(line, source, 'not enabled', false)
}

function readElement(
  element: ScriptElement,
  parameters: ReadonlyMap<string, string>,
  collector: ImportCollector,
): void {
  const { line, source, name, text } = element
  const ofPrivate = PRIVATE_TAG.exec(name)
  const tag = parseTag(name)
  if (ofPrivate === null && tag === undefined) {
    collector.note(line, source, 'no tag that can be read', true)
    return
  }
  const vr = tag === undefined ? undefined : findAttribute(tag)?.vrs[0]
  const translation = translate(text.trim(), vr, parameters)
  if (ofPrivate !== null) {
    const [, group = '', privateCreator = '', low = ''] = ofPrivate
    if (typeof translation === 'string') collector.note(line, source, `${translation}; the element is removed`, true)
    else collector.addRule(line, source, { privateCreator, element: `${group},xx${low}`, action: translation.action })
    return
  }
  const attribute = nameOfTag(tag!)
  if (typeof translation === 'string') collector.addLost({ line, source, name: attribute }, translation)
  else if (translation.difference === undefined)
    collector.addRule(line, source, { attribute, action: translation.action })
  else collector.addChangedRule(line, source, { attribute, action: translation.action }, translation.difference)
}

/** The action for a script, or why there is none. */
function translate(script: string, vr: Vr | undefined, parameters: ReadonlyMap<string, string>): Translation | string {
  if (script === '') return { action: 'empty' }
  const parameter = PARAMETER.exec(script)?.[1]
  if (parameter !== undefined) {
    const value = parameters.get(parameter.toUpperCase())
    if (value === undefined) return 'a parameter that the script does not have'
    return value.trim() === '' ? { action: 'empty' } : translate(value.trim(), vr, new Map())
  }
  if (!script.includes('@')) return { action: { replace: script } }
  const name = CALL.exec(script)?.[1] ?? ''
  switch (name.toLowerCase()) {
    case 'keep':
      return { action: 'keep' }
    case 'process':
      return vr === 'SQ' ? { action: 'keep' } : '@process is for sequences'
    case 'remove':
      return { action: 'remove' }
    case 'empty':
      return { action: 'empty' }
    case 'blank':
      return { action: 'empty', difference: 'blanks there; empty here' }
    case 'require':
      return { action: 'keep', difference: 'kept here, and not made where it is missing' }
    case 'hashuid':
      return vr === 'UI' ? { action: 'uid', difference: KEYED } : 'a UID in an attribute that holds none'
    case 'hashptid':
    case 'hashname':
      return { action: 'pseudonym', difference: KEYED }
    case 'hash':
      return { action: vr !== undefined && SHORT_TEXT.includes(vr) ? 'pseudonym' : 'hash', difference: KEYED }
    case 'incrementdate':
    case 'hashdate':
      return { action: 'shift', difference: 'moved by the offset of the patient, from the key or a crosswalk' }
    case 'lookup':
      return 'a lookup table: for patients and their dates there is --crosswalk'
    case '':
      return `@${BEGINNING.exec(script)?.[1]?.toLowerCase() ?? '...'} with more than its arguments has no counterpart`
    default:
      return `@${name.toLowerCase()} has no counterpart`
  }
}
