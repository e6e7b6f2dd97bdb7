/** A channel through which an identity may leave in an object, and what a row of the tables says of it. */

import {
  buildElements,
  type DataSetEncodingName,
  type ElementSpec,
  element,
  type MetaSpec,
  wireEncoding,
} from '../../support/dicom-builder.ts'
import type { Tokens } from './tokens.ts'

export interface ObjectChannel {
  /** Of the checklist, or H; rows of one channel are told apart by a letter. */
  readonly id: string
  readonly what: string
  /** Elements beside those of every object. Their order is kept where `unordered`. */
  elements?(tokens: Tokens, encoding: DataSetEncodingName): readonly ElementSpec[]
  readonly unordered?: boolean
  meta?(tokens: Tokens): Partial<MetaSpec>
  /** Behind the last element. */
  trailing?(tokens: Tokens, encoding: DataSetEncodingName): Uint8Array
  /** The whole object, changed. */
  finish?(object: Uint8Array, tokens: Tokens): Uint8Array
  /** All four where left out. */
  readonly encodings?: readonly DataSetEncodingName[]
  /** The elements stand at the root only, and not in items too. */
  readonly rootOnly?: boolean
  /** `deidentified` where left out. A function where it depends on how the object is encoded and placed. */
  readonly expected?: Expected | ((encoding: DataSetEncodingName, place: Place) => Expected)
}

/** What becomes of the entry: its disposition, or the code that it is withheld or dropped with. */
export type Expected = 'deidentified' | 'dropped' | 'withheld'

/** Where the elements of a channel stand: at the root, in an item, three items deep, in a UN that holds items. */
export const PLACES = ['root', 'item', 'deep', 'unknown'] as const
export type Place = (typeof PLACES)[number]

export const NATIVE = ['implicit-le', 'explicit-le', 'explicit-be'] as const
export const EXPLICIT = ['explicit-le', 'explicit-be', 'deflated'] as const

/** Elements as bytes, in the encoding of the object. */
export function encoded(elements: readonly ElementSpec[], encoding: DataSetEncodingName): Uint8Array {
  return buildElements(elements, wireEncoding(encoding))
}

/** Patient's Name. */
export function name(tokens: Tokens): ElementSpec {
  return element('0010,0010', 'PN', tokens.name)
}
