/** Compressed output, chosen by the ending of the output's own name. */

import { constants, createGzip, createZstdCompress, type Gzip, type ZstdCompress } from 'node:zlib'
import type { Compression } from './unwrap.ts'

const ENDINGS: readonly (readonly [ending: string, compression: Compression])[] = [
  ['.tar.gz', 'gzip'],
  ['.tgz', 'gzip'],
  ['.tar.zst', 'zstd'],
  ['.tzst', 'zstd'],
]

/** How an output of that file name is to be compressed; undefined where it is not. */
export function compressionByName(fileName: string): Compression | undefined {
  const lower = fileName.toLowerCase()
  return ENDINGS.find(([ending]) => lower.endsWith(ending))?.[1]
}

/** The compressing stream. A gzip header from it has no name, no comment and no time; a zstd frame has a checksum, as gzip has. */
export function createWrap(compression: Compression): Gzip | ZstdCompress {
  if (compression === 'gzip') return createGzip()
  return createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } })
}
