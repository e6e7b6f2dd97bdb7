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
  GDCM: 'Pixel Data, where a JPEG 2000 encoder names itself',
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

/** Reasons that a person would accept for not passing on a file that other readers call broken. */
export const EXPECTED_REASONS: ReadonlySet<string> = new Set([
  'TRUNCATED',
  'LENGTH_OVERRUN',
  'VR_INVALID',
  'DELIMITER_UNEXPECTED',
  'TRANSFER_SYNTAX_MISMATCH',
  'ENCODING_AMBIGUOUS',
  'META_INVALID',
])

/** Errors of dciodvfy that de-identification itself brings about. */
export const EXPECTED_COMPLAINTS: readonly { readonly is: RegExp; readonly why: string }[] = [
  {
    is: /<PresentationCreation(?:Date|Time)>/,
    why: 'Table E.1-1 removes it (X), though a presentation state requires it',
  },
  { is: /<Responsible(?:Person|Organization)>/, why: 'Table E.1-1 removes it (X), though it is required of animals' },
  {
    is: /Module=<GraphicAnnotation>|<Graphic Dimensions>|<Number of Graphic Points>|<Referenced Frame Number>/,
    why: 'Graphic Annotation Sequence is code D: one item stays, of dummies, each valid for its VR with one value',
  },
  {
    is: /ReferencedSeriesSequence present but Instance does not reference Instances/,
    why: 'Source Image Sequence, which the check looks for, is code X/Z/U*: emptied',
  },
  {
    is: /PixelData has incorrect value length/,
    why: 'of nested_priv_SQ.dcm: not seen in the input, because an illegal element of group 0001 ended the check before it',
  },
]
