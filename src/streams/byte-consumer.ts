/** What both drivers drive: something that takes the bytes of an input and hands output to a sink while it does. */

/** Where output goes, in order and synchronously. */
export interface ByteSink {
  /** `ephemeral` bytes are valid only until the call returns; others are slices of the chunk that was pushed. */
  write(bytes: Uint8Array, ephemeral: boolean): void
}

/** Takes an input in chunks of any size. Throws SluiceError where the input cannot go on. */
export interface ByteConsumer {
  push(chunk: Uint8Array): void
  /** Word that the input is over. What was pushed is whole only if this returns. */
  end(): void
  /** Memory of the consumer's own to read the input into, where it has some: a chunk there may be changed by `push`, in its place. No other is. */
  readonly inputMemory?: Uint8Array | undefined
}
