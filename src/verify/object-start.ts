/** What the first bytes say: whether this is an object, and how its data set is written. PS3.10 7.1, PS3.5 chapter 10. */

import { latin1Text } from '../dicom/value-text.ts'
import { isVrPair } from '../dicom/vr.ts'
import type { Encoding } from './walked-element.ts'

export const PREAMBLE_BYTES = 128
export const META_GROUP = 2
export const EXPLICIT_LE: Encoding = { explicit: true, littleEndian: true }
export const IMPLICIT_LE: Encoding = { explicit: false, littleEndian: true }
const EXPLICIT_BE: Encoding = { explicit: true, littleEndian: false }
const IMPLICIT_LE_UID = '1.2.840.10008.1.2'
const EXPLICIT_BE_UID = '1.2.840.10008.1.2.2'
const HEADER_BYTES = 8

/** Whether these first bytes are those of an object: 132 of them, or all there are. */
export function looksLikeObject(head: Uint8Array): boolean {
  if (latin1Text(head, PREAMBLE_BYTES, PREAMBLE_BYTES + 4) === 'DICM' || latin1Text(head, 0, 4) === 'DICM') return true
  if (head.length < HEADER_BYTES) return false
  const group = head[0]! | (head[1]! << 8)
  const swapped = (head[0]! << 8) | head[1]!
  const hasVr = isVrPair(head[4]!, head[5]!)
  return ((group === META_GROUP || group === 8) && (hasVr || head[7] === 0)) || (swapped === 8 && hasVr)
}

/** What is declared, unless the first header cannot be read so. */
export function encodingOf(transferSyntaxUid: string | undefined, first: Uint8Array): Encoding {
  const hasVr = first.length === HEADER_BYTES && isVrPair(first[4]!, first[5]!)
  if (transferSyntaxUid === IMPLICIT_LE_UID) return hasVr && first[0] === 8 ? EXPLICIT_LE : IMPLICIT_LE
  if (!hasVr) return IMPLICIT_LE
  if (transferSyntaxUid === EXPLICIT_BE_UID) return first[0] === 8 && first[1] === 0 ? EXPLICIT_LE : EXPLICIT_BE
  return transferSyntaxUid === undefined && first[0] === 0 && first[1] === 8 ? EXPLICIT_BE : EXPLICIT_LE
}
