/**
 * Unique identifiers, PS3.5 section 9: their text in a value field, those that the standard itself assigned, and those
 * made from a hash. Values may come from anywhere, so nothing here assumes that they are well formed.
 */

/** PS3.5 section 9.1. */
export const MAX_UID_BYTES = 64

const WELL_KNOWN_ROOT = '1.2.840.10008.'
const UID_TEXT = /^[0-9.]{1,64}$/
/** Far below the number of arguments that any engine takes. */
const CHARACTERS_AT_ONCE = 4096
const NUL = 0x00
const SPACE = 0x20

/** Bytes as text, one character for each byte: lossless, whatever the bytes are. */
export function latin1Text(bytes: Uint8Array, fromAt = 0, toAt = bytes.length): string {
  // Many characters in one call: adding them up one by one takes four times as long, and so does looking the result up.
  if (toAt - fromAt <= CHARACTERS_AT_ONCE) return fewCharacters(bytes, fromAt, toAt)
  let text = ''
  for (let at = fromAt; at < toAt; at += CHARACTERS_AT_ONCE) {
    text += fewCharacters(bytes, at, Math.min(at + CHARACTERS_AT_ONCE, toAt))
  }
  return text
}

function fewCharacters(bytes: Uint8Array, fromAt: number, toAt: number): string {
  const codes = new Array<number>(toAt - fromAt)
  for (let at = fromAt; at < toAt; at++) codes[at - fromAt] = bytes[at]!
  return String.fromCharCode.apply(null, codes)
}

/** The inverse of {@link latin1Text}, padded with `padByte` to an even number of bytes where one is given. */
export function latin1Bytes(text: string, padByte?: number): Uint8Array {
  const evenBytes = padByte === undefined ? text.length : text.length + (text.length & 1)
  const bytes = new Uint8Array(evenBytes)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  if (evenBytes > text.length) bytes[text.length] = padByte!
  return bytes
}

/**
 * Text of a value without NULs and spaces at either end. PS3.5 pads a UID with one NUL; writers that pad with spaces, or
 * with more than one byte, are common enough.
 */
export function trimmedText(value: Uint8Array): string {
  let fromAt = 0
  let toAt = value.length
  while (toAt > fromAt && isPadding(value[toAt - 1]!)) toAt--
  while (fromAt < toAt && isPadding(value[fromAt]!)) fromAt++
  return latin1Text(value, fromAt, toAt)
}

/** The same for what is text already. */
export function trimText(text: string): string {
  let fromAt = 0
  let toAt = text.length
  while (toAt > fromAt && isPadding(text.charCodeAt(toAt - 1))) toAt--
  while (fromAt < toAt && isPadding(text.charCodeAt(fromAt))) fromAt++
  return text.slice(fromAt, toAt)
}

/** Whether `text` has the characters and the length of one UID. Leading zeros and empty components are let through. */
export function isUid(text: string): boolean {
  return UID_TEXT.test(text)
}

/**
 * Whether `text` is a UID below the root of the standard, which names SOP classes, transfer syntaxes and the like and
 * never a patient's object. Text that only begins so is not: a name could follow.
 */
export function isWellKnownUid(text: string): boolean {
  return text.startsWith(WELL_KNOWN_ROOT) && UID_TEXT.test(text)
}

/**
 * `2.25.` and the first 128 bits of `hash`, most significant byte first, in decimal without leading zeros: at most 44
 * characters. The root is that of PS3.5 annex B.2.
 */
export function uidFromHash(hash: Uint8Array): string {
  if (hash.length < 16) throw new RangeError('a UID is made from at least 16 bytes')
  const view = new DataView(hash.buffer, hash.byteOffset, 16)
  return `2.25.${(view.getBigUint64(0) << 64n) | view.getBigUint64(8)}`
}

function isPadding(byte: number): boolean {
  return byte === NUL || byte === SPACE
}
