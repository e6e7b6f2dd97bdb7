/** A file as a Readable that reads into a few pieces of memory by turns, where its consumer is a stream of this package. */

import { close, open, read } from 'node:fs'
import { Readable } from 'node:stream'
import { ioError } from './descriptors.ts'
import { Loan, makeLendable } from './lending.ts'

const READ_BYTES = 262_144
/** One is read while another is written and a third one waits. */
const PIECES = 3

type Done = (fault?: Error | null) => void

/**
 * Reads a file from its beginning to its end. Piped to `tar()`, `dicom()` or createPooledWriteStream, and to nothing else, it reads into memory that it
 * uses again, and a pipeline takes no more memory for a large file than for a small one; whoever else reads from it gets memory of
 * their own. Fails with IO.
 */
export function createPooledReadStream(path: string | Buffer | URL): PooledReadStream {
  return new PooledReadStream(path)
}

/** What createPooledReadStream makes. */
export class PooledReadStream extends Readable {
  readonly #path: string | Buffer | URL
  readonly #loan: Loan
  readonly #free: Uint8Array[] = []
  #pieces = 0
  #descriptor: number | undefined
  #reading = false
  /** Waits for a piece to come back. */
  #waiting: (() => void) | undefined
  #onIdle: (() => void) | undefined
  #bytesRead = 0

  constructor(path: string | Buffer | URL) {
    super({ highWaterMark: READ_BYTES })
    this.#path = path
    this.#loan = new Loan(this)
  }

  /** So far. */
  get bytesRead(): number {
    return this.#bytesRead
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

  override _construct(done: Done): void {
    open(this.#path, 'r', (fault, descriptor) => {
      if (fault === null) this.#descriptor = descriptor
      done(fault === null ? null : ioError('the input cannot be opened', fault))
    })
  }

  override _read(): void {
    if (this.destroyed) return
    if (this.#loan.borrower === undefined) this.#readInto(new Uint8Array(READ_BYTES), false)
    else this.#readPooled()
  }

  override _destroy(fault: Error | null, done: Done): void {
    if (this.#reading) this.#onIdle = () => this.#close(fault, done)
    else this.#close(fault, done)
  }

  #readPooled(): void {
    let piece = this.#free.pop()
    if (piece === undefined && this.#pieces < PIECES) {
      piece = makeLendable(READ_BYTES)
      this.#pieces++
    }
    if (piece === undefined) this.#waiting = () => this._read()
    else this.#readInto(piece, true)
  }

  #readInto(memory: Uint8Array, pooled: boolean): void {
    this.#reading = true
    read(this.#descriptor!, memory, 0, READ_BYTES, null, (fault, count) => {
      this.#reading = false
      if (this.#onIdle !== undefined) this.#onIdle()
      else if (fault !== null) this.destroy(ioError('reading the input failed', fault))
      else if (count === 0) this.push(null)
      else {
        this.#bytesRead += count
        if (pooled) this.#give(memory, count)
        else this.push(memory.subarray(0, count))
      }
    })
  }

  #give(piece: Uint8Array, count: number): void {
    const { borrower } = this.#loan
    const takeBack = (): void => {
      this.#free.push(piece)
      const waiting = this.#waiting
      this.#waiting = undefined
      waiting?.()
    }
    if (borrower === undefined) {
      this.push(new Uint8Array(piece.subarray(0, count)))
      takeBack()
      return
    }
    borrower.write(piece.subarray(0, count), takeBack)
    this._read()
  }

  #close(fault: Error | null, done: Done): void {
    const descriptor = this.#descriptor
    this.#descriptor = undefined
    if (descriptor === undefined) done(fault)
    else close(descriptor, () => done(fault))
  }
}
