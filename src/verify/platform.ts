/** What verification takes of Node: files as chunks, decompressed with a bound, and raw deflate. */

import { createReadStream } from 'node:fs'
import type { Duplex } from 'node:stream'
import { createGunzip, createZstdDecompress, inflateRawSync } from 'node:zlib'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'

const READ_BYTES = 262_144
/** In the place of a path. */
export const STANDARD_INPUT = '-'
const STANDARD_INPUT_DESCRIPTOR = 0
/** Decompressed bytes before the ratio counts. */
const RATIO_GRACE_BYTES = 64 * 1024 * 1024
const GZIP_MAGIC = [0x1f, 0x8b]
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd]
/** Offset of the flags and the time of a gzip header, RFC 1952. */
const GZIP_FLAGS_AT = 3
const GZIP_TIME_AT = 4

/** How a file begins, so far as that says anything. */
export interface Compressed {
  readonly compression: 'gzip' | 'zstd' | undefined
  /** A gzip header that has a time, a name, a comment or more. */
  readonly hasName: boolean
}

/** Told of so many bytes that were read. */
export type OnRead = (bytes: number) => void

/** The file in chunks, as it is, or what comes in by the standard input. Fails with IO. */
export async function* readFile(path: string, onRead: OnRead = () => {}): AsyncGenerator<Uint8Array> {
  try {
    const source = path === STANDARD_INPUT ? { fd: STANDARD_INPUT_DESCRIPTOR, autoClose: false } : {}
    for await (const chunk of createReadStream(path, { ...source, highWaterMark: READ_BYTES })) {
      onRead((chunk as Uint8Array).length)
      yield chunk as Uint8Array
    }
  } catch {
    throw new SluiceError('IO', {}, 'a file that is to be verified cannot be read')
  }
}

export function compressionOf(head: Uint8Array): Compressed {
  if (GZIP_MAGIC.every((byte, at) => head[at] === byte)) {
    const isNamed =
      head[GZIP_FLAGS_AT] !== 0 || head.subarray(GZIP_TIME_AT, GZIP_TIME_AT + 4).some((byte) => byte !== 0)
    return { compression: 'gzip', hasName: isNamed }
  }
  const isZstd = ZSTD_MAGIC.every((byte, at) => head[at] === byte)
  return { compression: isZstd ? 'zstd' : undefined, hasName: false }
}

/** The chunks decompressed. Fails with COMPRESSION_INVALID and COMPRESSION_BOMB. */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zstd',
): AsyncGenerator<Uint8Array> {
  const stream: Duplex = compression === 'gzip' ? createGunzip() : createZstdDecompress()
  let inputBytes = 0
  let outputBytes = 0
  const closed = event(stream, 'close')
  const feeding = (async () => {
    for await (const chunk of chunks) {
      inputBytes += chunk.length
      if (!stream.write(chunk)) await Promise.race([event(stream, 'drain'), closed])
      if (stream.destroyed) return
    }
    stream.end()
  })().catch((fault: unknown) => stream.destroy(fault instanceof Error ? fault : undefined))
  try {
    for await (const chunk of stream) {
      outputBytes += (chunk as Uint8Array).length
      if (outputBytes > RATIO_GRACE_BYTES + inputBytes * limits.decompressionRatio)
        throw new SluiceError('COMPRESSION_BOMB')
      yield chunk as Uint8Array
    }
  } catch (fault) {
    throw fault instanceof SluiceError ? fault : new SluiceError('COMPRESSION_INVALID')
  } finally {
    stream.destroy()
    await feeding
  }
}

/** Raw deflate within limits.inflatedBytes; undefined where it is damaged or longer. */
export function inflateBounded(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateRawSync(bytes, { maxOutputLength: limits.inflatedBytes })
  } catch {
    return undefined
  }
}

/** Resolves when the event comes. */
export function event(emitter: { once(name: string, listener: () => void): unknown }, name: string): Promise<void> {
  return new Promise((resolve) => emitter.once(name, resolve))
}
