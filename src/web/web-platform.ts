/** What the engine needs of its platform, where there is no Node: audited hashing and a deflate of the same shape. */

import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { Deflate, Inflate } from 'pako'
import { concatenate } from '../dicom/concatenate.ts'
import { hexadecimal } from '../dicom/hexadecimal.ts'
import { SluiceError } from '../errors.ts'
import { KEY_BYTES } from '../identity/key.ts'
import { limits } from '../limits.ts'
import type { Platform } from '../streams/platform.ts'

/** What is inflated before its size is looked at. */
const INFLATE_CHUNK_BYTES = 65_536

export const webPlatform: Platform = {
  createKeyedHash: (key) => {
    if (key.length !== KEY_BYTES) throw new SluiceError('KEY_INVALID')
    const keyed = hmac.create(sha256, Uint8Array.from(key))
    return (message) => keyed.clone().update(message).digest()
  },
  randomKey: () => crypto.getRandomValues(new Uint8Array(KEY_BYTES)),
  digest: (text) => hexadecimal(sha256(new TextEncoder().encode(text))),
  createDigest: () => {
    const hash = sha256.create()
    return { update: (bytes) => void hash.update(bytes), hexadecimal: () => hexadecimal(hash.digest()) }
  },
  deflate: { inflateRaw, deflateRaw },
  loadSpools: async () => {
    const { MemorySpool } = await import('../staging/spool.ts')
    return () => new MemorySpool(limits.stagedMemoryBytes)
  },
}

/** Fails with DEFLATE_TOO_LARGE beyond `maxBytes`, and with DEFLATE_INVALID where the input is not a whole deflate stream. */
function inflateRaw(bytes: Uint8Array, maxBytes: number): { bytes: Uint8Array; usedBytes: number } {
  const parts: Uint8Array[] = []
  let inflatedBytes = 0
  let usedBytes = (): number => 0
  const inflate = new Inflate({ raw: true, chunkSize: INFLATE_CHUNK_BYTES })
  inflate.onStart = (stream) => {
    usedBytes = () => stream.total_in
  }
  inflate.onData = (part) => {
    inflatedBytes += part.length
    // What is thrown here ends the inflating of a bomb.
    if (inflatedBytes > maxBytes) throw new SluiceError('DEFLATE_TOO_LARGE')
    parts.push(part)
  }
  inflate.onEnd = () => {}
  inflate.push(bytes, true)
  if (inflate.err !== 0 || !inflate.ended) throw new SluiceError('DEFLATE_INVALID')
  return { bytes: concatenate(parts), usedBytes: usedBytes() }
}

function deflateRaw(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  const deflate = new Deflate({ raw: true })
  deflate.onData = (part) => void parts.push(part)
  deflate.onEnd = () => {}
  deflate.push(bytes, true)
  return concatenate(parts)
}
