/** The first objects of an input, to look at. */

import { TarReader } from '../src/archive/tar-reader.ts'
import { concatenate } from '../src/dicom/concatenate.ts'
import { sniff } from '../src/dicom/sniff.ts'
import type { Input } from './gather.ts'
import { openInput } from './gather.ts'

export interface LookedAt {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What is held to be looked at. A longer object is left out: it passes through the run all the same. */
const MAX_OBJECTS = 50
const MAX_OBJECT_BYTES = 64 * 1024 * 1024
const MAX_HELD_BYTES = 64 * 1024 * 1024

/** At most 50 objects of up to 64 MiB, 64 MiB in all. Reads no further than it has to. */
export async function firstObjects(input: Input): Promise<LookedAt[]> {
  return input.kind === 'archive' ? await fromArchive(input) : await fromFiles(input)
}

async function fromFiles({ files }: Input): Promise<LookedAt[]> {
  const found: LookedAt[] = []
  let heldBytes = 0
  for (const { path, file } of files) {
    if (found.length === MAX_OBJECTS || heldBytes + file.size > MAX_HELD_BYTES) break
    if (file.size > MAX_OBJECT_BYTES) continue
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (sniff(bytes, true, bytes.length) !== 'dicom') continue
    heldBytes += bytes.length
    found.push({ name: path, bytes })
  }
  return found
}

async function fromArchive(input: Input): Promise<LookedAt[]> {
  const found: LookedAt[] = []
  let heldBytes = 0
  let parts: Uint8Array[] | undefined
  let name = ''
  const isFull = (): boolean => found.length === MAX_OBJECTS || heldBytes >= MAX_HELD_BYTES
  const reader = new TarReader({
    entry: (entry) => {
      const isSmall = entry.sizeBytes > 0 && entry.sizeBytes <= MAX_OBJECT_BYTES
      parts = isSmall && !isFull() ? [] : undefined
      name = new TextDecoder().decode(entry.name)
    },
    body: (bytes) => parts?.push(bytes.slice()),
    entryEnd: () => {
      if (parts === undefined) return
      const bytes = concatenate(parts)
      parts = undefined
      if (sniff(bytes, true, bytes.length) !== 'dicom') return
      heldBytes += bytes.length
      found.push({ name, bytes })
    },
    archiveEnd: () => {},
  })
  const stream = (await openInput(input, () => {})).getReader()
  try {
    for (let read = await stream.read(); !read.done && !isFull(); read = await stream.read()) reader.push(read.value)
  } catch (fault) {
    if (found.length === 0) throw fault
  } finally {
    await stream.cancel().catch(() => {})
  }
  return found
}
