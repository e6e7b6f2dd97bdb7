/** What is known of the corpus and of the profile that the judges cannot know, each with its reason. */

/**
 * Texts in identifying attributes of the corpus that stand in other attributes too, which the profile keeps: where, in
 * the output. A text longer than these, or a whole name, has no place here.
 */
const KEPT_ELSEWHERE: Readonly<Record<string, string>> = {
  '0001': 'Image Type',
  '1234': 'Stage Number',
  Compression: 'Code Meaning',
  'FO-DICOM': 'Manufacturer',
  NONE: 'enumerated values, as of Patient Support Angle',
  PARITY: 'Content Label',
  PATIENT: 'enumerated values, as of Plan Geometry',
  Patient: 'Dimension Description Label',
  Philips: 'Manufacturer',
  QIICR: 'Manufacturer, Content Label',
  REMOVED: 'Longitudinal Temporal Information Modified',
  TEST: 'Coding Scheme Designator',
  TOSHIBA: 'Manufacturer',
  Test: 'Manufacturer',
}

export const SAY_NOTHING: ReadonlySet<string> = new Set(Object.keys(KEPT_ELSEWHERE))

/** Well-formed objects whose fragments nobody can decode: made to test readers of fragments, with letters in the place of code streams. */
export const UNDECODABLE: ReadonlySet<string> = new Set([
  'ImagingDataCommons__libdicom/generated_encapsulated_defined_bot_2_to_1.dcm',
])

/** Reasons that a person would accept for not passing on a file that other readers call broken. */
export const EXPECTED_REASONS: ReadonlySet<string> = new Set([
  'TRUNCATED',
  'LENGTH_OVERRUN',
  'VR_INVALID',
  'DELIMITER_UNEXPECTED',
  'TRANSFER_SYNTAX_MISMATCH',
  'ENCODING_AMBIGUOUS',
  'META_INVALID',
  'CODESTREAM_INVALID',
])

/**
 * Errors of dciodvfy that de-identification itself brings about: what a row of Table E.1-1 forces, and what the check did not come to in the input. Whatever can be
 * mended by another dummy is none of them.
 */
export const EXPECTED_COMPLAINTS: readonly { readonly is: RegExp; readonly why: string }[] = [
  {
    is: /^Missing attribute .*<Responsible(?:Person|Organization)>/,
    why: '(0010,2297) and (0010,2299) are X, though Type 2C of animals',
  },
  {
    is: /^ReferencedSeriesSequence present but Instance does not reference Instances/,
    why: 'Source Image Sequence (0008,2112) is X/Z/U*, and Type 2 in these functional groups: emptied; (0008,1115) is not in the table',
  },
  {
    is: /^PixelData has incorrect value length/,
    why: 'not of our making: the check of the input ended at an illegal element of group 0001, or at a missing Transfer Syntax UID, which is written',
  },
]
