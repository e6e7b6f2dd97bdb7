/**
 * Unique identifiers, PS3.5 section 9: those that the standard itself assigned, and those made from a hash. Values may come from anywhere, so nothing
 * here assumes that they are well formed.
 */

import { latin1Text } from './value-text.ts'

/** PS3.5 section 9.1. */
export const MAX_UID_BYTES = 64

const WELL_KNOWN_ROOT = '1.2.840.10008.'
const UID_TEXT = /^[0-9.]{1,64}$/
/** Every UID that PS3.6 annex A registers, and those that editions to come may, by a wide margin. */
const WELL_KNOWN = /^1\.2\.840\.10008(?:\.(?:0|[1-9]\d{0,3})){1,10}$/

/** Whether `text` has the characters and the length of one UID. Leading zeros and empty components are let through. */
export function isUid(text: string): boolean {
  return UID_TEXT.test(text)
}

/**
 * Whether `text` is a UID below the root of the standard, which names SOP classes, transfer syntaxes and the like and
 * never a patient's object. Text that only begins so is not: a name could follow, and a component that is longer than those of the standard is a
 * number that some device has put there, of a patient or the time.
 */
export function isWellKnownUid(text: string): boolean {
  return WELL_KNOWN.test(text)
}

/** The root under which a number of 128 bits needs no registration (PS3.5 B.2). */
const UNREGISTERED_ROOT = '2.25'
const ROOT = /^[0-2](?:\.(?:0|[1-9]\d*))+$/
/** So many digits are left by the longest root: as many numbers as there are of 66 bits. */
const LEAST_DIGITS = 20
const DIGITS_OF_HASH = 39

/**
 * The root and the first 128 bits of `hash`, most significant byte first, in decimal without leading zeros. Below a root that leaves room for fewer than 39
 * digits, the last ones of them. At most 64 characters.
 */
export function uidFromHash(hash: Uint8Array, root: string = UNREGISTERED_ROOT): string {
  if (hash.length < 16) throw new RangeError('a UID is made from at least 16 bytes')
  for (let at = 0; at < LIMBS; at++) limbs[at] = hash[2 * at]! * 256 + hash[2 * at + 1]!
  for (let end = digits.length; end > 0; end -= DIGITS_AT_ONCE) writeLastDigits(end)
  let from = digits.length - Math.min(DIGITS_OF_HASH, MAX_UID_BYTES - root.length - 1)
  while (from < digits.length - 1 && digits[from] === DIGIT_0) from++
  return `${root}.${latin1Text(digits, from)}`
}

/** The number in `limbs`, 16 bits each, most significant first: large integers of the language take longer, and leave garbage. */
const LIMBS = 8
const limbs = new Float64Array(LIMBS)
const DIGITS_AT_ONCE = 7
const TEN_TO_SEVEN = 10 ** DIGITS_AT_ONCE
const DIGIT_0 = 0x30
const digits = new Uint8Array(Math.ceil(DIGITS_OF_HASH / DIGITS_AT_ONCE) * DIGITS_AT_ONCE)

/** Divides the number by ten to the seventh, and writes the digits of the remainder before `end`. */
function writeLastDigits(end: number): void {
  let remainder = 0
  for (let at = 0; at < LIMBS; at++) {
    const dividend = remainder * 65_536 + limbs[at]!
    // Below 2^40, so that the quotient is exact; a remainder of such numbers is computed by far more slowly.
    const quotient = Math.floor(dividend / TEN_TO_SEVEN)
    limbs[at] = quotient
    remainder = dividend - quotient * TEN_TO_SEVEN
  }
  let rest = remainder | 0
  for (let at = end - 1; at >= end - DIGITS_AT_ONCE; at--) {
    const tenth = (rest / 10) | 0
    digits[at] = DIGIT_0 + rest - 10 * tenth
    rest = tenth
  }
}

/** Why UIDs cannot be made below this root; undefined where they can. */
export function uidRootFault(root: string): string | undefined {
  if (!ROOT.test(root))
    return 'a root for UIDs is numbers with dots between them, without leading zeros, as in 1.2.826.0.1.3680043.10.1'
  if (root.length > MAX_UID_BYTES - 1 - LEAST_DIGITS) {
    return `a root for UIDs has at most ${MAX_UID_BYTES - 1 - LEAST_DIGITS} characters, so that ${LEAST_DIGITS} digits have room behind it`
  }
  if (`${root}.`.startsWith(WELL_KNOWN_ROOT)) return 'UIDs below 1.2.840.10008 are those of the standard'
  if (`${root}.`.startsWith(`${UNREGISTERED_ROOT}.`)) return 'below 2.25 stands one number alone: leave uids.root out'
  return undefined
}
