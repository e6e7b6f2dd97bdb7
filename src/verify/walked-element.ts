/** What the walk tells of an object, in the order in which it stands. */

import type { Step } from './findings.ts'

/** How a data set is written. */
export interface Encoding {
  readonly explicit: boolean
  readonly littleEndian: boolean
}

/** A concept that a content item is about. */
export interface Concept {
  readonly codeValue: string
  readonly codingScheme: string
}

/** An element. Offsets are those of the object; of a deflated data set those of the inflated one. */
export interface WalkedElement {
  readonly tag: number
  /** As it stands there; by the registry where the encoding is implicit; `UN` where neither knows. */
  readonly vr: string
  readonly steps: readonly Step[]
  /** The tags of the sequences around it as far as decisions go by them (docs/engine.md 3.13). */
  readonly path: readonly number[]
  readonly concept: Concept | undefined
  readonly privateCreator: string | undefined
  /** Specific Character Set in force. */
  readonly charset: Uint8Array
  readonly offsetBytes: number
  /** Where its value begins. */
  readonly valueAt: number
  /** Undefined for an undefined length. */
  readonly valueBytes: number | undefined
  readonly encoding: Encoding
  /** `bulk`: bytes follow by {@link WalkHandler.bulk}, being pixels, fragments, or too long to be held. */
  readonly form: 'value' | 'sequence' | 'bulk'
  /** Of a value; empty for the others. */
  readonly value: Uint8Array
}

export interface WalkHandler {
  /** The preamble, as far as there is one. */
  preamble(bytes: Uint8Array): void
  element(element: WalkedElement): void
  /** An item of the fragments that were announced last, the offset table being the first; its header comes as bulk, and then its value. */
  fragment?(offsetBytes: number, valueBytes: number): void
  /** Bytes of the bulk element that was announced last, with the headers of fragments. Valid until the call returns. */
  bulk(bytes: Uint8Array): void
  /** The bulk element that was announced last is over, at this offset. */
  bulkEnd(endAt: number): void
  /** An item of undefined length is over, which had so many bytes. */
  undefinedItem(bytes: number): void
  /** Bytes that belong to no element, from this offset on. */
  stray(offsetBytes: number, bytes: Uint8Array): void
  /** The walk ends here, before the object does. `unread`: bytes that were pushed and belong to no element. */
  fault(offsetBytes: number, unread: readonly Uint8Array[]): void
}
