/**
 * The asynchronous driver: a Transform over a ByteConsumer. Long values come out as slices of the chunk that came in,
 * without a copy; what is short is gathered. Where the consumer is a stream of this package, it is lent the memory instead of getting it, and the next chunk is
 * taken when it has been written (lending.ts). A ByteConsumer that throws destroys the stream with its SluiceError, so that a failed input never ends cleanly.
 */

import { Transform, type TransformCallback } from 'node:stream'
import type { ByteConsumer, ByteSink } from './byte-consumer.ts'
import { isLent, Loan, makeLendable, markBorrower } from './lending.ts'
import { asStreamError } from './stream-error.ts'

/** What is shorter is gathered with its neighbours. */
const DIRECT_BYTES = 16_384
/** As a rule all that has to be copied of what one chunk gives: a chunk of PooledReadStream and a header that began before it. */
const GATHER_BYTES = 393_216

/** Output that is due. `isOwn`: nobody else will write to its memory. */
interface Part {
  readonly bytes: Uint8Array
  readonly isOwn: boolean
}

/** Bytes in, bytes out. `open` makes the consumer over the sink that it is to write to. */
export class ConsumerTransform extends Transform {
  readonly #consumer: ByteConsumer
  readonly #loan: Loan
  #parts: Part[] = []
  readonly #gathered = makeLendable(GATHER_BYTES)
  #gatheredBytes = 0
  /** Where in #gathered the part begins that still grows. */
  #partAt = 0

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

  #work(work: () => void, done: TransformCallback): void {
    try {
      work()
    } catch (fault) {
      done(asStreamError(fault))
      return
    }
    this.#give(done)
  }

  #take(bytes: Uint8Array, ephemeral: boolean): void {
    if (bytes.byteLength === 0) return
    if (ephemeral || bytes.byteLength < DIRECT_BYTES) this.#gather(bytes)
    else {
      this.#endPart()
      this.#parts.push({ bytes, isOwn: !isLent(bytes) })
    }
  }

  #gather(bytes: Uint8Array): void {
    if (bytes.byteLength > GATHER_BYTES - this.#gatheredBytes) {
      this.#endPart()
      this.#parts.push({ bytes: new Uint8Array(bytes), isOwn: true })
      return
    }
    this.#gathered.set(bytes, this.#gatheredBytes)
    this.#gatheredBytes += bytes.byteLength
  }

  #endPart(): void {
    if (this.#gatheredBytes === this.#partAt) return
    this.#parts.push({ bytes: this.#gathered.subarray(this.#partAt, this.#gatheredBytes), isOwn: false })
    this.#partAt = this.#gatheredBytes
  }

  /** Hands on what is due. `done` is called when none of it lies in memory that is to be used again. */
  #give(done: TransformCallback): void {
    this.#endPart()
    const parts = this.#parts
    this.#parts = []
    const giveBack = (): void => {
      this.#gatheredBytes = 0
      this.#partAt = 0
      done()
    }
    const { borrower } = this.#loan
    if (borrower === undefined) {
      for (const { bytes, isOwn } of parts) this.push(isOwn ? bytes : new Uint8Array(bytes))
      giveBack()
      return
    }
    if (parts.length === 0) {
      giveBack()
      return
    }
    let lentParts = parts.length
    const takeBack = (): void => {
      if (--lentParts === 0) giveBack()
    }
    borrower.cork()
    for (const { bytes } of parts) borrower.write(bytes, takeBack)
    borrower.uncork()
  }
}
