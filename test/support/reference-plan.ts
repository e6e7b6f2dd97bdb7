/** What the reference asks of a plan, so that a test may also write one by hand: docs/engine.md 3.5, 3.7, 3.10, 3.12. */

import { VR_NAMES } from '../../src/dicom/vr.ts'
import { actionOf } from '../../src/profile/decisions.ts'
import type { Plan } from '../../src/profile/plan.ts'
import { COMPOUND_NONE, SLOT_FLAG_BULK, SLOT_FLAG_ENCAPSULATED, SLOT_FLAG_KEEP_IN_DUMMY } from '../../src/wasm/seam.ts'

export interface Rule {
  /** ACTION_*, with the nested exception and the compound action already looked up. */
  readonly action: number
  /** CHECK_*. */
  readonly check: number
  /** 0: no bound. */
  readonly maxBytes: number
  readonly unitBytes: number
  readonly bulk: boolean
  readonly encapsulated: boolean
  readonly keepInDummy: boolean
  /** The dummy of the slot, and the VR that it was made for. */
  readonly dummy: Uint8Array
  readonly dummyVr: string
}

/** Where an element stands: the tag of the innermost enclosing sequence (undefined at the root). */
export interface Site {
  readonly sequenceTag: number | undefined
  /** Of the object, as the survey found it. */
  readonly sopClassUid: string | undefined
}

export interface Insert {
  readonly tag: number
  readonly bytes: Uint8Array
}

export interface ReferencePlan {
  /** Undefined where the plan has no slot and no mask row for the tag. Odd groups are not asked for. */
  rule(tag: number, site: Site): Rule | undefined
  /** Whether the attribute, wherever it stands and whatever its action, may be fragments. */
  isEncapsulated(tag: number): boolean
  /** The general dummy of a VR. */
  dummyOfVr(vr: string): Uint8Array
  /** In tag order, encoded. */
  inserts(encoding: number): readonly Insert[]
}

/** What the reference asks of an identity. Both return the new value, padded to even length. */
export interface ReferenceIdentity {
  uid(value: Uint8Array): Uint8Array
  pseudonym(value: Uint8Array): Uint8Array
}

/** The program's plan, asked in the reference's words. */
export function referencePlan(plan: Plan): ReferencePlan {
  return {
    rule(tag, { sequenceTag, sopClassUid }) {
      const decision = plan.lookup(tag, { path: sequenceTag === undefined ? [] : [sequenceTag] })
      if (decision === undefined) return undefined
      const { slot } = decision
      const isCompound = sequenceTag === undefined && slot.compound !== COMPOUND_NONE
      const dummy = plan.dummies[slot.dummy]!
      return {
        action: actionOf(
          isCompound
            ? plan.compoundDecisions({ sopClassUid, modality: undefined })[slot.compound]!
            : decision.decision,
        ),
        check: slot.check,
        maxBytes: slot.maxBytes,
        unitBytes: slot.unitBytes,
        bulk: hasFlag(slot.flags, SLOT_FLAG_BULK),
        encapsulated: hasFlag(slot.flags, SLOT_FLAG_ENCAPSULATED),
        keepInDummy: hasFlag(slot.flags, SLOT_FLAG_KEEP_IN_DUMMY),
        dummy: dummy.bytes,
        dummyVr: VR_NAMES[dummy.vrIndex]!,
      }
    },
    isEncapsulated(tag) {
      const isPrivate = (tag >>> 16) % 2 === 1
      const slot = isPrivate ? undefined : plan.lookup(tag, { path: [] })?.slot
      return slot !== undefined && hasFlag(slot.flags, SLOT_FLAG_ENCAPSULATED)
    },
    dummyOfVr(vr) {
      return plan.dummies[plan.dummyOfVr((VR_NAMES as readonly string[]).indexOf(vr))]!.bytes
    },
    inserts(encoding) {
      return plan.inserts.map(({ tag, bytesByEncoding }) => ({ tag, bytes: bytesByEncoding[encoding]! }))
    },
  }
}

function hasFlag(flags: number, flag: number): boolean {
  return (flags & flag) !== 0
}
