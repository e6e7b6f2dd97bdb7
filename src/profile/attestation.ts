/**
 * What an object says of its own de-identification, PS3.15 E.1.1 and PS3.3 C.12.1.1.1.1 and C.7.6.1: four elements at its root, or five where its pixels were cleaned, ready to be
 * written in each encoding. They tell of the profile and nothing of the program, so that equal rules leave equal bytes.
 */

import { concatenate } from '../dicom/concatenate.ts'
import { tagOfKeyword } from '../dicom/dictionary.ts'
import { elementOf, groupOf } from '../dicom/tag.ts'
import { latin1Bytes } from '../dicom/value-text.ts'
import { hasShortLength, type Vr } from '../dicom/vr.ts'
import { ENCODING_EXPLICIT_BE, ENCODING_EXPLICIT_LE, ENCODING_IMPLICIT_LE } from '../wasm/seam.ts'
import type { OptionColumn } from './action-codes.ts'
import type { Insert } from './plan.ts'
import { METHOD_CODES } from './table.gen.ts'

/** A column of Table E.1-1 that a plan followed. */
export type FollowedColumn = 'basic' | OptionColumn

/** What there is to attest. */
export interface Attestation {
  readonly columns: readonly FollowedColumn[]
  /** Values of De-identification Method, each at most 64 characters of ASCII. */
  readonly methods: readonly string[]
  /** Value of Longitudinal Temporal Information Modified. */
  readonly temporalInformation: 'UNMODIFIED' | 'MODIFIED' | 'REMOVED'
  /** Value of Patient Identity Removed. */
  readonly isIdentityRemoved: boolean
  /** Whether the pixels of the object were treated, or looked at for text. Default false. */
  readonly cleansPixels?: boolean
}

/** An element whose value is text, or items of such elements. */
interface Element {
  readonly keyword: string
  readonly vr: Vr
  readonly value: string | readonly (readonly Element[])[]
}

const ITEM_TAG = 0xfffee000
const SPACE = 0x20

/** The keywords of what may be attested: at the root, an object has these from us or not at all. */
export const ATTESTATION_KEYWORDS = [
  'PatientIdentityRemoved',
  'DeidentificationMethod',
  'DeidentificationMethodCodeSequence',
  'LongitudinalTemporalInformationModified',
] as const

/** What is attested besides where pixels were cleaned: PS3.15 E.3.1 asks for both, the code and Burned In Annotation. */
export const PIXEL_ATTESTATION_KEYWORDS = ['BurnedInAnnotation'] as const

const CLEAN_PIXEL_DATA = '113101'

/** The elements that attest it, in tag order. Without a code there is no sequence of codes: it may not be empty. */
export function attestationInserts(attestation: Attestation): Insert[] {
  const { columns, cleansPixels = false } = attestation
  const codes = codeItems(columns, cleansPixels)
  const elements: Element[] = [
    { keyword: 'PatientIdentityRemoved', vr: 'CS', value: attestation.isIdentityRemoved ? 'YES' : 'NO' },
    { keyword: 'DeidentificationMethod', vr: 'LO', value: attestation.methods.join('\\') },
    ...(codes.length === 0 ? [] : [{ keyword: 'DeidentificationMethodCodeSequence', vr: 'SQ' as const, value: codes }]),
    ...(cleansPixels ? [{ keyword: 'BurnedInAnnotation', vr: 'CS' as const, value: 'NO' }] : []),
    { keyword: 'LongitudinalTemporalInformationModified', vr: 'CS', value: attestation.temporalInformation },
  ]
  return elements.map((element) => ({
    tag: requireTagOf(element.keyword),
    bytesByEncoding: [
      encode(element, ENCODING_IMPLICIT_LE),
      encode(element, ENCODING_EXPLICIT_LE),
      encode(element, ENCODING_EXPLICIT_BE),
    ],
  }))
}

/** What a column stands for, in the words of CID 7050. */
export function meaningOfColumn(column: FollowedColumn): string {
  return methodCodes().find(([, , codeColumn]) => codeColumn === column)![3]
}

/** The Clean Pixel Data Option, in the words of CID 7050. It is no column of the table. */
export function meaningOfCleanPixels(): string {
  return methodCodes().find(([codeValue]) => codeValue === CLEAN_PIXEL_DATA)![3]
}

function methodCodes(): [codeValue: string, scheme: string, column: string, meaning: string][] {
  return METHOD_CODES.split('\n').map((line) => line.split('|') as [string, string, string, string])
}

/** An item for each code of CID 7050 that stands for one of the columns, or for clean pixels, in the order of the codes. */
function codeItems(columns: readonly FollowedColumn[], cleansPixels: boolean): Element[][] {
  const isAttested = (codeValue: string, column: string): boolean =>
    (columns as readonly string[]).includes(column) || (cleansPixels && codeValue === CLEAN_PIXEL_DATA)
  return methodCodes()
    .filter(([codeValue, , column]) => isAttested(codeValue, column))
    .map(([codeValue, scheme, , meaning]) => [
      { keyword: 'CodeValue', vr: 'SH', value: codeValue },
      { keyword: 'CodingSchemeDesignator', vr: 'SH', value: scheme },
      { keyword: 'CodeMeaning', vr: 'LO', value: meaning },
    ])
}

function requireTagOf(keyword: string): number {
  const tag = tagOfKeyword(keyword)
  if (tag === undefined) throw new RangeError(`${keyword} is not registered`)
  return tag
}

function encode(element: Element, encoding: number): Uint8Array {
  const { keyword, vr, value } = element
  if (typeof value === 'string') return withHeader(requireTagOf(keyword), vr, latin1Bytes(value, SPACE), encoding)
  const items = value.map((elements) => {
    return withHeader(ITEM_TAG, undefined, concatenate(elements.map((inner) => encode(inner, encoding))), encoding)
  })
  return withHeader(requireTagOf(keyword), vr, concatenate(items), encoding)
}

/** The value behind its header (PS3.5 7.1.2, 7.1.3). Items have no VR. All lengths are defined. */
function withHeader(tag: number, vr: Vr | undefined, value: Uint8Array, encoding: number): Uint8Array {
  const hasVr = vr !== undefined && encoding !== ENCODING_IMPLICIT_LE
  const isShort = hasVr && hasShortLength(vr)
  const headerBytes = hasVr && !isShort ? 12 : 8
  const bytes = new Uint8Array(headerBytes + value.length)
  const view = new DataView(bytes.buffer)
  const littleEndian = encoding !== ENCODING_EXPLICIT_BE
  view.setUint16(0, groupOf(tag), littleEndian)
  view.setUint16(2, elementOf(tag), littleEndian)
  if (hasVr) bytes.set(latin1Bytes(vr), 4)
  if (isShort) view.setUint16(6, value.length, littleEndian)
  else view.setUint32(headerBytes - 4, value.length, littleEndian)
  bytes.set(value, headerBytes)
  return bytes
}
