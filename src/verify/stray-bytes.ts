/** Bytes that belong to no attribute: zeros may stand there, and spaces in padding. */

import { formatTag } from '../errors.ts'
import { TRAILING_PADDING } from './inspected-attributes.ts'
import type { Find } from './object-findings.ts'

const SPACE = 0x20

/** Bytes behind the last element, or where no element is. `offsetBytes`: where they begin. */
export function judgeStray(bytes: Uint8Array, offsetBytes: number, find: Find): void {
  const at = bytes.findIndex((byte) => byte !== 0)
  if (at >= 0) find('bytes-left', undefined, offsetBytes + at)
}

/** The value of Data Set Trailing Padding, or a piece of it. `offsetBytes`: where the element begins. */
export function judgePadding(value: Uint8Array, offsetBytes: number, find: Find): void {
  const isPadding = value.every((byte) => byte === 0 || byte === SPACE)
  if (!isPadding) find('bytes-left', formatTag(TRAILING_PADDING), offsetBytes)
}
