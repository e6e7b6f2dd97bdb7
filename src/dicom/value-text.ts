/** The bytes of a value as text, without decoding: one character for each byte, and without padding where that is asked for. */

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

/** Arrays of each short length, used again and again: most texts are UIDs and names, and each would leave garbage of eight times its size. */
const shortArrays: number[][] = []
const SHORT_CHARACTERS = 128

function arrayOf(length: number): number[] {
  if (length > SHORT_CHARACTERS) return new Array<number>(length)
  let array = shortArrays[length]
  if (array === undefined) {
    array = new Array<number>(length).fill(0)
    shortArrays[length] = array
  }
  return array
}

function fewCharacters(bytes: Uint8Array, fromAt: number, toAt: number): string {
  const codes = arrayOf(toAt - fromAt)
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

/** Longer ones are made anew each time. */
const RECENT_BYTES = 64

/** {@link trimmedText} of values that are mostly those of the time before, as SOP classes and transfer syntaxes are from object to object: then the text is the same one too. */
export class RecentText {
  readonly #bytes = new Uint8Array(RECENT_BYTES)
  #length = 0
  #text = ''

  textOf(bytes: Uint8Array, fromAt = 0, toAt = bytes.length): string {
    const length = toAt - fromAt
    if (length === this.#length && this.#isSame(bytes, fromAt)) return this.#text
    const text = trimmedText(fromAt === 0 && length === bytes.length ? bytes : bytes.subarray(fromAt, toAt))
    if (length > RECENT_BYTES) return text
    for (let at = 0; at < length; at++) this.#bytes[at] = bytes[fromAt + at]!
    this.#length = length
    this.#text = text
    return text
  }

  #isSame(bytes: Uint8Array, fromAt: number): boolean {
    for (let at = 0; at < this.#length; at++) if (bytes[fromAt + at] !== this.#bytes[at]) return false
    return true
  }
}

function isPadding(byte: number): boolean {
  return byte === NUL || byte === SPACE
}
