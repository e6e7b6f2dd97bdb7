/** Plans drawn by lot, so that every rule meets every other. */

import { DUMMIES } from '../../src/profile/dummies.ts'
import type { Plan } from '../../src/profile/plan.ts'
import { SLOT_FLAG_BULK, SLOT_FLAG_ENCAPSULATED, SLOT_FLAG_FACT, SLOT_FLAG_KEEP_IN_DUMMY } from '../../src/wasm/seam.ts'
import { seededRandom } from './chunkings.ts'
import { HAND_ACTIONS, type HandAction, type HandAttribute, handPlan, PLAIN_ACTIONS } from './hand-plan.ts'
import {
  COMMON_SEQUENCES,
  CONCEPTS,
  CONTENT_WORDS,
  FREQUENT_WORDS,
  PRIVATE_CREATORS,
  PRIVATE_WORDS,
  UNREADABLE_NAME,
  type Word,
} from './vocabulary.ts'

/** What has to stay now and then for the rules about concepts and character sets to meet anything. */
const STRUCTURE = new Set([0x00080005, 0x00080100, 0x00080102, 0x0040a043, 0x0040a730])

/** A plan that knows the frequent attributes and decides about each by lot. The same seed gives the same plan. */
export function randomPlan(seed: number): Plan {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const chance = (share: number): boolean => random() < share
  // keeping is the action with the most rules to it
  const anyAction = (): HandAction => {
    if (chance(0.35)) return 'keep'
    if (chance(0.4)) return pick(PLAIN_ACTIONS)
    return chance(0.5) ? pick(['shift tell', 'clean tell', 'replace tell']) : pick(HAND_ACTIONS)
  }
  const actionOf = (word: Word): HandAction => {
    if (STRUCTURE.has(word.tag) && chance(0.85)) return 'keep'
    return word.vr === 'SQ' && chance(0.5) ? pick(['keep', 'keep', 'dummy']) : anyAction()
  }
  const contentTags = new Set(CONTENT_WORDS.map(({ tag }) => tag))
  const sequences = FREQUENT_WORDS.filter((word) => word.vr === 'SQ')
  const anyPath = (): string => {
    const path = Array.from({ length: 1 + Math.floor(random() * 3) }, () => hexadecimalOf(sequenceTag()))
    return path.join('>')
  }
  // few enough that objects have paths of them
  const sequenceTag = (): number => pick(chance(0.8) ? COMMON_SEQUENCES : sequences).tag
  const someOf = <T>(countAtMost: number, make: () => [string, T]): Record<string, T> =>
    Object.fromEntries(Array.from({ length: 1 + Math.floor(random() * countAtMost) }, make))
  const bulkFlags = (tag: number): number => {
    if (tag === 0x7fe00010 || chance(0.2)) return SLOT_FLAG_BULK | SLOT_FLAG_ENCAPSULATED
    return chance(0.2) ? SLOT_FLAG_BULK : 0
  }
  const attributeOf = (word: Word): HandAttribute => ({
    // what is looked into keeps its VR, as in any plan
    vr: chance(0.95) || /SQ|^O/.test(word.vr) || STRUCTURE.has(word.tag) ? word.vr : pick(FREQUENT_WORDS).vr,
    action: actionOf(word),
    nested: actionOf(word),
    ...(chance(0.2) && { maxBytes: pick([4, 8, 16, 64]) }),
    ...(chance(0.1) && { dummy: Math.floor(random() * DUMMIES.length) }),
    ...(chance(contentTags.has(word.tag) ? 0.9 : 0.3) && { exceptions: someOf(6, () => [anyPath(), actionOf(word)]) }),
    ...(chance(0.2) && {
      bySopClass: { '1.2.840.10008.5.1.4.1.1.2': anyAction(), '1.2.840.10008.5.1.4.1.1.7': anyAction() },
    }),
    ...(chance(0.2) && { byModality: { CT: anyAction(), SR: anyAction() } }),
    // as in any plan: bulk is binary, and what may be fragments is bulk
    ...(word.vr !== 'SQ' && {
      flags:
        (chance(0.3) ? SLOT_FLAG_KEEP_IN_DUMMY : 0) |
        (chance(0.3) ? SLOT_FLAG_FACT : 0) |
        (/^O/.test(word.vr) ? bulkFlags(word.tag) : 0),
    }),
  })
  const attributes: Record<string, HandAttribute> = {}
  for (const word of FREQUENT_WORDS) if (chance(0.95)) attributes[hexadecimalOf(word.tag)] = attributeOf(word)
  const masks: Record<string, HandAttribute> = {}
  for (const mask of ['FFE1FFFF/60003000', 'FFE10000/60000000', '0001FFFF/00000000', 'FF01FFFF/7F000010']) {
    if (chance(0.5)) masks[mask] = attributeOf({ tag: 0, vr: pick(['OW', 'LO', 'UL']) })
  }
  const privates: Record<string, Record<string, HandAttribute>> = {}
  for (const creator of PRIVATE_CREATORS) {
    const known = PRIVATE_WORDS.filter(() => chance(0.7))
    const values = known.map((word) => [hexadecimalOf(word.tag), privateAttribute(attributeOf(word))] as const)
    if (chance(0.7)) privates[creator] = Object.fromEntries(values)
  }
  const concepts: Record<string, Record<string, HandAction>> = {}
  for (const concept of [...CONCEPTS, UNREADABLE_NAME]) {
    const values = [...CONTENT_WORDS, pick(FREQUENT_WORDS), pick(FREQUENT_WORDS)].filter(() => chance(0.6))
    if (chance(0.7))
      concepts[concept] = Object.fromEntries(values.map((word) => [hexadecimalOf(word.tag), actionOf(word)]))
  }
  const inserts = [
    { tag: 0x00080001, vr: 'UL', value: Uint8Array.of(1, 2, 3, 4) },
    { tag: 0x00120062, vr: 'CS', value: 'YES' },
    { tag: 0x00120063, vr: 'LO', value: 'METHOD' },
    { tag: 0x00120064, vr: 'SQ', items: [{ elements: [] }] },
    { tag: 0x00280303, vr: 'CS', value: 'REMOVED' },
    { tag: 0xfffcfffc, vr: 'OB', value: Uint8Array.of(0, 0) },
  ].filter(() => chance(0.5))
  for (const { tag } of inserts) attributes[hexadecimalOf(tag)] = { vr: 'LO', action: 'remove', nested: 'keep' }
  return handPlan({ attributes, masks, privates, concepts, needsFacts: chance(0.5), inserts })
}

/** As in any plan: no fragments in private elements. */
function privateAttribute(attribute: HandAttribute): HandAttribute {
  return { ...attribute, flags: (attribute.flags ?? 0) & (SLOT_FLAG_KEEP_IN_DUMMY | SLOT_FLAG_BULK) }
}

function hexadecimalOf(tag: number): string {
  return tag.toString(16).padStart(8, '0')
}
