/**
 * How far a run has come, in a file that survives the run: docs/same-size.md has the layout. Two slots are written by turns, so that
 * while one is being written the other is whole; a slot that its digest does not fit was not written to its end.
 *
 * It holds numbers, digests and codes, and never a value, a name or a path of the input.
 */

import { createHash } from 'node:crypto'
import { SluiceError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { PositionedFile } from './positioned-file.ts'

/** What JSON can hold, as far as journals go. */
export type JournalValue =
  | string
  | number
  | boolean
  | null
  | readonly JournalValue[]
  | { readonly [name: string]: JournalValue }

/** What a run was asked for, and of what: a run with other terms must not go on from it. */
export type JournalTerms = Readonly<Record<string, string | number | boolean>>

const SLOT_BYTES = limits.journalSlotBytes
const LENGTH_BYTES = 4
const DIGEST_BYTES = 32
const RECORD_AT = LENGTH_BYTES + DIGEST_BYTES
const VERSION = 1
/** How a record begins. */
const RECORD_START = '{"journal":'
/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512

/** Where bytes may be kept that a state speaks of. */
export const JOURNAL_DATA_AT = 2 * SLOT_BYTES

interface Slot {
  readonly journal: number
  readonly sequence: number
  readonly terms: JournalTerms
  readonly state: unknown
}

export class Journal {
  readonly #file: PositionedFile
  readonly #terms: JournalTerms
  #sequence = 0

  constructor(file: PositionedFile, terms: JournalTerms) {
    this.#file = file
    this.#terms = terms
  }

  /**
   * The last state that was written; undefined where none was. Fails with JOURNAL_MISMATCH where the terms are others, with
   * JOURNAL_INVALID where no state can be read although one had been written.
   */
  read(): unknown {
    const slots = [this.#readSlot(0), this.#readSlot(1)].filter((slot) => slot !== undefined)
    const newest = slots.sort((left, right) => right.sequence - left.sequence)[0]
    if (newest === undefined) {
      if (!this.#isUnbegun()) throw new SluiceError('JOURNAL_INVALID')
      return undefined
    }
    if (newest.journal !== VERSION || !isEqual(newest.terms, this.#terms)) throw new SluiceError('JOURNAL_MISMATCH')
    this.#sequence = newest.sequence + 1
    return newest.state
  }

  /** `state` is what JSON can hold. Returns when it would survive a loss of power. What it speaks of has to be safe before. */
  write(state: unknown): void {
    const slot: Slot = { journal: VERSION, sequence: this.#sequence, terms: this.#terms, state }
    const record = Buffer.from(JSON.stringify(slot))
    if (record.length > SLOT_BYTES - RECORD_AT) throw new SluiceError('INTERNAL')
    const bytes = Buffer.alloc(RECORD_AT + record.length)
    bytes.writeUInt32BE(record.length)
    bytes.set(digestOf(record), LENGTH_BYTES)
    bytes.set(record, RECORD_AT)
    this.#file.writeAt(bytes, (this.#sequence % 2) * SLOT_BYTES)
    this.#file.sync()
    this.#sequence++
  }

  /**
   * Whether no state was ever written to its end. The first slot is on the disk before the second is begun; of the first, the disk may have had its
   * beginning or not. What begins otherwise is a file of somebody else.
   */
  #isUnbegun(): boolean {
    if (this.#file.readAt(new Uint8Array(1), SLOT_BYTES) > 0) return false
    const head = Buffer.alloc(SECTOR_BYTES)
    const count = this.#file.readAt(head, 0)
    return (
      head.every((byte) => byte === 0) ||
      (count > RECORD_AT &&
        RECORD_START.startsWith(head.toString('latin1', RECORD_AT, Math.min(count, RECORD_AT + RECORD_START.length))))
    )
  }

  #readSlot(index: number): Slot | undefined {
    const bytes = Buffer.alloc(SLOT_BYTES)
    const count = this.#file.readAt(bytes, index * SLOT_BYTES)
    if (count < RECORD_AT) return undefined
    const recordBytes = bytes.readUInt32BE()
    if (recordBytes === 0 || recordBytes > count - RECORD_AT) return undefined
    const record = bytes.subarray(RECORD_AT, RECORD_AT + recordBytes)
    if (!digestOf(record).equals(bytes.subarray(LENGTH_BYTES, RECORD_AT))) return undefined
    return JSON.parse(record.toString()) as Slot
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function isEqual(left: JournalTerms, right: JournalTerms): boolean {
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
}
