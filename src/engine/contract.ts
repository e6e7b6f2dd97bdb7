/** What the engine takes and gives: the types between one object and whatever it stands in (archive, stream, file). */

import type { Code } from '../errors.ts'

/** What became of an entry. */
export type Disposition = 'deidentified' | 'withheld' | 'broken' | 'dropped' | 'kept'

/** `exact`: as long as it comes out. `same-size`: as long as the input; an object that does not fit is withheld. */
export type ObjectFraming = 'exact' | 'same-size'

/** Where the bytes of one object's output go, in order and synchronously. */
export interface ObjectOutput {
  /**
   * The size in bytes that the output will have, told once, before the first write. Not called for an object that is withheld, nor
   * where no input size was announced.
   */
  committed(outputBytes: number): void
  /** Output. `ephemeral` bytes are valid only until the call returns; others are slices of the chunk that was pushed. */
  write(bytes: Uint8Array, ephemeral: boolean): void
}

/** Elements by action and by PHI category, and the tallies beside them. Counts only. */
export interface ObjectCounts {
  readonly elements: number
  /** By action name (profile/plan.ts, ACTION_NAMES). */
  readonly actions: Readonly<Record<string, number>>
  /** Elements changed or removed, by category name (profile/categories.ts). Categories with none are left out. */
  readonly categories: Readonly<Record<string, number>>
  /** implausible, private, unknown, trailingBytes, degraded. Those with none are left out. */
  readonly tallies: Readonly<Record<string, number>>
}

/** The end of one object. UIDs are those of transfer syntax and SOP class (never of an instance of the input). */
export interface ObjectResult {
  readonly disposition: Exclude<Disposition, 'kept'>
  /** Set where the disposition is not `deidentified`. */
  readonly code?: Code
  readonly offsetBytes?: number
  readonly tag?: number
  /** Only where it is in the registry. */
  readonly transferSyntaxUid?: string
  /** Only where it is in the registry. */
  readonly sopClassUid?: string
  /** UIDs of the output, for naming; those of the input only where the plan keeps them. Known once the size is committed. */
  readonly outputUids?: OutputUids
  readonly inputBytes: number
  readonly outputBytes: number
  readonly counts: ObjectCounts
}

export interface OutputUids {
  readonly study?: string
  readonly series?: string
  readonly instance?: string
}

/**
 * De-identifies one object after the other. `begin`, any number of `push`, `end`. The driver of the WASM core implements it
 * (engine/object-deidentifier.ts); tests of what is around it may use a stand-in.
 */
export interface ObjectProcessor {
  /**
   * `sizeBytes`: the object's size where it is announced, undefined where it is not (STREAM framing). `framing`: what the size of the
   * output is to be, where that of the input is announced.
   */
  begin(output: ObjectOutput, sizeBytes?: number, framing?: ObjectFraming): void
  /** Takes all of `chunk`. Once the object was refused, bytes are only counted. */
  push(chunk: Uint8Array): void
  end(): ObjectResult
  /** The output's UIDs known so far. */
  readonly outputUids: OutputUids
}

/** Raw deflate, whole buffers; given by the platform. Throws where the input cannot be inflated or passes `maxBytes`. */
export interface DeflateCodec {
  /** `usedBytes`: how much of the input the stream took; what follows it is not part of it. */
  inflateRaw(bytes: Uint8Array, maxBytes: number): { bytes: Uint8Array; usedBytes: number }
  deflateRaw(bytes: Uint8Array): Uint8Array
}
