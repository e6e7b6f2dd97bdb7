/** What sees bulk data pass, and may change bytes of them: docs/engine.md 6. */

import type { Code } from '../errors.ts'

/** A kept value of Pixel Data or its kin, or one fragment of it. docs/engine.md 6. */
export interface BulkValue {
  /** Of the element. */
  readonly tag: number
  /** Sequences around it; 0 at the root. */
  readonly depth: number
  /** Undefined where the value is not in fragments; 0 is the Basic Offset Table. */
  readonly fragment: number | undefined
  readonly valueBytes: number
}

/** Lets `change` write into the bytes from `from` to `to` of those at hand; `at` is where the part that it is given begins. It may be called for parts. */
export type ChangePart = (from: number, to: number, change: (part: Uint8Array, at: number) => void) => void

/** For one object. What it does may not depend on how the bytes of a value are cut into pieces. */
export interface BulkFilter {
  /** Of which values it is told. */
  readonly sees: 'fragments' | 'all'
  begin(value: BulkValue): void
  /** The next bytes of the value that has begun; to be read only. What is to change is changed through `change`, in ascending order. */
  take(bytes: Uint8Array, change: ChangePart): void
  /** Looked at when a value is whole: why the object is not to go on. */
  readonly fault: Code | undefined
  /** Counts of what was done, once the object is over. Added to the tallies of its counts. */
  readonly tallies: Readonly<Record<string, number>>
}
