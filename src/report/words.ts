/** The words that reports use for people: the terminal and the page say the same. */

export const DISPOSITION_TEXT: Readonly<Record<string, string>> = {
  deidentified: 'passed on, de-identified',
  withheld: 'not passed on: could not be made safe',
  broken: 'cut short, and filled up with zeros',
  dropped: 'not passed on: not a DICOM object',
  kept: 'passed on unchanged, as asked: NOT de-identified',
}

export const ACTION_TEXT: Readonly<Record<string, string>> = {
  remove: 'removed',
  keep: 'kept',
  empty: 'emptied',
  dummy: 'replaced by a dummy',
  uid: 'UID replaced',
  pseudonym: 'replaced by a pseudonym',
  shift: 'moved, or reduced, as a date',
  clean: 'cleaned',
  replace: 'replaced by a text or a hash',
}

export const CATEGORY_TEXT: Readonly<Record<string, string>> = {
  'patient-identifiers': 'patient identifiers',
  'patient-demographics': 'demographics of the patient',
  physician: 'physicians and staff',
  institutional: 'institution',
  'dates-times': 'dates and times',
  'study-accession-ids': 'study and accession numbers',
  uid: 'UIDs',
  device: 'devices',
  'free-text': 'free text',
  private: 'private attributes',
  other: 'other',
}

export const TALLY_TEXT: Readonly<Record<string, string>> = {
  implausible: 'kept by the profile, but not what its type says: emptied',
  private: 'private elements removed',
  unknown: 'elements of no registered attribute removed, group lengths among them',
  trailingBytes: 'bytes after the last element removed',
  offsetTable: 'objects with tables of offsets that held something else, blanked',
  pixelExcess: 'objects with bytes behind the last pixel, blanked',
  degraded: 'emptied or removed where the replacement did not fit',
  sideData: 'comments and other side data of compressed images, blanked',
  codestreamUnread: 'images in a code that is not looked into',
  pixelsBlanked: 'images in which areas were blanked',
  'pixels-medium': 'objects that may show text in their pixels, by their headers',
  'pixels-high': 'objects that are likely to show text in their pixels',
  'pixels-certain': 'objects that say that they show text in their pixels, or are documents',
  'faces-medium': 'objects from which a face may be made',
  'faces-high': 'objects that are likely to show a face',
  'faces-certain': 'objects that say that they show a face',
}

export const PIXEL_OUTCOME_TEXT: Readonly<Record<string, string>> = {
  blanked: 'areas became black',
  inspected: 'looked at for text, and nothing had to go',
  passed: 'passed as they are: nobody looked at them',
  withheld: 'not passed on, for what their pixels may show',
}

export const PIXEL_METHOD_TEXT: Readonly<Record<string, string>> = {
  native: 'in passing samples; all others are as they were',
  rle: 'in rows of RLE; all other samples are as they were',
  jpeg: 'in blocks of JPEG; all other coefficients are as they were',
  lossless: 'decoded and encoded without loss; all other samples are as they were',
}

const ORIGIN_TEXT: Readonly<Record<string, string>> = {
  'table:X': 'Table E.1-1, code X: remove',
  'table:Z': 'Table E.1-1, code Z: empty, or a dummy',
  'table:D': 'Table E.1-1, code D: a dummy',
  'table:U': 'Table E.1-1, code U: replace the UID',
  'safe-harbor': 'HIPAA Safe Harbor, beyond the table',
  'beyond-the-table': 'our own rule, where the table says nothing',
  registry: 'registered, and in no table: kept',
  attestation: 'written anew, to say what was done',
  'group-length': 'group lengths among repeating groups: removed',
  private: 'private, and not known to be safe: removed',
  unknown: 'in no registry, or a group length: removed',
  'private-creator': 'names the block of private attributes that stay',
  'dummy-sequence': 'in a sequence that became a dummy',
  other: 'other rules',
}

const RISK_REASON_TEXT: Readonly<Record<string, string>> = {
  'body-part-unknown': 'a part of the body that is not stated',
  captured: 'captured from a screen or by a capture device',
  color: 'in color, where the kind is not',
  declared: 'the object says so',
  derived: 'derived from other images',
  document: 'a document',
  film: 'scanned film',
  head: 'of the head or neck',
  kind: 'its modality or SOP class',
  localizer: 'a localizer',
  'no-pixels': 'no pixels',
  'origin-unknown': 'nothing is known that would make it unlikely',
  outline: 'outlines from which a face may be made',
  'overlay-in-pixels': 'an overlay in bits of the pixels',
  photograph: 'a photograph',
  rendering: 'a rendering',
  screen: 'a copy of a screen',
  secondary: 'not an image as it was acquired',
  'slide-label': 'the label of a slide',
  'text-page': 'a page of text',
  video: 'a video',
}

/** Why pixels may show a text, or a face: `pixels-captured` (profile/triage-words.ts). */
export function riskReasonText(reason: string): string {
  const [subject, ...words] = reason.split('-')
  const text = RISK_REASON_TEXT[words.join('-')]
  if (text === undefined) return reason
  return `${subject === 'faces' ? 'face' : 'text'}: ${text}`
}

/** What an origin is (profile/origins.ts). `line`: where a rule of the site stands. */
export function originText(origin: string, line?: number): string {
  const [kind, name = ''] = origin.split(':')
  if (kind === 'option') return `option ${name.replaceAll('+', ', ')}`
  if (kind === 'rule') return `rule ${name} of the site${line === undefined ? '' : `, line ${line} of its profile`}`
  return ORIGIN_TEXT[origin] ?? origin
}
