/**
 * The synchronous driver: a file descriptor into a ByteConsumer that writes to a DescriptorWriter. It reads into one buffer
 * and its output is written from there, so that a long value is never copied between the two system calls.
 *
 * It works in slices of time, so that whoever runs it can hear signals and draw progress in between, and unless it may it never waits long for
 * input: where there is none it says so, and the wait can be spent in the event loop (awaitInput).
 */

import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs'
import type { ByteConsumer } from './byte-consumer.ts'
import type { DescriptorWriter } from './descriptors.ts'
import { Pauses, readDescriptor, readDescriptorLater } from './descriptors.ts'

/** How much is asked for at a time. Beyond this a larger read gains nothing; a pipe gives 64 KiB whatever is asked. */
const READ_BYTES = 524_288
/** A pipe's capacity on Linux. A read that gives less has emptied it, and to try again at once would throw EAGAIN, which costs more than a short sleep. */
const PIPE_BYTES = 65_536
/** How long, and how often, each twice as long as the one before, a producer that is at work is slept for. One that is not is waited for off the main thread. */
const FIRST_SLEEP_MILLISECONDS = 0.01
const SHORT_SLEEPS = 8
/** How long awaitInput lets a descriptor rest that is not ready. */
const REST_MILLISECONDS = 1

/** `more`: the slice is over. `idle`: the input has nothing to give at present. `done`: it has ended. */
export type SliceEnd = 'more' | 'idle' | 'done'

/** Drives one input. Not to be used after `done` or after it threw. */
export class SyncDriver {
  readonly #descriptor: number
  readonly #consumer: ByteConsumer
  readonly #writer: DescriptorWriter
  readonly #buffer: Uint8Array
  #inputBytes = 0
  /** Where reading never waits; undefined where there is no such way to the input. */
  readonly #readyDescriptor: number | undefined

  /** A read that gives nothing has come to the end. */
  readonly #waits: boolean

  /** `mayBlock`: reading may wait for input, because nothing has to be heard while it does. */
  constructor(descriptor: number, consumer: ByteConsumer, writer: DescriptorWriter, mayBlock = false) {
    this.#descriptor = descriptor
    const stats = fstatSync(descriptor)
    this.#waits = stats.isFile() || mayBlock
    this.#readyDescriptor = this.#waits ? descriptor : openReady(descriptor, stats)
    this.#consumer = consumer
    this.#buffer = consumer.inputMemory ?? new Uint8Array(READ_BYTES)
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

  /** Works for a slice of time, by a clock in milliseconds. At `done` the consumer has been ended and the output is flushed. */
  run(sliceMilliseconds: number, now = () => performance.now()): SliceEnd {
    if (this.#readyDescriptor === undefined) return 'idle'
    const end = now() + sliceMilliseconds
    let pauses = new Pauses(FIRST_SLEEP_MILLISECONDS)
    let sleeps = 0
    while (now() < end) {
      const count = readDescriptor(this.#readyDescriptor, this.#buffer)
      if (count >= 0) {
        if (this.#takeCount(count) === 'done') return 'done'
        if (sleeps > 0) pauses = new Pauses(FIRST_SLEEP_MILLISECONDS)
        sleeps = 0
        if (this.#waits || count >= PIPE_BYTES) continue
      }
      if (sleeps++ === SHORT_SLEEPS) return 'idle'
      pauses.pause()
    }
    return 'more'
  }

  /** One read off the main thread, which leaves the event loop free for as long as it takes. */
  async awaitInput(): Promise<SliceEnd> {
    const count = await readDescriptorLater(this.#descriptor, this.#buffer)
    if (count >= 0) return this.#takeCount(count)
    await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS))
    return 'idle'
  }

  /** To be called when it is over, however it ended. */
  close(): void {
    if (this.#readyDescriptor !== undefined && this.#readyDescriptor !== this.#descriptor)
      closeSync(this.#readyDescriptor)
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

/**
 * A pipe is opened a second time, without blocking, where the system can do that: to set it on the
 * descriptor that we were given would change it for all who share it.
 */
function openReady(descriptor: number, stats: Stats): number | undefined {
  if (!stats.isFIFO()) return undefined
  try {
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
}
