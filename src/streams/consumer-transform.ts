/**
 * The asynchronous driver: a Transform over a ByteConsumer. Long values come out as slices of the chunk that came in,
 * without a copy. A consumer that throws destroys the stream with its SluiceError, so that a failed input never ends cleanly.
 */

import { Transform, type TransformCallback } from 'node:stream'
import { SluiceError } from '../errors.ts'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'

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

/** Wraps what a hook of the caller threw, on its way through code of this package. */
export class CallerFault extends Error {
  override readonly name = 'CallerFault'
  readonly fault: unknown

  constructor(fault: unknown) {
    super()
    this.fault = fault
  }
}

/**
 * What is thrown by this program as it is; all else as INTERNAL, without its message, which may quote the input. The
 * original is not kept as `cause`, for the same reason.
 */
export function asSluiceError(fault: unknown): SluiceError {
  return fault instanceof SluiceError ? fault : new SluiceError('INTERNAL')
}

/** As asSluiceError, but what a hook of the caller threw is given back as it was. */
export function asStreamError(fault: unknown): Error {
  if (!(fault instanceof CallerFault)) return asSluiceError(fault)
  return fault.fault instanceof Error ? fault.fault : new SluiceError('INTERNAL', {}, 'onEntry threw what is no Error')
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
