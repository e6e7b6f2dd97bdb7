/** Where the walk is: a sequence item or the data set itself, and what elements in it are read by. PS3.5 7.5 and 7.8. */

import { elementOf, groupOf, isPrivateTag, tagOf } from '../dicom/tag.ts'
import { latin1Text, trimmedText } from '../dicom/value-text.ts'
import type { Step } from './findings.ts'
import type { Concept, Encoding, WalkedElement } from './walked-element.ts'

/** A sequence item, or the root. */
export interface Frame {
  /** Offset of its end; undefined for an undefined length. */
  readonly endAt: number | undefined
  readonly encoding: Encoding
  readonly steps: readonly Step[]
  readonly path: readonly number[]
  readonly creators: Map<number, string>
  charset: Uint8Array
  concept: Concept | undefined
  codeValue: string
  codingScheme: string
}

export interface Header {
  readonly tag: number
  readonly vr: string
  readonly isExplicitVr: boolean
  readonly offsetBytes: number
  readonly valueAt: number
  readonly length: number
}

/** A length field that says that a delimiter ends the value. */
export const UNDEFINED_LENGTH = 0xffffffff
const SPECIFIC_CHARACTER_SET = 0x00080005
const CODE_VALUE = 0x00080100
const CODING_SCHEME = 0x00080102
/** Longer values are none that others are read by. */
const NOTED_BYTES = 128
const NOTHING = new Uint8Array(0)

/** The data set itself; an item is one with other edges. */
export function root(encoding: Encoding): Frame {
  return {
    endAt: undefined,
    encoding,
    steps: [],
    path: [],
    creators: new Map(),
    charset: NOTHING,
    concept: undefined,
    codeValue: '',
    codingScheme: '',
  }
}

/** What is told of the element behind a header. `value`: that of the form `value`, empty for the others. */
export function elementFrom(
  header: Header,
  frame: Frame,
  form: WalkedElement['form'],
  value: Uint8Array,
): WalkedElement {
  const { tag, vr, offsetBytes, valueAt, length } = header
  const creatorTag = tagOf(groupOf(tag), elementOf(tag) >>> 8)
  return {
    tag,
    vr,
    steps: frame.steps,
    path: frame.path,
    concept: frame.concept,
    privateCreator: isPrivateTag(tag) ? frame.creators.get(creatorTag) : undefined,
    charset: frame.charset,
    offsetBytes,
    valueAt,
    valueBytes: length === UNDEFINED_LENGTH ? undefined : length,
    encoding: frame.encoding,
    form,
    value,
  }
}

/** What later elements of the same item are read by. */
export function noteIn(frame: Frame, tag: number, value: Uint8Array): void {
  if (value.length > NOTED_BYTES) return
  if (tag === SPECIFIC_CHARACTER_SET) frame.charset = value
  else if (tag === CODE_VALUE) frame.codeValue = trimmedText(value)
  else if (tag === CODING_SCHEME) frame.codingScheme = trimmedText(value)
  else if (isPrivateTag(tag) && elementOf(tag) >= 0x10 && elementOf(tag) <= 0xff) {
    frame.creators.set(tag, latin1Text(value).replace(/[ \0]+$/, ''))
  }
}
