/** Whether a kept value can be what its attribute's VR says: docs/engine.md 3.10. Part of the reference. */

import {
  CHECK_BINARY,
  CHECK_LINE,
  CHECK_NUMBER,
  CHECK_TEXT,
  CHECK_TIME,
  CHECK_UID,
  ENCODING_IMPLICIT_LE,
  MAX_CHECKED_BINARY_BYTES,
  MAX_CHECKED_VALUE_BYTES,
} from '../../src/wasm/seam.ts'
import { isKnownVr, isShortVr, read16, read32 } from './reference-elements.ts'
import type { Rule } from './reference-plan.ts'

const TEXT_VRS = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '))

/** What becomes of a value that the plan keeps. */
export type Verdict = 'plausible' | 'implausible' | 'filtered'

/** What has to be known of where a binary value stands. */
export interface HidingPlace {
  readonly encoding: number
  /** Whether the plan has an attribute of this tag. */
  hasSlot(tag: number): boolean
}

/** `valueBytes` is the declared length, `value` what there is of it. */
export function judge(
  value: Uint8Array,
  valueBytes: number,
  vr: string | undefined,
  rule: Rule,
  around: HidingPlace,
): Verdict {
  if (vr === 'SQ') return 'implausible'
  if (rule.binary && vr !== undefined && TEXT_VRS.has(vr)) return 'implausible'
  if (rule.maxBytes !== 0 && valueBytes > rule.maxBytes) return 'implausible'
  if (rule.check === CHECK_BINARY) {
    if (valueBytes % Math.max(1, rule.unitBytes) !== 0) return 'implausible'
    const hides = isSearched(rule, valueBytes) && hidesSomething(value, rule, around)
    return hides ? 'implausible' : 'plausible'
  }
  if (valueBytes > MAX_CHECKED_VALUE_BYTES) return rule.check === CHECK_NUMBER ? 'filtered' : 'implausible'
  return isPlausibleText(textOf(value).replace(/[\0 ]+$/, ''), rule) ? 'plausible' : 'implausible'
}

/** Whether all of a binary value is looked at before it stays. */
export function isSearched(rule: Rule, valueBytes: number): boolean {
  return rule.check === CHECK_BINARY && rule.binary && !rule.bulk && valueBytes <= MAX_CHECKED_BINARY_BYTES
}

function hidesSomething(value: Uint8Array, rule: Rule, { encoding, hasSlot }: HidingPlace): boolean {
  if (value.length < 8) return false
  const text = textOf(value).replace(/[\0 ]+$/, '')
  const isText = text.length >= (rule.unitBytes >= 4 ? 12 : 8) && /^[\t\n\f\r -~]*$/.test(text)
  if (isText && /[A-Za-z]{4}/.test(text)) return true
  for (let at = 0; at + 8 < value.length; at += 2) {
    const group = read16(value, at, encoding)
    if (group < 8 || group === 0xfffe) continue
    const tag = group * 0x10000 + read16(value, at + 2, encoding)
    const isExplicit = encoding !== ENCODING_IMPLICIT_LE
    const vr = String.fromCharCode(value[at + 4]!, value[at + 5]!)
    if (isExplicit ? !isKnownVr(vr) : !hasSlot(tag)) continue
    const isShort = isExplicit && isShortVr(vr)
    const headerBytes = isExplicit && !isShort ? 12 : 8
    if (at + headerBytes >= value.length) continue
    const lengthAt = at + (isExplicit && isShort ? 6 : headerBytes - 4)
    const length = isShort ? read16(value, lengthAt, encoding) : read32(value, lengthAt, encoding)
    if (length === value.length - at - headerBytes) return true
  }
  return false
}

/** A text of numbers that is too long to be looked at as a whole: what cannot stand in it becomes a space. */
export function filterNumbers(value: Uint8Array): Uint8Array {
  return value.map((byte) => (/[0-9+\-.Ee\\ \0]/.test(String.fromCharCode(byte)) ? byte : 0x20))
}

function isPlausibleText(text: string, rule: Rule): boolean {
  const parts = text.split('\\')
  const partsFit = (boundBytes: number): boolean => boundBytes === 0 || parts.every((part) => part.length <= boundBytes)
  switch (rule.check) {
    case CHECK_NUMBER:
      return /^[0-9+\-.Ee\\ ]*$/.test(text) && partsFit(rule.unitBytes)
    case CHECK_TIME:
      return /^[0-9+\-.:\\DWMY ]*$/.test(text) && partsFit(rule.unitBytes)
    case CHECK_UID:
      return parts.every((part) => /^[0-9.]*[\0 ]*$/.test(part)) && partsFit(rule.unitBytes)
    case CHECK_LINE: {
      // an escape sequence or a byte above 7EH: a character may take several bytes
      const bytesForCharacter = /[\x1b\x7f-\xff]/.test(text) ? 4 : 1
      return !/[\0-\x1a\x1c-\x1f\x7f]/.test(text) && partsFit(rule.unitBytes * bytesForCharacter)
    }
    case CHECK_TEXT:
      return !/[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/.test(text)
    default:
      throw new Error(`a check that is no check of text: ${rule.check}`)
  }
}

/** One character for each byte. */
function textOf(value: Uint8Array): string {
  return Array.from(value, (byte) => String.fromCharCode(byte)).join('')
}
