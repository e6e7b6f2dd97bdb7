/** Small files that are read whole: profiles, tables, scripts. */

import { closeSync, openSync, readSync } from 'node:fs'
import { systemCode } from '../streams/descriptors.ts'

const CHUNK_BYTES = 65_536

/** The text of a file of no more than `mostBytes`, or why there is none. */
export function readBounded(path: string, mostBytes: number): string | { readonly message: string } {
  const bytes = readBytes(path, mostBytes)
  if (!(bytes instanceof Uint8Array)) return bytes
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { message: 'the file is not UTF-8' }
  }
}

/** The same as bytes. */
export function readBytes(path: string, mostBytes: number): Uint8Array | { readonly message: string } {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const chunks: Buffer[] = []
    let count = 0
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES)
      const read = readSync(descriptor, chunk, 0, CHUNK_BYTES, null)
      if (read === 0) return Buffer.concat(chunks)
      count += read
      if (count > mostBytes) return { message: `the file is longer than ${mostBytes} bytes` }
      chunks.push(chunk.subarray(0, read))
    }
  } catch (fault) {
    return { message: `the file cannot be read (${systemCode(fault) ?? 'IO'})` }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
