/** What rewrites an object that is held whole: the types between the processor in front (staging-processor.ts) and whoever treats frames. */

import type { ObjectFacts } from '../engine/contract.ts'
import type { PixelBlanking, PixelVerdict } from '../engine/pixel-verdict.ts'
import type { PixelTreatment } from '../pixels/treatment.ts'
import type { PixelRequest } from '../profile/pixel-request.ts'
import type { ObjectHead } from './object-head.ts'
import type { Spool } from './spool.ts'

/** An object that waits, and what is to be done to it. */
export interface StagedObject {
  /** Offsets in it are offsets in `spool`. */
  readonly head: ObjectHead & { readonly facts: ObjectFacts & { readonly bulk: NonNullable<ObjectFacts['bulk']> } }
  /** The whole object as it came; of a deflated one the data set is inflated here. */
  readonly spool: Spool
  /** What the rules say: areas to blank, text to look for, or both. */
  readonly verdict: PixelBlanking | Extract<PixelVerdict, { readonly kind: 'pass' }>
  readonly request: PixelRequest
  /** Another one, for what is made of it. */
  openSpool(): Spool
}

/** The object rewritten. What stands before Pixel Data is as it was: the engine asks the rules again, and refuses an object of which they say something else. */
export interface StagedResult {
  /** Of the whole object. */
  readonly sizeBytes: number
  /** Gives all of it in pieces, in order, once. A piece is valid until `take` returns. */
  write(take: (bytes: Uint8Array) => void): void
  readonly treatment: PixelTreatment
  /** Gives back what it took. Called once, whatever happens. */
  close(): void
}

/** Treats the frames of an object. Synchronous. Fails with the code with which the object is withheld. */
export type Stage = (object: StagedObject) => StagedResult
