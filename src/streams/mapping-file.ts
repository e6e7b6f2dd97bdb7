/**
 * What UIDs and Patient IDs became, as two tables in a directory: uid_mapping.csv and patid_mapping.csv, each with the columns id_old and id_new. They hold
 * identities, and only their owner may read them.
 *
 * A pair stands in its table once for as long as it is remembered; beyond that bound it may stand there again, and means the same.
 */

import { closeSync, fstatSync, mkdirSync, openSync, rmSync, type Stats, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { OnReplaced, ReplacedKind } from '../engine/replaced-pairs.ts'
import { createBoundedCache } from '../identity/bounded-cache.ts'
import { limits } from '../limits.ts'
import { ioError } from './descriptors.ts'

const FILE_NAMES: Readonly<Record<ReplacedKind, string>> = {
  uid: 'uid_mapping.csv',
  'patient-id': 'patid_mapping.csv',
}
const KINDS = Object.keys(FILE_NAMES) as ReplacedKind[]
const HEADER = 'id_old,id_new\n'
const OWNER_ONLY = 0o600
const OWNER_ONLY_DIRECTORY = 0o700
const HELD_BYTES = 65_536
/** What RFC 4180 has quoted, and blanks at the ends, which some readers would drop. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/

/** Of the tables of a directory. */
export function mappingPaths(directory: string): string[] {
  return KINDS.map((kind) => join(directory, FILE_NAMES[kind]))
}

/** Both tables, made when it is made. */
export class MappingFiles {
  readonly #tables: Readonly<Record<ReplacedKind, MappingTable>>

  /**
   * Makes the directory, where there is none, and the tables in it. Fails with IO, also where there is a table already: the pairs of an earlier run may be
   * wanted.
   */
  constructor(directory: string, rememberedPairs: number = limits.rememberedPairs) {
    const made: Partial<Record<ReplacedKind, MappingTable>> = {}
    try {
      mkdirSync(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY })
      for (const kind of KINDS) made[kind] = new MappingTable(join(directory, FILE_NAMES[kind]), rememberedPairs)
    } catch (fault) {
      for (const table of Object.values(made)) table.remove()
      throw ioError('the mapping cannot be made', fault)
    }
    this.#tables = made as Record<ReplacedKind, MappingTable>
  }

  /** Writes a pair. Fails with IO. */
  readonly add: OnReplaced = (kind, original, replacement) => {
    this.#tables[kind].add(original, replacement)
  }

  /** Of both tables, so that a walk over a directory can leave them out. */
  stats(): Stats[] {
    return KINDS.map((kind) => this.#tables[kind].stats())
  }

  /** Writes out what is held, and closes the tables. Fails with IO. */
  finish(): void {
    for (const kind of KINDS) this.#tables[kind].finish()
  }

  /** Closes the tables as they are; what is held is written if it can be. For a run that ends with an error. */
  abandon(): void {
    for (const kind of KINDS) this.#tables[kind].abandon()
  }
}

class MappingTable {
  readonly #path: string
  readonly #descriptor: number
  readonly #remembered
  readonly #held = new Uint8Array(HELD_BYTES)
  #heldBytes = 0
  #open = true

  constructor(path: string, rememberedPairs: number) {
    this.#path = path
    this.#descriptor = openSync(path, 'wx', OWNER_ONLY)
    this.#remembered = createBoundedCache<string>(rememberedPairs)
    this.#hold(HEADER)
  }

  stats(): Stats {
    return fstatSync(this.#descriptor)
  }

  add(original: string, replacement: string): void {
    if (this.#remembered.get(original) === replacement) return
    this.#remembered.set(original, replacement)
    this.#hold(`${quote(original)},${quote(replacement)}\n`)
  }

  finish(): void {
    if (!this.#open) return
    this.#writeOut()
    this.#open = false
    try {
      closeSync(this.#descriptor)
    } catch (fault) {
      throw ioError('writing the mapping failed', fault)
    }
  }

  abandon(): void {
    try {
      this.finish()
    } catch {
      // The run has failed already, and says why.
      if (this.#open) closeSync(this.#descriptor)
      this.#open = false
    }
  }

  remove(): void {
    this.abandon()
    rmSync(this.#path, { force: true })
  }

  /** One character is one byte, as it stood in the object. */
  #hold(line: string): void {
    for (let at = 0; at < line.length; at++) {
      if (this.#heldBytes === HELD_BYTES) this.#writeOut()
      this.#held[this.#heldBytes++] = line.charCodeAt(at)
    }
  }

  #writeOut(): void {
    try {
      for (let at = 0; at < this.#heldBytes; ) {
        at += writeSync(this.#descriptor, this.#held, at, this.#heldBytes - at)
      }
    } catch (fault) {
      throw ioError('writing the mapping failed', fault)
    }
    this.#heldBytes = 0
  }
}

function quote(field: string): string {
  return NEEDS_QUOTES.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
