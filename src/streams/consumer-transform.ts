/**
 * The asynchronous driver: a Transform over a ByteConsumer. Long values come out as slices of the chunk that came in,
 * without a copy. A consumer that throws destroys the stream with its SluiceError, so that a failed input never ends cleanly.
 */

import { Transform, type TransformCallback } from 'node:stream'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import { asStreamError } from './stream-error.ts'

/** Bytes in, bytes out. `open` makes the consumer over the sink that it is to write to. */
export class ConsumerTransform extends Transform {
  readonly #consumer: ByteConsumer

  constructor(open: (sink: ByteSink) => ByteConsumer) {
    super({ decodeStrings: true })
    this.#consumer = open({
      write: (bytes, ephemeral) => {
        if (bytes.byteLength > 0) this.push(ephemeral ? Buffer.from(bytes) : asBuffer(bytes))
      },
    })
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#consumer.push(chunk)
    } catch (fault) {
      done(asStreamError(fault))
      return
    }
    done()
  }

  override _flush(done: TransformCallback): void {
    try {
      this.#consumer.end()
    } catch (fault) {
      done(asStreamError(fault))
      return
    }
    done()
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
