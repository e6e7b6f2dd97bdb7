/** The driver for Web streams: a TransformStream over a ByteConsumer. Long values come out as slices of the chunk that came in. */

import { areSharedZeros, copyOf } from '../engine/zeros.ts'
import type { ByteConsumer, ByteSink } from '../streams/byte-consumer.ts'
import { asStreamError } from '../streams/stream-error.ts'

/** What waits on either side before the other is held back. */
const HELD_BYTES = 262_144

/** Bytes in, bytes out. `open` makes the consumer over the sink that it is to write to. Fails with TypeError where a chunk is not bytes. */
export class ConsumerTransformStream extends TransformStream<Uint8Array, Uint8Array> {
  constructor(open: (sink: ByteSink) => ByteConsumer) {
    let consumer: ByteConsumer
    const guard = (work: () => void): void => {
      try {
        work()
      } catch (fault) {
        throw asStreamError(fault)
      }
    }
    super(
      {
        start: (controller) => {
          const write = (bytes: Uint8Array, ephemeral: boolean): void => {
            if (bytes.length > 0) controller.enqueue(ephemeral || areSharedZeros(bytes) ? copyOf(bytes) : bytes)
          }
          consumer = open({ write })
        },
        transform: (chunk) => {
          if (!(chunk instanceof Uint8Array)) throw new TypeError('a chunk is bytes')
          guard(() => consumer.push(chunk))
        },
        flush: () => guard(() => consumer.end()),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: HELD_BYTES }),
      new ByteLengthQueuingStrategy({ highWaterMark: HELD_BYTES }),
    )
  }
}
