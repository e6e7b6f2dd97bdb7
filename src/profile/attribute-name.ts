/** Attributes as people write them. */

import { registeredAttributes, tagOfKeyword } from '../dicom/dictionary.ts'
import { parseTag } from '../dicom/tag.ts'
import { findNearest } from './nearest.ts'

/** The tag of `(0010,0010)`, `00100010` or `PatientName`; undefined for what is neither a tag nor a keyword. */
export function parseAttribute(text: string): number | undefined {
  return parseTag(text) ?? tagOfKeyword(text)
}

/** What to write instead of a text that parseAttribute does not know. */
export function hintAtAttribute(text: string): string {
  const nearest = findNearest(
    text,
    [...registeredAttributes().values()].map(({ keyword }) => keyword),
  )
  return nearest === undefined ? 'write (0010,0010), 00100010 or PatientName' : `did you mean ${nearest}?`
}
