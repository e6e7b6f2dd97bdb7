/**
 * A spool that goes on in a temporary file when it does not fit memory. The file is for its owner alone and has no name any more once it is open, so that
 * nothing is left of it however the program ends.
 */

import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import { MemorySpool, type Spool } from '../staging/spool.ts'

const OWNER_ONLY = 0o600

/** Files of spools that nobody has any more: of a stream that was destroyed in the midst of an object. */
const abandoned = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor))

export class FileSpool implements Spool {
  readonly #maxBytes: number
  readonly #directory: string
  readonly #memory: MemorySpool
  readonly #heldBytes: number
  #descriptor: number | undefined
  #sizeBytes = 0
  #readMemory = new Uint8Array(0)

  /** `heldBytes`: what stays in memory. `maxBytes`: all that it takes. */
  constructor(
    heldBytes: number = limits.spooledBytes,
    maxBytes: number = limits.stagedObjectBytes,
    directory = tmpdir(),
  ) {
    this.#heldBytes = heldBytes
    this.#maxBytes = maxBytes
    this.#directory = directory
    this.#memory = new MemorySpool(heldBytes)
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  append(bytes: Uint8Array): void {
    if (this.#sizeBytes + bytes.length > this.#maxBytes) throw new SluiceError('STAGED_TOO_LARGE')
    const fits = this.#sizeBytes + bytes.length <= this.#heldBytes
    if (this.#descriptor === undefined && fits) this.#memory.append(bytes)
    else this.#write(bytes)
    this.#sizeBytes += bytes.length
  }

  read(offset: number, bytes: number): Uint8Array {
    if (this.#descriptor === undefined) return this.#memory.read(offset, bytes)
    if (offset < 0 || bytes < 0 || offset + bytes > this.#sizeBytes) throw new RangeError('not in the spool')
    if (this.#readMemory.length < bytes) this.#readMemory = new Uint8Array(bytes)
    const read = this.#readMemory.subarray(0, bytes)
    for (let at = 0; at < bytes; ) {
      const got = guarded(() => readSync(this.#descriptor!, read, at, bytes - at, offset + at))
      if (got === 0) throw new SluiceError('IO')
      at += got
    }
    return read
  }

  clear(): void {
    this.#memory.clear()
    this.#readMemory = new Uint8Array(0)
    this.#sizeBytes = 0
    const descriptor = this.#descriptor
    this.#descriptor = undefined
    if (descriptor === undefined) return
    abandoned.unregister(this)
    guarded(() => closeSync(descriptor))
  }

  /** What was in memory goes first: the file has all of it. */
  #write(bytes: Uint8Array): void {
    if (this.#descriptor === undefined) {
      this.#descriptor = openNameless(this.#directory)
      abandoned.register(this, this.#descriptor, this)
      this.#writeAt(this.#memory.read(0, this.#memory.sizeBytes), 0)
      this.#memory.clear()
    }
    this.#writeAt(bytes, this.#sizeBytes)
  }

  #writeAt(bytes: Uint8Array, offset: number): void {
    for (let at = 0; at < bytes.length; ) {
      at += guarded(() => writeSync(this.#descriptor!, bytes, at, bytes.length - at, offset + at))
    }
  }
}

/** A file without a name, open for reading and writing. */
function openNameless(directory: string): number {
  const path = join(directory, `sluice-${crypto.randomUUID()}`)
  return guarded(() => {
    const descriptor = openSync(path, 'wx+', OWNER_ONLY)
    unlinkSync(path)
    return descriptor
  })
}

/** The error of the system is not passed on: it names a path. */
function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof SluiceError) throw error
    throw new SluiceError('IO')
  }
}
