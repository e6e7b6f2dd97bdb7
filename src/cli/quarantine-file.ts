/**
 * The originals of what did not pass, as a tar of its own: it holds identities, and only its owner may read it.
 *
 * Whether an entry passes shows at its end. Until then it is held in memory, and beyond a bound written where the next
 * member of the tar belongs; if it passes after all, the file is cut back to where it was.
 */

import {
  closeSync,
  fchmodSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import type { Quarantine } from '../archive/archive-deidentifier.ts'
import type { TarEntry } from '../archive/tar-reader.ts'
import { encodeArchiveEnd, encodeEntryHeader, encodePadding } from '../archive/tar-writer.ts'
import { SluiceError } from '../errors.ts'
import { ioError, systemCode } from '../streams/descriptors.ts'

const OWNER_ONLY = 0o600
/** Most objects are smaller: for them a good entry costs a copy and no write. */
const HELD_BYTES = 1_048_576

/** A quarantine in a file that it makes. `finish`, `abandon` or `leave` ends it. */
export class QuarantineFile implements Quarantine {
  readonly #path: string
  readonly #descriptor: number
  /** Where the members end that are to stay. */
  #keptBytes = 0
  /** The same, with what was written of the entry that is under way. */
  #writtenBytes = 0
  #entrySizeBytes = 0
  readonly #held = new Uint8Array(HELD_BYTES)
  #heldBytes = 0
  #open = true

  private constructor(path: string, descriptor: number) {
    this.#path = path
    this.#descriptor = descriptor
  }

  /** Makes the file. Fails with IO, also where there is one of that name: its originals may be the last ones. */
  static create(path: string): QuarantineFile {
    try {
      return new QuarantineFile(path, openSync(path, 'wx', OWNER_ONLY))
    } catch (fault) {
      // One without a byte is what a run leaves that was ended before it began. One that is still at work finds that its own is gone.
      const left = lstatSync(path, { throwIfNoEntry: false })
      if (left?.isFile() && left.size === 0) {
        rmSync(path)
        return QuarantineFile.create(path)
      }
      if (systemCode(fault) !== 'EEXIST') throw ioError('the quarantine cannot be opened', fault)
      throw new SluiceError(
        'OPTION_INVALID',
        {},
        '--quarantine names a file that exists, and originals are never overwritten',
      )
    }
  }

  /**
   * The file of a run that goes on, with the first `keptBytes` of it; made where there are none and it is not there. Fails with IO, and with
   * JOURNAL_MISMATCH where it is shorter.
   */
  static resume(path: string, keptBytes: number): QuarantineFile {
    const stats = statSync(path, { throwIfNoEntry: false })
    if ((stats?.size ?? 0) < keptBytes) {
      throw new SluiceError('JOURNAL_MISMATCH', {}, 'the quarantine is shorter than the journal says')
    }
    if (stats === undefined) return QuarantineFile.create(path)
    try {
      const descriptor = openSync(path, 'r+')
      // Whoever made it may have let others read it.
      fchmodSync(descriptor, OWNER_ONLY)
      const quarantine = new QuarantineFile(path, descriptor)
      quarantine.#keptBytes = keptBytes
      quarantine.#cutBack()
      return quarantine
    } catch (fault) {
      throw ioError('the quarantine cannot be opened', fault)
    }
  }

  /** Between two entries: all that was kept is safe. Answers how much that is. */
  save(): number {
    try {
      fdatasyncSync(this.#descriptor)
    } catch (fault) {
      throw ioError('writing the quarantine failed', fault)
    }
    return this.#keptBytes
  }

  stats(): Stats {
    return fstatSync(this.#descriptor)
  }

  begin(entry: TarEntry): void {
    this.#entrySizeBytes = entry.sizeBytes
    this.#heldBytes = 0
    this.write(encodeEntryHeader(entry.name, entry.sizeBytes))
  }

  write(bytes: Uint8Array): void {
    if (bytes.byteLength > HELD_BYTES - this.#heldBytes) this.#spill()
    if (bytes.byteLength > HELD_BYTES) {
      this.#writeOut(bytes)
      return
    }
    this.#held.set(bytes, this.#heldBytes)
    this.#heldBytes += bytes.byteLength
  }

  keep(): void {
    this.write(encodePadding(this.#entrySizeBytes))
    this.#spill()
    this.#keptBytes = this.#writtenBytes
    if (this.stats().nlink === 0) throw new SluiceError('IO', {}, 'the quarantine was taken away while it was written')
  }

  discard(): void {
    this.#heldBytes = 0
    if (this.#writtenBytes > this.#keptBytes) this.#cutBack()
  }

  /** Ends the tar, or removes it where nothing was kept. Fails with IO. */
  finish(): void {
    this.end()
    this.abandon()
  }

  /** Ends the tar, unless nothing was kept. Fails with IO. */
  end(): void {
    if (this.#keptBytes === 0) return
    this.discard()
    this.#writeOut(encodeArchiveEnd())
    this.#keptBytes = this.#writtenBytes
  }

  /** Closes the file, if it is open, with what had been kept by then; removes it where that is nothing. */
  abandon(): void {
    const isLeft = this.#open && this.#keptBytes === 0 && this.stats().nlink > 0
    this.leave()
    if (isLeft) rmSync(this.#path, { force: true })
  }

  /** Closes the file, if it is open, with what had been kept by then, for a run that goes on with it. */
  leave(): void {
    if (!this.#open) return
    this.#open = false
    this.discard()
    closeSync(this.#descriptor)
  }

  #spill(): void {
    const held = this.#held.subarray(0, this.#heldBytes)
    this.#heldBytes = 0
    this.#writeOut(held)
  }

  #writeOut(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.byteLength; ) {
        const written = writeSync(this.#descriptor, bytes, at, bytes.byteLength - at, this.#writtenBytes)
        at += written
        this.#writtenBytes += written
      }
    } catch (fault) {
      throw ioError('writing the quarantine failed', fault)
    }
  }

  #cutBack(): void {
    try {
      ftruncateSync(this.#descriptor, this.#keptBytes)
      this.#writtenBytes = this.#keptBytes
    } catch (fault) {
      throw ioError('writing the quarantine failed', fault)
    }
  }
}
