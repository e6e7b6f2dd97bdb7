/** Takes characters out of a value and leaves its other bytes as they are. */

import type { DecodedText } from './charset.ts'
import { ASCII_SPACE, isAlwaysKept } from './kept-characters.ts'

const ESC = 0x1b
const DOLLAR = 0x24
const LEFT_94 = 0x28
const RIGHT_94 = 0x29
const RIGHT_96 = 0x2d

/**
 * The value without the characters whose `removed` is 1 (by UTF-16 code unit, equal for both of a pair), padded to even length with a space. Line ends and tabulators stay, and so
 * does the backslash where it stands between values; so do the escape sequences, but for those that another follows at once: each character that stays is read as it was. What was taken
 * out leaves one space, or none at the ends, where there is one already, and where the character set in force has no space.
 */
export function removeCharacters(
  value: Uint8Array,
  decoded: DecodedText,
  removed: Uint8Array,
  hasSeveralValues: boolean,
): Uint8Array {
  const { text, places } = decoded
  // Each run of removed characters has at least one byte, and gives one space at the most; one more byte pads.
  const out = new Uint8Array(value.length + 1)
  let outBytes = 0
  let copiedTo = 0
  /** Whether a space is due before the next character that is no space. */
  let hasSeam = false
  /** Whether what was written last leaves no need for a space: the beginning, a space, a line end. */
  let isAtBreak = true
  const copyTo = (at: number) => {
    out.set(value.subarray(copiedTo, at), outBytes)
    outBytes += at - copiedTo
    copiedTo = at
  }
  for (let unit = 0; unit < text.length; unit++) {
    const startAt = places === undefined ? unit : places.startAt[unit]!
    const endAt = places === undefined ? unit + 1 : places.endAt[unit]!
    if (endAt <= copiedTo) continue
    const code = text.charCodeAt(unit)
    const stays = isAlwaysKept(code, hasSeveralValues)
    const isSpace = code === ASCII_SPACE
    const isRemoved = !stays && removed[unit] === 1
    if (isRemoved || (hasSeam && isSpace && isAtBreak)) {
      copyTo(startAt)
      copiedTo = endAt
      hasSeam ||= isRemoved
      continue
    }
    if (hasSeam && !isAtBreak && !stays && !isSpace && places?.isWide[unit] !== 1) {
      // The escape sequences before this character were not copied yet, and a space belongs to what they call.
      copyTo(startAt)
      out[outBytes++] = ASCII_SPACE
    }
    copyTo(endAt)
    hasSeam = hasSeam && isSpace
    isAtBreak = stays || isSpace
  }
  copyTo(value.length)
  outBytes = dropSupersededEscapes(out, outBytes)
  if (outBytes % 2 === 1) out[outBytes++] = ASCII_SPACE
  return out.subarray(0, outBytes)
}

/**
 * Of escape sequences with no character between them only the last for each half of the code table counts, and some readers take more for a fault.
 * Answers how many bytes are left. No byte of a character is ESC in a set that has escape sequences.
 */
function dropSupersededEscapes(bytes: Uint8Array, count: number): number {
  if (!bytes.includes(ESC)) return count
  let keptBytes = 0
  for (let at = 0; at < count; ) {
    if (bytes[at] !== ESC) {
      bytes[keptBytes++] = bytes[at++]!
      continue
    }
    const escapes: { readonly half: 0 | 1; readonly at: number; readonly length: number }[] = []
    while (at < count && bytes[at] === ESC) {
      const found = escapeAt(bytes, at)
      escapes.push(found)
      at += found.length
    }
    for (const [index, found] of escapes.entries()) {
      if (escapes.slice(index + 1).some((later) => later.half === found.half)) continue
      bytes.copyWithin(keptBytes, found.at, found.at + found.length)
      keptBytes += found.length
    }
  }
  return keptBytes
}

/** PS3.5 6.1.2.5: ESC, `$` where a character has two bytes, `(` for the left half, `)` or `-` for the right, a final byte. */
function escapeAt(bytes: Uint8Array, at: number): { half: 0 | 1; at: number; length: number } {
  const hasTwoBytes = bytes[at + 1] === DOLLAR
  const half = bytes[at + (hasTwoBytes ? 2 : 1)]
  if (half === RIGHT_94 || half === RIGHT_96) return { half: 1, at, length: hasTwoBytes ? 4 : 3 }
  return { half: 0, at, length: hasTwoBytes && half === LEFT_94 ? 4 : 3 }
}
