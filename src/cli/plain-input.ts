/** An input as the bytes of one archive or one object: decompressed, and a directory as the archive that it would make. */

import { pipeline } from 'node:stream'
import { createUnwrap } from '../archive/unwrap.ts'
import { SluiceError } from '../errors.ts'
import { readDescriptorLater } from '../streams/descriptors.ts'
import { readDirectoryAsTar } from '../streams/directory-tar.ts'
import { findKind, HEAD_BYTES, type Input } from './input.ts'

const READ_BYTES = 262_144
const REST_MILLISECONDS = 5

export interface PlainInput {
  /** A tar archive; otherwise a DICOM object. */
  readonly isArchive: boolean
  /** All of it. Each chunk is valid until the next is asked for. Fails with IO, COMPRESSION_INVALID and COMPRESSION_BOMB. */
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Fails with INPUT_EMPTY and INPUT_UNKNOWN, and as `chunks` does. */
export async function openPlain(input: Input): Promise<PlainInput> {
  const { kind, path } = input
  if (kind === 'directory') return { isArchive: true, chunks: readDirectoryAsTar(path!, []) }
  const source = readDescriptorOf(input)
  if (kind === 'tar' || kind === 'object') return { isArchive: kind === 'tar', chunks: source }
  // What fails in the source destroys the stream that is returned, and comes out of reading it.
  const stream = pipeline(source, createUnwrap(kind), () => {})
  const rest = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  let head = Buffer.alloc(0)
  while (head.byteLength < HEAD_BYTES) {
    const next = await rest.next()
    if (next.done === true) break
    head = Buffer.concat([head, next.value])
  }
  const inner = findKind(head)
  if (inner !== 'tar' && inner !== 'object') {
    throw new SluiceError('INPUT_UNKNOWN', {}, 'the input is compressed twice')
  }
  return { isArchive: inner === 'tar', chunks: replay(head, rest) }
}

async function* replay(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head
  try {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

async function* readDescriptorOf({ descriptor, head }: Input): AsyncGenerator<Uint8Array> {
  yield head
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES)
    const count = await readDescriptorLater(descriptor, buffer)
    if (count === 0) return
    if (count > 0) yield buffer.subarray(0, count)
    else await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS))
  }
}
