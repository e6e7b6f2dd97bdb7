/** What a deidentification needs of the place that it runs in: given by Node (node-platform.ts) or by a browser (web/web-platform.ts). */

import type { RunningDigest } from '../archive/entry-digests.ts'
import type { DeflateCodec } from '../engine/contract.ts'
import type { KeyedHash } from '../identity/identity.ts'

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
}
