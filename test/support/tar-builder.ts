/**
 * Tar archives put together by hand, for input that no tar program would write. Written apart from src/archive, field by
 * field, so that neither can hide the other's mistakes.
 */

import { extract, type Header } from 'tar-stream'

export interface HeaderFields {
  readonly name?: string | Buffer
  readonly type?: string
  /** Octal unless `sizeField` is given. */
  readonly size?: number
  /** The 12 bytes of the size field as they are. */
  readonly sizeField?: Buffer
  readonly prefix?: string
  readonly linkName?: string
  readonly magic?: 'ustar' | 'gnu' | 'old'
  readonly owner?: string
  readonly mtime?: number
  /** Signed sums were written by old tars. */
  readonly checksum?: 'unsigned' | 'signed' | 'wrong'
  /** Further bytes by offset, before the checksum is taken. */
  readonly bytes?: readonly (readonly [at: number, bytes: Buffer])[]
}

export const BLOCK = 512
/** The two blocks of zeros that end an archive. */
export const END = Buffer.alloc(2 * BLOCK)

/** One header block. */
export function header(fields: HeaderFields = {}): Buffer {
  const block = Buffer.alloc(BLOCK)
  const put = (at: number, text: string | Buffer): void => void block.set(Buffer.from(text as string), at)
  put(0, fields.name ?? 'member')
  put(100, '0000600\0')
  put(108, '0001750\0')
  put(116, '0001750\0')
  put(124, fields.sizeField ?? `${(fields.size ?? 0).toString(8).padStart(11, '0')}\0`)
  put(136, `${(fields.mtime ?? 0o14371573000).toString(8).padStart(11, '0')}\0`)
  put(148, '        ')
  put(156, fields.type ?? '0')
  put(157, fields.linkName ?? '')
  if (fields.magic !== 'old') {
    put(257, fields.magic === 'gnu' ? 'ustar  \0' : 'ustar\u000000')
    put(265, fields.owner ?? 'owner')
    put(297, fields.owner ?? 'owner')
    put(345, fields.prefix ?? '')
  }
  for (const [at, bytes] of fields.bytes ?? []) put(at, bytes)
  let sum = 0
  for (const byte of block) sum += fields.checksum === 'signed' && byte > 127 ? byte - 256 : byte
  if (fields.checksum === 'wrong') sum++
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  return block
}

/** Body and padding; the padding is not zeros, because readers must not look at it. */
export function padded(body: string | Buffer, slack = 0x2a): Buffer {
  const bytes = Buffer.from(body as string)
  return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK, slack)])
}

/** A member with its body. */
export function member(name: string | Buffer, body: string | Buffer, fields: HeaderFields = {}): Buffer {
  return Buffer.concat([header({ name, size: Buffer.from(body as string).length, ...fields }), padded(body)])
}

/** One PAX record, its length counted by trying. */
export function paxRecord(keyword: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${keyword}=`), Buffer.from(value as string), Buffer.from('\n')])
  for (let digits = 1; ; digits++) {
    const record = Buffer.concat([Buffer.from(String(rest.length + digits)), rest])
    if (record.length === rest.length + digits) return record
  }
}

export type PaxPairs = readonly (readonly [keyword: string, value: string | Buffer])[]

/** A PAX extended header, `x` for the next member or `g` for all. */
export function pax(pairs: PaxPairs, type = 'x'): Buffer {
  const payload = Buffer.concat(pairs.map(([keyword, value]) => paxRecord(keyword, value)))
  return member('./PaxHeaders/DOE^JANE', payload, { type })
}

/** A GNU long name (L) or long link (K) block, with bytes after its NUL. */
export function gnuLong(text: string, type: 'L' | 'K' = 'L'): Buffer {
  return member('././@LongLink', `${text}\0SLACK^OF^NAME`, { type, magic: 'gnu' })
}

/** A whole archive. */
export function archive(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts, END])
}

/** A size in base-256, as GNU tar writes it beyond 8 GiB. */
export function base256(value: bigint): Buffer {
  const field = Buffer.alloc(12)
  for (let at = 11, rest = value; at >= 0; at--, rest >>= 8n) field[at] = Number(rest & 0xffn)
  if (value >= 0n) field[0] = 0x80
  return field
}

/** The bytes in pieces of one size, each with memory of its own. */
export function* chunksOf(bytes: Buffer, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield new Uint8Array(bytes.subarray(at, at + size))
}

export interface ReadMember {
  readonly header: Header
  readonly body: Buffer
}

/** The members of an archive as tar-stream reads them. */
export async function readWithTarStream(bytes: Buffer): Promise<ReadMember[]> {
  const members: ReadMember[] = []
  const reader = extract()
  reader.on('entry', (entryHeader, stream, next) => {
    const parts: Buffer[] = []
    stream.on('data', (part) => parts.push(part as Buffer))
    stream.on('end', () => {
      members.push({ header: entryHeader, body: Buffer.concat(parts) })
      next()
    })
  })
  await new Promise<void>((resolve, reject) => {
    reader.on('finish', resolve)
    reader.on('error', reject)
    reader.end(bytes)
  })
  return members
}
