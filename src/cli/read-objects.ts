/** The entries of an input one after the other, each with the beginning of its object: for those who look into it. */

import { dropCodeOf } from '../archive/entry-policy.ts'
import { TarReader } from '../archive/tar-reader.ts'
import { sniff } from '../dicom/sniff.ts'
import { limits } from '../limits.ts'
import type { Input } from './input.ts'
import { openPlain } from './plain-input.ts'

/** One entry: of an archive or a directory, or the object that is the input. */
export interface ReadEntry {
  /** As in a report. Undefined where the input is one object. */
  readonly ordinal: number | undefined
  /** Whole, or its first limits.inspectedBytes; undefined where it is no DICOM object. */
  readonly object: Uint8Array | undefined
  /** Of the entry, however much of it was read. */
  readonly entryBytes: number
}

/**
 * The entries in their order. `wanted`: only the one of that ordinal, and nothing is read behind it. Directories and links are none. Fails as reading the
 * archive does, with IO, INPUT_EMPTY and INPUT_UNKNOWN.
 */
export async function* readEntries(input: Input, wanted?: number): AsyncGenerator<ReadEntry> {
  const { isArchive, chunks } = await openPlain(input)
  if (isArchive) yield* readArchive(chunks, wanted)
  else yield await readOne(chunks)
}

async function readOne(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<ReadEntry> {
  const held = new Held()
  for await (const chunk of chunks) held.add(chunk)
  return { ordinal: undefined, object: held.concat(), entryBytes: held.toldBytes }
}

async function* readArchive(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  wanted: number | undefined,
): AsyncGenerator<ReadEntry> {
  const ready: ReadEntry[] = []
  let held: Held | undefined
  let ordinal = 0
  let isPast = false
  const reader = new TarReader({
    entry: (entry) => {
      ordinal = entry.ordinal
      isPast = wanted !== undefined && ordinal > wanted
      const isWanted = wanted === undefined || ordinal === wanted
      held = isWanted && dropCodeOf(entry) === undefined ? new Held() : undefined
    },
    body: (bytes) => held?.add(bytes),
    entryEnd: () => {
      if (held === undefined) return
      const bytes = held.concat()
      const object = sniff(bytes, true, held.toldBytes) === 'dicom' ? bytes : undefined
      ready.push({ ordinal, object, entryBytes: held.toldBytes })
      held = undefined
    },
    archiveEnd: () => {},
  })
  for await (const chunk of chunks) {
    reader.push(chunk)
    yield* ready.splice(0)
    if (isPast) return
  }
  reader.end()
  yield* ready
}

/** The first limits.inspectedBytes of what is told. */
class Held {
  readonly #parts: Uint8Array[] = []
  #heldBytes = 0
  toldBytes = 0

  add(bytes: Uint8Array): void {
    const part = new Uint8Array(bytes.subarray(0, Math.max(0, limits.inspectedBytes - this.#heldBytes)))
    if (part.byteLength > 0) this.#parts.push(part)
    this.#heldBytes += part.byteLength
    this.toldBytes += bytes.byteLength
  }

  concat(): Uint8Array {
    return Buffer.concat(this.#parts)
  }
}
