/** What is to be verified, entry by entry: an archive as tar-stream walks it, a directory, or a single object. */

import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Extract } from 'tar-stream'
import { SluiceError } from '../errors.ts'
import { ArchiveLook, isNeutralName, PROCEDURE_NAME } from './archive-look.ts'
import type { Kind } from './findings.ts'
import { looksLikeObject } from './object-start.ts'
import { compressionOf, decompress, event, type OnRead, readFile, STANDARD_INPUT } from './platform.ts'

export interface Entry {
  /** From 0; of an archive, members of every type count. */
  readonly ordinal: number
  readonly body: AsyncIterable<Uint8Array>
}

/** `entry`: undefined for what is about the archive as a whole. */
export type EntryReport = (kind: Kind, place: { entry?: number; offsetBytes?: number; value?: string }) => void

/** So many first bytes tell what a file is. */
const HEAD_BYTES = 512
/** What ustar, pax and GNU archives have in their first block. */
const TAR_MAGIC = 'ustar'
const TAR_MAGIC_AT = 257

/**
 * The entries of a path, each to be read to its end before the next. What is wrong with the archive itself is reported as it is met. `onRead`: told of
 * the bytes of files as they come. Fails with IO, INPUT_EMPTY and INPUT_UNKNOWN.
 */
export async function* openEntries(
  path: string,
  report: EntryReport,
  onRead: OnRead = () => {},
): AsyncGenerator<Entry> {
  if (path === STANDARD_INPUT) {
    yield* readStream(readFile(path, onRead), report)
    return
  }
  const stats = await stat(path).catch(() => undefined)
  if (stats === undefined) throw new SluiceError('IO', {}, 'there is no file or directory of a name that was given')
  if (stats.isDirectory()) yield* readDirectory(path, report, onRead)
  else yield* readStream(readFile(path, onRead), report)
}

async function* readStream(raw: AsyncIterable<Uint8Array>, report: EntryReport): AsyncGenerator<Entry> {
  const opened = await beginning(raw)
  const { compression, hasName } = compressionOf(opened.head)
  if (hasName) report('archive-field-left', { offsetBytes: 0 })
  const plain =
    compression === undefined ? opened : await beginning(guarded(decompress(opened.chunks, compression), report))
  const { head, chunks } = plain
  if (head.length === 0) throw new SluiceError('INPUT_EMPTY')
  const isTar = Buffer.from(head).toString('latin1', TAR_MAGIC_AT, TAR_MAGIC_AT + TAR_MAGIC.length) === TAR_MAGIC
  if (isTar || head.every((byte) => byte === 0)) yield* readArchive(chunks, report)
  else if (looksLikeObject(head)) yield { ordinal: 0, body: chunks }
  else throw new SluiceError('INPUT_UNKNOWN')
}

/** What is damaged in its compression ends where it is damaged. */
async function* guarded(chunks: AsyncIterable<Uint8Array>, report: EntryReport): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (fault) {
    if (!(fault instanceof SluiceError) || !fault.code.startsWith('COMPRESSION')) throw fault
    report('archive-damaged', {})
  }
}

async function* readArchive(chunks: AsyncIterable<Uint8Array>, report: EntryReport): AsyncGenerator<Entry> {
  // Loaded when there is an archive, in a way that a bundler sees.
  const { extract } = await import('tar-stream')
  const reader = extract()
  const look = new ArchiveLook((kind, offsetBytes, entry, value) => {
    report(kind, { offsetBytes, ...(entry !== undefined && { entry }), ...(value !== undefined && { value }) })
  })
  let failure: unknown
  const feeding = feed(chunks, reader, look).catch((fault: unknown) => {
    failure = fault
    reader.destroy(new Error('done'))
  })
  let ordinal = 0
  let isDamaged = false
  const body = async function* (member: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of member) yield chunk as Uint8Array
    } catch {
      isDamaged = true
    }
  }
  try {
    for await (const member of reader) {
      yield { ordinal, body: body(member) }
      ordinal++
      member.resume()
    }
  } catch {
    isDamaged = true
  } finally {
    reader.destroy(new Error('done'))
    await feeding
  }
  if (failure !== undefined) throw failure
  if (isDamaged || look.members !== ordinal) report('archive-damaged', {})
}

async function feed(chunks: AsyncIterable<Uint8Array>, reader: Extract, look: ArchiveLook): Promise<void> {
  const closed = event(reader, 'close')
  for await (const chunk of chunks) {
    look.push(chunk)
    if (reader.destroyed) continue
    if (!reader.write(Buffer.from(chunk))) await Promise.race([event(reader, 'drain'), closed])
  }
  look.end()
  // The types have it that there is a last chunk.
  reader.end(Buffer.alloc(0))
}

/** Files in the order of their paths; links are not followed, and are no entries. */
async function* readDirectory(path: string, report: EntryReport, onRead: OnRead): AsyncGenerator<Entry> {
  let ordinal = 0
  for await (const file of listFiles(path, '')) {
    if (file !== PROCEDURE_NAME && !isNeutralName(file)) report('archive-name', { entry: ordinal, value: file })
    yield { ordinal, body: readFile(join(path, file), onRead) }
    ordinal++
  }
}

async function* listFiles(root: string, folder: string): AsyncGenerator<string> {
  const names: { name: string; isFolder: boolean }[] = []
  for await (const one of await opendir(join(root, folder))) {
    if (one.isDirectory() || one.isFile()) names.push({ name: one.name, isFolder: one.isDirectory() })
  }
  names.sort((one, other) => (one.name < other.name ? -1 : 1))
  for (const { name, isFolder } of names) {
    const path = join(folder, name)
    if (isFolder) yield* listFiles(root, path)
    else yield path
  }
}

/** The first bytes of a stream, and all of it. */
async function beginning(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; chunks: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]()
  let head: Uint8Array = new Uint8Array(0)
  while (head.length < HEAD_BYTES) {
    const next = await iterator.next()
    if (next.done === true) break
    head = Buffer.concat([head, next.value])
  }
  return { head: head.subarray(0, HEAD_BYTES), chunks: replay(head, iterator) }
}

async function* replay(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head
    for (;;) {
      const next = await rest.next()
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await rest.return?.()
  }
}
