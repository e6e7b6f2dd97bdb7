/** Looks for tokens in all of an output: its raw bytes, and what is packed in its members. */

import { gunzipSync, inflateRawSync, zstdDecompressSync } from 'node:zlib'
import { extract } from 'tar-stream'
import { findTokens } from './tokens.ts'

const DEFLATED = '1.2.840.10008.1.2.1.99'

/** What was found, one line each; empty where the output is clean. */
export function searchBytes(bytes: Buffer, where: string): string[] {
  const lines = findTokens(bytes).map(({ channel, form, offsetBytes }) => {
    return `${where}: channel ${channel ?? 'unknown'}, ${form}, at byte ${offsetBytes}`
  })
  return [...new Set(lines)]
}

/** An archive whole and by its members; a damaged one as far as it goes. */
export async function searchArchive(bytes: Buffer, where: string): Promise<string[]> {
  const found = searchBytes(bytes, where)
  for (const { name, body } of await readMembers(bytes)) {
    found.push(...searchBytes(Buffer.from(name), `${where}, a name`))
    for (const part of unpack(body)) found.push(...searchBytes(part, `${where}, unpacked ${name}`))
  }
  return found
}

/** Whatever is compressed in one object. */
export function unpack(body: Buffer): Buffer[] {
  const attempts: (() => Buffer)[] = []
  if (body.includes(DEFLATED)) attempts.push(() => inflateRawSync(body.subarray(144 + body.readUInt32LE(140))))
  for (
    let at = body.indexOf(Buffer.from([0x1f, 0x8b, 8]));
    at >= 0;
    at = body.indexOf(Buffer.from([0x1f, 0x8b, 8]), at + 1)
  )
    attempts.push(() => gunzipSync(body.subarray(at)))
  const zstdAt = body.indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))
  if (zstdAt >= 0) attempts.push(() => zstdDecompressSync(body.subarray(zstdAt)))
  return attempts.flatMap((attempt) => {
    try {
      return [attempt()]
    } catch {
      return []
    }
  })
}

async function readMembers(bytes: Buffer): Promise<{ name: string; body: Buffer }[]> {
  const members: { name: string; body: Buffer }[] = []
  const reader = extract()
  reader.on('entry', (header, stream, next) => {
    const parts: Buffer[] = []
    stream.on('data', (part) => parts.push(part as Buffer))
    stream.on('error', () => {})
    stream.on('end', () => {
      members.push({ name: header.name, body: Buffer.concat(parts) })
      next()
    })
  })
  return await new Promise((resolve) => {
    reader.on('error', () => resolve(members))
    reader.on('close', () => resolve(members))
    reader.end(bytes)
  })
}
