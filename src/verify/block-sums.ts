/**
 * Whether fragments of compressed pixels are those of the input but for what became zeros (docs/side-data.md), without holding either: by sums of blocks. A block
 * that changed has to hold zeros one after the other, which coded samples hardly do.
 */

import { crc32 } from 'node:zlib'
import { limits } from '../limits.ts'
import { copyOf } from './byte-feed.ts'

const BLOCK_BYTES = 256
const ZEROS_IN_A_ROW = 2
/** A zero, and the tag of the item that follows. */
const PADDING_AND_ITEM = Buffer.from([0, 0xfe, 0xff, 0x00, 0xe0])

/** Cuts a stream into blocks. */
class Blocks {
  readonly #onBlock: (block: Uint8Array) => void
  readonly #block = new Uint8Array(BLOCK_BYTES)
  #filled = 0

  constructor(onBlock: (block: Uint8Array) => void) {
    this.#onBlock = onBlock
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const taken = bytes.subarray(at, at + BLOCK_BYTES - this.#filled)
      this.#block.set(taken, this.#filled)
      this.#filled += taken.length
      at += taken.length
      if (this.#filled === BLOCK_BYTES) this.end()
    }
  }

  end(): void {
    if (this.#filled > 0) this.#onBlock(this.#block.subarray(0, this.#filled))
    this.#filled = 0
  }
}

/** The sums of the input. */
export class BlockSums {
  #sums = new Uint32Array(256)
  #count = 0
  #bytes = 0
  readonly #blocks = new Blocks((block) => this.#add(crc32(block)))

  push(bytes: Uint8Array): void {
    this.#bytes += bytes.length
    this.#blocks.push(bytes)
  }

  end(): void {
    this.#blocks.end()
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Undefined for a block that there is not, or that is one too many to be remembered. */
  at(index: number): number | undefined {
    return index < this.#count ? this.#sums[index] : undefined
  }

  #add(sum: number): void {
    if (this.#count >= limits.verifiedBlocks) return
    if (this.#count === this.#sums.length) {
      const longer = new Uint32Array(this.#count * 2)
      longer.set(this.#sums)
      this.#sums = longer
    }
    this.#sums[this.#count++] = sum
  }
}

/** The output against them. */
export class BlockComparison {
  readonly #before: BlockSums
  readonly #blocks = new Blocks((block) => this.#compare(block))
  #index = 0
  #bytes = 0
  #isSame = true
  /** The block that came last, where it changed and its zeros may go on in the next. */
  #doubtful: Uint8Array | undefined
  #lastByte = 1

  constructor(before: BlockSums) {
    this.#before = before
  }

  push(bytes: Uint8Array): void {
    this.#bytes += bytes.length
    this.#blocks.push(bytes)
  }

  /** Whether nothing but zeros makes a difference. */
  end(): boolean {
    this.#blocks.end()
    const isPadded = this.#doubtful === undefined || this.#doubtful.at(-1) === 0
    return this.#isSame && isPadded && this.#bytes === this.#before.bytes
  }

  #compare(block: Uint8Array): void {
    if (this.#doubtful !== undefined && !(this.#doubtful.at(-1) === 0 && block[0] === 0)) this.#isSame = false
    this.#doubtful = undefined
    const sum = this.#before.at(this.#index++)
    const isChanged = sum !== undefined && sum !== crc32(block)
    if (isChanged && !hasZerosInARow(block, this.#lastByte) && !endsFragment(block)) this.#doubtful = copyOf(block)
    this.#lastByte = block.at(-1)!
  }
}

function hasZerosInARow(block: Uint8Array, before: number): boolean {
  let row = before === 0 ? 1 : 0
  for (const byte of block) {
    row = byte === 0 ? row + 1 : 0
    if (row >= ZEROS_IN_A_ROW) return true
  }
  return false
}

/** Whether a fragment ends in it with a zero: what is behind the end of an image may be one byte of padding. */
function endsFragment(block: Uint8Array): boolean {
  return Buffer.from(block.buffer, block.byteOffset, block.byteLength).includes(PADDING_AND_ITEM)
}
