/** A plan as it is for objects whose pixels were treated: what may show again what was blanked goes, and what they say of it is the plan's. */

import { tagOfKeyword } from '../dicom/dictionary.ts'
import { isGroupLength, type TagPattern } from '../dicom/tag.ts'
import { ACTION_REMOVE, COMPOUND_NONE, SLOT_FLAG_NESTED_EXCEPTION } from '../wasm/seam.ts'
import { decisionOf } from './decisions.ts'
import { type Origin, OriginTable, originOfOptions } from './origins.ts'
import { maskKey } from './paths.ts'
import { type Insert, makePlan, type Plan, type Slot } from './plan.ts'

/** Overlays, which lie over the image, and icons, which are a picture of it. */
const OVERLAYS: TagPattern = { mask: 0xff010000, match: 0x60000000 }
const ICON_IMAGE_SEQUENCE = 0x00880200

const ORIGIN = originOfOptions(['clean-pixel-data'])

/** What objects say of their pixels. */
export interface PixelClaim {
  /** All that they say of their de-identification, in tag order. */
  readonly inserts: readonly Insert[]
  /** Of attributes that they have from the plan or not at all, beside those that `plan` writes. */
  readonly keywords: readonly string[]
}

/** After the rules of the site, which can let none of it stay. `claim`: undefined for objects that say no more than those of `plan`. */
export function treatedPlan(plan: Plan, claim: PixelClaim | undefined): Plan {
  const origins = new OriginTable(plan.origins)
  const remove = (origin: Origin): number => origins.stamp(decisionOf(ACTION_REMOVE), origin)
  const isBeside = plan.masks.map(({ mask, match }) => isWithin(OVERLAYS, mask, match) && !isGroupLength(match))
  const gone = new Set([ICON_IMAGE_SEQUENCE, ...isBeside.flatMap((beside, row) => (beside ? [maskKey(row)] : []))])
  const slots = new Map(plan.slots)
  slots.set(ICON_IMAGE_SEQUENCE, removedSlot(plan.slots.get(ICON_IMAGE_SEQUENCE)!, remove(ORIGIN)))
  for (const tag of (claim?.keywords ?? []).map((keyword) => tagOfKeyword(keyword)!)) {
    slots.set(tag, { ...slots.get(tag)!, top: remove('attestation'), compound: COMPOUND_NONE })
  }
  return makePlan({
    ...plan,
    slots,
    masks: plan.masks.map((row, index) =>
      isBeside[index] ? { ...row, slot: removedSlot(row.slot, remove(ORIGIN)) } : row,
    ),
    nestedExceptions: plan.nestedExceptions.filter(({ tag }) => !gone.has(tag)),
    concepts: plan.concepts.map(({ decisions, ...concept }) => {
      return { ...concept, decisions: new Map([...decisions].filter(([tag]) => tag !== ICON_IMAGE_SEQUENCE)) }
    }),
    inserts: claim?.inserts ?? plan.inserts,
    origins: origins.names,
  })
}

/** Wherever it stands. */
function removedSlot(slot: Slot, decision: number): Slot {
  const flags = slot.flags & ~SLOT_FLAG_NESTED_EXCEPTION
  return { ...slot, top: decision, nested: decision, compound: COMPOUND_NONE, flags }
}

function isWithin(pattern: TagPattern, mask: number, match: number): boolean {
  return (mask & pattern.mask) >>> 0 === pattern.mask && (match & pattern.mask) >>> 0 === pattern.match
}
