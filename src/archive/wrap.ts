/** Compressed output. */

import { constants, createGzip, createZstdCompress, type Gzip, type ZstdCompress } from 'node:zlib'
import type { Compression } from './compression.ts'

/** The compressing stream. A gzip header from it has no name, no comment and no time; a zstd frame has a checksum, as gzip has. */
export function createWrap(compression: Compression): Gzip | ZstdCompress {
  if (compression === 'gzip') return createGzip()
  return createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } })
}
