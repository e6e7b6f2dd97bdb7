/**
 * Looks for the identities of an input in the bytes of an output. It knows nothing of elements: a text that stands anywhere
 * in the output, in a header, a value, a private block or between two fragments, has leaked.
 *
 * Texts of fewer than LONG_BYTES bytes are taken for found only where no letter, digit or dot stands beside them and outside
 * the pixel values that were compared byte for byte with those of the input: four given bytes come up in random ones by chance.
 */

import type { PydicomFacts } from '../support/peers.ts'

const SHORTEST_BYTES = 4
const LONG_BYTES = 8

export interface Identity {
  readonly keyword: string
  readonly bytes: Buffer
  /** Depth of the shallowest element that has it. */
  readonly depth: number
}

export interface Haystack {
  readonly bytes: Buffer
  /** Ranges `[from, to)` that hold pixel values. */
  readonly pixelRanges: readonly (readonly [from: number, to: number])[]
}

/** What is searched for: whole values, and the parts of person names, each once, without what says nothing of anybody. */
export function collectIdentities(facts: readonly PydicomFacts[], sayNothing: ReadonlySet<string>): Identity[] {
  const found = new Map<string, Identity>()
  for (const { identities } of facts) {
    for (const [, keyword, depth, hex] of identities) {
      const value = Buffer.from(hex, 'hex').toString('latin1')
      for (const text of textsOf(value, keyword)) {
        if (text.length < SHORTEST_BYTES || sayNothing.has(text) || isPublic(text, keyword)) continue
        const earlier = found.get(text)
        if (earlier !== undefined && earlier.depth <= depth) continue
        found.set(text, { keyword, depth, bytes: Buffer.from(text, 'latin1') })
      }
    }
  }
  return [...found.values()]
}

/** Identities that stand in any of the haystacks. */
export function findLeaks(haystacks: readonly Haystack[], identities: readonly Identity[]): Identity[] {
  return identities.filter((identity) => haystacks.some((haystack) => stands(identity.bytes, haystack)))
}

function stands(needle: Buffer, { bytes, pixelRanges }: Haystack): boolean {
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
    const isUid = /^[0-9.]+$/.test(needle.toString('latin1'))
    const needsRoom = needle.length < LONG_BYTES || isUid
    if (needsRoom && (hasWordBefore(bytes, at) || hasWordAfter(bytes, at + needle.length))) continue
    if (needle.length < LONG_BYTES && pixelRanges.some(([from, to]) => at >= from && at < to)) continue
    return true
  }
  return false
}

function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && /[0-9A-Za-z.]/.test(String.fromCharCode(byte))
}

/** After a VR and a zero byte a letter is none: it is the lower half of a length, big endian. */
function hasWordBefore(bytes: Buffer, at: number): boolean {
  const isLength = bytes[at - 2] === 0 && /^[A-Z]{2}$/.test(bytes.toString('latin1', Math.max(0, at - 4), at - 2))
  return isWordByte(bytes[at - 1]) && !isLength
}

/** Before a zero byte a letter is none: it is the group number of the next element, as the `2` of (0032,xxxx), little endian. */
function hasWordAfter(bytes: Buffer, at: number): boolean {
  return isWordByte(bytes[at]) && bytes[at + 1] !== 0
}

function textsOf(value: string, keyword: string): string[] {
  const values = value.split('\\').map(trimPadding)
  const isName = !keyword.endsWith('UID') && /[\^=]/.test(value)
  const parts = isName ? values.flatMap((name) => name.split(/[\^=]/)).map(trimPadding) : []
  return [...values, ...parts]
}

function trimPadding(text: string): string {
  return text.replaceAll(/^[ \0]+|[ \0]+$/g, '')
}

/** UIDs of the standard itself, and texts without two different letters or digits. */
function isPublic(text: string, keyword: string): boolean {
  if (keyword.endsWith('UID')) return text.startsWith('1.2.840.10008.')
  return new Set(text.replaceAll(/[^0-9A-Za-z\x80-\xff]/g, '')).size < 2
}
