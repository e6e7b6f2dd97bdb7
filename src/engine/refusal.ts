/** Why a data set is refused: the core's numbers for it, and what the driver makes of them. */

import type { Code } from '../errors.ts'
import {
  REFUSED_DELIMITER_UNEXPECTED,
  REFUSED_DEPTH_EXCEEDED,
  REFUSED_LENGTH_OVERRUN,
  REFUSED_ORDER_INVALID,
  REFUSED_SIZE_EXCEEDED,
  REFUSED_TRUNCATED,
  REFUSED_UNDEFINED_LENGTH_INVALID,
  REFUSED_VR_INVALID,
  REFUSED_WINDOW_EXCEEDED,
} from '../wasm/seam.ts'

/** Why a data set was refused; `offsetBytes` counts from its start. */
export interface Refusal {
  readonly code: Code
  readonly offsetBytes?: number
  readonly tag?: number
}

const REFUSAL_CODES: Readonly<Record<number, Code>> = {
  [REFUSED_TRUNCATED]: 'TRUNCATED',
  [REFUSED_LENGTH_OVERRUN]: 'LENGTH_OVERRUN',
  [REFUSED_VR_INVALID]: 'VR_INVALID',
  [REFUSED_UNDEFINED_LENGTH_INVALID]: 'UNDEFINED_LENGTH_INVALID',
  [REFUSED_DELIMITER_UNEXPECTED]: 'DELIMITER_UNEXPECTED',
  [REFUSED_DEPTH_EXCEEDED]: 'DEPTH_EXCEEDED',
  [REFUSED_WINDOW_EXCEEDED]: 'WINDOW_EXCEEDED',
  [REFUSED_SIZE_EXCEEDED]: 'SIZE_EXCEEDED',
  [REFUSED_ORDER_INVALID]: 'ORDER_INVALID',
}

/** The code of one of the core's REFUSED_*. */
export function refusalCode(refused: number): Code {
  return REFUSAL_CODES[refused] ?? 'INTERNAL'
}
