/** How large the output will be, and what room is left in it: docs/engine.md section 4. Part of the reference. */

import { COMMIT_BYTES, ENCODING_IMPLICIT_LE, RESERVE_BYTES, RESERVE_SHIFT } from '../../src/wasm/seam.ts'
import { write16, write32 } from './reference-elements.ts'

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
  private leftOutBytes = 0

  constructor(announcedBytes: number | undefined) {
    this.announcedBytes = announcedBytes
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

  /** 4.2 (a). */
  commitBeforeBulk(progress: Progress, elementEndAt: number | undefined): void {
    if (this.isCommitted) return
    if (elementEndAt !== undefined) {
      const afterBytes = this.announcedBytes! - elementEndAt
      if (afterBytes < 8) this.leftOutBytes = afterBytes
    }
    this.committedBytes = this.neededBytes(progress)
  }

  /** 4.2 (b), for a header (`comingBytes` 0) or a long value. */
  commitIfLarge(progress: Progress, comingBytes: number, patchedIsOpen: boolean): void {
    if (this.isCommitted || patchedIsOpen) return
    if (progress.outputBytes + comingBytes <= COMMIT_BYTES) return
    const leftBytes = this.announcedBytes! - progress.at
    const shareBytes = Math.floor(leftBytes / 2 ** RESERVE_SHIFT)
    this.committedBytes = this.neededBytes(progress) + RESERVE_BYTES + (shareBytes - (shareBytes % 2))
  }

  /** 4.2 (c) and 4.4: what has to be written behind the last element. */
  fill(outputBytes: number, encoding: number): Uint8Array {
    if (this.announcedBytes === undefined) return new Uint8Array(0)
    this.committedBytes ??= outputBytes
    const fillBytes = this.committedBytes - outputBytes
    if (fillBytes < 0) throw new Error('the output has outgrown its committed size')
    return trailingPadding(fillBytes, encoding)
  }

  private neededBytes(progress: Progress): number {
    const leftBytes = Math.max(0, this.announcedBytes! - this.leftOutBytes - progress.at)
    return progress.outputBytes + leftBytes + progress.pendingBytes
  }
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
