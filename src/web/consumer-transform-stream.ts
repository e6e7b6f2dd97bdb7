/**
 * The driver for Web streams: a readable and a writable side around a ByteConsumer, each held back by the other. It is no TransformStream, which queues all that one
 * chunk gives, and is aborted only when that was read. Long values come out as slices of the chunk that came in.
 */

import { areSharedZeros, copyOf } from '../engine/zeros.ts'
import type { ByteConsumer, ByteSink } from '../streams/byte-consumer.ts'
import { asStreamError, CallerFault } from '../streams/stream-error.ts'

/** What waits on either side before the other is held back. */
const HELD_BYTES = 262_144

/** Bytes in, bytes out. `open` makes the consumer over the sink that it is to write to. Fails with TypeError where a chunk is not bytes. */
export class ConsumerTransformStream {
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<Uint8Array>
  readonly #consumer: ByteConsumer
  #output: ReadableStreamDefaultController<Uint8Array> | undefined
  #input: WritableStreamDefaultController | undefined
  /** Of the chunk at hand, what was not handed on. Zeros are shared until they are. */
  #parts: Uint8Array[] = []
  #givenParts = 0
  #isOver = false
  /** Ends the wait for a reader. */
  #goOn: (() => void) | undefined

  constructor(open: (sink: ByteSink) => ByteConsumer) {
    this.#consumer = open({ write: (bytes, ephemeral) => this.#take(bytes, ephemeral) })
    const strategy = new ByteLengthQueuingStrategy({ highWaterMark: HELD_BYTES })
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#output = controller
        },
        pull: () => this.#give(),
        cancel: (reason) => {
          this.#input?.error(reason)
          this.#stop()
        },
      },
      strategy,
    )
    this.writable = new WritableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#input = controller
          // Heard at once, where `abort` below waits for the chunk that is under way.
          const { signal } = controller as { readonly signal?: AbortSignal }
          signal?.addEventListener('abort', () => this.#fail(signal.reason), { once: true })
        },
        write: (chunk) => this.#work(() => this.#consumer.push(checkBytes(chunk))),
        close: async () => {
          await this.#work(() => this.#consumer.end())
          if (this.#isOver) return
          this.#isOver = true
          this.#output?.close()
        },
        abort: (reason) => this.#fail(reason),
      },
      strategy,
    )
  }

  /** Resolves when all that it gave was handed on, or is not wanted any more. */
  async #work(work: () => void): Promise<void> {
    try {
      work()
    } catch (fault) {
      const error = asStreamError(fault)
      this.#fail(error)
      throw error
    }
    this.#give()
    if (this.#givenParts === this.#parts.length || this.#isOver) return
    await new Promise<void>((resolve) => {
      this.#goOn = resolve
    })
  }

  #take(bytes: Uint8Array, ephemeral: boolean): void {
    if (bytes.length > 0) this.#parts.push(ephemeral && !areSharedZeros(bytes) ? copyOf(bytes) : bytes)
  }

  /** Hands on what there is, as far as there is room for it. */
  #give(): void {
    while (!this.#isOver && this.#givenParts < this.#parts.length && (this.#output?.desiredSize ?? 0) > 0) {
      const bytes = this.#parts[this.#givenParts++]!
      this.#output?.enqueue(areSharedZeros(bytes) ? copyOf(bytes) : bytes)
    }
    if (this.#givenParts === this.#parts.length) this.#forget()
  }

  /** Nothing that was made comes to a reader any more. */
  #fail(reason: unknown): void {
    if (this.#isOver) return
    this.#output?.error(reason)
    this.#stop()
  }

  #stop(): void {
    this.#isOver = true
    this.#forget()
  }

  #forget(): void {
    this.#parts = []
    this.#givenParts = 0
    this.#goOn?.()
    this.#goOn = undefined
  }
}

function checkBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  throw new CallerFault(new TypeError('a chunk is bytes'))
}
