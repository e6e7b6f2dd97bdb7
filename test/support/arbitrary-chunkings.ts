/** Chunkings for fast-check. */

import fc from 'fast-check'
import { type Chunking, chunksOf, randomChunks, whole } from './chunkings.ts'

export const arbitraryChunkings: fc.Arbitrary<Chunking> = fc.oneof(
  fc.constantFrom(whole, chunksOf(1), chunksOf(7), chunksOf(131), chunksOf(512)),
  fc.nat(9999).map((seed) => randomChunks(seed)),
)
