/**
 * Tags as numbers, 0xGGGGEEEE, and the two ways of writing them: one attribute (`0010,0010`), or a repeating group of the
 * registry (`60xx,3000`), which is a mask and a match. formatTag of errors.ts writes them for people.
 */

/** The tags `tag` with `(tag & mask) >>> 0 === match`. Both are unsigned. */
export interface TagPattern {
  readonly mask: number
  readonly match: number
}

const TAG = /^\(?([0-9A-Fa-f]{4}),?([0-9A-Fa-f]{4})\)?$/
const PATTERN = /^([0-9A-Fx]{4}),([0-9A-Fx]{4})$/

/**
 * Bits of the group number that are fixed where two of its digits are `x`. Curves and overlays repeat in the sixteen even groups 00 to 1E
 * (PS3.5 7.6), variable pixel data in any even group.
 */
const GROUP_MASKS: Readonly<Record<string, number>> = { '50xx': 0xffe1, '60xx': 0xffe1, '7Fxx': 0xff01 }

/** The number of a tag written as `0010,0010`, `(0010,0010)` or `00100010`; undefined for anything else. */
export function parseTag(text: string): number | undefined {
  const parts = TAG.exec(text)
  return parts === null ? undefined : Number.parseInt(parts[1]! + parts[2]!, 16)
}

/**
 * The pattern of a tag that may have an `x` for any digit, as the standard prints repeating groups. It never matches an odd group. Undefined for
 * anything else, and for a repeating group that the standard does not have.
 */
export function parseTagPattern(text: string): TagPattern | undefined {
  const parts = PATTERN.exec(text)
  if (parts === null) return undefined
  const [, group = '', element = ''] = parts
  const groupMask = group.includes('x') ? GROUP_MASKS[group] : 0xffff
  if (groupMask === undefined) return undefined
  const elementMask = Number.parseInt(element.replaceAll(/[0-9A-F]/g, 'F').replaceAll('x', '0'), 16)
  const mask = tagOf(groupMask, elementMask)
  const match = tagOf(
    Number.parseInt(group.replaceAll('x', '0'), 16),
    Number.parseInt(element.replaceAll('x', '0'), 16),
  )
  return isPrivateTag(match) ? undefined : { mask, match }
}

/** True where the tag is one of the pattern's. */
export function matchesTag(pattern: TagPattern, tag: number): boolean {
  return (tag & pattern.mask) >>> 0 === pattern.match
}

/** The tag of a group and an element number. */
export function tagOf(group: number, element: number): number {
  return ((group << 16) | element) >>> 0
}

/** Group number of a tag. */
export function groupOf(tag: number): number {
  return tag >>> 16
}

/** Element number of a tag. */
export function elementOf(tag: number): number {
  return tag & 0xffff
}

/** True for attributes of odd groups (PS3.5 7.8). */
export function isPrivateTag(tag: number): boolean {
  return (groupOf(tag) & 1) === 1
}

/** True for (gggg,0000), whatever the group. */
export function isGroupLength(tag: number): boolean {
  return elementOf(tag) === 0
}
