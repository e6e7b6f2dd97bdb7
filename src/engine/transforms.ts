/**
 * Carries out the transforms that a plan names (profile/transforms.ts): one object after the other, value by value.
 */

import type { Identity } from '../identity/identity.ts'
import type { Transform } from '../profile/transforms.ts'

/** What the survey found of an object. Views: valid only while `begin` runs. */
export interface ObjectFacts {
  readonly patientId: Uint8Array | undefined
  /** Values of the attributes that cleaning looks for. */
  readonly facts: Iterable<{ readonly tag: number; readonly value: Uint8Array }>
  /** Whether these are all that the head of the object has. Otherwise what is in doubt goes. */
  readonly complete: boolean
}

/** A value to be transformed. Views: valid only while `apply` runs. */
export interface TransformedValue {
  readonly tag: number
  /** Explicit VR as an index into VR_NAMES, 0 where there is none. */
  readonly vrIndex: number
  /** Specific Character Set in force; undefined where it cannot be known. */
  readonly charset: Uint8Array | undefined
  readonly value: Uint8Array
}

export interface Transforms {
  begin(facts: ObjectFacts): void
  /** The new value, padded to even length; no bytes where nothing can safely stay. */
  apply(transform: number, value: TransformedValue): Uint8Array
}

const NOTHING = new Uint8Array(0)

/** Carries out `transforms`, by their index. */
export function createTransforms(transforms: readonly Transform[], identity: Identity): Transforms {
  return {
    begin() {},
    apply(index, { value }) {
      const transform = transforms[index]
      switch (transform?.kind) {
        case 'pseudonym':
          return identity.pseudonym(value)
        default:
          return NOTHING
      }
    },
  }
}
