/** Attributes as people write them. */

import { registeredAttributes, repeatingAttributes, tagOfKeyword } from '../dicom/dictionary.ts'
import { parseTag } from '../dicom/tag.ts'
import { findNearest } from './nearest.ts'

/**
 * The tag of `(0010,0010)`, `00100010` or `PatientName`; of a repeating group (`OverlayData`, `60xx,3000`) the first one. Undefined for what is neither a tag nor
 * a keyword.
 */
export function parseAttribute(text: string): number | undefined {
  return parseTag(text) ?? tagOfKeyword(text) ?? firstOfRepeating(text)
}

function firstOfRepeating(text: string): number | undefined {
  const pattern = text.replaceAll(/[()]/g, '').toLowerCase()
  const found = repeatingAttributes().find(
    ({ keyword, tagText }) => keyword === text || tagText.toLowerCase() === pattern,
  )
  return found?.match
}

/** What to write instead of a text that parseAttribute does not know. */
export function hintAtAttribute(text: string): string {
  const nearest = findNearest(
    text,
    [...registeredAttributes().values(), ...repeatingAttributes()].map(({ keyword }) => keyword),
  )
  return nearest === undefined ? 'write (0010,0010), 00100010 or PatientName' : `did you mean ${nearest}?`
}
