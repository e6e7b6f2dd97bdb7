/** Files read and written at offsets: what journals, rewriting in place and workers stand on. */

import { fdatasyncSync, ftruncateSync, readSync, writeSync, writevSync } from 'node:fs'
import type { ByteSink } from './byte-consumer.ts'
import { ioError } from './descriptors.ts'

const COPY_BYTES = 1_048_576
/** Small writes are gathered up to this; from DIRECT_BYTES on, a slice is written from where it lies. */
const GATHER_BYTES = 131_072
const DIRECT_BYTES = 16_384

/** A file that is read and written at offsets. All methods fail with IO. */
export interface PositionedFile {
  /** Reads up to `bytes.length` bytes; answers how many, fewer only at the end of the file. */
  readAt(bytes: Uint8Array, offsetBytes: number): number
  /** Writes all of `bytes`, beyond the end too. */
  writeAt(bytes: Uint8Array, offsetBytes: number): void
  /** The same with parts that follow one another. */
  writeManyAt(parts: readonly Uint8Array[], offsetBytes: number): void
  /** Returns when all that was written before would survive a loss of power. */
  sync(): void
  truncate(sizeBytes: number): void
}

/** A regular file that is open. */
export class DescriptorFile implements PositionedFile {
  readonly #descriptor: number
  readonly #reading: string
  readonly #writing: string

  /** `called`: what errors call it, as 'the output'. */
  constructor(descriptor: number, called: string) {
    this.#descriptor = descriptor
    this.#reading = `reading ${called} failed`
    this.#writing = `writing ${called} failed`
  }

  readAt(bytes: Uint8Array, offsetBytes: number): number {
    return saying(this.#reading, () => {
      let at = 0
      while (at < bytes.byteLength) {
        const count = readSync(this.#descriptor, bytes, at, bytes.byteLength - at, offsetBytes + at)
        if (count === 0) break
        at += count
      }
      return at
    })
  }

  writeAt(bytes: Uint8Array, offsetBytes: number): void {
    saying(this.#writing, () => {
      let at = 0
      while (at < bytes.byteLength) {
        at += writeSync(this.#descriptor, bytes, at, bytes.byteLength - at, offsetBytes + at)
      }
    })
  }

  writeManyAt(parts: readonly Uint8Array[], offsetBytes: number): void {
    let count = saying(this.#writing, () => writevSync(this.#descriptor, parts, offsetBytes))
    let at = offsetBytes
    for (const part of parts) {
      // The system may take less than it was given.
      if (count < part.byteLength) this.writeAt(part.subarray(count), at + count)
      count = Math.max(count - part.byteLength, 0)
      at += part.byteLength
    }
  }

  sync(): void {
    saying(this.#writing, () => fdatasyncSync(this.#descriptor))
  }

  truncate(sizeBytes: number): void {
    saying(this.#writing, () => ftruncateSync(this.#descriptor, sizeBytes))
  }
}

function saying<Result>(what: string, work: () => Result): Result {
  try {
    return work()
  } catch (fault) {
    throw ioError(what, fault)
  }
}

/** Told in turn the `bytes` bytes from `fromBytes` on, each chunk valid until the call returns. Fails with IO where the file ends before. */
export function readThrough(
  from: PositionedFile,
  fromBytes: number,
  bytes: number,
  use: (chunk: Uint8Array, atBytes: number) => void,
  buffer: Uint8Array = new Uint8Array(Math.min(bytes, COPY_BYTES)),
): void {
  for (let at = 0; at < bytes; ) {
    const wanted = buffer.subarray(0, Math.min(bytes - at, buffer.length))
    const count = from.readAt(wanted, fromBytes + at)
    if (count === 0) throw ioError('a file became shorter while it was read', undefined)
    use(wanted.subarray(0, count), at)
    at += count
  }
}

/** A sink over a part of a file, from an offset on. What is short is gathered. */
export class PositionedWriter implements ByteSink {
  readonly #file: PositionedFile
  readonly #gathered = new Uint8Array(GATHER_BYTES)
  #gatheredBytes = 0
  #atBytes: number

  constructor(file: PositionedFile, offsetBytes = 0) {
    this.#file = file
    this.#atBytes = offsetBytes
  }

  /** Goes on at another place. What was gathered has been flushed, or is to be forgotten. */
  moveTo(offsetBytes: number): void {
    this.#gatheredBytes = 0
    this.#atBytes = offsetBytes
  }

  /** The offset at which the next byte goes. */
  get endBytes(): number {
    return this.#atBytes + this.#gatheredBytes
  }

  write(bytes: Uint8Array): void {
    if (bytes.byteLength > GATHER_BYTES - this.#gatheredBytes) this.flush()
    if (bytes.byteLength > DIRECT_BYTES) {
      this.flush()
      this.#put(bytes)
      return
    }
    this.#gathered.set(bytes, this.#gatheredBytes)
    this.#gatheredBytes += bytes.byteLength
  }

  flush(): void {
    const gathered = this.#gathered.subarray(0, this.#gatheredBytes)
    this.#gatheredBytes = 0
    if (gathered.byteLength > 0) this.#put(gathered)
  }

  #put(bytes: Uint8Array): void {
    this.#file.writeAt(bytes, this.#atBytes)
    this.#atBytes += bytes.byteLength
  }
}
