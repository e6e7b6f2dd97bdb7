import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Compression, compressionByName, findCompression } from '../../../src/archive/compression.ts'
import { createUnwrap } from '../../../src/archive/unwrap.ts'
import { createWrap } from '../../../src/archive/wrap.ts'

interface Unwrapped {
  readonly text: string
  readonly code: string | undefined
}

async function unwrap(compression: Compression, bytes: Buffer, cuts: readonly number[] = []): Promise<Unwrapped> {
  const chunks = [0, ...cuts].map((cut, index) => bytes.subarray(cut, cuts[index] ?? bytes.length))
  const parts: Buffer[] = []
  try {
    await pipeline(
      Readable.from(chunks.filter((chunk) => chunk.length > 0)),
      createUnwrap(compression),
      async (source) => {
        for await (const part of source) parts.push(part as Buffer)
      },
    )
  } catch (failure) {
    return { text: Buffer.concat(parts).toString('latin1'), code: (failure as { code: string }).code }
  }
  return { text: Buffer.concat(parts).toString('latin1'), code: undefined }
}

/** Once whole, once in two at every place, once byte by byte. */
async function unwrapEveryWay(compression: Compression, bytes: Buffer): Promise<Unwrapped[]> {
  const everywhere = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
  const ways = [[], everywhere, ...everywhere.map((cut) => [cut])]
  return Promise.all(ways.map((cuts) => unwrap(compression, bytes, cuts)))
}

const SKIPPABLE = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9])
const CODECS = [
  ['gzip', (text: string): Buffer => gzipSync(text)],
  ['zstd', (text: string): Buffer => zstdCompressSync(text)],
] as const

describe('compressed input', () => {
  it('is known by its first bytes', () => {
    expect(findCompression(gzipSync('a'))).toBe('gzip')
    expect(findCompression(zstdCompressSync('a'))).toBe('zstd')
    expect(findCompression(SKIPPABLE)).toBe('zstd')
    for (const head of [[], [0x1f], [0x1f, 0x8a], [0x28, 0xb5, 0x2f], [0x60, 0x2a, 0x4d, 0x18], [0, 0, 0, 0]]) {
      expect(findCompression(Uint8Array.from(head))).toBeUndefined()
    }
  })

  it.each(CODECS)('%s is decompressed, wherever chunks end', async (compression, compress) => {
    for (const told of await unwrapEveryWay(compression, compress('some text'))) {
      expect(told).toEqual({ text: 'some text', code: undefined })
    }
  })

  // node:zlib stops at the first zstd frame that ends within a chunk.
  it.each(CODECS)(
    '%s members that follow each other are all read, wherever chunks end',
    async (compression, compress) => {
      const bytes = Buffer.concat([compress('one '), compress(''), compress('two '), compress('three')])
      for (const told of await unwrapEveryWay(compression, bytes)) {
        expect(told).toEqual({ text: 'one two three', code: undefined })
      }
    },
  )

  it('zstd frames that are to be skipped are', async () => {
    const bytes = Buffer.concat([SKIPPABLE, zstdCompressSync('one '), SKIPPABLE, zstdCompressSync('two'), SKIPPABLE])
    for (const told of await unwrapEveryWay('zstd', bytes)) expect(told).toEqual({ text: 'one two', code: undefined })
  })

  it.each(CODECS)('%s cut short is an error at every byte but between members', async (compression, compress) => {
    const members = [compress('one '), compress('two')]
    const bytes = Buffer.concat(members)
    for (let end = 1; end < bytes.length; end++) {
      const expected = end === members[0]?.length ? undefined : 'COMPRESSION_INVALID'
      for (const cuts of [[], [Math.min(end, members[0]!.length)], [Math.ceil(end / 2)]]) {
        const told = await unwrap(compression, bytes.subarray(0, end), cuts)
        expect(told.code, `cut at ${end}, chunks at ${cuts}`).toBe(expected)
      }
    }
  })

  it.each(CODECS)('%s with something after it is an error, wherever chunks end', async (compression, compress) => {
    const garbages = [
      Buffer.from('garbage'),
      Buffer.from([0x1f, 0x8b, 1]),
      Buffer.from([0, 0, 1]),
      SKIPPABLE.subarray(0, 6),
    ]
    for (const garbage of garbages) {
      for (const told of await unwrapEveryWay(compression, Buffer.concat([compress('text'), garbage]))) {
        expect(told.code).toBe('COMPRESSION_INVALID')
      }
    }
  })

  it('gzip may be padded with zeros, and zstd may not', async () => {
    for (const told of await unwrapEveryWay('gzip', Buffer.concat([gzipSync('text'), Buffer.alloc(7)]))) {
      expect(told).toEqual({ text: 'text', code: undefined })
    }
    for (const told of await unwrapEveryWay('zstd', Buffer.concat([zstdCompressSync('text'), Buffer.alloc(7)]))) {
      expect(told.code).toBe('COMPRESSION_INVALID')
    }
  })

  it.each(CODECS)('%s that was damaged is an error', async (compression, compress) => {
    const bytes = compress('some text that is long enough to be damaged in its middle')
    bytes[Math.floor(bytes.length / 2)]! ^= 0x10
    bytes[bytes.length - 2]! ^= 0x10
    // A zstd frame from here has no checksum: damage to its header at least must show.
    if (compression === 'zstd') bytes[4]! ^= 0x08
    expect((await unwrap(compression, bytes)).code).toBe('COMPRESSION_INVALID')
  })

  it('that is larger than one chunk on both sides comes out whole', async () => {
    const text = Array.from({ length: 300_000 }, (_, index) => index).join(' ')
    for (const [compression, compress] of CODECS) {
      const bytes = Buffer.concat([compress(text), compress(text)])
      const cuts = [70_000, 70_001, 200_000]
      const told = await unwrap(compression, bytes, cuts)
      expect(told.code).toBeUndefined()
      expect(told.text === text + text).toBe(true)
    }
  })

  it('that grows beyond the ratio is refused, and not before its grace', async () => {
    const small = zstdCompressSync(Buffer.alloc(60 * 2 ** 20))
    expect(small.length * 1100).toBeLessThan(60 * 2 ** 20)
    expect((await unwrap('zstd', small)).code).toBeUndefined()
    const bomb = zstdCompressSync(Buffer.alloc(70 * 2 ** 20))
    const told = await unwrap('zstd', bomb)
    expect(told.code).toBe('COMPRESSION_BOMB')
    expect(told.text.length).toBeLessThanOrEqual(64 * 2 ** 20)
    // Deflate cannot reach the ratio.
    expect((await unwrap('gzip', gzipSync(Buffer.alloc(70 * 2 ** 20)))).code).toBeUndefined()
  })

  it('is not read ahead of who reads it', async () => {
    const stream = createUnwrap('gzip')
    Readable.from([gzipSync(Buffer.alloc(50 * 2 ** 20))]).pipe(stream)
    while (stream.readableLength === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(stream.readableLength).toBeLessThan(2 ** 20)
    stream.destroy()
  })
})

describe('compressed output', () => {
  async function wrap(compression: Compression, text: string): Promise<Buffer> {
    return Buffer.concat(await createWrap(compression).end(text).toArray())
  }

  it.each([
    ['out.tar.gz', 'gzip'],
    ['OUT.TGZ', 'gzip'],
    ['a/b.tar.zst', 'zstd'],
    ['b.tzst', 'zstd'],
    ['out.tar', undefined],
    ['out.gz.tar', undefined],
    ['targz', undefined],
    ['-', undefined],
  ])('is chosen by the name %s: %s', (name, expected) => {
    expect(compressionByName(name)).toBe(expected)
  })

  it('of gzip has no name, comment, extra field or time', async () => {
    const bytes = await wrap('gzip', 'text')
    expect([...bytes.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
    expect(gunzipSync(bytes).toString()).toBe('text')
  })

  it('of zstd has a checksum', async () => {
    const bytes = await wrap('zstd', 'text')
    // RFC 8878, 3.1.1.1.1: bit 2 of the frame header descriptor.
    expect(bytes[4]! & 0x04).toBe(0x04)
    expect(zstdDecompressSync(bytes).toString()).toBe('text')
  })
})
