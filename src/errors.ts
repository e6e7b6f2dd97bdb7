/**
 * The closed table of codes, and the one class that carries them.
 *
 * A SluiceError never holds a value, a name or a path of the input: only a code, the ordinal of the entry, the byte
 * offset in it and a tag. Match on `code`, not on the class or the message. docs/codes.md lists them for people; a test
 * compares the two.
 */

/** Why an object or an entry was not passed on, or a run could not go on. Keys are the codes, values the reason. */
export const CODES = {
  // an object that is withheld, or, once its size was committed, broken
  TRUNCATED: 'the object ends inside an element, an item or a sequence',
  LENGTH_OVERRUN: 'a length runs past the end of its item, sequence or object',
  VR_INVALID: 'two bytes that should be a value representation are not one, and the length cannot be known',
  UNDEFINED_LENGTH_INVALID: 'undefined length where the value representation does not allow it',
  DELIMITER_UNEXPECTED: 'an item or a delimiter where none can stand',
  DEPTH_EXCEEDED: 'sequences are nested deeper than limits.sequenceDepth',
  WINDOW_EXCEEDED: 'the header does not fit the window that it needs',
  ORDER_INVALID: 'a value that decides about others stands after those that it should stand before',
  CODESTREAM_INVALID: 'a compressed image cannot be followed from marker to marker',
  PIXELS_UNMATCHED: 'the image is likely to hold text, and no rule of the profile is about it',
  PIXELS_WITHHELD: 'a rule of the profile withholds such images',
  PIXELS_ENCAPSULATED: 'the image is to be blanked or looked at, and it is compressed in a way in which it cannot be',
  PIXELS_CONTRADICTORY: 'areas of the image are to become black, and its attributes do not tell where they are',
  PIXELS_NOT_INSPECTED: 'text is to be looked for in the image, and nobody did',
  PIXELS_UNSURE: 'its pixels are to be treated, and two readers did not see the same in its head, or not to its end',
  STAGED_TOO_LARGE: 'the object is to be held whole for its pixels, and is longer than limits.stagedObjectBytes',
  PIXELS_LOSSY: 'the image is to be written again, and what is not blanked of it would not stay as it is',
  PIXELS_TOO_LARGE:
    'areas of the image are to become black, and it is larger than limits.frameBytes or limits.fragments',
  SIZE_EXCEEDED: 'the de-identified object does not fit into the size that it had',
  META_INVALID: 'the file meta information cannot be read',
  META_TOO_LONG: 'the file meta information is longer than limits.fileMetaBytes',
  TRANSFER_SYNTAX_UNKNOWN: 'the transfer syntax is missing, private or not in the registry',
  TRANSFER_SYNTAX_MISMATCH: 'the data set is not encoded as its transfer syntax says',
  ENCODING_AMBIGUOUS: 'there is no file meta information and the encoding cannot be guessed without doubt',
  DEFLATE_INVALID: 'the deflated data set cannot be inflated',
  DEFLATE_TOO_LARGE: 'the deflated data set is larger than limits.deflatedBytes or limits.inflatedBytes',
  VERIFICATION_FAILED: 'the de-identified object was looked at again, and something is left in it',
  PIXELS_TEXT_FOUND: 'text was found in the image, and the profile withholds such images',
  TEXT_READER_FAILED: 'the program that reads text in images failed, or did not answer in time',
  RISK_WITHHELD: 'its headers tell of text in pixels or of a face, at the level that is to be withheld',
  PATIENT_UNKNOWN: 'the crosswalk is required and does not have the patient, or the object has no Patient ID',
  UNREADABLE: 'a file or a directory of the input directory cannot be read',
  // an entry that is dropped
  NOT_DICOM: 'the entry is not a DICOM object',
  NOT_ACCEPTED: 'the object is none of those that the caller accepts',
  DICOMDIR: 'the entry is a DICOMDIR, which names every patient of a set',
  NESTED_ARCHIVE: 'the entry is itself an archive or a compressed file',
  NOT_A_FILE: 'the entry is a directory, a link, a device or another special member',
  SPARSE: 'the entry is a sparse member',
  // an archive or a run that cannot go on
  ARCHIVE_HEADER_INVALID: 'a tar header block has a wrong checksum or field',
  ARCHIVE_EXTENSION_TOO_LONG: 'a PAX or long-name block claims more than limits.tarExtensionBytes',
  ARCHIVE_EXTENSION_INVALID: 'a PAX record cannot be read',
  ARCHIVE_TRUNCATED: 'the archive ends inside an entry or without its end-of-archive blocks',
  ARCHIVE_TRAILING_GARBAGE: 'there are bytes other than zeros after the end of the archive',
  COMPRESSION_INVALID: 'the compressed input cannot be decompressed',
  COMPRESSION_BOMB: 'the input decompresses beyond limits.decompressionRatio',
  INPUT_UNKNOWN: 'the input is not a tar archive, a DICOM object or a directory',
  INPUT_EMPTY: 'the input is empty',
  WITHHELD: 'an object was withheld and the run was asked to fail on it',
  NON_DICOM: 'an entry is not DICOM and the run was asked to fail on it',
  DISPOSITIONS_LOST: 'more entries ended than limits.pendingDispositions while nobody read what became of them',
  ENTRY_INVALID: 'an entry that a stage was given has no name, no size, or not as many bytes as its header says',
  TEXT_READER_MISSING: 'text in images is to be found, and tesseract with its language eng is not installed',
  KEY_INVALID: 'the key is not 32 bytes in hexadecimal, or its file cannot be used',
  CROSSWALK_INVALID: 'the crosswalk is not a table of old_id,new_id and offset_days or reference_date',
  PROFILE_INVALID: 'the profile has faults',
  OPTION_INVALID: 'an option has a value that is not allowed',
  JOURNAL_MISMATCH: 'the journal of an earlier run is of another archive, key, plan or option',
  JOURNAL_INVALID: 'the journal of an earlier run cannot be read',
  JOURNAL_BUSY: 'another run works on the same archive or output',
  RISK_TOO_VARIED:
    'a quasi-identifier has more values, or a patient more combinations of them, than limits.risk* allow',
  REPORT_INVALID: 'the file is no report of this program',
  TERMINAL: 'binary output does not go to a terminal',
  IO: 'reading or writing failed',
  INTERNAL: 'a fault of this program',
} as const

/** One of the keys of {@link CODES}. */
export type Code = keyof typeof CODES

/** Where a fault was found. All fields are numbers: nothing of the input can hide in them. */
export interface Place {
  /** Ordinal of the entry in its archive, from 0. */
  readonly entry?: number
  /** Byte offset in the object or, for an archive's fault, in the archive. */
  readonly offsetBytes?: number
  /** Tag as a number, 0xGGGGEEEE. */
  readonly tag?: number
}

/** The one error class of this package. `detail` is a sentence of the program's own making, never of the input. */
export class SluiceError extends Error {
  override readonly name = 'SluiceError'
  readonly code: Code
  readonly place: Place

  constructor(code: Code, place: Place = {}, detail?: string) {
    super(`${code}: ${detail ?? CODES[code]}${formatPlace(place)}`)
    this.code = code
    this.place = place
  }
}

/** `(GGGG,EEEE)` for a tag. */
export function formatTag(tag: number): string {
  const hex = tag.toString(16).toUpperCase().padStart(8, '0')
  return `(${hex.slice(0, 4)},${hex.slice(4)})`
}

function formatPlace(place: Place): string {
  const parts: string[] = []
  if (place.entry !== undefined) parts.push(`entry ${place.entry}`)
  if (place.offsetBytes !== undefined) parts.push(`byte ${place.offsetBytes}`)
  if (place.tag !== undefined) parts.push(formatTag(place.tag))
  return parts.length > 0 ? ` [${parts.join(', ')}]` : ''
}
