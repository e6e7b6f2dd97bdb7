/** What verification finds: the closed table of kinds, and one finding. docs/verify.md lists the kinds for people; a test compares the two. */

import { formatTag } from '../errors.ts'

/**
 * `leak`: something identifies, or is said to have been treated and was not. `suspect`: a person has to look. `conformance`: nobody is identified by
 * it, but the object or archive is not what it should be.
 */
export type Severity = 'leak' | 'suspect' | 'conformance'

/** Every kind with its severity and what it means. */
export const KINDS = {
  // attributes, held against the profile that the object states
  'attribute-left': ['leak', 'an attribute has a value that the profile removes, empties or replaces'],
  'private-left': ['leak', 'a private attribute that the profile removes'],
  'date-left': ['leak', 'a date that looks real where the profile leaves none, or only the year'],
  'uid-left': ['leak', 'a UID that is neither well-known nor under a root of replaced UIDs'],
  'dummy-unknown': ['suspect', 'a value that may be a dummy, but none that is known'],
  'pseudonym-unknown': ['suspect', 'an identifier that may be a pseudonym, but none of the known form'],
  'value-implausible': ['suspect', 'a value that stays cannot be what its value representation says'],
  'text-name': ['suspect', 'a text that stays has what looks like the name of a person'],
  'text-identifier': ['suspect', 'a text that stays has what looks like a number of a person or a visit'],
  'text-phone': ['suspect', 'a text that stays has what looks like a telephone number'],
  'text-email': ['suspect', 'a text that stays has what looks like an e-mail address'],
  'text-date': ['suspect', 'a text that stays has what looks like a date'],
  'text-url': ['suspect', 'a text that stays has what looks like a URL or the path of a file'],
  'required-empty': ['conformance', 'an attribute that the object must have is missing or empty'],
  // what the object says of itself
  'claim-false': ['leak', 'the object says of its de-identification what is not so'],
  'claim-unproven': ['suspect', 'the object says that its pixels were cleaned, which cannot be seen from here'],
  'claim-unsupported': [
    'leak',
    'the object says that its pixels were cleaned, and the report of the run has nothing that it could say so by',
  ],
  'claim-missing': [
    'conformance',
    'the report says that the pixels of the object were cleaned, and the object says nothing of it, or not all',
  ],
  'report-altered': [
    'suspect',
    'the report is not as it was written, or not whole: what rests on it counts for little',
  ],
  'not-attested': ['suspect', 'the object does not say by which profile it was de-identified'],
  // file meta information, and bytes that belong to no attribute
  'meta-left': [
    'leak',
    'file meta information has an application entity, an address, private information or a preamble',
  ],
  'meta-uid-differs': ['leak', 'file meta information names another instance than the data set'],
  'meta-differs': ['conformance', 'file meta information and data set do not agree'],
  'bytes-left': ['leak', 'bytes other than zeros stand in padding, behind the last element or where no element is'],
  // whether it could be read at all
  'object-unreadable': [
    'conformance',
    'the object cannot be read to its end; what follows was not judged by attribute',
  ],
  'readers-differ': ['conformance', 'the second reader could not read the object, or not all of it'],
  'not-inspected': ['suspect', 'something is too long, or is no DICOM object, and was not looked into'],
  // the archive
  'archive-name': ['suspect', 'the name of an entry is neither a hash nor made of UIDs'],
  'archive-field-left': [
    'leak',
    'a header of the archive has an owner, a time, a link, a comment or an extended record',
  ],
  'archive-bytes-left': [
    'leak',
    'bytes other than zeros stand between entries, in unused parts of headers or behind the end',
  ],
  'archive-damaged': ['conformance', 'the archive cannot be read to its end, or its readers do not agree'],
  // against the input
  'input-value-left': ['leak', 'an identifying value of the input stands in the output'],
  'input-value-kept': ['suspect', 'an identifying value of the input also stands in an attribute that stays'],
  'value-unchanged': ['leak', 'an attribute that was to change has the value of the input'],
  'pixel-data-differs': ['conformance', 'pixel data is not that of the input'],
  'offset-table-differs': ['conformance', 'an offset table does not lead to the fragments of its pixels'],
  'kept-lost': ['conformance', 'an attribute that the profile keeps is missing or empty'],
  'kept-changed': ['conformance', 'an attribute that the profile keeps has another value than in the input'],
  'uid-mapping-differs': ['conformance', 'one UID of the input became several, or several became one'],
  'reference-broken': ['conformance', 'a reference to an object of the set leads nowhere any more'],
  'date-offset-differs': ['conformance', 'a date moved by another number of days than others of its patient'],
  'entry-unpaired': ['suspect', 'an entry has no counterpart in the input that it could be held against'],
} as const satisfies Readonly<Record<string, readonly [Severity, string]>>

/** One of the keys of {@link KINDS}. */
export type Kind = keyof typeof KINDS

/** A sequence and the number of its item, from 0. */
export interface Step {
  readonly tag: number
  readonly item: number
}

/** One finding. It names a place and never a value, but for `value`, which is there only if values were asked for. */
export interface Finding {
  /** Ordinal of the entry in the archive of the output, from 0; a single object is entry 0. Undefined for what is about the archive. */
  readonly entry?: number
  readonly kind: Kind
  readonly severity: Severity
  /** Tags and item numbers, `(0008,1110)[0].(0008,1155)`; undefined where no attribute is concerned. */
  readonly path?: string
  /** Byte offset in the object, or in the archive for what is about the archive. */
  readonly offsetBytes?: number
  readonly value?: string
}

/** What a check reports, before it is known which entry it is about. */
export type Report = (kind: Kind, place?: { path?: string; offsetBytes?: number; value?: string }) => void

/** The severity of a kind. */
export function severityOf(kind: Kind): Severity {
  return KINDS[kind][0]
}

/** `(0008,1110)[0].(0008,1155)`. */
export function formatPath(steps: readonly Step[], tag: number): string {
  return `${steps.map((step) => `${formatTag(step.tag)}[${step.item}].`).join('')}${formatTag(tag)}`
}
