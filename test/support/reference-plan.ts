/** What the reference asks of a plan, so that a test may also write one by hand: docs/engine.md 3.5, 3.7, 3.10, 3.12. */

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
