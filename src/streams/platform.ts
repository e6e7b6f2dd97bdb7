/** What a deidentification needs of the place that it runs in: given by Node (node-platform.ts) or by a browser (web/web-platform.ts). */

import type { RunningDigest } from '../archive/entry-digests.ts'
import type { TextReader } from '../detection/text-reader.ts'
import type { DeflateCodec, ObjectProcessor } from '../engine/contract.ts'
import type { KeyedHash } from '../identity/identity.ts'
import type { LosslessEngines } from '../pixels/lossless-engine.ts'
import type { PlanRequest } from '../profile/request.ts'
import type { Spool } from '../staging/spool.ts'

export interface Platform {
  /** HMAC-SHA-256 under `key`, which is copied. Fails with KEY_INVALID where it is not 32 bytes. */
  createKeyedHash(key: Uint8Array): KeyedHash
  /** 32 bytes from the system's source of randomness. */
  randomKey(): Uint8Array
  /** SHA-256 of the text as UTF-8, in hexadecimal. */
  digest(text: string): string
  /** SHA-256 of bytes that come one after the other. */
  createDigest(): RunningDigest
  readonly deflate: DeflateCodec
  /** Loads what looks again at every object before it is passed on. Undefined where there is nothing to look with. */
  readonly loadVerifier?: () => Promise<Verifier>
  /** Loads what reads text in images. Undefined where there is nothing to read with. Fails with TEXT_READER_MISSING. */
  readonly loadTextReader?: () => Promise<TextReader>
  /** Loads what makes room for objects that are held whole. */
  readonly loadSpools: () => Promise<() => Spool>
  /** Loads what decodes and encodes compressed frames. Undefined where there is none. */
  readonly loadEngines?: () => Promise<LosslessEngines>
}

/** An engine that looks at what `engine` writes, which follows the plan of `request`. */
export type Verifier = (engine: ObjectProcessor, request: PlanRequest) => ObjectProcessor
