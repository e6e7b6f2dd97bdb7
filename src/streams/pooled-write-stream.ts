/** A file as a Writable that writes bytes from where they lie and keeps none. */

import { close, open, writev } from 'node:fs'
import { Writable } from 'node:stream'
import { ioError } from './descriptors.ts'
import { markBorrower } from './lending.ts'

const WRITE_BYTES = 262_144

type Done = (fault?: Error | null) => void

/** Writes a file, which is made or emptied. Where the stream fails or is destroyed, what was written by then stays. Fails with IO. */
export function createPooledWriteStream(path: string | Buffer | URL): PooledWriteStream {
  return new PooledWriteStream(path)
}

/** What createPooledWriteStream makes. A chunk is not looked at any more once the callback of its write was called. */
export class PooledWriteStream extends Writable {
  readonly #path: string | Buffer | URL
  #descriptor: number | undefined
  #writing = false
  #onIdle: (() => void) | undefined
  #bytesWritten = 0

  constructor(path: string | Buffer | URL) {
    super({ highWaterMark: WRITE_BYTES, decodeStrings: true })
    this.#path = path
    markBorrower(this)
  }

  /** So far. */
  get bytesWritten(): number {
    return this.#bytesWritten
  }

  override _construct(done: Done): void {
    open(this.#path, 'w', (fault, descriptor) => {
      if (fault === null) this.#descriptor = descriptor
      done(fault === null ? null : ioError('the output cannot be opened', fault))
    })
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this.#writeAll([chunk], done)
  }

  override _writev(chunks: { readonly chunk: Uint8Array }[], done: Done): void {
    this.#writeAll(
      chunks.map(({ chunk }) => chunk),
      done,
    )
  }

  override _destroy(fault: Error | null, done: Done): void {
    if (this.#writing) this.#onIdle = () => this.#close(fault, done)
    else this.#close(fault, done)
  }

  #writeAll(parts: Uint8Array[], done: Done): void {
    this.#writing = true
    writev(this.#descriptor!, parts, (fault, count) => {
      this.#writing = false
      this.#bytesWritten += count ?? 0
      const left = fault === null ? withoutFirst(parts, count) : []
      if (this.#onIdle !== undefined) {
        done(this.errored)
        this.#onIdle()
      } else if (fault !== null) done(ioError('writing the output failed', fault))
      else if (left.length > 0) this.#writeAll(left, done)
      else done()
    })
  }

  #close(fault: Error | null, done: Done): void {
    const descriptor = this.#descriptor
    this.#descriptor = undefined
    if (descriptor === undefined) done(fault)
    else
      close(descriptor, (closeFault) =>
        done(fault ?? (closeFault ? ioError('writing the output failed', closeFault) : null)),
      )
  }
}

/** What is left of `parts` when the first `bytes` bytes of them are gone. */
function withoutFirst(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const left: Uint8Array[] = []
  let gone = bytes
  for (const part of parts) {
    if (gone < part.byteLength) left.push(gone > 0 ? part.subarray(gone) : part)
    gone = Math.max(0, gone - part.byteLength)
  }
  return left
}
