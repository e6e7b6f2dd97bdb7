/**
 * A disk in memory that loses power. Every file has what is safe and what was written since the last sync; when the power goes, of the
 * latter any sectors may have come to the disk, in any order, and the others not.
 */

import type { PositionedFile } from '../../../src/streams/positioned-file.ts'

const SECTOR_BYTES = 512

/** Thrown when the power goes. */
export class PowerLoss extends Error {
  override readonly name = 'PowerLoss'
}

/** Writes and syncs until the power goes. */
export class Disk {
  /** Writes, truncations and syncs that were begun. */
  steps = 0
  /** The power goes at this step, of which nothing, a part or all is done. */
  lossAt = Number.POSITIVE_INFINITY
  readonly #files: DiskFile[] = []
  readonly #random: () => number

  /** `random` decides which sectors come to the disk: from 0 to below 1. */
  constructor(random: () => number = () => 0.5) {
    this.#random = random
  }

  open(bytes: Uint8Array = new Uint8Array(0)): DiskFile {
    const file = new DiskFile(this, bytes)
    this.#files.push(file)
    return file
  }

  step(): void {
    if (this.steps++ === this.lossAt) throw new PowerLoss()
  }

  /** The power comes back: what was not safe may be there or not. A process that is killed loses nothing: `killed`. */
  restart(killed = false): void {
    this.lossAt = Number.POSITIVE_INFINITY
    this.steps = 0
    for (const file of this.#files) file.settle(killed ? () => 1 : this.#random)
  }
}

export class DiskFile implements PositionedFile {
  readonly #disk: Disk
  #safe: Buffer
  #now: Buffer

  constructor(disk: Disk, bytes: Uint8Array) {
    this.#disk = disk
    this.#safe = Buffer.from(bytes)
    this.#now = Buffer.from(bytes)
  }

  get bytes(): Buffer {
    return this.#now
  }

  readAt(bytes: Uint8Array, offsetBytes: number): number {
    const part = this.#now.subarray(offsetBytes, offsetBytes + bytes.length)
    bytes.set(part)
    return part.length
  }

  writeAt(bytes: Uint8Array, offsetBytes: number): void {
    try {
      this.#disk.step()
    } catch (loss) {
      // Half of it was handed over when the power went.
      this.#put(bytes.subarray(0, bytes.length >> 1), offsetBytes)
      throw loss
    }
    this.#put(bytes, offsetBytes)
  }

  writeManyAt(parts: readonly Uint8Array[], offsetBytes: number): void {
    this.writeAt(Buffer.concat(parts), offsetBytes)
  }

  #put(bytes: Uint8Array, offsetBytes: number): void {
    const end = offsetBytes + bytes.length
    if (end > this.#now.length) this.#now = Buffer.concat([this.#now, Buffer.alloc(end - this.#now.length)])
    this.#now.set(bytes, offsetBytes)
  }

  sync(): void {
    this.#disk.step()
    this.#safe = Buffer.from(this.#now)
  }

  truncate(sizeBytes: number): void {
    this.#disk.step()
    this.#now = Buffer.concat([this.#now, Buffer.alloc(Math.max(0, sizeBytes - this.#now.length))]).subarray(
      0,
      sizeBytes,
    )
  }

  settle(random: () => number): void {
    const sizeBytes = random() < 0.5 ? this.#safe.length : this.#now.length
    const settled = Buffer.alloc(sizeBytes)
    for (let at = 0; at < sizeBytes; at += SECTOR_BYTES) {
      const from = random() < 0.5 ? this.#safe : this.#now
      settled.set(from.subarray(at, Math.min(at + SECTOR_BYTES, sizeBytes)), at)
    }
    this.#safe = settled
    this.#now = Buffer.from(settled)
  }
}

/** Numbers from 0 to below 1 that follow from a seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
