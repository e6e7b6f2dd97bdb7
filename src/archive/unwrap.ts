/**
 * Compressed input, decompressed as a stream, with a guard against bombs.
 *
 * Node's own streams are each used for one stretch of the input only, as far as they take it (`bytesWritten`), and what is left goes to the
 * next: node:zlib ends silently at the first zstd frame that ends within a chunk, and at zeros after a gzip member, so that whether
 * the rest is read would depend on where chunks end. Here a rest is another member or frame, zeros after gzip (as padding on
 * tapes; gzip accepts them too), or COMPRESSION_INVALID.
 */

import { Duplex } from 'node:stream'
import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Compression } from './compression.ts'

/** Decompressed bytes before limits.decompressionRatio counts: a short input may well be all zeros. */
const RATIO_GRACE_BYTES = 64 * 1024 * 1024
const OUTPUT_CHUNK_BYTES = 256 * 1024

/**
 * A stream of compressed bytes in, decompressed bytes out. Destroyed with COMPRESSION_INVALID where the input is damaged, cut short or
 * followed by something else, and with COMPRESSION_BOMB where it passes limits.decompressionRatio.
 */
export function createUnwrap(compression: Compression): Duplex {
  return new Unwrap(compression)
}

class Unwrap extends Duplex {
  readonly #compression: Compression
  #member: Gunzip | ZstdDecompress
  #memberEnded = false
  /** Only zeros may follow. */
  #padding = false
  #inputBytes = 0
  #outputBytes = 0

  constructor(compression: Compression) {
    super({ readableHighWaterMark: OUTPUT_CHUNK_BYTES })
    this.#compression = compression
    this.#member = this.#openMember()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (fault?: Error | null) => void): void {
    this.#inputBytes += chunk.length
    this.#take(chunk, done)
  }

  override _final(done: (fault?: Error | null) => void): void {
    if (this.#padding) {
      this.push(null)
      done()
      return
    }
    // A member that was cut short answers with an error, which destroys this stream.
    this.#whenMemberEnds(() => {
      this.push(null)
      done()
    })
    this.#member.end()
  }

  override _read(): void {
    this.#member.resume()
  }

  override _destroy(fault: Error | null, done: (fault?: Error | null) => void): void {
    this.#member.destroy()
    done(fault)
  }

  #take(chunk: Buffer, done: (fault?: Error | null) => void): void {
    if (this.#padding) {
      done(chunk.every((byte) => byte === 0) ? null : this.#fault())
      return
    }
    const member = this.#member
    const before = member.bytesWritten
    member.write(chunk, (fault) => {
      if (fault) return
      const taken = member.bytesWritten - before
      if (taken === chunk.length) done()
      else this.#whenMemberEnds(() => this.#takeRest(chunk.subarray(taken), done))
    })
  }

  /** The rest of a chunk in which a member or frame has ended. */
  #takeRest(rest: Buffer, done: (fault?: Error | null) => void): void {
    if (this.#compression === 'gzip' && rest[0] === 0) this.#padding = true
    else this.#member = this.#openMember()
    this.#take(rest, done)
  }

  #openMember(): Gunzip | ZstdDecompress {
    const options = { chunkSize: OUTPUT_CHUNK_BYTES }
    const member = this.#compression === 'gzip' ? createGunzip(options) : createZstdDecompress(options)
    this.#memberEnded = false
    member.on('data', (bytes: Buffer) => this.#give(bytes))
    member.on('end', () => {
      this.#memberEnded = true
    })
    member.on('error', () => this.destroy(this.#fault()))
    return member
  }

  /** All output of the member has been pushed by then. */
  #whenMemberEnds(work: () => void): void {
    if (this.#memberEnded) work()
    else this.#member.once('end', work)
  }

  #give(bytes: Buffer): void {
    this.#outputBytes += bytes.length
    if (this.#outputBytes > RATIO_GRACE_BYTES && this.#outputBytes > this.#inputBytes * limits.decompressionRatio) {
      this.destroy(new SluiceError('COMPRESSION_BOMB', { offsetBytes: this.#inputBytes }))
      return
    }
    if (!this.push(bytes)) this.#member.pause()
  }

  #fault(): SluiceError {
    return new SluiceError('COMPRESSION_INVALID', { offsetBytes: this.#inputBytes })
  }
}
