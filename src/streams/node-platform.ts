/** What the engine needs of its platform, from Node: the keyed hash, a random key, and the deflate codec. */

import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import type * as Zlib from 'node:zlib'
import type { DeflateCodec } from '../engine/contract.ts'
import { SluiceError } from '../errors.ts'
import type { KeyedHash } from '../identity/identity.ts'
import { KEY_BYTES } from '../identity/key.ts'
import type { Platform } from './platform.ts'

/** HMAC-SHA-256 under `key`, which is copied. Fails with KEY_INVALID where it is not 32 bytes. */
export function createKeyedHash(key: Uint8Array): KeyedHash {
  if (key.length !== KEY_BYTES) throw new SluiceError('KEY_INVALID')
  // A KeyObject is checked and imported once; from bytes, each hash would take six times as long.
  const secret = createSecretKey(key)
  return (message) => createHmac('sha256', secret).update(message).digest()
}

/** A new key from the system's source of randomness. */
export function randomKey(): Uint8Array {
  return new Uint8Array(randomBytes(KEY_BYTES))
}

/**
 * Raw deflate by node:zlib. `inflateRaw` fails with DEFLATE_TOO_LARGE beyond `maxBytes`, and with DEFLATE_INVALID where the input is
 * not a whole deflate stream.
 */
export const nodeDeflateCodec: DeflateCodec = {
  inflateRaw(bytes, maxBytes) {
    const inflated = inflateOrRefuse(bytes, maxBytes)
    return { bytes: inflated.buffer, usedBytes: inflated.engine.bytesWritten }
  },
  deflateRaw(bytes) {
    const { constants, deflateRawSync } = loadZlib()
    return deflateRawSync(bytes, { level: constants.Z_DEFAULT_COMPRESSION })
  },
}

let zlib: typeof Zlib | undefined

/** Loaded for the first deflated object: few archives have one. */
function loadZlib(): typeof Zlib {
  zlib ??= createRequire(import.meta.url)('node:zlib') as typeof Zlib
  return zlib
}

/** What `inflateRawSync` gives where it is asked for `info`, which its types leave out. */
interface InflatedWithInfo {
  readonly buffer: Uint8Array
  readonly engine: { readonly bytesWritten: number }
}

function inflateOrRefuse(bytes: Uint8Array, maxBytes: number): InflatedWithInfo {
  try {
    return loadZlib().inflateRawSync(bytes, { maxOutputLength: maxBytes, info: true }) as unknown as InflatedWithInfo
  } catch (error) {
    // The error of zlib is not passed on: a cause is printed with its error, and it may quote what it choked on.
    throw new SluiceError(isTooLarge(error) ? 'DEFLATE_TOO_LARGE' : 'DEFLATE_INVALID')
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}

export const nodePlatform: Platform = {
  createKeyedHash,
  randomKey,
  digest: (text) => createHash('sha256').update(text).digest('hex'),
  deflate: nodeDeflateCodec,
}
