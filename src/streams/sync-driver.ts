/**
 * The synchronous driver: a file descriptor into a ByteConsumer that writes to a DescriptorWriter. It reads into one buffer
 * and its output is written from there, so that a long value is never copied between the two system calls.
 *
 * It works in slices of time, so that whoever runs it can hear signals and draw progress in between. Where the input makes
 * it wait it says so, and the wait can be spent in the event loop (awaitInput).
 */

import type { ByteConsumer } from './byte-consumer.ts'
import type { DescriptorWriter } from './descriptors.ts'
import { Pauses, readDescriptor, readDescriptorLater } from './descriptors.ts'

/** How much is asked for at a time. Beyond this a larger read gains nothing; a pipe gives 64 KiB whatever is asked. */
const READ_BYTES = 524_288
/** A pipe's capacity on Linux. A read that gives less has emptied it: the next would wait, and is left to awaitInput. */
const PIPE_BYTES = 65_536
/** A read that took longer had to wait: what it gave is looked at after the event loop had its turn. */
const IDLE_MILLISECONDS = 20
/** How long a descriptor that is not ready is tried before the event loop has its turn. */
const SHORT_WAIT_MILLISECONDS = 2
/** How long awaitInput lets a descriptor rest that is not ready. */
const REST_MILLISECONDS = 1

/** `more`: the slice is over. `idle`: the input has nothing to give at present. `done`: it has ended. */
export type SliceEnd = 'more' | 'idle' | 'done'

/** Drives one input. Not to be used after `done` or after it threw. */
export class SyncDriver {
  readonly #descriptor: number
  readonly #consumer: ByteConsumer
  readonly #writer: DescriptorWriter
  readonly #buffer = new Uint8Array(READ_BYTES)
  #inputBytes = 0
  /** What a read gave that had to wait, while it is still in the buffer. */
  #lateCount: number | undefined

  constructor(descriptor: number, consumer: ByteConsumer, writer: DescriptorWriter) {
    this.#descriptor = descriptor
    this.#consumer = consumer
    this.#writer = writer
  }

  /** Input bytes taken so far. */
  get inputBytes(): number {
    return this.#inputBytes
  }

  /** Takes what was read ahead to see what the input is. */
  takeAhead(head: Uint8Array): void {
    if (head.byteLength > 0) this.#take(head)
  }

  /** Works for a slice of time. At `done` the consumer has been ended and the output is flushed. */
  run(sliceMilliseconds: number): SliceEnd {
    const end = performance.now() + sliceMilliseconds
    for (;;) {
      const before = performance.now()
      if (before >= end) return 'more'
      const count = this.#read()
      if (count < 0) return 'idle'
      if (performance.now() - before > IDLE_MILLISECONDS) {
        this.#lateCount = count
        return 'idle'
      }
      if (this.#takeCount(count) === 'done') return 'done'
      if (count < PIPE_BYTES) return 'idle'
    }
  }

  /** One read off the main thread, which leaves the event loop free for as long as it takes. */
  async awaitInput(): Promise<SliceEnd> {
    const count = this.#lateCount ?? (await readDescriptorLater(this.#descriptor, this.#buffer))
    this.#lateCount = undefined
    if (count >= 0) return this.#takeCount(count)
    await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS))
    return 'idle'
  }

  /** As readDescriptor, but sits out the shortest of waits: a busy pipe that does not block is filled again by then. */
  #read(): number {
    const pauses = new Pauses()
    let count = readDescriptor(this.#descriptor, this.#buffer)
    while (count < 0 && pauses.milliseconds < SHORT_WAIT_MILLISECONDS) {
      pauses.pause()
      count = readDescriptor(this.#descriptor, this.#buffer)
    }
    return count
  }

  #takeCount(count: number): SliceEnd {
    if (count > 0) {
      this.#take(this.#buffer.subarray(0, count))
      return 'more'
    }
    this.#consumer.end()
    this.#writer.flush()
    return 'done'
  }

  #take(chunk: Uint8Array): void {
    this.#inputBytes += chunk.byteLength
    this.#consumer.push(chunk)
  }
}
