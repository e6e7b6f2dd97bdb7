/** Answers the core when a value needs a replacement that it cannot make: a UID, a pseudonym, or what a transform makes of it. */

import type { Identity } from '../identity/identity.ts'
import type { Core } from '../wasm/core.ts'
import { ACTION_PSEUDONYM, ACTION_UID, REG_REPLACE_KIND, REG_TAG, REG_TRANSFORM, REG_VR } from '../wasm/seam.ts'
import { type OnReplaced, tellReplacedPatientId, tellReplacedUids } from './replaced-pairs.ts'
import type { Transforms } from './transforms.ts'

const TAG_PATIENT_ID = 0x00100020

export class ValueReplacer {
  readonly #identity: Identity
  readonly #transforms: Transforms
  readonly #onReplaced: OnReplaced | undefined

  constructor(identity: Identity, transforms: Transforms, onReplaced: OnReplaced | undefined) {
    this.#identity = identity
    this.#transforms = transforms
    this.#onReplaced = onReplaced
  }

  /** What comes in the place of the value that the core holds ready. No bytes where nothing can safely come there. */
  replace(core: Core): Uint8Array {
    const action = core.register(REG_REPLACE_KIND)
    const value = core.replaceable()
    const replaced = this.#replacement(core, action, value)
    if (this.#onReplaced !== undefined) {
      if (action === ACTION_UID) tellReplacedUids(value, replaced, this.#onReplaced)
      else if (core.register(REG_TAG) === TAG_PATIENT_ID) tellReplacedPatientId(value, replaced, this.#onReplaced)
    }
    return replaced
  }

  #replacement(core: Core, action: number, value: Uint8Array): Uint8Array {
    if (action === ACTION_UID) return this.#identity.uid(value)
    if (action === ACTION_PSEUDONYM) return this.#identity.pseudonym(value)
    return this.#transforms.apply(core.register(REG_TRANSFORM), {
      tag: core.register(REG_TAG),
      vrIndex: core.register(REG_VR),
      charset: core.charset(),
      value,
    })
  }
}
