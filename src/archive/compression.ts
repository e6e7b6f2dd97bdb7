/** How an input or an output is compressed: by the first bytes of the one, by the name of the other. */

export type Compression = 'gzip' | 'zstd'

const GZIP_MAGIC = [0x1f, 0x8b] as const
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const
/** The last three bytes; pzstd writes such a frame before every frame of data. RFC 8878, 3.1.2. */
const ZSTD_SKIPPABLE_MAGIC_END = [0x2a, 0x4d, 0x18] as const

const ENDINGS: readonly (readonly [ending: string, compression: Compression])[] = [
  ['.tar.gz', 'gzip'],
  ['.tgz', 'gzip'],
  ['.tar.zst', 'zstd'],
  ['.tzst', 'zstd'],
]

/** How the input that begins with `head` is compressed; undefined where it is not, as far as we can read. */
export function findCompression(head: Uint8Array): Compression | undefined {
  if (hasBytesAt(head, 0, GZIP_MAGIC)) return 'gzip'
  if (hasBytesAt(head, 0, ZSTD_MAGIC)) return 'zstd'
  if ((head[0]! & 0xf0) === 0x50 && hasBytesAt(head, 1, ZSTD_SKIPPABLE_MAGIC_END)) return 'zstd'
  return undefined
}

/** How an output of that file name is to be compressed; undefined where it is not. */
export function compressionByName(fileName: string): Compression | undefined {
  const lower = fileName.toLowerCase()
  return ENDINGS.find(([ending]) => lower.endsWith(ending))?.[1]
}

function hasBytesAt(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  if (bytes.length < at + expected.length) return false
  for (let index = 0; index < expected.length; index++) if (bytes[at + index] !== expected[index]) return false
  return true
}
