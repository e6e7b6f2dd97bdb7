/** Whether a kept value can be what its attribute's VR says: docs/engine.md 3.10. Part of the reference. */

import {
  CHECK_BINARY,
  CHECK_LINE,
  CHECK_NUMBER,
  CHECK_TEXT,
  CHECK_TIME,
  CHECK_UID,
  MAX_CHECKED_VALUE_BYTES,
} from '../../src/wasm/seam.ts'
import type { Rule } from './reference-plan.ts'

const TEXT_VRS = new Set('AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '))

/** What becomes of a value that the plan keeps. */
export type Verdict = 'plausible' | 'implausible' | 'filtered'

/** `valueBytes` is the declared length, `value` what there is of it. */
export function judge(value: Uint8Array, valueBytes: number, vr: string | undefined, rule: Rule): Verdict {
  if (vr === 'SQ') return 'implausible'
  if (rule.binary && vr !== undefined && TEXT_VRS.has(vr)) return 'implausible'
  if (rule.maxBytes !== 0 && valueBytes > rule.maxBytes) return 'implausible'
  if (rule.check === CHECK_BINARY) return valueBytes % Math.max(1, rule.unitBytes) === 0 ? 'plausible' : 'implausible'
  if (valueBytes > MAX_CHECKED_VALUE_BYTES) return rule.check === CHECK_NUMBER ? 'filtered' : 'implausible'
  return isPlausibleText(textOf(value).replace(/[\0 ]+$/, ''), rule) ? 'plausible' : 'implausible'
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
