/**
 * Looks into a binary value that stays, of any length: for elements that are written in it, for text that looks like something of a person, and whether it is
 * nothing but text. It goes by bytes alone, and by nothing that the engine looks for.
 */

import { findAttribute } from '../dicom/dictionary.ts'
import { tagOf } from '../dicom/tag.ts'
import { latin1Text, trimText } from '../dicom/value-text.ts'
import { hasShortLength, isVrName, isVrPair } from '../dicom/vr.ts'
import type { Kind } from './findings.ts'
import { shapesOf } from './text-shapes.ts'

/** An element that is written in a value. */
export interface HiddenElement {
  readonly tag: number
  readonly vr: string
  readonly value: Uint8Array
  readonly text: string
}

export interface BinaryLookHandler {
  element(element: HiddenElement): void
  shape(kind: Kind): void
  /** The value is over, and was nothing but text. */
  allText(): void
}

const SHORT_HEADER_BYTES = 8
const LONG_HEADER_BYTES = 12
const LONGEST_VALUE_BYTES = 1024
const SHORTEST_TEXT_BYTES = 8
const OVERLAP_BYTES = LONG_HEADER_BYTES + LONGEST_VALUE_BYTES
const LETTERS_IN_A_ROW = 4
const SPACE = 0x20
const TILDE = 0x7e
/** TAB, LF, FF, CR. */
const LINE_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d])
const DELETE = 0x7f
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const ESCAPE = 0x1b
const TEXT = /^[ -~\u0080-\u00ff\r\n\u001b]{2,}$/
const PLAIN_TEXT = /^[ -~]{4,}$/
/** What hides is written in these. */
const TEXT_VRS: ReadonlySet<string> = new Set('AE AS CS DA DT LO LT PN SH ST TM UC UI UR UT'.split(' '))
/** The same as numbers of two bytes. */
const TEXT_VR_PAIRS: ReadonlySet<number> = new Set(
  [...TEXT_VRS].map((vr) => (vr.charCodeAt(0) << 8) | vr.charCodeAt(1)),
)
/** Numbers and addresses of programs stand in tables and profiles of colour. */
const TELLING: ReadonlySet<Kind> = new Set(['text-email', 'text-phone', 'text-date'])

/** One value: `push` any number of times, then `end`. */
export class BinaryLook {
  readonly #handler: BinaryLookHandler
  /** What may go on in the next chunk. */
  #before: Uint8Array = new Uint8Array(0)
  #textBytes = 0
  #lettersInARow = 0
  #hasWord = false
  /** NULs have begun, with which a text may be filled up. */
  #isFilling = false
  #isText = true

  constructor(handler: BinaryLookHandler) {
    this.#handler = handler
  }

  push(chunk: Uint8Array): void {
    if (this.#isText) this.#isText = chunk.every((byte) => this.#goesOnAsText(byte))
    const bytes = Buffer.concat([this.#before, chunk])
    if (bytes.length <= OVERLAP_BYTES) {
      this.#before = bytes
      return
    }
    this.#look(bytes)
    this.#before = Uint8Array.from(bytes.subarray(-OVERLAP_BYTES))
  }

  end(): void {
    this.#look(this.#before)
    if (this.#isText && this.#hasWord && this.#textBytes >= SHORTEST_TEXT_BYTES) this.#handler.allText()
  }

  #goesOnAsText(byte: number): boolean {
    if (byte === 0) {
      this.#isFilling = true
      return true
    }
    if (this.#isFilling || !((byte >= SPACE && byte <= TILDE) || LINE_CONTROLS.has(byte))) return false
    this.#textBytes++
    const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
    this.#lettersInARow = isLetter ? this.#lettersInARow + 1 : 0
    this.#hasWord ||= this.#lettersInARow >= LETTERS_IN_A_ROW
    return true
  }

  #look(bytes: Uint8Array): void {
    let textAt = 0
    for (let at = 0; at <= bytes.length; at++) {
      const byte = bytes[at]
      const isText = byte !== undefined && byte >= SPACE && byte <= TILDE
      if (!isText) {
        if (at - textAt >= SHORTEST_TEXT_BYTES) this.#lookAtText(bytes.subarray(textAt, at))
        textAt = at + 1
      }
      // Groups of identities are 0008 to 0040: one of the first two bytes is zero.
      if (byte === 0 || bytes[at + 1] === 0) this.#lookForElement(bytes, at)
    }
  }

  #lookAtText(bytes: Uint8Array): void {
    for (const shape of shapesOf(latin1Text(bytes))) if (TELLING.has(shape)) this.#handler.shape(shape)
  }

  #lookForElement(bytes: Uint8Array, at: number): void {
    if (at + SHORT_HEADER_BYTES > bytes.length || !mayBeHeader(bytes, at)) return
    const view = new DataView(bytes.buffer, bytes.byteOffset + at)
    const isExplicit = isVrPair(bytes[at + 4]!, bytes[at + 5]!)
    for (const littleEndian of [true, false]) {
      const tag = tagOf(view.getUint16(0, littleEndian), view.getUint16(2, littleEndian))
      const vr = findAttribute(tag)?.vrs[0]
      if (vr === undefined || !TEXT_VRS.has(vr)) continue
      if (isExplicit && latin1Text(bytes, at + 4, at + 6) !== vr) continue
      const isLong = isExplicit && !(isVrName(vr) && hasShortLength(vr))
      if (isLong && at + LONG_HEADER_BYTES > bytes.length) continue
      const valueBytes = isLong
        ? view.getUint32(8, littleEndian)
        : isExplicit
          ? view.getUint16(6, littleEndian)
          : view.getUint32(4, littleEndian)
      const valueAt = at + (isLong ? LONG_HEADER_BYTES : SHORT_HEADER_BYTES)
      if (valueBytes < 2 || valueBytes > LONGEST_VALUE_BYTES || valueAt + valueBytes > bytes.length) continue
      const value = bytes.subarray(valueAt, valueAt + valueBytes)
      if (!mayBeText(value)) continue
      const text = trimText(latin1Text(value))
      // Without a VR there is less to go by: small numbers look like headers.
      const isTold = isExplicit ? TEXT.test(text) : PLAIN_TEXT.test(text)
      if (isTold) this.#handler.element({ tag, vr, value, text })
    }
  }
}

/** Whether a VR of text, or a length of a short text, stands where it has to: asked at every byte, so that little else is. */
function mayBeHeader(bytes: Uint8Array, at: number): boolean {
  const pair = (bytes[at + 4]! << 8) | bytes[at + 5]!
  if (TEXT_VR_PAIRS.has(pair)) return true
  return (
    (pair === 0 || ((bytes[at + 6]! << 8) | bytes[at + 7]!) === 0) && isText(bytes[at + 8]) && isText(bytes[at + 9])
  )
}

/** Whether a value is made of bytes that texts have, between padding. It ends at the first other one, as where headers stand close together. */
function mayBeText(value: Uint8Array): boolean {
  const isPadding = (byte: number): boolean => byte === 0 || byte === SPACE
  const isOfText = (byte: number): boolean =>
    (byte >= SPACE && byte !== DELETE) || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === ESCAPE
  let at = 0
  while (at < value.length && isPadding(value[at]!)) at++
  while (at < value.length && isOfText(value[at]!)) at++
  while (at < value.length && isPadding(value[at]!)) at++
  return at === value.length
}

function isText(byte: number | undefined): boolean {
  return byte !== undefined && byte >= SPACE && byte <= TILDE
}
