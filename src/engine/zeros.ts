/** Zeros that take the place of what is not passed on. */

const SHORT_BYTES = 1024
const ZEROS = new Uint8Array(262_144)

/**
 * Zeros of any number. Long ones are one piece of memory, written as often as it takes and not ephemeral, so that whoever has to keep
 * them until they can be passed on keeps no copies.
 */
export function writeZeros(count: number, sink: { write(bytes: Uint8Array, ephemeral: boolean): void }): void {
  const ephemeral = count <= SHORT_BYTES
  for (let left = count; left > 0; left -= ZEROS.length) {
    sink.write(left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS, ephemeral)
  }
}

/** Whether these bytes are some of writeZeros(): who gives them away to be kept gives a copy, or somebody may write into the zeros of others. */
export function areSharedZeros(bytes: Uint8Array): boolean {
  return bytes.buffer === ZEROS.buffer
}

/** Bytes that are nobody else's. Of shared zeros it is memory that nobody has touched, and which as yet takes no room. */
export function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return areSharedZeros(bytes) ? new Uint8Array(bytes.length) : new Uint8Array(bytes)
}
