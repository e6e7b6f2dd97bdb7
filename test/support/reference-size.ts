/** How large the output will be, and what room is left in it: docs/engine.md section 4. Part of the reference. */

import {
  COMMIT_BYTES,
  ENCODING_IMPLICIT_LE,
  RESERVE_BYTES,
  RESERVE_GROWTH_BYTES,
  RESERVE_SHIFT,
} from '../../src/wasm/seam.ts'
import { Refusal, write16, write32 } from './reference-elements.ts'

const DELIMITER_BYTES = 8

/** What the arithmetic needs to know of the walk, at the start of an element's header. */
export interface Progress {
  /** Where that header is. */
  readonly at: number
  /** Written of the data set's output so far. */
  readonly outputBytes: number
  /** Inserts that are still to be written. */
  readonly pendingBytes: number
}

export class OutputSize {
  /** Undefined until the commit, and for ever in STREAM framing. */
  committedBytes: number | undefined
  /** Delimiters that a container which was opened will need and the input does not have. */
  owedDelimiters = 0
  private readonly announcedBytes: number | undefined
  private readonly fixedBytes: number | undefined
  private leftOutBytes = 0

  /** `fixedBytes`: the size that the output must have, in SAME_SIZE framing. */
  constructor(announcedBytes: number | undefined, fixedBytes?: number) {
    this.announcedBytes = announcedBytes
    this.fixedBytes = fixedBytes
  }

  /** 4.5: whether something has been written that cannot be taken back. */
  get isCommitted(): boolean {
    return this.announcedBytes === undefined || this.committedBytes !== undefined
  }

  /** 4.3: by how much the output may still grow. */
  slackBytes(progress: Progress): number {
    if (this.committedBytes === undefined) return Number.POSITIVE_INFINITY
    return this.committedBytes - this.neededBytes(progress) - this.owedDelimiters * DELIMITER_BYTES
  }

  /** 4.2 (a). Whether it was committed now to a size that is set. */
  commitBeforeBulk(progress: Progress, elementEndAt: number | undefined): boolean {
    if (this.isCommitted) return false
    if (this.fixedBytes !== undefined) return this.commitToFixed(progress)
    if (elementEndAt !== undefined) {
      const afterBytes = this.announcedBytes! - elementEndAt
      if (afterBytes < 8) this.leftOutBytes = afterBytes
    }
    this.committedBytes = this.neededBytes(progress)
    return false
  }

  /** 4.2 (b), for a header (`comingBytes` 0) or a long value. */
  commitIfLarge(progress: Progress, comingBytes: number, patchedIsOpen: boolean): void {
    if (this.isCommitted || patchedIsOpen) return
    if (progress.outputBytes + comingBytes <= COMMIT_BYTES) return
    if (this.fixedBytes !== undefined) this.commitToFixed(progress)
    else this.committedBytes = this.neededBytes(progress) + this.reserveFor(progress, comingBytes)
  }

  private reserveFor(progress: Progress, comingBytes: number): number {
    return reserveBytes(this.announcedBytes! - progress.at, comingBytes, progress)
  }

  /** 4.2 (c). As {@link commitBeforeBulk}. */
  commitAtEnd(outputBytes: number, at: number): boolean {
    if (this.isCommitted) return false
    if (this.fixedBytes !== undefined) return this.commitToFixed({ at, outputBytes, pendingBytes: 0 })
    this.committedBytes = outputBytes
    return false
  }

  /** 4.4: what has to be written behind the last element. */
  fill(outputBytes: number, encoding: number): Uint8Array {
    if (this.committedBytes === undefined) return new Uint8Array(0)
    const fillBytes = this.committedBytes - outputBytes
    if (fillBytes < 0) throw new Error('the output has outgrown its committed size')
    return trailingPadding(fillBytes, encoding)
  }

  /** 4.6. */
  private commitToFixed(progress: Progress): true {
    if (this.fixedBytes! < this.neededBytes(progress) + this.owedDelimiters * DELIMITER_BYTES) {
      throw new Refusal('SIZE_EXCEEDED', progress.at)
    }
    this.committedBytes = this.fixedBytes
    return true
  }

  private neededBytes(progress: Progress): number {
    const leftBytes = Math.max(0, this.announcedBytes! - this.leftOutBytes - progress.at)
    return progress.outputBytes + leftBytes + progress.pendingBytes
  }
}

/** 4.2 (b): for what `leftBytes` bytes, `comingBytes` of which stay as they are, may grow, if they grow as those before did. */
function reserveBytes(
  leftBytes: number,
  comingBytes: number,
  { at, outputBytes }: Pick<Progress, 'at' | 'outputBytes'>,
): number {
  let bytes = RESERVE_BYTES + Math.floor(leftBytes / 2 ** RESERVE_SHIFT)
  const growingBytes = Math.min(leftBytes - comingBytes, RESERVE_GROWTH_BYTES)
  if (outputBytes > at) bytes += Math.floor((growingBytes * ((outputBytes - at) / at) * 9) / 8)
  return bytes - (bytes % 2)
}

/** 4.4: `fillBytes` bytes that readers take for nothing. */
export function trailingPadding(fillBytes: number, encoding: number): Uint8Array {
  const bytes = new Uint8Array(fillBytes)
  if (fillBytes < 8) return bytes
  write16(bytes, 0, 0xfffc, encoding)
  write16(bytes, 2, 0xfffc, encoding)
  if (encoding === ENCODING_IMPLICIT_LE) {
    write32(bytes, 4, fillBytes - 8, encoding)
  } else if (fillBytes < 12) {
    bytes.set([0x4c, 0x54], 4) // LT
    write16(bytes, 6, fillBytes - 8, encoding)
    bytes.fill(0x20, 8)
  } else {
    bytes.set([0x4f, 0x42], 4) // OB
    write32(bytes, 8, fillBytes - 12, encoding)
  }
  return bytes
}
