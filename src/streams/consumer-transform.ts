/**
 * The asynchronous driver: a Transform over a ByteConsumer. Long values come out as slices of the chunk that came in,
 * without a copy; what is short is gathered. Where the consumer is a stream of this package, it is lent the memory instead of getting it, and the next chunk is
 * taken when it has been written (lending.ts). A chunk that gives more than it has, as zeros for what was promised, is handed on as it is wanted. A ByteConsumer
 * that throws destroys the stream with its SluiceError, so that a failed input never ends cleanly.
 */

import { Transform, type TransformCallback } from 'node:stream'
import { areSharedZeros, copyOf } from '../engine/zeros.ts'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import { Gathering } from './gathering.ts'
import { isLent, Loan, markBorrower } from './lending.ts'
import { asStreamError } from './stream-error.ts'

/** What is shorter is gathered with its neighbours. */
const DIRECT_BYTES = 16_384
/** What a borrower is given at a time. */
const LENT_PARTS = 64
/** What lies in the queue of a stream whose consumer does not borrow before the rest waits. */
const QUEUED_BYTES = 1_048_576

/** Output that is due. `isOwn`: nobody else will write to its memory. */
interface Part {
  readonly bytes: Uint8Array
  readonly isOwn: boolean
}

/** Bytes in, bytes out. `open` makes the consumer over the sink that it is to write to. */
export class ConsumerTransform extends Transform {
  readonly #consumer: ByteConsumer
  readonly #loan: Loan
  readonly #gathering = new Gathering((bytes) => this.#parts.push({ bytes, isOwn: false }))
  #parts: Part[] = []
  #givenParts = 0
  #giving = false
  /** Of the chunk whose output has not all been handed on. */
  #done: TransformCallback | undefined

  constructor(open: (sink: ByteSink) => ByteConsumer) {
    super({ decodeStrings: true })
    this.#loan = new Loan(this)
    markBorrower(this)
    this.#consumer = open({ write: (bytes, ephemeral) => this.#take(bytes, ephemeral) })
  }

  override pipe<Destination extends NodeJS.WritableStream>(
    destination: Destination,
    options?: { end?: boolean | undefined },
  ): Destination {
    this.#loan.begin(destination)
    return super.pipe(destination, options)
  }

  override unpipe(destination?: NodeJS.WritableStream): this {
    this.#loan.end(destination)
    return super.unpipe(destination)
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#work(() => this.#consumer.push(chunk), done)
  }

  override _flush(done: TransformCallback): void {
    this.#work(() => this.#consumer.end(), done)
  }

  /** The reader wants more: of the chunk at hand, or of the next one. */
  override _read(wantedBytes: number): void {
    if (this.#done === undefined) super._read(wantedBytes)
    else if (!this.#giving) this.#give()
  }

  #work(work: () => void, done: TransformCallback): void {
    try {
      work()
    } catch (fault) {
      done(asStreamError(fault))
      return
    }
    this.#gathering.endPart()
    this.#done = done
    this.#give()
  }

  #take(bytes: Uint8Array, ephemeral: boolean): void {
    if (bytes.byteLength === 0) return
    if (ephemeral || bytes.byteLength < DIRECT_BYTES) this.#gathering.add(bytes)
    else {
      this.#gathering.endPart()
      this.#parts.push({ bytes, isOwn: !isLent(bytes) && !areSharedZeros(bytes) })
    }
  }

  /** Hands on what is due, as far as there is room for it. */
  #give(): void {
    const { borrower } = this.#loan
    if (borrower !== undefined && this.#givenParts < this.#parts.length) {
      this.#lend(borrower)
      return
    }
    this.#giving = true
    // A reader that asks counts what it is about to take as still there, and asks again only once it was given something.
    let isFirst = true
    while (this.#givenParts < this.#parts.length && (isFirst || this.readableLength < QUEUED_BYTES)) {
      const { bytes, isOwn } = this.#parts[this.#givenParts++]!
      this.push(isOwn ? bytes : copyOf(bytes))
      isFirst = false
    }
    this.#giving = false
    if (this.#givenParts === this.#parts.length) this.#takeBack()
  }

  #lend(borrower: NodeJS.WritableStream & { cork(): void; uncork(): void }): void {
    const parts = this.#parts.slice(this.#givenParts, this.#givenParts + LENT_PARTS)
    this.#givenParts += parts.length
    this.#giving = true
    let lentParts = parts.length
    const comeBack = (): void => {
      if (--lentParts > 0) return
      this.#giving = false
      this.#give()
    }
    borrower.cork()
    for (const { bytes } of parts) borrower.write(bytes, comeBack)
    borrower.uncork()
  }

  /** None of the output lies in memory that is to be used again. */
  #takeBack(): void {
    this.#parts = []
    this.#givenParts = 0
    this.#gathering.clear()
    const done = this.#done
    this.#done = undefined
    done?.()
  }
}
