/** What the engine needs of its platform, from Node: the keyed hash, a random key, and the deflate codec. */

import { createHash, hash, randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import type * as Zlib from 'node:zlib'
import type { DeflateCodec } from '../engine/contract.ts'
import { SluiceError } from '../errors.ts'
import type { KeyedHash } from '../identity/identity.ts'
import { KEY_BYTES } from '../identity/key.ts'
import type { Platform } from './platform.ts'

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c
/** Nearly every message is shorter. */
const USUAL_MESSAGE_BYTES = 1024

/**
 * HMAC-SHA-256 (RFC 2104) under `key`, which is copied. Fails with KEY_INVALID where it is not 32 bytes.
 *
 * By two hashes in one call each, because an Hmac of node:crypto is an object beside the heap that has to be made and freed: without it an archive of
 * small entries takes a fifth less CPU.
 */
export function createKeyedHash(key: Uint8Array): KeyedHash {
  if (key.length !== KEY_BYTES) throw new SluiceError('KEY_INVALID')
  const inner = new Uint8Array(BLOCK_BYTES + USUAL_MESSAGE_BYTES)
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES)
  for (let at = 0; at < BLOCK_BYTES; at++) {
    inner[at] = (key[at] ?? 0) ^ INNER_PAD
    outer[at] = (key[at] ?? 0) ^ OUTER_PAD
  }
  // A view takes as long to make as the rest here: there is one for each length.
  const views: Uint8Array[] = []
  const viewOf = (messageBytes: number): Uint8Array => {
    views[messageBytes] ??= inner.subarray(0, BLOCK_BYTES + messageBytes)
    return views[messageBytes]
  }
  return (message) => {
    const isUsual = message.length <= USUAL_MESSAGE_BYTES
    const padded = isUsual ? inner : new Uint8Array(BLOCK_BYTES + message.length)
    if (!isUsual) padded.set(inner.subarray(0, BLOCK_BYTES))
    padded.set(message, BLOCK_BYTES)
    // As text of one character a byte, a digest is an object of the heap and nothing beside it.
    outer.write(hash('sha256', isUsual ? viewOf(message.length) : padded, 'binary'), BLOCK_BYTES, 'latin1')
    const digest = hash('sha256', outer, 'binary')
    const bytes = new Uint8Array(DIGEST_BYTES)
    for (let at = 0; at < DIGEST_BYTES; at++) bytes[at] = digest.charCodeAt(at)
    return bytes
  }
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

/** Loaded for the first deflated object: few archives have one. Where this file stands says nothing of it, and is not known in a bundle of CommonJS. */
function loadZlib(): typeof Zlib {
  zlib ??= createRequire('/')('node:zlib') as typeof Zlib
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
  createDigest: () => {
    const hash = createHash('sha256')
    return { update: (bytes) => void hash.update(bytes), hexadecimal: () => hash.digest('hex') }
  },
  deflate: nodeDeflateCodec,
  loadVerifier: async () => {
    const [{ VerifyingProcessor }, { loadSecondReader }] = await Promise.all([
      import('../verify/verifying-processor.ts'),
      import('../verify/second-reader.ts'),
    ])
    await loadSecondReader()
    return (engine, request) => new VerifyingProcessor(engine, request)
  },
  loadSpools: async () => {
    const { FileSpool } = await import('./file-spool.ts')
    return () => new FileSpool()
  },
  loadTextReader: async () => (await import('./tesseract.ts')).openTesseract(),
  loadEngines: async () => (await import('./lossless-engines.ts')).losslessEngines,
}
