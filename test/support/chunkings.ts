/** The same bytes in other pieces: what comes out must never depend on them. */

/** Sizes of chunks that have found faults elsewhere: single bytes, odd ones, around tar's blocks, and whole buffers. */
export const CHUNK_SIZES = [1, 7, 131, 511, 512, 513, 4096, 65536] as const

export interface Chunking {
  /** For the message of a test that fails. */
  readonly name: string
  chunks(bytes: Uint8Array): Generator<Uint8Array>
}

/** Chunks of one size, the last one shorter. They are views; with `copied` each is a buffer of its own. */
export function chunksOf(sizeBytes: number): Chunking {
  return {
    name: `chunks of ${sizeBytes}`,
    *chunks(bytes) {
      for (let at = 0; at < bytes.length; at += sizeBytes) yield bytes.subarray(at, at + sizeBytes)
    },
  }
}

export const whole: Chunking = {
  name: 'one chunk',
  *chunks(bytes) {
    yield bytes
  },
}

/** Chunks of 0 to `maxBytes` bytes. */
export function randomChunks(seed: number, maxBytes = 97): Chunking {
  return {
    name: `random chunks, seed ${seed}`,
    *chunks(bytes) {
      const random = seededRandom(seed)
      for (let at = 0; at < bytes.length; ) {
        const sizeBytes = Math.floor(random() * (maxBytes + 1))
        yield bytes.subarray(at, at + sizeBytes)
        at += sizeBytes
      }
    },
  }
}

/** Every one of them. Chunks of a few bytes are left out for buffers beyond `fineBytes`, where they would take minutes. */
export function allChunkings(bytes: Uint8Array, fineBytes = 1 << 20): Chunking[] {
  const sizes = CHUNK_SIZES.filter((sizeBytes) => sizeBytes >= 131 || bytes.length <= fineBytes)
  return [...sizes.map(chunksOf), whole, randomChunks(1), randomChunks(2, 3000)]
}

/** Numbers from 0 to below 1, the same for the same seed on every machine: three shifts, which is random enough here. */
export function seededRandom(seed: number): () => number {
  // zero would stay zero, and small seeds would begin alike
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x2545f491) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
